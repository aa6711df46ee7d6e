"""Runs a conformance suite by hand: `python -m tests.conformance conformance-next --requirements 2026-07-28`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio

from luma_mcp.store.migrate import migrate
from tests.clients.conformance import suite
from tests.conformance.site import mcp_of
from tests.world import open_world


async def run(*arguments: str) -> int:
    """Run scenarios against the fixtures, on books of their own; what the suite says goes to the terminal."""
    package, *options = arguments
    with TemporaryDirectory() as folder:
        database = f"sqlite+aiosqlite:///{Path(folder, 'luma.db')}"
        await migrate(database)
        async with open_world(database) as world, mcp_of(world, sessions=True) as url:
            async with suite(package, "server", "--url", url, *options) as process:
                assert process.stdout
                async for part in process.stdout:
                    sys.stdout.buffer.write(part)
                    sys.stdout.flush()
            return process.returncode or 0


if __name__ == "__main__":
    sys.exit(anyio.run(run, *sys.argv[1:]))
