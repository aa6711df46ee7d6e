"""The demo, made once for each test process, as its users make it: on the command line."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from luma_mcp.cli import main
from luma_mcp.settings import Settings
from tests.world import SECRET


@dataclass(frozen=True)
class DemoFile:
    """Demo books in an embedded file."""

    path: Path
    printed: dict[str, Any]
    """What making it said."""

    @property
    def settings(self) -> Settings:
        """Settings that open them."""
        return Settings(database_url=f"sqlite+aiosqlite:///{self.path}", secret=SECRET)


def make_demo(path: Path) -> DemoFile:
    """Make the demo in a new file."""
    done = on_the_command_line(path)
    assert done.exit_code == 0, done.output
    return DemoFile(path, json.loads(done.stdout))


def on_the_command_line(path: Path) -> Result:
    """Say `luma-mcp demo --json` about a file."""
    environment = {"LUMA_DATABASE_URL": f"sqlite+aiosqlite:///{path}", "LUMA_SECRET": SECRET}
    return CliRunner().invoke(main, ["demo", "--json"], env=environment)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoFile:
    """The demo's books; tests only read them."""
    return make_demo(tmp_path_factory.mktemp("demo") / "luma.db")
