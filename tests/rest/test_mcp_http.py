"""MCP over HTTP: who is let in, what a connection narrows, and what is refused before the protocol begins."""

import json
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from sqlalchemy import update
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Send

from luma_mcp.app import create_app
from luma_mcp.rest.binding import MCP_BYTES
from luma_mcp.rest.lumabill.dialect import Lumabill
from luma_mcp.rest.lumabill.table import BINDINGS
from luma_mcp.rest.mcp_http import McpEndpoint
from luma_mcp.rest.oauth.bearer import Bearers
from luma_mcp.store.accounts import account
from luma_mcp.tools.discovery import changes
from luma_mcp.tools.door import Listed, Reply
from luma_mcp.tools.server import build_server
from luma_mcp.tools.toolsets import chosen
from tests.rest.client import open_client
from tests.tools.assistant import ERAS, ask, listed_by_default, refusal
from tests.world import World, copy_of, open_world

HOST = "http://127.0.0.1:8000"
MCP = f"{HOST}/mcp"
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
WHOAMI = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "whoami", "arguments": {}}}
HEADERS = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
NOBODY = "0197a943-2325-7829-b835-b6c71a293065"


@asynccontextmanager
async def alive(app: ASGIApp) -> AsyncIterator[ASGIApp]:
    """An application between its start and its end, as a server keeps it."""
    to_app, asked = anyio.create_memory_object_stream[Message](1)
    told, from_app = anyio.create_memory_object_stream[Message](1)
    async with to_app, asked, told, from_app, anyio.create_task_group() as tasks:
        tasks.start_soon(_live, app, asked.receive, told.send)
        await to_app.send({"type": "lifespan.startup"})
        assert (await from_app.receive())["type"] == "lifespan.startup.complete"
        yield app
        await to_app.send({"type": "lifespan.shutdown"})
        assert (await from_app.receive())["type"] == "lifespan.shutdown.complete"


