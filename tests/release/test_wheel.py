"""The wheel runs where nothing of the source tree is: all that the program reads lies in it."""

import json
import re
import signal
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest
from mcp import Client, StdioServerParameters

from release.project import ROOT, read_project
from tests.release.conftest import Built
from tests.release.machine import Machine

PAGES = ("/docs", "/sign-in")
"""Pages with files of their own."""


@dataclass
class Session:
    """`make run`, as a newcomer sees it: demo books, a session with an assistant, and everything served."""

    process: "subprocess.Popen[str]"
    site: httpx2.Client
    said: str = ""

    def end(self) -> str:
        """Stop it; everything that it said."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(30) == 0
            assert self.process.stdout
            self.said = self.process.stdout.read()
        return self.said


@pytest.fixture(scope="module")
def session(machine: Machine) -> Iterator[Session]:
    """A session in the machine's empty folder, whose settings name other books, which are not to be touched."""
    command = [str(machine.python), "-m", "luma_mcp.demo.session", "--port", "0"]
    elsewhere = machine.environment | {"LUMA_DATABASE_URL": "sqlite+aiosqlite:////nowhere/mine.db"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=machine.folder, env=elsewhere, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stderr
        started = re.search(r"http://127\.0\.0\.1:\d+", process.stderr.readline())
        assert started
        key = {"Authorization": f"Bearer {(machine.folder / '.demo/read_only.key').read_text()}"}
        with httpx2.Client(base_url=started[0], headers=key, trust_env=False) as site:
            played = Session(process, site)
            yield played
            played.end()


def test_every_file_of_the_package_is_in_the_wheel(built: Built) -> None:
    source = ROOT / "src"
    files = {str(path.relative_to(source)) for path in (source / "luma_mcp").rglob("*") if path.is_file()}
    with zipfile.ZipFile(built.wheel) as wheel:
        assert {name for name in files if "__pycache__" not in name} - set(wheel.namelist()) == set()


def test_the_program_comes_from_the_wheel_alone(machine: Machine) -> None:
    found = machine.run(machine.python, "-c", "import luma_mcp, sys; print(luma_mcp.__file__, *sys.path, sep='\\n')")
    assert found.startswith(str(machine.bin.parent))
    assert str(ROOT / "src") not in found
    assert machine.run(machine.luma_mcp, "--version").strip().endswith(read_project().version)


def test_the_command_explains_itself(machine: Machine) -> None:
    said = machine.run(machine.luma_mcp, "--help")
    assert {"stdio", "serve", "init", "migrate", "verify"} <= set(said.split())


def test_what_the_lock_does_not_name_is_not_there(empty_machine: Machine) -> None:
    script = "from importlib.util import find_spec; print(*map(find_spec, ('pytest', 'luma_mcp')))"
    assert empty_machine.run(empty_machine.python, "-c", script) == "None None\n"


async def test_an_assistant_works_with_the_books_over_stdio(machine: Machine, session: Session) -> None:
    company = session.site.get("/v1/profiles").json()["data"][0]["name"]
    parameters = StdioServerParameters(
        command=str(machine.luma_mcp), args=["stdio"], env=_of_demo(machine), cwd=machine.folder
    )
    async with Client(parameters) as client:
        assert "create_invoice" in {tool.name for tool in (await client.list_tools()).tools}
        answer = await client.call_tool("list_clients", {"profile": company})
    assert answer.structured_content
    assert answer.structured_content["data"]


def test_rest_answers_a_key(session: Session) -> None:
    assert len(session.site.get("/v1/profiles").json()["data"]) == 2


@pytest.mark.parametrize("page", PAGES)
def test_a_page_comes_with_all_its_files(session: Session, page: str) -> None:
    shown = session.site.get(page)
    assert shown.status_code == 200
    files = re.findall(r'(?:href|src|data-openapi)="([^"#]+)"', shown.text)
    assert any(file.endswith(".css") for file in files)
    assert [file for file in files if session.site.get(file).status_code != 200] == []


def test_a_session_with_an_assistant_was_played(machine: Machine, session: Session) -> None:
    key, said = machine.folder / ".demo/read_only.key", session.end()
    for tool in ("whoami", "list_vendors", "create_invoice", "get_revenue", "get_report"):
        assert f"> {tool} " in said
    assert said.index("read_only  lmb_") < said.index("owner      lmb_")
    desktop = json.loads(said.split("(claude_desktop_config.json)\n")[1].split("\n\n")[0])
    assert key.read_text() not in json.dumps(desktop)
    assert key.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("session")
def test_the_books_of_the_installed_program_are_proved(machine: Machine) -> None:
    assert json.loads(machine.run(machine.luma_mcp, "verify", "--json", env=_of_demo(machine)))["ok"] is True


def test_books_of_ones_own_have_their_place(machine: Machine) -> None:
    machine.run(machine.luma_mcp, "init", "--name", "Muster GmbH", "--country", "CH")
    assert (machine.home / ".local/share/luma_mcp/luma.db").is_file()


def _of_demo(machine: Machine) -> dict[str, str]:
    return machine.environment | {"LUMA_DATABASE_URL": f"sqlite+aiosqlite:///{machine.folder}/.demo/luma.db"}
