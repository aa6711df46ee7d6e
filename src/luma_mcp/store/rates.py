"""Rate windows on PostgreSQL, where several processes share them: the hits that still count, one row a bucket."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import PrimaryKeyConstraint, text
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.store.schema import frozen, table
from luma_mcp.store.schema import text as text_column

rate_window = table("rate_window", text_column("bucket"), frozen("hits"), PrimaryKeyConstraint("bucket"))
"""`hits` says whether the last one was granted, what was granted `at` which microsecond (of 1970) and how often, and
`until` when any of it counts."""

MOST_HITS = 100
"""Hits of a window that are kept one by one; of more, those of a hundredth of the window are counted together."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_SPEND = text("""
INSERT INTO rate_window (bucket, hits)
VALUES (:bucket, jsonb_build_object(
    'granted', true, 'at', jsonb_build_array(jsonb_build_array(CAST(:at AS bigint), 1)),
    'until', CAST(:until AS bigint)))
ON CONFLICT (bucket) DO UPDATE SET hits = (
    SELECT jsonb_build_object(
        'granted', spent < :limit,
        'at', CASE WHEN spent < :limit
              THEN earlier || jsonb_build_array(jsonb_build_array(CAST(:at AS bigint), together + 1))
              ELSE standing END,
        'until', CAST(:until AS bigint))
    FROM (
        SELECT coalesce(sum(n), 0) AS spent,
               coalesce(sum(n) FILTER (WHERE hit = CAST(:at AS bigint)), 0) AS together,
               coalesce(jsonb_agg(jsonb_build_array(hit, n) ORDER BY hit), '[]'::jsonb) AS standing,
               coalesce(jsonb_agg(jsonb_build_array(hit, n) ORDER BY hit)
                        FILTER (WHERE hit <> CAST(:at AS bigint)), '[]'::jsonb) AS earlier
        FROM (
            SELECT (pair ->> 0)::bigint AS hit, (pair ->> 1)::bigint AS n
            FROM jsonb_array_elements(rate_window.hits -> 'at') AS pair) AS kept
        WHERE hit > CAST(:since AS bigint)) AS counted)
RETURNING hits -> 'granted', hits -> 'at'
""")

_FORGET = text("DELETE FROM rate_window WHERE (hits ->> 'until')::bigint < CAST(:now AS bigint)")


@dataclass(frozen=True, slots=True)
class Window:
    """So many in so long a time, counted in a bucket."""

    bucket: str
    limit: int
    length: timedelta

    @property
    def microseconds(self) -> int:
        """Its length."""
        return self.length // _MICROSECOND

    def hit_at(self, now: int) -> int:
        """The microsecond that a hit counts as: its own, or the next of a hundred steps; never an earlier one."""
        if self.limit <= MOST_HITS:
            return now
        step = max(1, self.microseconds // MOST_HITS)
        return -(-now // step) * step


@dataclass(frozen=True, slots=True)
class Spent:
    """How a window stands after a request: whether it had one left, and what counts by (microsecond, how many)."""

    window: Window
    granted: bool
    hits: Sequence[tuple[int, int]]

    @property
    def remaining(self) -> int:
        """How many more it grants now."""
        return max(0, self.window.limit - sum(n for _, n in self.hits))

    @property
    def free_at(self) -> int | None:
        """The microsecond at which the oldest of what counts does not any more."""
        return self.hits[0][0] + self.window.microseconds if self.hits else None


async def spend(connection: AsyncConnection, window: Window, now: datetime) -> Spent:
    """Spend one from a window in one statement."""
    at = window.hit_at(microseconds(now))
    until, since = at + window.microseconds, microseconds(now) - window.microseconds
    parameters = {"bucket": window.bucket, "at": at, "until": until, "since": since, "limit": window.limit}
    granted, hits = (await connection.execute(_SPEND, parameters)).one()
    return Spent(window, granted, [(hit, n) for hit, n in hits])


async def forget_old_windows(connection: AsyncConnection, now: datetime) -> int:
    """Delete buckets of which nothing counts any more; an address that comes once leaves no row for good."""
    return int((await connection.execute(_FORGET, {"now": microseconds(now)})).rowcount)


def microseconds(moment: datetime) -> int:
    """A moment as whole microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND
