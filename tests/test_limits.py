"""Sliding windows: so many a minute for each key, on both databases, and so many unknown keys for each address."""

from datetime import timedelta
from typing import Any

import anyio
import pytest

from luma_mcp.domain.keys import RateTier
from luma_mcp.errors import RateLimited
from luma_mcp.limits import MINUTE, MOST_BUCKETS, UNKNOWN_KEYS_PER_MINUTE, Windows
from luma_mcp.operations.registry import BY_NAME
from luma_mcp.store.rates import Window
from tests.world import Clock, World

SHORT = RateTier(name="short", ttl=1000, limit=3)
LONG = RateTier(name="long", ttl=3_600_000, limit=5)


async def test_a_bucket_is_counted_down(world: World) -> None:
    states = [await world.parts.limits.spend("key:1", writes=True) for _ in range(3)]
    assert [(state.limit, state.remaining, state.reset_seconds) for state in states] == [
        (20, 19, 60),
        (20, 18, 60),
        (20, 17, 60),
    ]


async def test_reads_and_writes_and_keys_have_buckets_of_their_own(world: World) -> None:
    await world.parts.limits.spend("key:1", writes=True)
    assert (await world.parts.limits.spend("key:1", writes=False)).remaining == 59
    assert (await world.parts.limits.spend("key:2", writes=True)).remaining == 19


async def test_a_window_slides(world: World) -> None:
    for _ in range(10):
        await world.parts.limits.spend("key:1", writes=True)
    world.clock.move(seconds=30)
    for _ in range(10):
        await world.parts.limits.spend("key:1", writes=True)
    with pytest.raises(RateLimited) as caught:
        await world.parts.limits.spend("key:1", writes=True)
    assert caught.value.retry_after == 30
    world.clock.move(seconds=30)
    assert (await world.parts.limits.spend("key:1", writes=True)).remaining == 9


async def test_a_refused_request_does_not_prolong_the_wait(world: World) -> None:
    for _ in range(20):
        await world.parts.limits.spend("key:1", writes=True)
    for _ in range(5):
        world.clock.move(seconds=10)
        with pytest.raises(RateLimited):
            await world.parts.limits.spend("key:1", writes=True)
    world.clock.move(seconds=10)
    assert (await world.parts.limits.spend("key:1", writes=True)).remaining == 19


async def test_requests_at_once_spend_one_each(world: World) -> None:
    granted: list[int] = []

    async def spend() -> None:
        try:
            granted.append((await world.parts.limits.spend("key:1", writes=True)).remaining)
        except RateLimited:
            granted.append(-1)

    async with anyio.create_task_group() as tasks:
        for _ in range(30):
            tasks.start_soon(spend)
    assert sorted(granted) == [-1] * 10 + list(range(20))


def test_the_buckets_in_memory_are_limited() -> None:
    windows = Windows(Clock())
    asked = [Window(str(n), 1, MINUTE) for n in range(MOST_BUCKETS + 10)]
    for window in asked:
        windows.spend(window)
    assert windows.spend(asked[-1])[0].granted is False
    assert windows.spend(asked[0])[0].granted is True


async def test_unknown_keys_are_counted_by_address(world: World) -> None:
    limits = world.parts.limits
    for _ in range(UNKNOWN_KEYS_PER_MINUTE):
        await limits.note_unknown("10.0.0.1")
    with pytest.raises(RateLimited):
        await limits.note_unknown("10.0.0.1")
    await limits.note_unknown("10.0.0.2")
    world.clock.move(seconds=60)
    await limits.note_unknown("10.0.0.1")


async def spend(world: World, *tiers: RateTier) -> Any:
    return await world.parts.limits.spend_tiers("key:1", tiers)


async def refused(world: World, *tiers: RateTier) -> int:
    with pytest.raises(RateLimited) as caught:
        await spend(world, *tiers)
    return caught.value.retry_after


async def test_a_window_may_be_a_second_long(world: World) -> None:
    left = [(await spend(world, SHORT)).remaining for _ in range(3)]
    assert (left, await refused(world, SHORT)) == ([2, 1, 0], 1)
    world.clock.move(seconds=0.999)
    await refused(world, SHORT)
    world.clock.move(seconds=0.001)
    assert (await spend(world, SHORT)).remaining == 2


