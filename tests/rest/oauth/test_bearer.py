"""The resource server: which address takes which key or token, and what the others are told."""

from typing import Any

import pytest

from tests.rest.oauth.flow import BASE, call, challenge_in, open_flow, said
from tests.rest.test_mcp_http import HEADERS, LIST
from tests.world import World

OURS, THEIRS = "/mcp", "/api/v1/mcp"
CREATE: dict[str, Any] = call("create_client", name="Muster AG")


@pytest.mark.parametrize(
    ("resource", "good", "bad"),
    [
        (None, (OURS, THEIRS), ()),
        (OURS, (OURS,), (THEIRS,)),
        (THEIRS, (THEIRS,), (OURS,)),
    ],
)
async def test_a_token_is_good_where_it_was_asked_for(
    resource: str | None, good: tuple[str, ...], bad: tuple[str, ...], world: World
) -> None:
    async with open_flow(world) as flow:
        token = (await flow.tokens(resource=resource and BASE + resource))["access_token"]
        for path in good:
            assert (await flow.mcp(token, path)).status_code == 200
        for path in bad:
            response = await flow.mcp(token, path)
            assert (response.status_code, challenge_in(response)["error"]) == (401, "invalid_token")


async def test_a_token_is_good_for_its_company_alone(world: World) -> None:
    ours, theirs = (f"{THEIRS}/c/{profile}" for profile in (world.swiss, world.danish))
    async with open_flow(world) as flow:
        for resource in (THEIRS, ours):
            token = (await flow.tokens(resource=f"{BASE}{resource}"))["access_token"]
            for path in (THEIRS, ours, ours.upper().replace("/API/V1/MCP/C/", f"{THEIRS}/c/")):
                company = said(await flow.mcp(token, path, call("whoami")))
                assert "Beispiel GmbH" in str(company)
            refused = await flow.mcp(token, theirs)
            assert (refused.status_code, refused.json()["error"]["code"]) == (403, "profile_forbidden")
            assert "WWW-Authenticate" not in refused.headers


async def test_a_key_opens_our_address_alone(world: World) -> None:
    token, _ = await world.make_key(profile_id=world.swiss)
    async with open_flow(world) as flow:
        assert (await flow.mcp(token)).status_code == 200
        assert (await flow.mcp(None, f"{OURS}?key={token}")).status_code == 200
        for path in (THEIRS, f"{THEIRS}/c/{world.swiss}"):
            refused = await flow.mcp(token, path)
            assert (refused.status_code, refused.json()["error"]["code"]) == (401, "invalid_token")
            assert challenge_in(refused)["resource_metadata"].endswith(path)
            in_query = await flow.mcp(None, f"{path}?key={token}")
            assert (in_query.status_code, in_query.json()["error"]["code"]) == (401, "invalid_key")


