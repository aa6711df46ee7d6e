"""Codes, tokens and who is behind one: each good once, and all of them dead when one is used twice."""

from typing import Any

import anyio
import pytest
from sqlalchemy import text

from luma_mcp.access.grants import Client, Tokens
from luma_mcp.access.oauth_errors import InvalidClient, InvalidGrant, InvalidTarget, InvalidToken, UnauthorizedClient
from luma_mcp.errors import PlanRequired, Refusal
from tests.grants import CLIENT, connected, consented, exchanged
from tests.world import World

OTHER = Client("https://other.example/client.json", "Other", ("https://other.example/callback",))


async def anna(world: World, **given: Any) -> dict[str, Any]:
    """A member with the Swiss company, and that company."""
    _, invited = await world.invite(**{"role": "member", "profile_ids": [world.swiss]} | given)
    return {"member_id": invited.id, "profile_id": world.swiss}


async def dead(world: World, tokens: Tokens) -> bool:
    """Whether neither of these tokens opens anything any more."""
    assert tokens.refresh_token is not None
    for attempt in (
        world.parts.grants.caller_of(tokens.access_token),
        world.parts.grants.refresh(CLIENT, tokens.refresh_token, resource=None),
    ):
        try:
            await attempt
        except (InvalidToken, InvalidGrant):
            continue
        return False
    return True


async def test_a_token_lets_its_client_into_one_company(world: World) -> None:
    tokens = await connected(world, **await anna(world), mode="read_only", resource="/mcp")
    granted = await world.parts.grants.caller_of(tokens.access_token)
    assert (tokens.scope, tokens.expires_in) == ("books:read", 3600)
    assert (granted.resource, granted.company, granted.caller.profile_ids) == (
        "/mcp",
        world.swiss,
        frozenset({world.swiss}),
    )
    assert (granted.caller.label, granted.caller.read_only, granted.caller.is_owner) == ("Assistant", True, False)
    assert (await connected(world, **await anna(world, email="b@example.com"), mode="read_write")).scope == (
        "books:read books:write"
    )


async def test_no_secret_is_in_the_database(world: World) -> None:
    code = await consented(world, **await anna(world))
    tokens = await exchanged(world, code)
    async with world.parts.database.reading() as connection:
        rows = [
            str(row)
            for table in ("oauth_code", "oauth_token", "oauth_grant", "invitation")
            for row in (await connection.execute(text(f"SELECT * FROM {table}"))).all()  # noqa: S608  our own names
        ]
    for secret in (code, tokens.access_token, tokens.refresh_token):
        assert secret is not None
        assert all(secret[12:-6] not in row for row in rows)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"verifier": "w" * 43}, InvalidGrant),
        ({"verifier": "short"}, InvalidGrant),
        ({"redirect_uri": "https://elsewhere.example/callback"}, InvalidGrant),
        ({"client": OTHER}, InvalidGrant),
        ({"resource": "/api/v1/mcp"}, InvalidTarget),
    ],
)
async def test_a_code_is_for_whoever_asked_for_it(
    sqlite_world: World, wrong: dict[str, Any], refusal: type[Refusal]
) -> None:
    code = await consented(sqlite_world, **await anna(sqlite_world), resource="/mcp")
    with pytest.raises(refusal):
        await exchanged(sqlite_world, code, **wrong)
    assert (await exchanged(sqlite_world, code, resource="/mcp")).access_token


async def test_a_code_is_good_for_five_minutes(sqlite_world: World) -> None:
    code = await consented(sqlite_world, **await anna(sqlite_world))
    sqlite_world.clock.move(minutes=5)
    with pytest.raises(InvalidGrant):
        await exchanged(sqlite_world, code)


async def test_a_code_that_is_used_twice_ends_the_connection(world: World) -> None:
    code = await consented(world, **await anna(world))
    tokens = await exchanged(world, code)
    with pytest.raises(InvalidGrant):
        await exchanged(world, code)
    assert await dead(world, tokens)
    assert (await world.run("list_connections", caller=world.owner)).data == ()


async def test_a_code_is_exchanged_once_however_many_try(world: World) -> None:
    code = await consented(world, **await anna(world))
    outcomes: list[object] = []

    async def attempt() -> None:
        try:
            outcomes.append(await exchanged(world, code))
        except InvalidGrant as refusal:
            outcomes.append(refusal)

    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(attempt)
    assert sum(isinstance(outcome, Tokens) for outcome in outcomes) == 1


async def test_a_refresh_token_gives_new_ones_and_is_used_up(world: World) -> None:
    first = await connected(world, **await anna(world))
    assert first.refresh_token is not None
    second = await world.parts.grants.refresh(CLIENT, first.refresh_token, resource=None)
    assert (await world.parts.grants.caller_of(second.access_token)).company == world.swiss
    with pytest.raises(InvalidGrant):
        await world.parts.grants.refresh(CLIENT, first.refresh_token, resource=None)
    assert await dead(world, second)
    async with world.parts.database.reading() as connection:
        assert (
            await connection.execute(text("SELECT count(*) FROM oauth_grant WHERE revoked_at IS NULL"))
        ).scalar_one() == 0


