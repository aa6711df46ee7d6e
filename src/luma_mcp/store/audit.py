"""The audit trail: one line a write, in the write's own transaction, never changed."""

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint

from luma_mcp.store.books import WritableAccountBooks, WritableBooks
from luma_mcp.store.schema import moment, reference, table, text

audit = table(
    "audit",
    reference("profile_id"),
    reference("id"),
    text("caller"),
    text("operation"),
    text("input_digest"),
    reference("result_id", null=True),
    moment("created_at"),
    PrimaryKeyConstraint("profile_id", "id"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    Index("ix_audit_result", "profile_id", "result_id"),
)

account_audit = table(
    "account_audit",
    reference("account_id"),
    reference("id"),
    text("caller"),
    text("operation"),
    text("input_digest"),
    reference("result_id", null=True),
    moment("created_at"),
    PrimaryKeyConstraint("account_id", "id"),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
)


async def add_line(
    books: WritableBooks | WritableAccountBooks, *, operation: str, digest: str, result_id: UUID | None
) -> None:
    """Write who did what to what; the input only as a digest."""
    line = {
        "id": books.new_id(),
        "caller": books.scene.caller_id,
        "operation": operation,
        "input_digest": digest,
        "result_id": result_id,
        "created_at": books.now,
    }
    if isinstance(books, WritableBooks):
        await books.add(audit, profile_id=books.profile_id, **line)
    else:
        await books.add(account_audit, account_id=books.account_id, **line)
