"""So many reads and writes a minute for each key, and so many unknown keys for each address. Sliding windows.

On embedded books windows live in this process, the only one; on PostgreSQL they are shared, one statement each.
"""

import math
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from luma_mcp.domain.keys import RateTier
from luma_mcp.errors import RateLimited
from luma_mcp.store.database import Database
from luma_mcp.store.rates import Spent, Window, microseconds, spend

MINUTE = timedelta(minutes=1)
UNKNOWN_KEYS_PER_MINUTE = 30
MOST_BUCKETS = 10_000
"""Buckets remembered in one process; the longest unused is forgotten first."""


@dataclass(frozen=True, slots=True)
class RateState:
    """What is left of a bucket, as the RateLimit headers say it."""

    limit: int
    remaining: int
    reset_seconds: int


class Windows:
    """Sliding windows in this process."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._hits: OrderedDict[str, deque[tuple[int, int]]] = OrderedDict()

    def spend(self, *windows: Window) -> list[Spent]:
        """Spend one from each window, or from none where one of them has none left."""
        now = microseconds(self._clock())
        standing = [(window, self._standing(window, now)) for window in windows]
        left = [sum(n for _, n in hits) < window.limit for window, hits in standing]
        if all(left):
            for window, hits in standing:
                _count(hits, window.hit_at(now))
        return [Spent(window, granted, hits) for (window, hits), granted in zip(standing, left, strict=True)]

    def _standing(self, window: Window, now: int) -> deque[tuple[int, int]]:
        hits = self._hits.pop(window.bucket, None) or deque()
        self._hits[window.bucket] = hits
        if len(self._hits) > MOST_BUCKETS:
            self._hits.popitem(last=False)
        while hits and hits[0][0] <= now - window.microseconds:
            hits.popleft()
        return hits


def _count(hits: deque[tuple[int, int]], at: int) -> None:
    together = hits.pop()[1] if hits and hits[-1][0] == at else 0
    hits.append((at, together + 1))


class Limits:
    """The buckets of all keys."""

    def __init__(self, database: Database, clock: Callable[[], datetime], *, reads: int, writes: int) -> None:
        self._database = database
        self._clock = clock
        self._callers = Windows(clock)
        self._strangers = Windows(clock)
        self._per_minute = {False: reads, True: writes}

    async def spend(self, caller_id: str, *, writes: bool) -> RateState:
        """Spend one read or write of a caller.

        Raises:
            RateLimited: the bucket is empty; says after how many seconds it is not.
        """
        bucket = f"{caller_id}:{'write' if writes else 'read'}"
        return await self._spend(self._callers, Window(bucket, self._per_minute[writes], MINUTE))

    async def spend_tiers(self, caller_id: str, tiers: Sequence[RateTier]) -> RateState | None:
        """Spend one request of a caller from every window that its key has, or from none; answers the scarcest.

        Raises:
            RateLimited: one of them is empty; says after how many seconds none is.
        """
        asked = [
            Window(f"{caller_id}:tier:{tier.name}", tier.limit, timedelta(milliseconds=tier.ttl))
            for tier in tiers
            if tier.is_limit
        ]
        return await self._spend(self._callers, *asked) if asked else None

    async def note_unknown(self, address: str) -> None:
        """Count an unknown key against its address.

        Raises:
            RateLimited: it has sent too many in the last minute.
        """
        await self.spend_from(f"unknown:{address}", UNKNOWN_KEYS_PER_MINUTE)

    async def spend_from(self, bucket: str, limit: int) -> RateState:
        """Spend one of a bucket that anybody can name, known or not: so many a minute.

        Raises:
            RateLimited: the bucket is empty; says after how many seconds it is not.
        """
        return await self._spend(self._strangers, Window(bucket, limit, MINUTE))

    async def _spend(self, memory: Windows, *asked: Window) -> RateState:
        if self._database.is_sqlite:
            return self._settled(memory.spend(*asked))
        async with self._database.writing() as connection:
            now = self._clock()
            # What is refused leaves no trace in the other windows: the refusal takes them all back.
            return self._settled([await spend(connection, window, now) for window in asked])

    def _settled(self, spent: Sequence[Spent]) -> RateState:
        refused = [self._state(one) for one in spent if not one.granted]
        if not refused:
            return min((self._state(one) for one in spent), key=lambda state: (state.remaining, -state.reset_seconds))
        longest = max(refused, key=lambda state: state.reset_seconds)
        refusal = RateLimited(longest.reset_seconds)
        refusal.rate = longest
        raise refusal

    def _state(self, spent: Spent) -> RateState:
        free_at, now = spent.free_at, microseconds(self._clock())
        reset = 0 if free_at is None else max(1, math.ceil((free_at - now) / 1_000_000))
        return RateState(spent.window.limit, spent.remaining if spent.granted else 0, reset)
