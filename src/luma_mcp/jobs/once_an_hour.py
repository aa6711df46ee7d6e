"""When a job has its turn that is tried every minute and needs to look only once an hour."""

from collections.abc import Callable
from datetime import datetime, timedelta

EVERY = timedelta(hours=1)


class OnceAnHour:
    """The turns of one job in this process; the first is at once."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._next: datetime | None = None

    def take(self) -> datetime | None:
        """Take the turn and answer the time; None as long as the last one is not an hour ago."""
        now = self._clock()
        if self._next is not None and now < self._next:
            return None
        self._next = now + EVERY
        return now
