"""Keys, callers and profiles: everything is refused that is not allowed."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from luma_mcp.errors import (
    BadProfileHeader,
    Invalid,
    InvalidKey,
    NotFound,
    OwnerOnly,
    PlanRequired,
    ProfileForbidden,
    ProfileNotFound,
    ProfileRequired,
    RateLimited,
    TooManyKeys,
)
from luma_mcp.limits import UNKNOWN_KEYS_PER_MINUTE
from tests.store.raw import ask, attack
from tests.world import World


async def test_a_key_lets_its_holder_in(world: World) -> None:
    token, key = await world.make_key(label="Reporting", mode="read_only", profile_id=world.swiss)
    caller = await world.caller(token)
    assert token.startswith("lmb_")
    assert token.endswith(key.last_four)
    assert (caller.label, caller.read_only, caller.profile_ids, caller.rated) == (
        "Reporting",
        True,
        frozenset({world.swiss}),
        True,
    )


async def test_the_secret_of_a_key_is_nowhere_in_the_database(world: World) -> None:
    token, _ = await world.make_key()
    async with world.parts.database.reading() as connection:
        row = (await connection.execute(text("SELECT * FROM api_key"))).one()
    assert all(token[12:-6] not in str(value) for value in row)


async def test_a_revoked_key_is_refused_on_the_next_request(world: World) -> None:
    token, key = await world.make_key()
    await world.caller(token)
    await world.run("revoke_key", caller=world.owner, id=key.id)
    with pytest.raises(InvalidKey):
        await world.caller(token)
    with pytest.raises(NotFound):
        await world.run("revoke_key", caller=world.owner, id=key.id)


async def test_a_key_ends_with_its_last_day(world: World) -> None:
    token, _ = await world.make_key(expires="2026-03-31")
    world.clock.move(hours=13, minutes=59)
    await world.caller(token)
    world.clock.move(minutes=2)
    with pytest.raises(InvalidKey):
        await world.caller(token)
    with pytest.raises(Invalid, match="past"):
        await world.make_key(expires="2026-03-31")


@pytest.mark.parametrize(
    "broken",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token[:20] + token[20:].swapcase(),
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token.removeprefix("lmb_"),
        lambda _: "lmb_" + "é" * 57,
        lambda _: "",
    ],
    ids=["checksum", "secret", "short", "long", "without prefix", "not ASCII", "empty"],
)
async def test_a_key_with_any_character_wrong_is_unknown(sqlite_world: World, broken: Callable[[str], str]) -> None:
    token, _ = await sqlite_world.make_key()
    with pytest.raises(InvalidKey):
        await sqlite_world.caller(broken(token))


async def test_many_unknown_keys_of_an_address_wait_but_a_live_key_does_not(world: World) -> None:
    token, _ = await world.make_key()
    for _ in range(UNKNOWN_KEYS_PER_MINUTE):
        with pytest.raises(InvalidKey):
            await world.caller("lmb_wrong")
    with pytest.raises(RateLimited):
        await world.caller("lmb_wrong")
    assert (await world.caller(token)).label == "test"


async def test_a_key_with_a_list_of_addresses_works_from_there_alone(world: World) -> None:
    token, _ = await world.make_key(ip_list=["10.0.0.0/8", "2001:db8::1"])
    access = world.parts.access
    for address in ("10.1.2.3", "2001:db8::1"):
        assert (await access.caller_of(token, address)).label == "test"
    for address in ("11.0.0.1", "2001:db8::2", "stdio", ""):
        with pytest.raises(InvalidKey):
            await access.caller_of(token, address)


async def test_an_account_has_at_most_ten_live_keys(world: World) -> None:
    keys = [(await world.make_key())[1] for _ in range(10)]
    with pytest.raises(TooManyKeys):
        await world.make_key()
    await world.run("revoke_key", caller=world.owner, id=keys[0].id)
    await world.make_key()
    listed = (await world.run("list_keys", caller=world.owner)).data
    assert len(listed) == 11
    assert sum(key.revoked_at is None for key in listed) == 10


async def test_a_key_over_ninety_days_old_says_rotate(world: World) -> None:
    await world.make_key()
    world.clock.move(days=90)
    assert [key.rotate for key in (await world.run("list_keys", caller=world.owner)).data] == [False]
    world.clock.move(seconds=1)
    assert [key.rotate for key in (await world.run("list_keys", caller=world.owner)).data] == [True]


async def test_scopes_need_one_profile(world: World) -> None:
    with pytest.raises(Invalid, match="profile"):
        await world.make_key(scopes=["clients-read"])
    token, _ = await world.make_key(scopes=["clients-read"], profile_id=world.swiss)
    assert (await world.caller(token)).scopes == frozenset({"clients-read", "customers-read"})


async def test_only_the_owner_manages_keys(world: World) -> None:
    token, _ = await world.make_key()
    with pytest.raises(OwnerOnly):
        await world.run("list_keys", caller=await world.caller(token))


async def test_on_the_free_plan_nothing_works(world: World) -> None:
    token, _ = await world.make_key()
    await attack(world, "UPDATE account SET plan = 'free'")
    with pytest.raises(PlanRequired):
        await world.caller(token)
    with pytest.raises(PlanRequired):
        await world.make_key()
    owner = await world.parts.access.owner()
    with pytest.raises(PlanRequired):
        await world.run("list_clients", caller=await world.at(world.swiss, owner))


async def test_the_last_use_of_a_key_is_noted_when_it_is_flushed(world: World) -> None:
    token, _ = await world.make_key()
    await world.caller(token)
    assert await ask(world, "SELECT last_used_at FROM api_key") is None
    await world.parts.access.flush_used()
    (key,) = (await world.run("list_keys", caller=world.owner)).data
    assert key.last_used_at == world.clock.now


async def test_a_caller_with_several_profiles_says_which(world: World) -> None:
    with pytest.raises(ProfileRequired) as caught:
        await world.parts.access.choose_profile(world.owner, None)
    assert [candidate.split(" ", 1)[1] for candidate in caught.value.candidates] == ["Beispiel GmbH", "Eksempel ApS"]


async def test_a_profile_is_chosen_by_id_or_where_allowed_by_name(world: World) -> None:
    access = world.parts.access
    by_id = await access.choose_profile(world.owner, str(world.danish))
    by_name = await access.choose_profile(world.owner, "eksempel", by_name=True)
    assert by_id.profile == by_name.profile
    assert by_id.profile is not None
    assert by_id.profile.time_zone == "Europe/Copenhagen"
    with pytest.raises(BadProfileHeader):
        await access.choose_profile(world.owner, "eksempel")
    with pytest.raises(ProfileNotFound):
        await access.choose_profile(world.owner, "0197a943-2325-7829-b835-b6c71a293065")


async def test_a_key_of_one_profile_reaches_no_other(world: World) -> None:
    token, _ = await world.make_key(profile_id=world.swiss)
    caller = await world.caller(token)
    chosen = await world.parts.access.choose_profile(caller, None)
    assert chosen.profile is not None
    assert chosen.profile.id == world.swiss
    with pytest.raises(ProfileForbidden):
        await world.parts.access.choose_profile(caller, str(world.danish))
    assert [profile.id for profile in await world.parts.access.profiles(caller)] == [world.swiss]
    with pytest.raises(NotFound):
        await world.run("get_profile", caller=caller, id=world.danish)
    assert (await world.run("list_profiles", caller=caller)).meta.total == 1


async def test_a_caller_can_be_narrowed_and_not_widened(world: World) -> None:
    assert world.owner.narrowed(read_only=True).narrowed(read_only=False).read_only


async def test_a_replaced_key_ends_and_the_new_one_has_its_rights(world: World) -> None:
    token, key = await world.make_key(label="Reporting", mode="read_only", profile_id=world.swiss)
    new = world.parts.access.new_key()
    kept = {"public_id": new.public_id, "mac": new.mac, "last_four": new.last_four}
    made = await world.run("replace_key", caller=world.owner, id=key.id, **kept)
    assert (made.label, made.mode, made.profile_id) == ("Reporting", "read_only", world.swiss)
    assert (await world.caller(new.token)).read_only
    with pytest.raises(InvalidKey):
        await world.caller(token)
    with pytest.raises(NotFound):
        await world.run("replace_key", caller=world.owner, id=key.id, **kept)


async def test_a_replaced_key_may_work_on_for_some_hours(world: World) -> None:
    token, key = await world.make_key()
    new = world.parts.access.new_key()
    kept = {"public_id": new.public_id, "mac": new.mac, "last_four": new.last_four}
    await world.run("replace_key", caller=world.owner, id=key.id, keep_old_hours=24, **kept)
    world.clock.move(hours=23)
    await world.caller(token)
    world.clock.move(hours=1)
    with pytest.raises(InvalidKey):
        await world.caller(token)
    await world.caller(new.token)
