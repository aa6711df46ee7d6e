"""Keys and profiles over HTTP."""

from ipaddress import ip_network
from typing import Any

import httpx2
import pytest

from tests.rest.client import Rest, open_client, site_of
from tests.world import World


async def code(client: httpx2.AsyncClient, path: str = "/v1/clients", **given: Any) -> tuple[int, str]:
    response = await client.get(path, **given)
    return response.status_code, response.json().get("error", {}).get("code", "")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic bG1i", "lmb_abc", "Bearer lmb_\xe9"])
async def test_a_credential_of_another_form_is_401(header: str, sqlite_rest: Rest) -> None:
    headers = [(b"authorization", header.encode("latin-1"))]
    response = await sqlite_rest.http.get("/v1/clients", headers=httpx2.Headers(headers))
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith('Bearer realm="luma_mcp"')


async def test_a_key_in_the_query_is_not_taken_and_not_repeated(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with open_client(site_of(sqlite_world)) as client:
        assert await code(client, f"/v1/clients?key={token}") == (401, "invalid_key")
    async with open_client(site_of(sqlite_world), token) as client:
        response = await client.get(f"/v1/clients?key={token}")
    assert response.status_code == 400
    assert token not in response.text


async def test_the_profile_is_chosen_by_header_or_by_the_key(world: World) -> None:
    every, _ = await world.make_key()
    swiss, _ = await world.make_key(profile_id=world.swiss)
    site = site_of(world)
    async with open_client(site, every) as client:
        response = await client.get("/v1/clients")
        assert response.status_code == 400
        error = response.json()["error"]
        assert error["code"] == "profile_required"
        assert [str(world.swiss) in detail["problem"] for detail in error["details"]] == [True, False]
        unknown = {"X-Profile-Id": "0197a943-2325-7829-b835-b6c71a293065"}
        assert await code(client, headers={"X-Profile-Id": "swiss"}) == (400, "bad_profile_id")
        assert await code(client, headers={"X-Profile-Id": ""}) == (400, "bad_profile_id")
        assert await code(client, headers=unknown) == (404, "not_found")
        assert await code(client, headers={"X-Profile-Id": str(world.danish)}) == (200, "")
        assert await code(client, "/v1/profiles") == (200, "")
    async with open_client(site, swiss) as client:
        assert await code(client) == (200, "")
        assert await code(client, headers={"X-Profile-Id": str(world.danish)}) == (403, "profile_forbidden")
        assert [row["name"] for row in (await client.get("/v1/profiles")).json()["data"]] == ["Beispiel GmbH"]


async def test_a_key_with_addresses_works_from_them_alone(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss, ip_list=["203.0.113.0/24"])
    site = site_of(sqlite_world, trusted_proxies=(ip_network("10.0.0.0/8"),))
    for address, forwarded, expected in (
        ("203.0.113.9", None, 200),
        ("198.51.100.7", None, 401),
        ("10.0.0.1", "203.0.113.9", 200),
        ("198.51.100.7", "203.0.113.9", 401),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", 401),
    ):
        async with open_client(site, token, address=address) as client:
            headers = {"X-Forwarded-For": forwarded} if forwarded else {}
            assert (await client.get("/v1/clients", headers=headers)).status_code == expected


async def test_unknown_keys_are_throttled_but_a_live_one_never(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    site = site_of(sqlite_world)
    async with open_client(site, sqlite_world.parts.access.new_key().token) as client:
        statuses = [(await client.get("/v1/profiles")).status_code for _ in range(32)]
        assert statuses == [401] * 30 + [429] * 2
        assert int((await client.get("/v1/profiles")).headers["Retry-After"]) == 60
    async with open_client(site, token) as client:
        assert (await client.get("/v1/profiles")).status_code == 200


async def test_the_rate_is_told_and_kept(world: World) -> None:
    token, _ = await world.make_key(profile_id=world.swiss)
    async with open_client(site_of(world), token) as client:
        for left in range(19, -1, -1):
            response = await client.post("/v1/clients", json={"name": "Muster AG"} if left % 2 else {})
            assert response.headers["RateLimit-Remaining"] == str(left)
        refused = await client.post("/v1/clients", json={"name": "Muster AG"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "rate_limited")
        assert (refused.headers["Retry-After"], refused.headers["RateLimit-Remaining"]) == ("60", "0")
        assert (await client.get("/v1/clients")).headers["RateLimit-Remaining"] == "59"
        world.clock.move(seconds=61)
        assert (await client.post("/v1/clients", json={"name": "Muster AG"})).status_code == 201