async def test_a_refresh_token_is_its_clients(sqlite_world: World) -> None:
    tokens = await connected(sqlite_world, **await anna(sqlite_world))
    assert tokens.refresh_token is not None
    with pytest.raises(InvalidGrant):
        await sqlite_world.parts.grants.refresh(OTHER, tokens.refresh_token, resource=None)
    assert (await sqlite_world.parts.grants.refresh(CLIENT, tokens.refresh_token, resource=None)).access_token


async def test_tokens_run_out(sqlite_world: World) -> None:
    tokens = await connected(sqlite_world, **await anna(sqlite_world))
    sqlite_world.clock.move(hours=1)
    with pytest.raises(InvalidToken):
        await sqlite_world.parts.grants.caller_of(tokens.access_token)
    sqlite_world.clock.move(days=30)
    assert await dead(sqlite_world, tokens)


@pytest.mark.parametrize("what", ["nonsense", "lmt_nonsense", "", "lmb_" + "0" * 57])
async def test_what_is_no_token_opens_nothing(sqlite_world: World, what: str) -> None:
    with pytest.raises(InvalidToken):
        await sqlite_world.parts.grants.caller_of(what)


async def test_a_connection_has_no_more_rights_than_its_member(world: World) -> None:
    who = await anna(world, role="read_only")
    assert (await connected(world, **who, mode="read_write")).scope == "books:read"
    _, boss = await world.invite("boss@example.com", role="member", profile_ids=[world.swiss])
    tokens = await connected(world, member_id=boss.id, profile_id=world.swiss, mode="read_write")
    await world.run("update_member", caller=world.owner, id=boss.id, role="read_only")
    assert (await world.parts.grants.caller_of(tokens.access_token)).caller.read_only
    await world.run("update_member", caller=world.owner, id=boss.id, profile_ids=[world.danish])
    assert await dead(world, tokens)


async def test_a_revoked_connection_ends_at_once(world: World) -> None:
    tokens = await connected(world, **await anna(world))
    (listed,) = (await world.run("list_connections", caller=world.owner)).data
    assert (listed.client_name, listed.member, listed.mode) == ("Assistant", "anna@example.com", "read_only")
    await world.run("revoke_connection", caller=world.owner, id=listed.id)
    assert await dead(world, tokens)


async def test_a_free_plan_opens_nothing(sqlite_world: World) -> None:
    tokens = await connected(sqlite_world, **await anna(sqlite_world))
    async with sqlite_world.parts.database.writing() as connection:
        await connection.execute(text("UPDATE account SET plan = 'free'"))
    with pytest.raises(PlanRequired):
        await sqlite_world.parts.grants.caller_of(tokens.access_token)


async def test_the_last_use_of_a_connection_is_kept(world: World) -> None:
    tokens = await connected(world, **await anna(world))
    await world.parts.grants.caller_of(tokens.access_token)
    await world.parts.grants.flush_used()
    assert (await world.run("list_connections", caller=world.owner)).data[0].last_used_at == world.clock.now


async def test_a_client_that_registers_itself_is_known_again(world: World) -> None:
    made, secret = await world.parts.grants.register("Inspector", ["http://127.0.0.1/callback"], "client_secret_post")
    known = await world.parts.grants.client(made.id)
    assert known == made
    assert secret is not None
    world.parts.grants.check_secret(known, secret)
    for wrong in (None, "", secret[:-1], "lmo_nonsense"):
        with pytest.raises(InvalidClient):
            world.parts.grants.check_secret(known, wrong)


async def test_a_service_gets_tokens_with_its_secret_alone(world: World) -> None:
    secret, made = await world.service(profile_id=world.swiss, scopes=["invoices-read"])
    client = await world.parts.grants.client(str(made.id))
    assert client is not None
    world.parts.grants.check_secret(client, secret)
    tokens = await world.parts.grants.client_credentials(client, resource=None)
    assert (tokens.scope, tokens.refresh_token) == ("invoices-read", None)
    granted = await world.parts.grants.caller_of(tokens.access_token)
    assert (granted.caller.scopes, granted.caller.profile_ids) == (
        frozenset({"invoices-read"}),
        frozenset({world.swiss}),
    )
    await world.run("revoke_oauth_client", caller=world.owner, id=made.id)
    with pytest.raises(InvalidToken):
        await world.parts.grants.caller_of(tokens.access_token)
    assert await world.parts.grants.client(str(made.id)) is None


async def test_only_a_service_gets_tokens_without_a_person(sqlite_world: World) -> None:
    made, _ = await sqlite_world.parts.grants.register("Inspector", ["http://127.0.0.1/callback"], "none")
    with pytest.raises(UnauthorizedClient):
        await sqlite_world.parts.grants.client_credentials(made, resource=None)


async def test_an_access_token_is_revoked_alone_and_a_refresh_token_with_all(world: World) -> None:
    tokens = await connected(world, **await anna(world))
    assert tokens.refresh_token is not None
    assert await world.parts.grants.revocable(OTHER, tokens.access_token) is None
    assert (await world.parts.grants.caller_of(tokens.access_token)).company == world.swiss
    assert await world.parts.grants.revocable(CLIENT, tokens.access_token) is None
    with pytest.raises(InvalidToken):
        await world.parts.grants.caller_of(tokens.access_token)
    grant = await world.parts.grants.revocable(CLIENT, tokens.refresh_token)
    assert grant is not None
    assert grant.profile_id == world.swiss
