"""Browsers: which pages of other sites may talk to MCP, and that none may talk to REST."""

import httpx2
import pytest

from luma_mcp.rest.binding import Binding
from luma_mcp.rest.lumabill.table import BINDINGS
from tests.rest.client import open_client, site_of
from tests.rest.test_mcp_http import post, site
from tests.world import World

OURS, APP, FOREIGN = "https://books.example.test", "https://app.example.test", "https://evil.test"
ASKS = {"Access-Control-Request-Method": "POST"}


def allowed(response: httpx2.Response) -> dict[str, str]:
    """What a response says to a browser."""
    return {name: value for name, value in response.headers.items() if name.startswith("access-control-")}


async def preflight(http: httpx2.AsyncClient, origin: str, wanted: str) -> httpx2.Response:
    headers = ASKS | {"Origin": origin, "Access-Control-Request-Headers": wanted}
    return await http.options(f"{OURS}/mcp", headers=headers)


@pytest.mark.parametrize("origin", [OURS, APP])
async def test_a_page_of_a_configured_origin_may_send_what_mcp_needs(origin: str, sqlite_world: World) -> None:
    wanted = "authorization, content-type, mcp-protocol-version, mcp-method, mcp-name"
    async with site(sqlite_world, public_url=OURS, allowed_origins=(APP,)) as http:
        said = await preflight(http, origin, wanted)
        assert (said.status_code, said.headers["Access-Control-Allow-Origin"]) == (200, origin)
        assert set(wanted.split(", ")) <= set(said.headers["Access-Control-Allow-Headers"].lower().split(", "))
        refused = await post(http, url=f"{OURS}/mcp", Origin=origin)
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, origin)
    assert "WWW-Authenticate" in refused.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in refused.headers


async def test_a_page_of_a_configured_origin_is_answered(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with site(sqlite_world, token, public_url=OURS, allowed_origins=(APP,)) as http:
        fine = await post(http, url=f"{OURS}/mcp", Origin=APP)
        foreign = await post(http, url=f"{OURS}/mcp", Origin=FOREIGN)
        named = await post(http, url=f"{OURS}:443/mcp")
        elsewhere = await post(http, url="https://evil.test/mcp")
    assert (fine.status_code, fine.headers["Access-Control-Allow-Origin"]) == (200, APP)
    assert (foreign.status_code, "Access-Control-Allow-Origin" in foreign.headers) == (403, False)
    assert (named.status_code, elsewhere.status_code) == (200, 421)


async def test_a_foreign_page_is_told_nothing(sqlite_world: World) -> None:
    async with site(sqlite_world, public_url=OURS) as http:
        said = await preflight(http, FOREIGN, "authorization")
    assert (said.status_code, "Access-Control-Allow-Origin" in said.headers) == (400, False)


async def test_no_page_is_let_in_where_no_origin_is_configured(sqlite_world: World) -> None:
    async with site(sqlite_world) as http:
        said = await http.options("http://127.0.0.1/mcp", headers=ASKS | {"Origin": "http://127.0.0.1:5173"})
    assert (said.status_code, allowed(said)) == (405, {})


@pytest.mark.parametrize("binding", BINDINGS, ids=lambda binding: binding.operation.name)
async def test_no_route_of_rest_says_anything_to_browsers(binding: Binding, sqlite_world: World) -> None:
    settings = {"public_url": OURS, "allowed_origins": (APP,)}
    path = binding.path.replace("{id}", str(sqlite_world.swiss)).replace("{paymentId}", str(sqlite_world.swiss))
    async with open_client(site_of(sqlite_world, **settings)) as http:
        for origin in (OURS, APP, FOREIGN):
            asks = {"Origin": origin, "Access-Control-Request-Method": binding.method}
            said = await http.options(f"{OURS}{path}", headers=asks)
            assert (said.status_code, allowed(said)) == (204, {})
            plain = await http.request(binding.method, f"{OURS}{path}", headers={"Origin": origin})
            assert (plain.status_code, allowed(plain)) == (401, {})
