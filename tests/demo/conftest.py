"""The demo, made once for each test process."""

from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest

from luma_mcp import administration
from luma_mcp.administration import Demo
from luma_mcp.app import open_parts
from luma_mcp.settings import Settings
from tests.world import SECRET


@dataclass(frozen=True)
class DemoFile:
    """Demo books in an embedded file."""

    path: Path
    made: Demo

    @property
    def settings(self) -> Settings:
        """Settings that open them."""
        return Settings(database_url=f"sqlite+aiosqlite:///{self.path}", secret=SECRET)


def make_demo(path: Path) -> DemoFile:
    """Make the demo in a new file."""

    async def make() -> Demo:
        async with open_parts(Settings(database_url=f"sqlite+aiosqlite:///{path}", secret=SECRET)) as parts:
            return await administration.make_demo(parts)

    return DemoFile(path, anyio.run(make))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoFile:
    """The demo's books; tests only read them."""
    return make_demo(tmp_path_factory.mktemp("demo") / "luma.db")
