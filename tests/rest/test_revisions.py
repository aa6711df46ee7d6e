"""Every revision of the protocol over HTTP, said raw: what a client sends, and what it gets to read."""

import json
from typing import Any

import httpx2
import pytest

from tests.rest.test_mcp_http import MCP, site
from tests.tools.assistant import listed_by_default
from tests.world import World

HANDSHAKE = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
MODERN = "2026-07-28"
ACCEPTED = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
ADDRESSES = ("/mcp", "/api/v1/mcp", "/api/v1/mcp/c/0197a943-2325-7829-b835-b6c71a293065")
PERSON = {"name": "raw", "version": "1"}


async def said(http: httpx2.AsyncClient, method: str, headers: dict[str, str], **params: Any) -> Any:
    """Send one request; the result, whether it came as JSON or as the one event of a stream."""
    body = {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}
    response = await http.post(MCP, headers=ACCEPTED | headers, content=json.dumps(body))
    assert response.status_code == 200, response.text
    assert "mcp-session-id" not in response.headers
    text = response.text
    if response.headers["content-type"].startswith("text/event-stream"):
        (text,) = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]
    answer = json.loads(text)
    assert (answer["jsonrpc"], answer["id"]) == ("2.0", 7)
    return answer["result"]


@pytest.mark.parametrize("revision", HANDSHAKE)
async def test_a_revision_with_a_handshake_is_spoken_without_a_session(revision: str, sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    named = {} if revision < "2025-06-18" else {"MCP-Protocol-Version": revision}
    async with site(sqlite_world, token) as http:
        hello = {"protocolVersion": revision, "capabilities": {}, "clientInfo": PERSON}
        greeted = await said(http, "initialize", {}, **hello)
        assert (greeted["protocolVersion"], greeted["serverInfo"]["name"]) == (revision, "luma_mcp")
        assert "whoami" in greeted["instructions"]
        listed = await said(http, "tools/list", named)
        assert [tool["name"] for tool in listed["tools"]] == listed_by_default()
        made = await said(http, "tools/call", named, name="create_client", arguments={"name": "Muster AG"})
        assert "Muster AG" in made["content"][0]["text"]
        refused = await said(http, "tools/call", named, name="get_invoice", arguments={"id": "IV-404"})
        assert refused["isError"] is True


async def test_the_revision_without_a_handshake_is_spoken(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    about = {"io.modelcontextprotocol/protocolVersion": MODERN, "io.modelcontextprotocol/clientCapabilities": {}}

    async def modern(http: httpx2.AsyncClient, method: str, **params: Any) -> Any:
        headers = {"MCP-Protocol-Version": MODERN, "Mcp-Method": method}
        headers |= {"Mcp-Name": params["name"]} if "name" in params else {}
        return await said(http, method, headers, _meta=about, **params)

    async with site(sqlite_world, token) as http:
        found = await modern(http, "server/discover")
        assert MODERN in found["supportedVersions"]
        listed = await modern(http, "tools/list")
        assert [tool["name"] for tool in listed["tools"]] == listed_by_default()
        assert (listed["cacheScope"], listed["ttlMs"] > 0) == ("private", True)
        made = await modern(http, "tools/call", name="create_client", arguments={"name": "Muster AG"})
        assert made["structuredContent"]["name"] == "Muster AG"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_there_is_no_stream_to_open_and_no_session_to_end(address: str, method: str, sqlite_world: World) -> None:
    async with site(sqlite_world) as http:
        response = await http.request(method, address, headers={"Accept": "text/event-stream"})
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
