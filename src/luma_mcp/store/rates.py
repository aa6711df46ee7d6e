"""Rate windows on PostgreSQL, where several processes share them: the hits of the last minute, one row a bucket."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import PrimaryKeyConstraint, text
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.store.schema import frozen, table
from luma_mcp.store.schema import text as text_column

rate_window = table("rate_window", text_column("bucket"), frozen("hits"), PrimaryKeyConstraint("bucket"))

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_SPEND = text("""
INSERT INTO rate_window (bucket, hits)
VALUES (:bucket, jsonb_build_object('granted', true, 'at', jsonb_build_array(CAST(:now AS bigint))))
ON CONFLICT (bucket) DO UPDATE SET hits = (
    SELECT jsonb_build_object(
        'granted', count(*) < :limit,
        'at', coalesce(jsonb_agg(hit ORDER BY hit), '[]'::jsonb)
              || CASE WHEN count(*) < :limit THEN to_jsonb(CAST(:now AS bigint)) ELSE '[]'::jsonb END)
    FROM jsonb_array_elements(rate_window.hits -> 'at') AS hit WHERE hit::bigint > CAST(:since AS bigint))
RETURNING hits -> 'granted', hits -> 'at'
""")

_FORGET = text("""
DELETE FROM rate_window WHERE NOT EXISTS (
    SELECT FROM jsonb_array_elements(hits -> 'at') AS hit WHERE hit::bigint > CAST(:since AS bigint))
""")


async def spend(
    connection: AsyncConnection, bucket: str, *, now: datetime, window: timedelta, limit: int
) -> tuple[bool, list[int]]:
    """Spend one from a bucket in one statement; whether it was granted, and the hits (microseconds) in the window."""
    at = microseconds(now)
    parameters = {"bucket": bucket, "now": at, "since": microseconds(now - window), "limit": limit}
    granted, hits = (await connection.execute(_SPEND, parameters)).one()
    return granted, hits


async def forget_old_windows(connection: AsyncConnection, now: datetime, kept: timedelta = timedelta(hours=1)) -> int:
    """Delete buckets that nobody has spent from lately; an address that comes once leaves no row for good."""
    return int((await connection.execute(_FORGET, {"since": microseconds(now - kept)})).rowcount)


def microseconds(moment: datetime) -> int:
    """A moment as whole microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)
