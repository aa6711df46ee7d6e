"""The job of what sign-in leaves behind: what is over is deleted, what still says something is kept."""

import pytest

from luma_mcp.access.oauth_errors import InvalidGrant
from luma_mcp.access.sign_in_errors import NotSignedIn
from luma_mcp.errors import RateLimited
from luma_mcp.jobs.old_sign_ins import OldSignIns
from tests.grants import CLIENT, connected
from tests.world import World


async def test_sessions_and_tokens_that_are_over_are_deleted(world: World) -> None:
    job, grants = OldSignIns(world.parts.database, world.clock), world.parts.grants
    session = await world.own()
    member = (await world.parts.people.session(session)).member_id
    tokens = await connected(world, member_id=member, profile_id=world.swiss)
    assert tokens.refresh_token
    assert await job.run() == 0
    world.clock.move(hours=2)
    assert await job.run() == 1
    newer = await grants.refresh(CLIENT, tokens.refresh_token, resource=None)
    assert newer.refresh_token
    world.clock.move(days=29)
    assert await job.run() == 3
    with pytest.raises(NotSignedIn):
        await world.parts.people.session(session)
    await grants.refresh(CLIENT, newer.refresh_token, resource=None)
    with pytest.raises(InvalidGrant):
        await grants.refresh(CLIENT, tokens.refresh_token, resource=None)


async def test_clients_that_nobody_let_in_are_deleted_after_ninety_days(world: World) -> None:
    job, grants = OldSignIns(world.parts.database, world.clock), world.parts.grants
    used, _ = await grants.register("Used", ["https://used.example/callback"], "none")
    unused, _ = await grants.register("Unused", ["https://unused.example/callback"], "none")
    member = (await world.parts.people.session(await world.own())).member_id
    await world.connect(client=used.id, member_id=member, profile_id=world.swiss)
    world.clock.move(days=91)
    await job.run()
    assert await grants.client(used.id)
    assert await grants.client(unused.id) is None


async def test_it_looks_once_an_hour(world: World) -> None:
    job = OldSignIns(world.parts.database, world.clock)
    assert await job.run() == 0
    await world.own()
    world.clock.move(minutes=59)
    assert await job.run() == 0


async def test_rates_that_are_being_spent_are_kept(world: World) -> None:
    job, limits = OldSignIns(world.parts.database, world.clock), world.parts.limits
    await limits.spend_from("token from:192.0.2.1", 1)
    await job.run()
    with pytest.raises(RateLimited):
        await limits.spend_from("token from:192.0.2.1", 1)
    world.clock.move(hours=2)
    await job.run()
    assert (await limits.spend_from("token from:192.0.2.1", 1)).remaining == 0