async def test_a_request_spends_from_every_window_of_its_key_and_is_told_the_scarcest(world: World) -> None:
    state = await spend(world, LONG, SHORT)
    assert (state.limit, state.remaining, state.reset_seconds) == (3, 2, 1)
    for _ in range(2):
        await spend(world, LONG, SHORT)
    world.clock.move(seconds=1)
    state = await spend(world, LONG, SHORT)
    assert (state.limit, state.remaining, state.reset_seconds) == (5, 1, 3599)
    await spend(world, LONG, SHORT)
    assert await refused(world, LONG, SHORT) == 3599


async def test_a_request_that_one_window_refuses_spends_from_none(world: World) -> None:
    for _ in range(3):
        await spend(world, LONG, SHORT)
    for _ in range(4):
        assert await refused(world, LONG, SHORT) == 1
        assert await refused(world, SHORT, LONG) == 1
    world.clock.move(seconds=1)
    assert [(await spend(world, LONG)).remaining for _ in range(2)] == [1, 0]


async def test_who_is_refused_by_two_windows_waits_for_both(world: World) -> None:
    both = (SHORT, RateTier(name="minute", ttl=60_000, limit=3))
    for _ in range(3):
        await spend(world, *both)
    world.clock.move(seconds=0.5)
    assert await refused(world, *both) == 60


@pytest.mark.parametrize("tiers", [(), (RateTier(name="default", ttl=0, limit=-1),)], ids=["none", "default"])
async def test_without_a_limit_nothing_is_counted(world: World, tiers: tuple[RateTier, ...]) -> None:
    assert [await spend(world, *tiers) for _ in range(3)] == [None] * 3


async def test_a_large_window_keeps_few_hits_and_never_grants_more_than_its_limit(world: World) -> None:
    day = RateTier(name="day", ttl=86_400_000, limit=200)
    left = []
    for _ in range(200):
        left.append((await spend(world, day)).remaining)
        world.clock.move(seconds=430)
    assert left == list(range(199, -1, -1))
    assert await refused(world, day) == 288 + 86_400 - 200 * 430
    world.clock.move(seconds=688)
    assert (await spend(world, day)).remaining == 0
    world.clock.move(hours=25)
    assert (await spend(world, day)).remaining == 199


def test_hits_of_a_large_window_are_counted_together() -> None:
    clock = Clock()
    windows, window = Windows(clock), Window("key:1", 10_000, timedelta(seconds=100))
    for _ in range(4999):
        windows.spend(window)
        clock.move(seconds=0.01)
    (spent,) = windows.spend(window)
    assert (len(spent.hits), spent.remaining) == (51, 5000)


async def test_a_caller_spends_from_its_tiers_where_it_is_told_to(world: World) -> None:
    token, _ = await world.make_key(tiers=[SHORT.model_dump()], profile_id=world.swiss)
    caller = await world.at(world.swiss, await world.caller(token))
    rates = [(await world.parts.executor.run(caller, BY_NAME["list_clients"], {})).rate for _ in range(4)]
    assert [rate.remaining for rate in rates if rate] == [59, 58, 57, 56]
    by_tiers = caller.by_tiers()
    for _ in range(2):
        await world.parts.executor.run(by_tiers, BY_NAME["list_clients"], {})
    await world.parts.executor.run(by_tiers, BY_NAME["create_client"], {"name": "Muster AG"})
    with pytest.raises(RateLimited) as caught:
        await world.parts.executor.run(by_tiers, BY_NAME["list_clients"], {})
    assert caught.value.retry_after == 1


async def test_a_key_without_tiers_is_not_limited_where_tiers_count(world: World) -> None:
    token, _ = await world.make_key(profile_id=world.swiss)
    caller = (await world.at(world.swiss, await world.caller(token))).by_tiers()
    rates = [(await world.parts.executor.run(caller, BY_NAME["list_clients"], {})).rate for _ in range(61)]
    assert rates == [None] * 61