async def test_a_token_is_taken_in_one_header_and_nowhere_else(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        token = (await flow.tokens())["access_token"]
        for path in (OURS, THEIRS):
            for query, status in ((f"?key={token}", 401), (f"?access_token={token}", 400), (f"?token={token}", 400)):
                assert (await flow.mcp(None, f"{path}{query}")).status_code == status
            twice = [*HEADERS.items(), ("Authorization", f"Bearer {token}"), ("Authorization", f"Bearer {token}")]
            assert (await flow.http.post(f"{BASE}{path}", json=LIST, headers=twice)).status_code == 401
            for scheme in ("Basic", "DPoP", "Token"):
                headers = HEADERS | {"Authorization": f"{scheme} {token}"}
                assert (await flow.http.post(f"{BASE}{path}", json=LIST, headers=headers)).status_code == 401
            headers = HEADERS | {"Authorization": f"bearer  {token} "}
            assert (await flow.http.post(f"{BASE}{path}", json=LIST, headers=headers)).status_code == 200


async def test_no_other_secret_is_an_access_token(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        code = (await flow.allow())["code"]
        tokens = await flow.tokens()
        session = dict(flow.http.cookies)["luma_session"]
        for secret in (code, tokens["refresh_token"], session, tokens["access_token"][:-1], "nonsense"):
            for path in (OURS, THEIRS):
                assert (await flow.mcp(secret, path)).status_code == 401


async def test_a_session_alone_opens_no_mcp_address(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        assert flow.http.cookies
        for path in (OURS, THEIRS):
            assert (await flow.mcp(None, path)).status_code == 401


async def test_a_token_opens_nothing_of_rest(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        token = (await flow.tokens())["access_token"]
        response = await flow.http.get("/v1/clients", headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 401


async def test_a_client_that_did_not_ask_to_write_is_told_to_ask(world: World) -> None:
    async with open_flow(world) as flow:
        token = (await flow.tokens(mode="read_only", scope="books:read"))["access_token"]
        for body in (CREATE, call("write_operation", name="create_client", arguments={"name": "Muster AG"})):
            for path in (OURS, THEIRS):
                response = await flow.mcp(token, path, body)
                assert (response.status_code, response.json()["error"]["code"]) == (403, "insufficient_scope")
                challenge = challenge_in(response)
                assert (challenge["error"], challenge["scope"]) == ("insufficient_scope", "books:read books:write")
                assert challenge["resource_metadata"].endswith(path)
        for body in (LIST, call("list_clients"), call("nonsense"), call("read_operation", name="list_clients")):
            assert (await flow.mcp(token, OURS, body)).status_code == 200
        assert said(await flow.mcp(token, OURS, call("list_clients")))["result"]["structuredContent"]["data"] == []


async def test_who_was_let_in_to_read_is_not_sent_round_in_circles(world: World) -> None:
    async with open_flow(world) as flow:
        chosen = (await flow.tokens(mode="read_only"))["access_token"]
        asked = (await flow.tokens(mode="read_only", scope="books:read"))["access_token"]
        for token, path in ((chosen, OURS), (asked, f"{OURS}?read_only=1")):
            response = await flow.mcp(token, path, CREATE)
            assert response.status_code == 200
            result = said(response)["result"]
            assert (result["isError"], result["structuredContent"]["code"]) == (True, "read_only_key")


async def test_a_service_that_only_reads_is_told_by_the_tool(sqlite_world: World) -> None:
    secret, service = await sqlite_world.service(profile_id=sqlite_world.swiss, scopes=["clients-read"])
    async with open_flow(sqlite_world) as flow:
        given = {"grant_type": "client_credentials", "client_secret": secret}
        token = (await flow.as_client(str(service.id)).token(**given)).json()["access_token"]
        assert (await flow.mcp(token, OURS, CREATE)).status_code == 200


async def test_a_message_that_is_hard_to_read_is_no_way_around(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        token = (await flow.tokens(mode="read_only", scope="books:read"))["access_token"]
        for body in ([CREATE], {"jsonrpc": "2.0", "method": "tools/call"}, CREATE | {"params": ["create_client"]}, 17):
            response = await flow.mcp(token, OURS, body)
            assert response.status_code in {400, 202, 200}
        nested = b"[" * 200_000
        headers = HEADERS | {"Authorization": f"Bearer {token}"}
        assert (await flow.http.post(f"{BASE}{OURS}", content=nested, headers=headers)).status_code == 400
        await sqlite_world.client()
        listed = said(await flow.mcp(token, OURS, call("list_clients")))
        assert len(listed["result"]["structuredContent"]["data"]) == 1


async def test_the_last_use_of_a_connection_is_noted(world: World) -> None:
    async with open_flow(world) as flow:
        token = (await flow.tokens())["access_token"]
        world.clock.move(minutes=3)
        await flow.mcp(token)
        await world.parts.grants.flush_used()
        (listed,) = (await world.run("list_connections", caller=world.owner)).data
        assert listed.last_used_at == world.clock()
