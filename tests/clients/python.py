"""Plays steps against an MCP server with Python clients that live in environments of their own (see the Makefile)."""

import json
import os
from pathlib import Path

import anyio

from tests.clients.typescript import Http, Played, Stdio, Step

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parent.parent / ".cache" / "clients"
PYTHON = Path("Scripts/python.exe" if os.name == "nt" else "bin/python")
TIMEOUT_SECONDS = 60


class PythonClientError(Exception):
    """The client could not connect or broke off; the message is what it wrote on standard error."""


async def play(client: str, transport: Stdio | Http, steps: list[Step]) -> Played:
    """Connect, play the steps in order, disconnect; `client` is a folder beside this file."""
    command = command_of(client, transport, steps)
    with anyio.fail_after(TIMEOUT_SECONDS):
        done = await anyio.run_process(command, check=False)
    if done.returncode:
        raise PythonClientError(done.stderr.decode())
    played: Played = json.loads(done.stdout)
    return played


def command_of(client: str, transport: Stdio | Http, steps: list[Step]) -> list[str]:
    """The command that plays these steps."""
    job = json.dumps({"transport": transport, "steps": steps})
    return [str(ENVIRONMENTS / client / PYTHON), str(HERE / client / "call.py"), job]
