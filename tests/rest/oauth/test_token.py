"""The token endpoint: each code and refresh token is good once, for one client, and dead with its connection."""

import base64
from typing import Any

import anyio
import httpx2
import pytest

from luma_mcp.domain.members import Role
from tests.rest.oauth.flow import BASE, CALLBACK, VERIFIER, Flow, open_flow
from tests.world import World


def refusal(response: httpx2.Response) -> tuple[int, str]:
    """Status and error, the shape checked."""
    said = response.json()
    assert said.keys() == {"error", "error_description"}
    assert response.headers["Cache-Control"] == "no-store"
    return response.status_code, said["error"]


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{client_id}:{secret}'.encode()).decode()}"}


async def dead(flow: Flow, tokens: dict[str, Any]) -> bool:
    """Whether neither of two tokens opens anything."""
    called = await flow.mcp(tokens["access_token"])
    refreshed = await flow.refresh(tokens["refresh_token"])
    return called.status_code == 401 and refusal(refreshed) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": "v" * 42}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"redirect_uri": "https://evil.test/"}, "invalid_grant"),
        ({"code": "lmc_nonsense"}, "invalid_grant"),
        ({"code": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unauthorized_client"),
        ({"resource": "https://evil.test/mcp"}, "invalid_target"),
        ({"resource": f"{BASE}/api/v1/mcp"}, "invalid_target"),
    ],
    ids=str,
)
async def test_a_wrong_exchange_gives_nothing(other: dict[str, str], error: str, world: World) -> None:
    async with open_flow(world) as flow:
        code = (await flow.allow(resource=f"{BASE}/mcp"))["code"]
        assert refusal(await flow.exchange(**{"code": code} | other)) == (400, error)


async def test_a_code_that_is_used_twice_takes_its_tokens_with_it(world: World) -> None:
    async with open_flow(world) as flow:
        code = (await flow.allow())["code"]
        tokens = (await flow.exchange(code)).json()
        assert (await flow.mcp(tokens["access_token"])).status_code == 200
        assert refusal(await flow.exchange(code)) == (400, "invalid_grant")
        assert await dead(flow, tokens)


async def test_a_code_is_exchanged_once_by_two_who_hurry(world: World) -> None:
    async with open_flow(world) as flow:
        code, statuses = (await flow.allow())["code"], []

        async def hurry() -> None:
            statuses.append((await flow.exchange(code)).status_code)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(hurry)
            tasks.start_soon(hurry)
        assert sorted(statuses) == [200, 400]


async def test_a_code_of_another_client_is_none(world: World) -> None:
    async with open_flow(world) as flow:
        code = (await flow.allow())["code"]
        other = flow.as_client((await flow.register()).json()["client_id"])
        assert refusal(await other.exchange(code)) == (400, "invalid_grant")
        assert (await flow.exchange(code)).status_code == 200


async def test_a_code_is_good_for_five_minutes(world: World) -> None:
    async with open_flow(world) as flow:
        young, old = [(await flow.allow())["code"] for _ in range(2)]
        world.clock.move(minutes=4, seconds=59)
        assert (await flow.exchange(young)).status_code == 200
        world.clock.move(seconds=1)
        assert refusal(await flow.exchange(old)) == (400, "invalid_grant")


async def test_an_access_token_is_good_for_an_hour(world: World) -> None:
    async with open_flow(world) as flow:
        tokens = await flow.tokens()
        world.clock.move(minutes=59)
        assert (await flow.mcp(tokens["access_token"])).status_code == 200
        world.clock.move(minutes=1)
        assert (await flow.mcp(tokens["access_token"])).status_code == 401
        assert (await flow.refresh(tokens["refresh_token"])).status_code == 200


async def test_a_refresh_token_is_good_once_and_a_second_use_ends_all(world: World) -> None:
    async with open_flow(world) as flow:
        first = await flow.tokens()
        second = (await flow.refresh(first["refresh_token"])).json()
        assert second["refresh_token"] != first["refresh_token"]
        assert (await flow.mcp(second["access_token"])).status_code == 200
        other = flow.as_client((await flow.register()).json()["client_id"])
        assert refusal(await other.refresh(second["refresh_token"])) == (400, "invalid_grant")
        assert refusal(await flow.refresh(first["refresh_token"])) == (400, "invalid_grant")
        assert await dead(flow, second)


async def test_a_refresh_for_another_address_gives_nothing(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        tokens = await flow.tokens(resource=f"{BASE}/mcp")
        for resource in (f"{BASE}/api/v1/mcp", "https://evil.test/mcp"):
            assert refusal(await flow.refresh(tokens["refresh_token"], resource=resource)) == (400, "invalid_target")
        assert (await flow.refresh(tokens["refresh_token"], resource=f"{BASE}/mcp")).status_code == 200


async def test_a_client_with_a_secret_shows_it_in_its_way(world: World) -> None:
    async with open_flow(world) as flow:
        for method in ("client_secret_post", "client_secret_basic"):
            made = (await flow.register(method=method)).json()
            client, secret = made["client_id"], made["client_secret"]
            theirs = flow.as_client(client)
            code = (await theirs.allow())["code"]
            form = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER}
            token = f"{BASE}/oauth/token"
            in_body = form | {"client_id": client, "client_secret": secret}
            for fields, headers in (
                (form | {"client_id": client}, {}),
                (form | {"client_id": client, "client_secret": "lmo_nonsense"}, {}),
                (form, basic(client, "nonsense")),
                (form, {"Authorization": "Basic nonsense"}),
                (form, {"Authorization": f"Bearer {secret}"}),
                (form, basic(client, secret) if method == "client_secret_post" else {}),
                (in_body if method == "client_secret_basic" else form, {}),
            ):
                response = await flow.http.post(token, data=fields, headers=headers)
                assert refusal(response) == (401, "invalid_client")
                assert response.headers.get("WWW-Authenticate", "").startswith("Basic") is bool(headers)
            both = await flow.http.post(token, data=in_body, headers=basic(client, secret))
            assert refusal(both) == (400, "invalid_request")
            fields, headers = (form, basic(client, secret)) if method.endswith("basic") else (in_body, {})
            assert (await flow.http.post(token, data=fields, headers=headers)).status_code == 200


