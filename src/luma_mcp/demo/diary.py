"""A diary: what is to be done when, in order of time, while the demo's clock moves from day to day."""

import heapq
import itertools
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

Act = Callable[[], Awaitable[None]]


class DemoClock:
    """A clock that only the diary moves; every look at it is a second later, so that records keep their order."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    def set(self, now: datetime) -> None:
        """Move forward; never back."""
        self._now = max(self._now, now)


class DemoIds:
    """UUIDv7 ids from a seed: the same demo has the same ids."""

    def __init__(self, seed: int = 1) -> None:
        self._random = Random(seed)  # noqa: S311  nothing secret, and it has to repeat

    def __call__(self, now: datetime) -> UUID:
        stamp = int(now.timestamp() * 1000) << 80
        return UUID(
            int=stamp | 0x7 << 76 | self._random.getrandbits(12) << 64 | 0b10 << 62 | self._random.getrandbits(62)
        )


class Diary:
    """Acts waiting for their time. An act may write further acts into the diary."""

    def __init__(self, clock: DemoClock) -> None:
        self._clock = clock
        self._waiting: list[tuple[datetime, int, Act]] = []
        self._order = itertools.count()

    def note(self, when: datetime, act: Act) -> None:
        """Write down what to do at a time."""
        heapq.heappush(self._waiting, (when, next(self._order), act))

    async def live_until(self, end: datetime) -> None:
        """Do everything up to the end; what lies later never happens."""
        while self._waiting and self._waiting[0][0] <= end:
            when, _, act = heapq.heappop(self._waiting)
            self._clock.set(when)
            await act()
