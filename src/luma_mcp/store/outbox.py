"""The outbox: what happened, written in the same transaction, for webhooks and others to be told later."""

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint

from luma_mcp.store.books import WritableBooks
from luma_mcp.store.schema import moment, reference, table, text

outbox = table(
    "outbox",
    reference("profile_id"),
    reference("id"),
    text("event"),
    reference("resource_id", null=True),
    moment("created_at"),
    moment("delivered_at", null=True),
    PrimaryKeyConstraint("profile_id", "id"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    Index("ix_outbox_waiting", "delivered_at", "created_at"),
)


async def add_event(books: WritableBooks, event: str, resource_id: UUID | None) -> None:
    """Note an event, named as the operation that caused it."""
    row = {"id": books.new_id(), "event": event, "resource_id": resource_id, "created_at": books.now}
    await books.add(outbox, profile_id=books.profile_id, **row)
