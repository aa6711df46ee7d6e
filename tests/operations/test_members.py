"""Members: invited by a link, changed and removed by the owner, each with its rights at once."""

import pytest

from luma_mcp.access.oauth_errors import InvalidToken
from luma_mcp.access.sign_in_errors import LinkInvalid, NotSignedIn
from luma_mcp.errors import Invalid, MemberExists, NotFound, OwnerStays
from tests.grants import connected
from tests.world import World


async def test_an_invited_member_is_listed_until_a_password_is_chosen(world: World) -> None:
    link, invited = await world.invite("Anna@Example.com", name="Anna Muster", role="member", profile_ids=[world.swiss])
    assert (invited.email, invited.role, invited.status) == ("anna@example.com", "member", "invited")
    await world.join(link, name="Anna")
    (listed,) = (await world.run("list_members", caller=world.owner)).data
    assert (listed.name, listed.status, listed.profile_ids) == ("Anna", "active", (world.swiss,))


async def test_an_invitation_ends_after_seven_days_and_can_be_renewed(world: World) -> None:
    link, invited = await world.invite()
    world.clock.move(days=7)
    with pytest.raises(LinkInvalid):
        await world.join(link)
    assert (await world.run("list_members", caller=world.owner)).data[0].status == "expired"
    new = world.parts.people.new_invitation()
    renewed = {"id": invited.id, "public_id": new.public_id, "mac": new.mac}
    assert (await world.run("renew_invitation", caller=world.owner, **renewed)).status == "invited"
    await world.join(new.token)
    with pytest.raises(MemberExists):
        await world.run("renew_invitation", caller=world.owner, **renewed)


async def test_a_new_link_ends_the_earlier_one(world: World) -> None:
    link, invited = await world.invite()
    new = world.parts.people.new_invitation()
    await world.run("renew_invitation", caller=world.owner, id=invited.id, public_id=new.public_id, mac=new.mac)
    with pytest.raises(LinkInvalid):
        await world.join(link)


async def test_an_address_is_a_member_once(world: World) -> None:
    await world.invite("anna@example.com")
    with pytest.raises(MemberExists):
        await world.invite("ANNA@example.com")


@pytest.mark.parametrize("role", ["owner", "admin"])
async def test_nobody_is_invited_to_be_more_than_a_member(sqlite_world: World, role: str) -> None:
    with pytest.raises(Invalid):
        await sqlite_world.invite(role=role)


async def test_a_company_of_another_account_cannot_be_granted(sqlite_world: World) -> None:
    with pytest.raises(NotFound):
        await sqlite_world.invite(profile_ids=["0197a943-2325-7829-b835-b6c71a293065"])


async def test_what_a_member_reaches_changes_at_once(world: World) -> None:
    link, invited = await world.invite(role="member", profile_ids=[world.swiss, world.danish])
    session = await world.join(link)
    caller = (await world.parts.people.session(session)).caller
    assert (caller.read_only, caller.is_owner, caller.profile_ids) == (
        False,
        False,
        frozenset({world.swiss, world.danish}),
    )
    await world.run("update_member", caller=world.owner, id=invited.id, role="read_only", profile_ids=[world.danish])
    caller = (await world.parts.people.session(session)).caller
    assert (caller.read_only, caller.profile_ids) == (True, frozenset({world.danish}))


async def test_a_removed_member_is_out_at_once_and_may_be_invited_again(world: World) -> None:
    link, invited = await world.invite(role="member", profile_ids=[world.swiss])
    session = await world.join(link)
    tokens = await connected(world, member_id=invited.id, profile_id=world.swiss)
    await world.run("remove_member", caller=world.owner, id=invited.id)
    with pytest.raises(NotSignedIn):
        await world.parts.people.session(session)
    with pytest.raises(InvalidToken):
        await world.parts.grants.caller_of(tokens.access_token)
    await world.invite()
    assert len((await world.run("list_members", caller=world.owner)).data) == 1


async def test_the_owner_stays(world: World) -> None:
    await world.own()
    (owner,) = (await world.run("list_members", caller=world.owner)).data
    assert (owner.role, owner.profile_ids, owner.status) == ("owner", None, "active")
    with pytest.raises(OwnerStays):
        await world.run("remove_member", caller=world.owner, id=owner.id)
    with pytest.raises(OwnerStays):
        await world.run("update_member", caller=world.owner, id=owner.id, role="read_only")
