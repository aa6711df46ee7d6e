"""LedgerBee's addresses of the same endpoints: services with a secret alone, its limits and its words."""

from ipaddress import ip_network
from typing import Any

import httpx2

from tests.rest.oauth.flow import BASE, Flow, call, open_flow, said
from tests.world import World

TOKEN, REVOKE = "/api/v1/auth/token", "/api/v1/oauth/revoke"
TOO_MANY = {"error": "invalid_client", "error_description": "Rate limit exceeded. Try again later."}
LEFT, RESET = "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset"


async def ask(flow: Flow, path: str = TOKEN, address: str = "192.0.2.1", **form: str) -> httpx2.Response:
    """Send a form from an address of a proxy's."""
    return await flow.http.post(f"{BASE}{path}", data=form, headers={"X-Forwarded-For": address})


def behind_a_proxy() -> dict[str, Any]:
    return {"trusted_proxies": (ip_network("127.0.0.1/32"),)}


async def test_a_service_gets_a_token_for_its_scopes(world: World) -> None:
    secret, service = await world.service(profile_id=world.swiss, scopes=["clients-read", "clients-write"])
    async with open_flow(world) as flow:
        given = {"grant_type": "client_credentials", "client_id": str(service.id), "client_secret": secret}
        response = await flow.http.post(f"{BASE}{TOKEN}", data=given | {"scope": "everything"})
        tokens = response.json()
        assert response.status_code == 200
        assert tokens.keys() == {"access_token", "token_type", "expires_in", "scope"}
        assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
        assert tokens["scope"] == "clients-read clients-write"
        token = tokens["access_token"]
        made = said(await flow.mcp(token, "/api/v1/mcp", call("create_client", name="Muster AG")))
        assert made["result"]["structuredContent"]["name"] == "Muster AG"
        beyond = said(await flow.mcp(token, "/api/v1/mcp", call("list_invoices")))
        assert beyond["result"]["structuredContent"]["code"] == "insufficient_scope"
        await world.run("revoke_oauth_client", caller=world.owner, id=service.id)
        assert (await flow.mcp(token, "/api/v1/mcp")).status_code == 401
        again = await flow.http.post(f"{BASE}{TOKEN}", data=given)
        assert (again.status_code, again.json()["error"]) == (401, "invalid_client")


async def test_a_service_asks_nobody(sqlite_world: World) -> None:
    secret, service = await sqlite_world.service(profile_id=sqlite_world.swiss)
    async with open_flow(sqlite_world) as flow:
        assert (await flow.as_client(str(service.id)).ask()).status_code == 400
        given = {"grant_type": "client_credentials", "client_id": str(service.id)}
        for wrong in ("", "lmo_nonsense", secret[:-1]):
            response = await ask(flow, client_secret=wrong, **given)
            assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


async def test_a_service_may_show_its_secret_in_the_header_and_name_an_address(sqlite_world: World) -> None:
    secret, service = await sqlite_world.service(profile_id=sqlite_world.swiss)
    async with open_flow(sqlite_world) as flow:
        given, auth = {"grant_type": "client_credentials"}, (str(service.id), secret)
        for more, status in (
            ({}, 200),
            ({"resource": f"{BASE}/api/v1/mcp"}, 200),
            ({"resource": "https://evil.test/mcp"}, 400),
        ):
            response = await flow.http.post(f"{BASE}{TOKEN}", data=given | more, auth=auth)
            assert response.status_code == status


async def test_an_address_asks_ten_times_a_minute_and_hears_what_is_left(world: World) -> None:
    async with open_flow(world, **behind_a_proxy()) as flow:
        started = int(world.clock().timestamp())
        for path in (TOKEN, REVOKE):
            left = []
            for number in range(10):
                response = await ask(flow, path, client_id=f"nobody{number}")
                assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
                assert started < int(response.headers[RESET]) <= started + 60
                left.append(response.headers[LEFT])
            assert left == [str(9 - number) for number in range(10)]
            refused = await ask(flow, path, client_id="nobody")
            assert (refused.status_code, refused.json()) == (429, TOO_MANY)
            assert (refused.headers[LEFT], int(refused.headers[RESET])) == ("0", started + 60)
            assert (await ask(flow, path, address="192.0.2.2", client_id="nobody")).status_code == 401
        world.clock.move(seconds=61)
        assert (await ask(flow, client_id="nobody")).status_code == 401


async def test_a_client_asks_ten_times_a_minute_from_wherever(world: World) -> None:
    async with open_flow(world, **behind_a_proxy()) as flow:
        for number in range(10):
            response = await ask(flow, address=f"192.0.2.{number}", client_id=flow.client_id, grant_type="x")
            assert response.json()["error"] == "unsupported_grant_type"
        refused = await ask(flow, address="192.0.2.99", client_id=flow.client_id, grant_type="x")
        assert (refused.status_code, refused.json(), refused.headers[LEFT]) == (429, TOO_MANY, "9")


async def test_a_refusal_for_haste_uses_nothing_up(world: World) -> None:
    async with open_flow(world, **behind_a_proxy()) as flow:
        code, tokens = (await flow.allow())["code"], await flow.tokens()
        exchange = {"grant_type": "authorization_code", "code": code, "code_verifier": "v" * 43}
        refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        for _ in range(10):
            await ask(flow, client_id=flow.client_id)
        for given in (exchange, refresh):
            for address in ("192.0.2.1", "192.0.2.2"):
                assert (await ask(flow, address=address, client_id=flow.client_id, **given)).status_code == 429
        world.clock.move(seconds=61)
        for given in (exchange, refresh):
            assert (await ask(flow, client_id=flow.client_id, **given)).status_code == 200


async def test_our_own_endpoints_have_buckets_of_their_own(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        statuses = [(await ask(flow, client_id="nobody")).status_code for _ in range(11)]
        assert statuses == [401] * 10 + [429]
        response = await flow.token(grant_type="x")
        assert (response.status_code, response.headers[LEFT]) == (400, "59")
