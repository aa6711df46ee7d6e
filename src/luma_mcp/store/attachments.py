"""Files of drafts and entries: kept by their digest, listed in the order in which they were attached."""

import base64
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from luma_mcp.domain.attachments import AttachmentDraft, AttachmentQuery, JournalAttachment, media_type
from luma_mcp.domain.paging import Meta, Page
from luma_mcp.domain.receipts import digest
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.files import keep_file, stored_file
from luma_mcp.store.journal_tables import journal_attachment


async def attach(books: WritableBooks, owner: str, owner_id: UUID, files: Sequence[AttachmentDraft]) -> None:
    """Attach files to a draft (`draft_id`) or an entry (`entry_id`), after those that it has."""
    for position, draft in enumerate(files, start=1):
        content = draft.content
        sha256, mime_type = digest(content), media_type(draft)
        await keep_file(books, sha256=sha256, media_type=mime_type, content=content)
        said = {"file_name": draft.file_name, "mime_type": mime_type, "size": len(content), "sha256": sha256}
        await books.add(journal_attachment, **books.stamp(), **said, position=position, **{owner: owner_id})


async def move_to_entry(books: WritableBooks, draft_id: UUID, entry_id: UUID) -> None:
    """Give what is attached to a draft to its entry."""
    own = books.own(journal_attachment) & (journal_attachment.c.draft_id == draft_id)
    moved = {"draft_id": None, "entry_id": entry_id, "updated_at": books.now}
    await books.write(journal_attachment.update().where(own).values(**moved))


async def detach_all(books: WritableBooks, draft_id: UUID) -> None:
    """Take away what is attached to a draft."""
    own = books.own(journal_attachment) & (journal_attachment.c.draft_id == draft_id)
    await books.write(journal_attachment.delete().where(own))


async def attachments_of(books: Books, entry_id: UUID, query: AttachmentQuery) -> Page[JournalAttachment]:
    """What is attached to an entry."""
    own = books.own(journal_attachment) & (journal_attachment.c.entry_id == entry_id)
    columns: list[Any] = [journal_attachment]
    source: Any = journal_attachment
    if query.include_content:
        same = and_(
            stored_file.c.profile_id == journal_attachment.c.profile_id,
            stored_file.c.sha256 == journal_attachment.c.sha256,
        )
        source, columns = journal_attachment.join(stored_file, same), [journal_attachment, stored_file.c.content]
    wanted = select(*columns).select_from(source).where(own).order_by(journal_attachment.c.position)
    rows = await books.fetch_all(wanted.limit(query.limit))
    total = int(await books.fetch_value(select(func.count()).select_from(journal_attachment).where(own)))
    names = ("id", "file_name", "mime_type", "size", "created_at")
    data = tuple(
        JournalAttachment(
            **{name: row[name] for name in names},
            content=base64.b64encode(bytes(row["content"])).decode() if query.include_content else None,
        )
        for row in rows
    )
    return Page[JournalAttachment](data=data, meta=Meta(total=total, limit=query.limit))


async def count_attachments(books: Books, draft_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many files each draft has."""
    own = books.own(journal_attachment) & journal_attachment.c.draft_id.in_(draft_ids)
    counted = select(journal_attachment.c.draft_id, func.count().label("n")).where(own)
    rows = await books.fetch_all(counted.group_by(journal_attachment.c.draft_id)) if draft_ids else ()
    return {row["draft_id"]: row["n"] for row in rows}