async def _live(app: ASGIApp, receive: Receive, send: Send) -> None:
    await app({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send)


@asynccontextmanager
async def site(world: World, token: str | None = None, **settings: Any) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the whole site, with a key or without one."""
    parts = replace(world.parts, settings=replace(world.parts.settings, **settings))
    async with alive(create_app(parts, jobs=False)) as app, open_client(app, token) as http:
        yield http


@asynccontextmanager
async def assistant(
    world: World, token: str | None, query: str = "", era: str = "auto", **headers: str
) -> AsyncIterator[Client]:
    """The SDK's client of the site."""
    async with site(world, token) as http:
        http.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        transport = streamable_http_client(f"{MCP}{query}", http_client=http)
        async with Client(transport, mode="legacy" if era == "legacy" else "auto") as client:
            yield client


async def post(
    http: httpx2.AsyncClient, query: str = "", body: Any = LIST, url: str = MCP, **headers: str
) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await http.post(f"{url}{query}", headers=HEADERS | named, content=json.dumps(body))


async def code(http: httpx2.AsyncClient, query: str = "", **given: Any) -> tuple[int, str]:
    """The status of a refusal and its code, its shape checked."""
    response = await post(http, query, **given)
    error = response.json()["error"]
    assert error.keys() == {"code", "message", "details", "fix", "request_id"}
    return response.status_code, str(error["code"])


@pytest.mark.parametrize("era", ERAS)
async def test_an_assistant_works_with_the_books(era: str, world: World) -> None:
    token, _ = await world.make_key(profile_id=world.swiss)
    async with assistant(world, token, era=era) as client:
        assert (client.protocol_version >= "2026-07-28") is (era == "auto")
        assert [tool.name for tool in (await client.list_tools()).tools] == listed_by_default()
        await ask(client, "create_client", name="Muster AG")
        assert (await ask(client, "list_clients"))["data"][0]["name"] == "Muster AG"
        assert (await refusal(client, "get_invoice", id="IV-007"))["code"] == "not_found"


async def test_without_a_key_nothing_is_told(sqlite_world: World) -> None:
    async with site(sqlite_world) as http:
        response = await post(http)
        assert (response.status_code, response.json()["error"]["code"]) == (401, "invalid_key")
        assert response.headers["WWW-Authenticate"].startswith('Bearer realm="luma_mcp"')
        assert await code(http, "?key=") == (401, "invalid_key")
        assert await code(http, Authorization="Basic bG1i") == (401, "invalid_key")


async def test_a_key_in_the_address_is_taken_and_never_written(
    sqlite_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    caplog.set_level(logging.DEBUG)
    async with site(sqlite_world) as http:
        fine = await post(http, f"?key={token}")
        unknown = await post(http, f"?key={token}&nonsense={token}")
        encoded = await post(http, f"?toolsets=lmb_x&key={token.replace('lmb_', 'lmb%5F')}")
    assert (fine.status_code, unknown.status_code, encoded.status_code) == (200, 400, 400)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx2")]
    assert any(line.startswith("POST /mcp?key=*** 200") for line in ours)
    secret = token.removeprefix("lmb_")
    assert secret not in "\n".join(ours) + fine.text + unknown.text + encoded.text
    assert not any(secret in str(response.headers) for response in (fine, unknown, encoded))


class Witness:
    """A door that keeps the request that it is given."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    async def list_tools(self, request: object) -> Sequence[Listed]:
        assert isinstance(request, Request)
        self.requests.append(request)
        return []

    async def call_tool(self, request: object, name: str, arguments: Mapping[str, Any]) -> Reply:
        raise AssertionError(f"nobody calls {name} with {arguments} by {request}")


async def test_the_key_goes_no_further_than_the_door(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    parts, witness = sqlite_world.parts, Witness()
    refuse = Lumabill(parts.access, parts.settings, BINDINGS).refuse
    bearers = Bearers(parts.access, parts.grants, parts.settings)
    endpoint = McpEndpoint(build_server(witness), bearers, refuse, chosen, changes=changes)
    async with endpoint.run(), open_client(endpoint) as http:
        await post(http, f"?key={token}")
        await post(http, Authorization=f"Bearer {token}")
    assert len(witness.requests) == 2
    for request in witness.requests:
        assert token not in f"{request.url} {request.headers} {request.scope['headers']}"


async def test_a_header_that_is_no_key_is_not_made_good_by_the_address(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with site(sqlite_world) as http:
        assert await code(http, f"?key={token}", Authorization="Bearer lmb_nonsense") == (401, "invalid_key")
        assert await code(http, f"?key={token}", Authorization="Basic bG1i") == (401, "invalid_key")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
async def test_only_post_is_answered(method: str, sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with site(sqlite_world, token) as http:
        with anyio.fail_after(10):
            response = await http.request(method, MCP, headers=HEADERS)
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


async def test_other_paths_are_not_mcp(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with site(sqlite_world, token) as http:
        for path in ("/mcp/", "/mcp/all", "/MCP"):
            assert await code(http, url=f"{HOST}{path}") == (404, "not_found")


async def test_a_foreign_host_or_origin_is_turned_away(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with site(sqlite_world, token) as http:
        assert (await post(http, url="http://evil.test/mcp")).status_code == 421
        assert (await post(http, Origin="http://evil.test")).status_code == 403
        assert (await post(http, Origin="http://127.0.0.1:5173")).status_code == 200
        assert (await post(http, url="http://localhost:9/mcp")).status_code == 200


async def test_the_public_address_is_answered_to_browsers_from_there_alone(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    async with site(sqlite_world, public_url="https://books.example.test") as http:
        ours, theirs = "https://books.example.test", "https://evil.test"
        preflight = await http.options(f"{ours}/mcp", headers=asks | {"Origin": ours})
        foreign = await http.options(f"{ours}/mcp", headers=asks | {"Origin": theirs})
        answer = await post(http, url=f"{ours}/mcp", Origin=ours, Authorization=f"Bearer {token}")
        refused = await post(http, url=f"{ours}/mcp", Origin=theirs, Authorization=f"Bearer {token}")
    assert (preflight.status_code, foreign.status_code) == (200, 400)
    assert preflight.headers["Access-Control-Allow-Origin"] == ours
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, ours)
    assert (refused.status_code, "Access-Control-Allow-Origin" in refused.headers) == (403, False)


@pytest.mark.parametrize("told", [True, False], ids=["told its length", "in pieces"])
async def test_a_body_that_is_too_large_is_refused(sqlite_world: World, *, told: bool) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    large = b" " * (MCP_BYTES + 1)

    async def pieces() -> AsyncIterator[bytes]:
        yield large

    async with site(sqlite_world, token) as http:
        response = await http.post(MCP, headers=HEADERS, content=large if told else pieces())
    assert response.status_code == 413


@pytest.mark.parametrize("content", ["", "{", "[]", "7", '"x"', "\x00", json.dumps([LIST, LIST])], ids=ascii)
async def test_what_is_no_request_is_400(content: str, sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with site(sqlite_world, token) as http:
        response = await http.post(MCP, headers=HEADERS, content=content)
    assert response.status_code == 400
    assert "Traceback" not in response.text


async def test_an_address_with_read_only_takes_the_writes_away(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with assistant(sqlite_world, token, "?read_only=1") as client:
        tools = (await client.list_tools()).tools
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
        assert (await refusal(client, "create_client", name="Muster AG"))["code"] == "read_only_key"


async def test_read_only_gives_nothing_to_a_key_that_may_only_read(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss, mode="read_only")
    async with assistant(sqlite_world, token, "?read_only=0") as client:
        assert (await refusal(client, "create_client", name="Muster AG"))["code"] == "read_only_key"


async def test_an_address_or_a_header_chooses_the_company(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key()
    async with assistant(sqlite_world, token, "?profile=Eksempel%20ApS") as client:
        await ask(client, "create_client", name="Dansk ApS")
        assert [one["name"] for one in (await ask(client, "whoami"))["profiles"]] == ["Eksempel ApS"]
    async with assistant(sqlite_world, token, X_Profile_Id=str(sqlite_world.danish)) as client:
        assert all("profile" not in tool.input_schema["properties"] for tool in (await client.list_tools()).tools)
        assert (await ask(client, "list_clients"))["data"][0]["name"] == "Dansk ApS"
    async with assistant(sqlite_world, token) as client:
        assert (await refusal(client, "list_clients"))["code"] == "profile_required"


async def test_a_company_that_cannot_be_chosen_is_refused_at_once(world: World) -> None:
    every, _ = await world.make_key()
    swiss, _ = await world.make_key(profile_id=world.swiss)
    async with site(world, every) as http:
        assert await code(http, X_Profile_Id="swiss") == (400, "bad_profile_id")
        assert await code(http, X_Profile_Id="") == (400, "bad_profile_id")
        assert await code(http, X_Profile_Id=NOBODY) == (404, "not_found")
        assert await code(http, "?profile=Nobody") == (404, "not_found")
        danish = {"X_Profile_Id": str(world.danish), "Authorization": f"Bearer {swiss}"}
        assert await code(http, **danish) == (403, "profile_forbidden")
        assert await code(http, f"?profile={world.danish}", Authorization=f"Bearer {swiss}") == (
            403,
            "profile_forbidden",
        )


async def test_an_address_chooses_what_is_listed_and_not_what_is_allowed(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with assistant(sqlite_world, token, "?toolsets=vendors,%20catalog") as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert {"whoami", "delete_vendor", "list_catalog_items"} <= names
        assert "list_clients" not in names
        assert (await ask(client, "list_clients"))["meta"]["total"] == 0


@pytest.mark.parametrize(
    "query",
    ["?toolsets=nonsense", "?read_only=maybe", "?mode=all", "?read_only=1&read_only=0", "?keys=x", "?key=a&key=b"],
)
async def test_a_parameter_that_cannot_be_taken_is_refused(query: str, sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with site(sqlite_world, token) as http:
        assert (await code(http, query))[0] == 400


async def test_a_key_that_is_revoked_is_refused_in_the_next_request(world: World) -> None:
    token, key = await world.make_key(profile_id=world.swiss)
    async with site(world, token) as http:
        assert (await post(http)).status_code == 200
        await world.run("revoke_key", caller=world.owner, id=key.id)
        assert await code(http) == (401, "invalid_key")


async def test_unknown_keys_are_throttled(sqlite_world: World) -> None:
    async with site(sqlite_world, sqlite_world.parts.access.new_key().token) as http:
        statuses = [(await post(http)).status_code for _ in range(32)]
    assert statuses == [401] * 30 + [429] * 2


async def test_rest_and_mcp_spend_from_the_same_bucket(world: World) -> None:
    token, _ = await world.make_key(profile_id=world.swiss)
    async with site(world, token) as http:
        for _ in range(10):
            assert (await http.post("/v1/clients", json={"name": "Muster AG"})).status_code == 201
        create = WHOAMI | {"params": {"name": "create_client", "arguments": {"name": "Muster AG"}}}
        said = [(await post(http, body=create)).text for _ in range(11)]
        assert ["rate_limited" in text for text in said] == [False] * 10 + [True]
        assert (await http.post("/v1/clients", json={"name": "Muster AG"})).status_code == 429
        assert "rate_limited" not in (await post(http, body=WHOAMI)).text


async def test_on_the_free_plan_nothing_is_answered(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with sqlite_world.parts.database.writing() as connection:
        await connection.execute(update(account).values(plan="free"))
    async with site(sqlite_world, token) as http:
        response = await post(http)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (403, "plan_required")
    assert error["fix"] == "Upgrade under Subscription & Modules."


async def test_a_key_with_addresses_works_from_them_alone(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss, ip_list=["203.0.113.0/24"])
    async with site(sqlite_world, token) as http:
        assert await code(http) == (401, "invalid_key")
    proxies = (ip_network("127.0.0.1/32"),)
    async with site(sqlite_world, token, trusted_proxies=proxies) as http:
        assert (await post(http, X_Forwarded_For="203.0.113.9")).status_code == 200
        assert await code(http, X_Forwarded_For="198.51.100.7") == (401, "invalid_key")


async def test_a_server_that_only_reads_reads_only(sqlite_template: Path, tmp_path: Path) -> None:
    async with open_world(copy_of(sqlite_template, tmp_path), read_only=True) as world:
        token, _ = await world.make_key(profile_id=world.swiss)
        async with assistant(world, token) as client:
            tools = (await client.list_tools()).tools
            assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
            assert (await refusal(client, "create_client", name="Muster AG"))["code"] == "read_only_key"