async def test_a_form_is_taken_and_nothing_else(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        for content, kind, status in (
            (b'{"grant_type":"refresh_token"}', "application/json", 400),
            (b"grant_type=refresh_token&grant_type=password", "application/x-www-form-urlencoded", 400),
            (b"grant_type=%FF", "application/x-www-form-urlencoded", 400),
            (b"client_id=%00&grant_type=x", "application/x-www-form-urlencoded", 400),
            (b"&".join(b"a%d=1" % number for number in range(99)), "application/x-www-form-urlencoded", 400),
            (b"code=" + b"x" * 17_000, "application/x-www-form-urlencoded", 413),
        ):
            response = await flow.http.post(f"{BASE}/oauth/token", content=content, headers={"Content-Type": kind})
            assert refusal(response) == (status, "invalid_request")


async def test_what_a_member_loses_every_connection_of_theirs_loses_at_once(world: World) -> None:
    link, member = await world.invite(role="member", profile_ids=[world.swiss])
    async with open_flow(world, session=await world.join(link)) as flow:
        tokens = await flow.tokens()
        assert tokens["scope"] == "books:read books:write"
        await world.run("update_member", caller=world.owner, id=member.id, role=Role.READ_ONLY)
        tokens = (await flow.refresh(tokens["refresh_token"])).json()
        assert tokens["scope"] == "books:read"
        await world.run("update_member", caller=world.owner, id=member.id, profile_ids=[world.danish])
        assert (await flow.mcp(tokens["access_token"])).status_code == 401
        assert refusal(await flow.refresh(tokens["refresh_token"])) == (400, "invalid_grant")
        await world.run("update_member", caller=world.owner, id=member.id, profile_ids=[world.swiss])
        assert (await flow.mcp(tokens["access_token"])).status_code == 200
        await world.run("remove_member", caller=world.owner, id=member.id)
        assert await dead(flow, tokens)


async def test_a_connection_that_the_owner_ends_is_over_on_the_next_call(world: World) -> None:
    async with open_flow(world) as flow:
        tokens = await flow.tokens()
        (listed,) = (await world.run("list_connections", caller=world.owner)).data
        assert (listed.client_name, listed.redirect_host, listed.profile_id) == (
            "Assistant",
            "assistant.example",
            world.swiss,
        )
        await world.run("revoke_connection", caller=world.owner, id=listed.id)
        assert await dead(flow, tokens)


async def test_a_client_gives_a_connection_back(world: World) -> None:
    async with open_flow(world) as flow:
        tokens, kept = await flow.tokens(), await flow.tokens()
        other = flow.as_client((await flow.register()).json()["client_id"])
        for given in (tokens["refresh_token"], tokens["access_token"], "nonsense", "lmr_nonsense"):
            assert (await other.token("/oauth/revoke", token=given)).status_code == 200
        assert (await flow.mcp(tokens["access_token"])).status_code == 200
        response = await flow.token("/oauth/revoke", token=tokens["refresh_token"], token_type_hint="access_token")
        assert (response.status_code, response.content, response.headers["Cache-Control"]) == (200, b"", "no-store")
        assert await dead(flow, tokens)
        assert (await flow.token("/oauth/revoke", token=tokens["refresh_token"])).status_code == 200
        assert (await flow.mcp(kept["access_token"])).status_code == 200


async def test_a_client_gives_an_access_token_back_alone(world: World) -> None:
    async with open_flow(world) as flow:
        tokens = await flow.tokens()
        assert (await flow.token("/oauth/revoke", token=tokens["access_token"])).status_code == 200
        assert (await flow.mcp(tokens["access_token"])).status_code == 401
        assert (await flow.refresh(tokens["refresh_token"])).status_code == 200
        assert refusal(await flow.token("/oauth/revoke")) == (400, "invalid_request")
        unknown = await flow.as_client("nonsense").token("/oauth/revoke", token="x")
        assert refusal(unknown) == (401, "invalid_client")


async def test_no_secret_of_the_flow_is_logged(sqlite_world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with open_flow(sqlite_world) as flow:
        code = (await flow.allow())["code"]
        tokens = (await flow.exchange(code)).json()
        await flow.mcp(tokens["access_token"])
        await flow.http.get(f"{BASE}/oauth/authorize?code={code}&x={tokens['refresh_token']}")
    said = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx2"))
    for secret in (code, tokens["access_token"], tokens["refresh_token"]):
        assert secret.split("_")[1] not in said


async def test_a_redirect_address_at_the_exchange_is_optional_and_right(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        code = (await flow.allow())["code"]
        assert (await flow.exchange(code, redirect_uri="")).status_code == 200
        assert CALLBACK
