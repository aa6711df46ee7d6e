"""The wheel runs where nothing of the source tree is: all that the program reads lies in it."""

import json
import re
import signal
import subprocess
import zipfile
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters

from release.project import ROOT, read_project
from tests.release.conftest import Built
from tests.release.machine import Machine

PAGES = ("/docs", "/sign-in")
"""Pages with files of their own."""


@pytest.fixture(scope="module")
def demo(machine: Machine) -> dict[str, Any]:
    """The demo's books in the data folder of the machine."""
    made: dict[str, Any] = json.loads(machine.run(machine.luma_mcp, "demo", "--json"))
    return made


@pytest.fixture(scope="module")
def site(machine: Machine, demo: dict[str, Any]) -> Iterator[httpx2.Client]:
    """A client of `luma-mcp serve`, with a read-only key."""
    command = [str(machine.luma_mcp), "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=machine.folder, env=machine.environment, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr
        started = re.search(r"http://127\.0\.0\.1:\d+", server.stderr.readline())
        assert started
        key = {"Authorization": f"Bearer {demo['keys']['read_only']}"}
        with httpx2.Client(base_url=started[0], headers=key, trust_env=False) as client:
            yield client
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0


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


async def test_an_assistant_works_with_the_books_over_stdio(machine: Machine, demo: dict[str, Any]) -> None:
    parameters = StdioServerParameters(
        command=str(machine.luma_mcp), args=["stdio"], env=machine.environment, cwd=machine.folder
    )
    async with Client(parameters) as client:
        assert "create_invoice" in {tool.name for tool in (await client.list_tools()).tools}
        answer = await client.call_tool("list_clients", {"profile": demo["profiles"][0]["name"]})
    assert answer.structured_content
    assert answer.structured_content["data"]


def test_rest_answers_a_key(site: httpx2.Client, demo: dict[str, Any]) -> None:
    listed = site.get("/v1/profiles").json()["data"]
    assert {profile["id"] for profile in listed} == {profile["id"] for profile in demo["profiles"]}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_comes_with_all_its_files(site: httpx2.Client, page: str) -> None:
    shown = site.get(page)
    assert shown.status_code == 200
    files = re.findall(r'(?:href|src|data-openapi)="([^"#]+)"', shown.text)
    assert any(file.endswith(".css") for file in files)
    assert [file for file in files if site.get(file).status_code != 200] == []


@pytest.mark.usefixtures("demo")
def test_the_books_of_the_installed_program_are_proved(machine: Machine) -> None:
    assert json.loads(machine.run(machine.luma_mcp, "verify", "--json"))["ok"] is True
    assert (machine.home / ".local/share/luma_mcp/luma.db").is_file()
