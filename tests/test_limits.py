"""Sliding windows: so many a minute for each key, on both databases, and so many unknown keys for each address."""

import anyio
import pytest

from luma_mcp.errors import RateLimited
from luma_mcp.limits import MOST_BUCKETS, UNKNOWN_KEYS_PER_MINUTE, Windows
from tests.world import Clock, World


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
    for n in range(MOST_BUCKETS + 10):
        windows.spend(str(n), 1)
    assert windows.spend(str(MOST_BUCKETS + 9), 1)[0] is False
    assert windows.spend("0", 1)[0] is True


async def test_unknown_keys_are_counted_by_address(world: World) -> None:
    limits = world.parts.limits
    for _ in range(UNKNOWN_KEYS_PER_MINUTE):
        await limits.note_unknown("10.0.0.1")
    with pytest.raises(RateLimited):
        await limits.note_unknown("10.0.0.1")
    await limits.note_unknown("10.0.0.2")
    world.clock.move(seconds=60)
    await limits.note_unknown("10.0.0.1")
