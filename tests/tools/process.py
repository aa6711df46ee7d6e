"""The real program in a process of its own, on the books of a world."""

import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from subprocess import PIPE

import anyio
from anyio.abc import Process
from mcp import Client, StdioServerParameters

from tests.world import SECRET, World

LUMA_MCP = ("-m", "luma_mcp.cli")
PATIENCE_SECONDS = 90
"""How long a command may be there, on a slow machine that does much else."""


def environment(world: World, **more: str) -> dict[str, str]:
    """The variables that lead to the books of a world."""
    return {"LUMA_DATABASE_URL": world.parts.settings.database_url, "LUMA_SECRET": SECRET} | more


@asynccontextmanager
async def stdio_client(world: World, *arguments: str, era: str = "auto", **variables: str) -> AsyncIterator[Client]:
    """A client of `luma-mcp stdio`."""
    parameters = StdioServerParameters(
        command=sys.executable, args=[*LUMA_MCP, "stdio", *arguments], env=environment(world, **variables)
    )
    async with Client(parameters, mode="legacy" if era == "legacy" else "auto") as client:
        yield client


@asynccontextmanager
async def running(
    world: World, *arguments: str, patience: float = PATIENCE_SECONDS, **variables: str
) -> AsyncIterator[Process]:
    """A command that runs until it is told to stop."""
    command = [sys.executable, *LUMA_MCP, *arguments]
    process = await anyio.open_process(command, env=environment(world, **variables), stdout=PIPE, stderr=PIPE)
    async with process:
        try:
            with anyio.fail_after(patience):
                yield process
        finally:
            if process.returncode is None:
                process.kill()


async def address_of(server: Process) -> str:
    """Where a server that was started with --port 0 listens."""
    assert server.stderr
    said = (await server.stderr.receive()).decode()
    found = re.search(r"http://127\.0\.0\.1:\d+", said)
    assert found, said
    return found[0]
