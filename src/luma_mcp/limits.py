"""So many reads and writes a minute for each key, and so many unknown keys for each address. Sliding windows.

On embedded books windows live in this process, the only one; on PostgreSQL they are shared, one statement each.
"""

import math
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from luma_mcp.errors import RateLimited
from luma_mcp.store.database import Database
from luma_mcp.store.rates import microseconds, spend

WINDOW = timedelta(minutes=1)
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
        self._hits: OrderedDict[str, deque[int]] = OrderedDict()

    def spend(self, bucket: str, limit: int) -> tuple[bool, Sequence[int]]:
        """Spend one; whether it was granted, and the hits that stand in the window."""
        now = microseconds(self._clock())
        hits = self._standing(bucket, now)
        granted = len(hits) < limit
        if granted:
            hits.append(now)
        return granted, hits

    def _standing(self, bucket: str, now: int) -> deque[int]:
        hits = self._hits.pop(bucket, None) or deque()
        self._hits[bucket] = hits
        if len(self._hits) > MOST_BUCKETS:
            self._hits.popitem(last=False)
        since = now - WINDOW // timedelta(microseconds=1)
        while hits and hits[0] <= since:
            hits.popleft()
        return hits


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
        return await self._spend(self._callers, bucket, self._per_minute[writes])

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
        return await self._spend(self._strangers, bucket, limit)

    async def _spend(self, windows: Windows, bucket: str, limit: int) -> RateState:
        if self._database.is_sqlite:
            granted, hits = windows.spend(bucket, limit)
        else:
            async with self._database.writing() as connection:
                granted, hits = await spend(connection, bucket, now=self._clock(), window=WINDOW, limit=limit)
        reset = self._seconds_until_free(hits)
        if not granted:
            refusal = RateLimited(reset)
            refusal.rate = RateState(limit, 0, reset)
            raise refusal
        return RateState(limit, limit - len(hits), reset)

    def _seconds_until_free(self, hits: Sequence[int]) -> int:
        if not hits:
            return 0
        free_at = hits[0] + WINDOW // timedelta(microseconds=1)
        return max(1, math.ceil((free_at - microseconds(self._clock())) / 1_000_000))
