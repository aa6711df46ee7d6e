"""What the README says works: its shell blocks run, and every client configuration reaches the books."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
BLOCKS = re.findall(
    r"^```(\w+)\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
SHELL = [text for language, text in BLOCKS if language == "sh" and not text.startswith(("make ", "claude "))]
CLAUDE = [text for language, text in BLOCKS if language == "sh" and text.startswith("claude ")]


def _servers() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every server that a configuration block names, those of `claude mcp add` too."""
    for language, text in BLOCKS:
        if language == "json":
            content = json.loads(text)
            for name, server in (content.get("mcpServers") or content["servers"]).items():
                yield f"{name}-{json.dumps(server)[:40]}", server
    for text in CLAUDE:
        words = shlex.split(text)
        if "--" in words:
            command, *args = words[words.index("--") + 1 :]
            variable, _, value = words[words.index("--env") + 1].partition("=")
            yield "claude-code-stdio", {"command": command, "args": args, "env": {variable: value}}
        else:
            name, _, value = words[words.index("--header") + 1].partition(": ")
            yield "claude-code-http", {"url": next(w for w in words if w.startswith("http:")), "headers": {name: value}}


@dataclass(frozen=True)
class Newcomer:
    """Somebody who has followed the README on a fresh machine: a home, and the server running."""

    home: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        return _environment(self.home)

    def here(self, text: str) -> str:
        """The README's text with this machine's paths, port and key."""
        key = (self.home / ".luma-read-only.key").read_text().strip()
        for placeholder in ("${env:LUMA_API_KEY}", "${input:luma-key}", "${LUMA_API_KEY}"):
            text = text.replace(placeholder, key)
        text = text.replace("/home/you/luma_mcp", str(ROOT)).replace("/home/you", str(self.home))
        return text.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newcomer]:
    """Follow the README up to the running server."""
    home = tmp_path_factory.mktemp("home")
    _run_block(SHELL[0], home)
    serve = [str(BIN / "luma-mcp"), "serve", "--port", "0"]
    with subprocess.Popen(serve, env=_environment(home), stderr=subprocess.PIPE, text=True) as serving:
        assert serving.stderr
        started = re.search(r"http://127\.0\.0\.1:(\d+)", serving.stderr.readline())
        assert started
        yield Newcomer(home, int(started[1]))
        serving.terminate()


@pytest.mark.parametrize("server", [pytest.param(server, id=name) for name, server in _servers()])
async def test_a_configured_client_reaches_the_books(newcomer: Newcomer, server: dict[str, Any]) -> None:
    server = json.loads(newcomer.here(json.dumps(server)))
    if "command" in server:
        environment = newcomer.environment | server.get("env", {})
        parameters = StdioServerParameters(command=server["command"], args=server["args"], env=environment)
        async with Client(parameters) as client:
            await _look_around(client)
    else:
        async with (
            httpx2.AsyncClient(headers=server["headers"]) as http,
            Client(streamable_http_client(server["url"], http_client=http)) as client,
        ):
            await _look_around(client)


def test_the_rest_requests_answer(newcomer: Newcomer) -> None:
    profiles, client, revenue = _run_block(newcomer.here(SHELL[1]), newcomer.home).splitlines()
    assert json.loads(profiles)["data"][0]["name"] == "Muster GmbH"
    assert json.loads(client)["city"] == "Bern"
    assert json.loads(revenue)["data"] == []
    customers, groups = _run_block(newcomer.here(SHELL[2]), newcomer.home).splitlines()
    ((name, group),) = ((row["name"], row["customerGroupId"]) for row in json.loads(customers))
    assert name == "Beispiel AG"
    assert group in {row["id"] for row in json.loads(groups)}


def test_the_books_are_proved_and_written_for_other_programs(newcomer: Newcomer) -> None:
    assert _run_block(SHELL[3], newcomer.home).startswith("Muster GmbH: 0 entries")
    files = [newcomer.home / f"books.{ending}" for ending in ("beancount", "journal", "csv")]
    assert all("1020" in file.read_text(encoding="utf-8") for file in files[:2])
    assert files[2].read_text(encoding="utf-8").startswith("seq,")


def test_every_block_is_tried() -> None:
    assert len(SHELL) == 4
    assert len(CLAUDE) == 2
    assert len(BLOCKS) == len(SHELL) + len(CLAUDE) + 1 + sum(language == "json" for language, _ in BLOCKS)


async def _look_around(client: Client) -> None:
    """A read-only caller finds itself in the books and sees nothing that writes."""
    listed = (await client.list_tools()).tools
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed)
    answer = await client.call_tool("whoami", {})
    assert answer.structured_content
    assert [profile["name"] for profile in answer.structured_content["profiles"]] == ["Muster GmbH"]


def _run_block(text: str, home: Path) -> str:
    commands = "\n".join(f"{line}; echo" if line.startswith("curl") else line for line in text.splitlines())
    bash = ["bash", "-euc", commands]
    return subprocess.run(bash, cwd=ROOT, env=_environment(home), check=True, stdout=subprocess.PIPE, text=True).stdout


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUMA_", "XDG_"))}
    return kept | {"HOME": str(home), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
