"""Draft entries: list, read, write, change, delete, and book."""

from collections.abc import Mapping
from typing import Any

from luma_mcp.domain.draft_entries import (
    DraftEntries,
    DraftEntry,
    DraftEntryChange,
    DraftEntryDraft,
    DraftEntryDrafts,
    DraftEntryQuery,
    DraftEntryRef,
    DraftLine,
)
from luma_mcp.domain.journal_entries import EntryLineDraft, JournalEntry, JournalEntryDraft
from luma_mcp.domain.model import Deleted
from luma_mcp.domain.money import to_minor
from luma_mcp.domain.paging import Page
from luma_mcp.errors import Invalid, NotFound, Problem
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.draft_lines import line_rows
from luma_mcp.operations.entry_batches import in_batch
from luma_mcp.operations.entry_types import check_parties, control_account
from luma_mcp.operations.hand_posting import check_files, post_by_hand
from luma_mcp.operations.journal_categories import category_for
from luma_mcp.operations.tags import check_tags, tags_named
from luma_mcp.store import draft_entries as store
from luma_mcp.store.attachments import attach, detach_all, move_to_entry
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.profiles import this_profile

_KEPT = (
    "date", "description", "reference", "external_id", "type", "category_id", "client_id", "vendor_id", "control_leg",
    "origin",
)  # fmt: skip


@reads("journal-entries")
async def list_draft_entries(books: Books, query: DraftEntryQuery) -> Page[DraftEntry]:
    """List drafts of journal entries with their lines, newest first; nothing of them is posted."""
    return await store.list_drafts(books, query)


@reads("journal-entries")
async def get_draft_entry(books: Books, wanted: DraftEntryRef) -> DraftEntry:
    """Show one draft of a journal entry with its lines."""
    found = await store.find_draft(books, wanted.id)
    if found is None or wanted.origin not in (None, found.origin):
        raise NotFound.of("draft entry", wanted.id)
    return found


@writes("journal-entries")
async def create_draft_entry(books: WritableBooks, draft: DraftEntryDraft) -> DraftEntry:
    """Keep a draft of a journal entry: it may be unbalanced and incomplete, and is posted when it is booked.

    Raises:
        UnknownReference: it names a record that is not there.
        ControlLegGiven: a line is on the account of the control leg that is added.
    """
    return await _kept(books, draft)


@writes("journal-entries")
async def create_draft_entries(books: WritableBooks, batch: DraftEntryDrafts) -> DraftEntries:
    """Keep 1 to 100 drafts of journal entries, all or none; answers them in the order given.

    Raises:
        Refusal: whatever create_draft_entry refuses, with the position of the draft; nothing was kept.
    """
    made = []
    for n, draft in enumerate(batch.entries):
        with in_batch(n):
            made.append(await _kept(books, draft))
    return DraftEntries(id=made[0].id, total_created=len(made), entries=tuple(made))


@writes("journal-entries")
async def update_draft_entry(books: WritableBooks, change: DraftEntryChange) -> DraftEntry:
    """Change a draft: the fields given; its lines, tags and attachments are replaced whole.

    Raises:
        UnknownReference: it names a record that is not there.
        ControlLegGiven: a line is on the account of the control leg that is added.
    """
    before = await _held(books, DraftEntryRef(id=change.id))
    fields = changed_fields(change)
    draft = DraftEntryDraft.model_validate(_said(before) | fields | {"attachments": change.attachments or ()})
    row, rows = await _checked(books, draft), await line_rows(books, draft, await control_account(books, draft))
    await store.save_draft(books, before.id, row, draft.tag_ids)
    await store.write_lines(books, before.id, rows)
    if change.attachments is not None:
        check_files(draft)
        await detach_all(books, before.id)
        await attach(books, "draft_id", before.id, draft.attachments)
    return await get_draft_entry(books, DraftEntryRef(id=before.id))


@writes("journal-entries", destructive=True)
async def delete_draft_entry(books: WritableBooks, wanted: DraftEntryRef) -> Deleted:
    """Delete a draft of a journal entry; nothing of it was posted."""
    before = await _held(books, wanted)
    await store.remove_draft(books, before.id)
    return Deleted(id=before.id)


@writes("journal-entries")
async def book_draft_entry(books: WritableBooks, wanted: DraftEntryRef) -> JournalEntry:
    """Post a draft as a journal entry: tags and attachments go along, and the draft is gone.

    Raises:
        Invalid: it is incomplete or does not balance.
        PeriodLocked: its date is locked.
    """
    before = await _held(books, wanted)
    posted = await post_by_hand(books, _whole(before))
    await move_to_entry(books, before.id, posted.entry_id)
    await store.remove_draft(books, before.id)
    return posted


async def _held(books: WritableBooks, wanted: DraftEntryRef) -> DraftEntry:
    await store.hold_draft(books, wanted.id)
    return await get_draft_entry(books, wanted)


async def _kept(books: WritableBooks, draft: DraftEntryDraft) -> DraftEntry:
    check_files(draft)
    row, rows = await _checked(books, draft), await line_rows(books, draft, await control_account(books, draft))
    made = await store.add_draft(books, row, draft.tag_ids)
    await store.write_lines(books, made, rows)
    await attach(books, "draft_id", made, draft.attachments)
    return await get_draft_entry(books, DraftEntryRef(id=made))


async def _checked(books: WritableBooks, draft: DraftEntryDraft) -> dict[str, Any]:
    """The row of a draft whose references are there."""
    await check_parties(books, draft)
    await category_for(books, draft.category_id, draft.type, "category_id")
    await check_tags(books, tags_named(draft.tag_ids, draft.lines))
    currency = draft.currency or (await this_profile(books)).currency
    given = draft.original_amount
    original = None if given is None else to_minor(given, currency, "original_amount")
    return {name: getattr(draft, name) for name in _KEPT} | {"currency": currency, "original_tc_minor": original}


def _said(before: DraftEntry) -> dict[str, Any]:
    """A draft in the words in which it is written."""
    names = (*_KEPT, "currency", "original_amount", "tag_ids")
    return {name: getattr(before, name) for name in names} | {"lines": [_line(one) for one in before.lines]}


def _line(line: DraftLine) -> Mapping[str, Any]:
    names = ("debit", "credit", "description", "vat_code", "client_id", "vendor_id", "tag_ids")
    return {name: getattr(line, name) for name in names} | {"account": line.account}


def _whole(before: DraftEntry) -> JournalEntryDraft:
    """The entry that a draft makes.

    Raises:
        Invalid: names what is missing.
    """
    problems = [Problem(f"lines.{n}.account", "is required") for n, one in enumerate(before.lines) if not one.account]
    problems += [
        Problem(f"lines.{n}.debit", "needs debit or credit, one of them, above zero")
        for n, one in enumerate(before.lines)
        if one.debit is None and one.credit is None
    ]
    problems += [] if before.lines else [Problem("lines", "a draft without lines is not booked")]
    if problems:
        raise Invalid("; ".join(f"{one.field}: {one.problem}" for one in problems[:5]), problems=problems)
    said = {name: value for name, value in _said(before).items() if name != "origin"}
    said["lines"] = [EntryLineDraft.model_validate(line) for line in said["lines"]]
    said["description"] = before.type.described(before.description, before.reference)
    return JournalEntryDraft.model_validate(said | {"external_id_shared": True})
