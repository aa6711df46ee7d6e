"""The bundle is unpacked and started as its manifest says, by the code with which Claude Desktop reads manifests."""

import json
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mcp import Client, StdioServerParameters
from packaging.requirements import Requirement

from luma_mcp.cli import main
from release.bundle import mcpb
from release.project import ROOT, read_project
from release.run import Judged, run
from tests.clients import typescript
from tests.release.conftest import Built
from tests.release.machine import Machine
from tests.world import SECRET, copy_of

UV = Path(sys.executable).parent
"""Where the locked uv is, in place of the host's."""


@pytest.fixture(scope="session")
def unpacked(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle as its host keeps it."""
    folder = tmp_path_factory.mktemp("bundle")
    mcpb("unpack", str(built.bundle), str(folder))
    return folder


@pytest.fixture
def books(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of books with one company."""
    url = copy_of(sqlite_template, tmp_path)
    environment = {"LUMA_DATABASE_URL": url, "LUMA_SECRET": SECRET}
    done = CliRunner().invoke(main, ["init", "--name", "Muster GmbH", "--country", "CH"], env=environment)
    assert done.exit_code == 0, done.output
    return url


def started(unpacked: Path, machine: Machine, **answers: Any) -> StdioServerParameters:
    """How the host starts it; uv finds the packages there already and has no network."""
    script = typescript.FOLDER / "bundle.mjs"
    config = json.loads(run([str(typescript.NODE), str(script), str(unpacked), json.dumps(answers)]))
    assert "${" not in json.dumps(config)
    uv = {"UV_PROJECT_ENVIRONMENT": str(machine.bin.parent), "UV_NO_SYNC": "1", "UV_OFFLINE": "1"}
    environment = machine.environment | uv | config["env"]
    environment["PATH"] = f"{UV}:{environment['PATH']}"
    return StdioServerParameters(command=config["command"], args=config["args"], env=environment, cwd=machine.folder)


async def test_a_new_bundle_looks_and_changes_nothing(unpacked: Path, empty_machine: Machine, books: str) -> None:
    async with Client(started(unpacked, empty_machine, database_url=books, secret=SECRET)) as client:
        assert client.server_info
        assert client.server_info.version == read_project().version
        listed = (await client.list_tools()).tools
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed)
        refused = await client.call_tool("create_client", {"name": "Beispiel AG"})
        assert refused.is_error
        assert refused.structured_content
        assert refused.structured_content["code"] == "read_only_key"


async def test_its_user_may_let_it_write_in_one_company(unpacked: Path, empty_machine: Machine, books: str) -> None:
    answers = {"database_url": books, "secret": SECRET, "read_only": False, "profile": "Muster GmbH"}
    async with Client(started(unpacked, empty_machine, **answers)) as client:
        made = await client.call_tool("create_client", {"name": "Beispiel AG"})
        assert made.structured_content
        assert made.structured_content["name"] == "Beispiel AG"


async def test_its_user_may_give_it_a_key(unpacked: Path, empty_machine: Machine, books: str) -> None:
    answers = {"database_url": books, "secret": SECRET, "api_key": "lmb_nonsense"}
    async with Client(started(unpacked, empty_machine, **answers)) as client:
        refused = await client.call_tool("whoami", {})
        assert refused.structured_content
        assert refused.structured_content["code"] == "invalid_key"


def test_the_tools_it_names_are_those_that_are_listed(unpacked: Path) -> None:
    named = json.loads((unpacked / "manifest.json").read_text(encoding="utf-8"))["tools"]
    page = (ROOT / "docs" / "tools.md").read_text(encoding="utf-8")
    assert [tool["name"] for tool in named if f"### {tool['name']}\n" not in page] == []
    assert {"whoami", "create_invoice", "find_operation"} <= {tool["name"] for tool in named}


def test_nothing_of_the_wheel_is_left_out(built: Built, unpacked: Path) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        assert [name for name in wheel.namelist() if not (unpacked / "server" / name).exists()] == []


def test_every_package_is_named_in_its_locked_version(unpacked: Path) -> None:
    found = tomllib.loads((unpacked / "pyproject.toml").read_text(encoding="utf-8"))
    locked = [Requirement(text) for text in found["tool"]["uv"]["constraint-dependencies"]]
    assert {str(one.specifier)[:2] for one in locked} == {"=="}
    assert {Requirement(text).name for text in found["project"]["dependencies"]} <= {one.name for one in locked}


@pytest.mark.parametrize(
    "change",
    [
        {"manifest_version": "9.9"},
        {"server": {"type": "uv"}},
        {"user_config": {"api_key": {"type": "secret", "title": "x", "description": "x"}}},
        {"icon": "missing.png"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_tool_refuses_a_wrong_manifest(unpacked: Path, tmp_path: Path, change: dict[str, Any]) -> None:
    right = json.loads((unpacked / "manifest.json").read_text(encoding="utf-8"))
    (tmp_path / "manifest.json").write_text(json.dumps(right | change), encoding="utf-8")
    with pytest.raises(Judged):
        mcpb("validate", str(tmp_path / "manifest.json"))
