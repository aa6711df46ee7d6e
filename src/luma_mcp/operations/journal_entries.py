"""Journal entries: list, read, write by hand, correct by a new version, take back."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from luma_mcp.domain.journal_entries import (
    EDITABLE,
    JournalEntry,
    JournalEntryChange,
    JournalEntryDraft,
    JournalEntryQuery,
    JournalEntryRef,
    JournalEntryRow,
)
from luma_mcp.domain.ledger import Area, EntryKind, Source, Voucher
from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.paging import Page
from luma_mcp.errors import Invalid, NotFound
from luma_mcp.ledger_errors import EntryManaged
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.entry_lines import Planned, completed, plan, planned_again
from luma_mcp.operations.hand_posting import post_by_hand, refuse_taken, shown, taken_back
from luma_mcp.operations.posting import post, refuse_locked
from luma_mcp.operations.tags import check_tags, tags_named
from luma_mcp.store import journal_entries as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import accounts_by_id
from luma_mcp.store.entry_facts import facts_of
from luma_mcp.store.posting import legs_of
from luma_mcp.store.settlements import items_opened_by

_OF_VERSION = ("date", "currency", "tag_ids")
_IN_PLACE = ("description", "reference", "external_id")
_OF_ANY = frozenset({"reference", "external_id"})
_HOW = frozenset({"text_only", "external_id_shared", "exact"})
"""Fields of a change that say how, not what."""


@reads("journal-entries")
async def list_journal_entries(books: Books, query: JournalEntryQuery) -> Page[JournalEntryRow]:
    """List journal entries, newest first; search looks at description, reference, number and external id."""
    return await store.list_entries(books, query)


@reads("journal-entries")
async def get_journal_entry(books: Books, wanted: JournalEntryRef) -> JournalEntry:
    """Show one journal entry with its lines, in its present version."""
    found = await store.find_entry(books, wanted.id, include_reversed=wanted.include_reversed, exact=wanted.exact)
    if found is None:
        raise NotFound.of("journal entry", wanted.id)
    return found


@writes("journal-entries")
async def create_journal_entry(books: WritableBooks, draft: JournalEntryDraft) -> JournalEntry:
    """Post a manual journal entry: lines that balance, on an open date.

    A line with a VAT code is split into net and VAT (gross codes), gets its VAT on top (net codes), or bears VAT that
    is owed and deductible at once (reverse charge, acquisition). A line on a receivable, payable or advance payment
    opens an item of its client or vendor; with `control_leg` added, the ledger writes that line of a typed entry.

    Raises:
        Invalid: lines do not balance or cannot be taken.
        DimensionClash: it bears two values of a unique dimension.
        ProjectArchived: it is tagged with a project that is archived.
        PeriodLocked: the date is locked.
        RateMissing: the currency has no rate on that date.
    """
    return await post_by_hand(books, draft)


@writes("journal-entries")
async def update_journal_entry(books: WritableBooks, change: JournalEntryChange) -> JournalEntry:
    """Change a manual entry: text in place; date, lines, currency or tags by a reversal and a new version, same id.

    Raises:
        EntryManaged: it belongs to a document.
        ItemsSettled: what it opened is settled.
        PeriodLocked: its date, or the new one, is locked.
    """
    if change.text_only:
        return await _mended(books, change)
    before = await _editable(books, change.id)
    fields = changed_fields(change, but=_HOW)
    if not change.external_id_shared:
        await refuse_taken(books, fields.get("external_id"), but=before.entry_id)
    moved = any(fields.get(name, getattr(before, name)) != getattr(before, name) for name in _OF_VERSION)
    if moved or "lines" in fields:
        return await _posted_anew(books, before, change, fields)
    if fields:
        await refuse_locked(books, before.date, Area.GENERAL)
        text = {name: value for name, value in fields.items() if name in _IN_PLACE}
        await store.mend_entry(books, before.entry_id, **text)
    return await get_journal_entry(books, JournalEntryRef(id=before.id))


async def _mended(books: WritableBooks, change: JournalEntryChange) -> JournalEntry:
    """Mend what any posted entry lets be mended: its reference and the id that another system gave it."""
    fields = changed_fields(change, but=_HOW)
    wrong = [name for name in fields if name not in _OF_ANY]
    if wrong:
        raise Invalid.field(wrong[0], "stays: of a posted entry reference and external_id may be mended")
    wanted = JournalEntryRef(id=change.id, include_reversed=True, exact=change.exact)
    await store.hold_entry(books, change.id)
    before = await get_journal_entry(books, wanted)
    if not change.external_id_shared:
        await refuse_taken(books, fields.get("external_id"), but=before.entry_id)
    if fields:
        await store.mend_entry(books, before.entry_id, **fields)
    return await get_journal_entry(books, wanted)


@writes("journal-entries", destructive=True)
async def delete_journal_entry(books: WritableBooks, wanted: Ref) -> Deleted:
    """Take a manual entry back by its opposite on the same date; both stay in the ledger, hidden from lists.

    Raises:
        EntryManaged: it belongs to a document.
        ItemsSettled: what it opened is settled.
        PeriodLocked: its date is locked.
    """
    before = await _editable(books, wanted.id)
    await taken_back(books, before, before.date)
    await store.mend_entry(books, before.entry_id, external_id=None)
    return Deleted(id=before.id)


async def _editable(books: WritableBooks, wanted: UUID) -> JournalEntry:
    await store.hold_entry(books, wanted)
    found = await store.find_entry(books, wanted)
    if found is None:
        raise NotFound.of("journal entry", wanted)
    if found.source not in EDITABLE:
        document = found.source.replace("_", " ")
        which = f" {found.source_id}" if found.source_id else ""
        raise EntryManaged(fix=f"It comes from the {document}{which}: change, cancel or credit that instead.")
    return found


async def _posted_anew(
    books: WritableBooks, before: JournalEntry, change: JournalEntryChange, fields: dict[str, Any]
) -> JournalEntry:
    """Take the version back and post the next one; the id stays."""
    if before.type.is_locked and (
        change.lines is not None or fields.get("currency", before.currency) != before.currency
    ):
        raise EntryManaged(
            f"A {before.type} keeps its lines and currency.",
            fix="Reverse it (reverse_journal_entry) and post it again.",
        )
    named = {name: fields.get(name, getattr(before, name)) for name in (*_OF_VERSION, *_IN_PLACE)}
    await check_tags(books, tags_named(named["tag_ids"], before.lines if change.lines is None else change.lines))
    if change.lines is None:
        planned = await _same_lines(books, before, named)
    else:
        planned = await plan(books, change.lines, named["currency"], named["date"])
    facts = await facts_of(books, before.entry_id)
    await taken_back(books, before, before.date)
    await store.mend_entry(books, before.entry_id, external_id=None)
    voucher = Voucher(
        **named,
        source=before.source,
        kind=EntryKind.OPENING if before.source is Source.OPENING_BALANCE else EntryKind.NORMAL,
        legs=(),
        facts=facts,
        voucher_id=before.id,
        version=before.version + 1,
    )
    return await shown(books, await post(books, await completed(books, voucher, planned)))


async def _same_lines(books: WritableBooks, before: JournalEntry, named: dict[str, Any]) -> tuple[Planned, ...]:
    """The lines as they are, for another date or currency; opening balances keep what their items said."""
    legs = await legs_of(books, before.entry_id)
    accounts = await accounts_by_id(books, [leg.account_id for leg in legs])
    again = planned_again(legs, accounts, day=named["date"], was=before.currency, becomes=named["currency"])
    if before.source is not Source.OPENING_BALANCE:
        return again
    opened = {item.id: item for item in await items_opened_by(books, before.entry_id)}
    kept = before.currency == named["currency"] and before.rate is None
    parts = []
    for leg, part in zip(legs, again, strict=True):
        item = opened.get(leg.open_item_id) if leg.open_item_id else None
        valued = replace(part, leg=replace(part.leg, amount=leg.amount)) if kept else part
        parts.append(replace(valued, number=item.number, due_date=item.due_date) if item else valued)
    return tuple(parts)
