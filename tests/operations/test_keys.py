"""Keys as their owner sees them: made with few rights, listed without secrets, live or not."""

from datetime import UTC, datetime
from typing import Any

import pytest

from luma_mcp.errors import Invalid, KeyRequired, NotFound, OwnerOnly, TooManyKeys
from tests.world import World

UNKNOWN = "0197a943-2325-7829-b835-b6c71a293065"
KEPT: dict[str, Any] = {"label": "Reporting", "public_id": "a1B2c3D4", "mac": "0" * 64, "last_four": "x9Yz"}


async def listed(world: World, **query: Any) -> list[str]:
    return [key.label for key in (await world.run("list_keys", caller=world.owner, **query)).data]


async def test_a_key_is_read_only_for_all_profiles_unless_told(world: World) -> None:
    made = await world.run("create_key", caller=world.owner, **KEPT)
    assert (made.mode, made.profile_id, made.scopes) == ("read_only", None, None)
    assert (made.expires_at, made.revoked_at, made.last_used_at, made.rotate) == (None, None, None, False)
    assert (made.label, made.last_four, made.created_at) == ("Reporting", "x9Yz", world.clock.now)
    assert not {"mac", "public_id", "key", "token"} & set(made.model_dump())


async def test_keys_are_listed_newest_first_and_revoked_ones_too(world: World) -> None:
    for label in ("first", "second", "third"):
        await world.make_key(label=label)
        world.clock.move(seconds=1)
    (third, second, _) = (await world.run("list_keys", caller=world.owner)).data
    await world.run("revoke_key", caller=world.owner, id=second.id)
    kept = (await world.run("list_keys", caller=world.owner)).data
    assert [(key.label, key.revoked_at) for key in kept] == [
        ("third", None),
        ("second", world.clock.now),
        ("first", None),
    ]
    assert (await listed(world, limit=1), kept[0]) == (["third"], third)


async def test_a_key_can_be_made_while_another_comes_from_a_clock_ahead(world: World) -> None:
    await world.make_key(label="ahead")
    world.clock.move(minutes=-5)
    assert (await world.make_key(label="behind"))[1].label == "behind"
    assert await listed(world) == ["ahead", "behind"]


async def test_an_expired_key_leaves_its_place_to_another(world: World) -> None:
    for _ in range(10):
        await world.make_key(expires="2026-03-31")
    with pytest.raises(TooManyKeys) as caught:
        await world.make_key()
    assert caught.value.code == "too_many_keys"
    world.clock.move(days=1)
    await world.make_key(label="next")
    assert (await listed(world))[0] == "next"


async def test_a_key_lives_to_the_end_of_its_last_day(world: World) -> None:
    _, key = await world.make_key(expires="2026-03-31")
    assert key.expires_at == datetime(2026, 3, 31, 23, 59, 59, 999999, UTC)
    with pytest.raises(Invalid, match="expires: lies in the past"):
        await world.make_key(expires="2026-03-30")


async def test_a_revoked_key_is_not_asked_to_be_rotated(world: World) -> None:
    _, key = await world.make_key()
    await world.run("revoke_key", caller=world.owner, id=key.id)
    world.clock.move(days=91)
    assert [key.rotate for key in (await world.run("list_keys", caller=world.owner)).data] == [False]


async def test_a_key_that_is_revoked_or_unknown_is_not_revoked_again(world: World) -> None:
    _, key = await world.make_key()
    assert (await world.run("revoke_key", caller=world.owner, id=key.id)).deleted
    for gone in (key.id, UNKNOWN):
        with pytest.raises(NotFound, match="No live key"):
            await world.run("revoke_key", caller=world.owner, id=gone)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("label", ""),
        ("mode", "admin"),
        ("scopes", ["everything"]),
        ("ip_list", ["10.0.0.300"]),
        ("tiers", [{"name": "default", "ttl": -1, "limit": 1}]),
        ("expires", "tomorrow"),
        ("mac", "secret"),
    ],
)
async def test_what_no_key_can_be_is_refused_by_field(sqlite_world: World, field: str, value: object) -> None:
    with pytest.raises(Invalid) as caught:
        await sqlite_world.make_key(**{field: value})
    assert caught.value.problems[0].field.split(".")[0] == field
    assert await listed(sqlite_world) == []


async def test_a_key_belongs_to_a_profile_of_its_account(world: World) -> None:
    with pytest.raises(NotFound, match="No profile"):
        await world.make_key(profile_id=UNKNOWN)
    _, key = await world.make_key(profile_id=world.danish, scopes=["clients-read", "clients-write"])
    assert (key.profile_id, key.scopes) == (world.danish, ("clients-read", "clients-write"))


async def test_no_key_makes_or_revokes_keys(world: World) -> None:
    token, key = await world.make_key()
    caller = await world.caller(token)
    with pytest.raises(OwnerOnly):
        await world.run("create_key", caller=caller, **KEPT)
    with pytest.raises(OwnerOnly):
        await world.run("revoke_key", caller=caller, id=key.id)


async def current(world: World, **given: Any) -> Any:
    token, _ = await world.make_key(**given)
    return await world.run("get_current_key", caller=await world.caller(token))


async def test_a_key_shows_itself_without_its_secret(world: World) -> None:
    tiers = [{"name": "short", "ttl": 1000, "limit": 3}, {"name": "free", "ttl": 0, "limit": -1}]
    rights = {"scopes": ["clients-read"], "profile_id": world.swiss, "ip_list": ["127.0.0.0/8"]}
    shown = await current(world, tiers=tiers, expires="2026-12-31", **rights)
    assert [tier.model_dump() for tier in shown.tiers] == tiers
    assert (shown.scopes, shown.ip_list) == (("clients-read",), ("127.0.0.0/8",))
    assert shown.expires_at == datetime(2026, 12, 31, 23, 59, 59, 999999, UTC)
    assert not {"mac", "public_id", "key", "token"} & set(shown.model_dump())


async def test_a_key_without_tiers_has_one_without_limit(world: World) -> None:
    shown = await current(world, mode="read_only")
    assert [tier.model_dump() for tier in shown.tiers] == [{"name": "default", "ttl": 0, "limit": -1}]
    assert (shown.scopes, shown.ip_list, shown.expires_at, shown.mode) == (None, (), None, "read_only")


async def test_only_a_key_is_shown_to_itself(world: World) -> None:
    with pytest.raises(KeyRequired):
        await world.run("get_current_key", caller=world.owner)


@pytest.mark.parametrize(
    ("tiers", "problem"),
    [
        ([{"name": "total", "ttl": 0, "limit": 5}], "a limit needs a length of time"),
        ([{"name": "none", "ttl": 1000, "limit": 0}], "a limit of 0 lets nothing through"),
        ([{"name": "a", "ttl": 1000, "limit": 3}, {"name": "a", "ttl": 2000, "limit": 4}], "the same name"),
    ],
)
async def test_tiers_that_cannot_be_counted_are_refused(world: World, tiers: list[Any], problem: str) -> None:
    with pytest.raises(Invalid, match=problem):
        await world.make_key(tiers=tiers)
