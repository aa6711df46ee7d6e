"""The job of old idempotency keys: 30 days are kept, no more."""

from luma_mcp.jobs.old_idempotency_keys import OldIdempotencyKeys
from tests.world import World


async def test_keys_are_kept_for_thirty_days_and_then_deleted(world: World) -> None:
    job = OldIdempotencyKeys(world.parts.database, world.clock)
    await world.outcome("create_client", key="old", name="Muster AG")
    world.clock.move(days=1)
    await world.outcome("create_client", key="younger", name="Beispiel AG")
    world.clock.move(days=29)
    assert await job.run() == 0
    world.clock.move(hours=1)
    assert await job.run() == 1
    assert (await world.outcome("create_client", key="younger", name="Beispiel AG")).replayed


async def test_it_looks_once_an_hour(world: World) -> None:
    job = OldIdempotencyKeys(world.parts.database, world.clock)
    assert await job.run() == 0
    await world.outcome("create_client", key="old", name="Muster AG")
    world.clock.move(days=31)
    assert await job.run() == 1
    await world.outcome("create_client", key="old", name="Muster AG")
    world.clock.move(minutes=59)
    assert await job.run() == 0
