"""The books that benchmarks run on: the demo in a file of its own, opened as the program opens it."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio

from luma_mcp import administration
from luma_mcp.access.caller import Caller
from luma_mcp.administration import Demo
from luma_mcp.app import Parts, open_parts
from luma_mcp.settings import Settings

SECRET = "bench-only-" + "0" * 32
UNLIMITED = 1_000_000


def settings_for(path: Path) -> Settings:
    """Settings for a file, without a rate that would slow the measure down."""
    url = f"sqlite+aiosqlite:///{path}"
    return Settings(database_url=url, secret=SECRET, reads_per_minute=UNLIMITED, writes_per_minute=UNLIMITED)


@contextmanager
def demo_books() -> Iterator[tuple[Path, Demo]]:
    """Make the demo in a temporary folder; answers its file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "luma.db"

        async def make() -> Demo:
            async with open_parts(settings_for(path)) as parts:
                return await administration.make_demo(parts)

        yield path, anyio.run(make)


def copy_of(path: Path, name: str) -> Path:
    """Copy closed books beside themselves."""
    return Path(shutil.copy(path, path.with_name(name)))


@asynccontextmanager
async def open_books(path: Path) -> AsyncIterator[tuple[Parts, Caller]]:
    """Open books; answers the parts and the owner in the first company."""
    async with open_parts(settings_for(path)) as parts:
        owner = await administration.owner_of(parts, None)
        profiles = await parts.access.profiles(owner)
        yield parts, await parts.access.choose_profile(owner, str(profiles[0].id))
