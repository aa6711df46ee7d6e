"""Posting by hand: from what is written to the entry, with its type, tags and attachments; and taking it back."""

from datetime import date
from uuid import UUID

from luma_mcp.domain.attachments import check_file
from luma_mcp.domain.journal_entries import JournalEntry, JournalEntryDraft, TypedFields, area_of
from luma_mcp.domain.ledger import Posted, Source, Voucher
from luma_mcp.errors import ExternalIdTaken
from luma_mcp.operations.entry_lines import completed, plan
from luma_mcp.operations.entry_types import check_parties, control_account, control_leg, facts_for
from luma_mcp.operations.posting import post
from luma_mcp.operations.tags import check_tags, tags_named
from luma_mcp.operations.taking_back import take_back
from luma_mcp.store import journal_entries as store
from luma_mcp.store.attachments import attach
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.journal import hold_ledger
from luma_mcp.store.posting import cash_seq_of, write_cash_lines
from luma_mcp.store.profiles import this_profile
from luma_mcp.store.settlements import items_opened_by


async def post_by_hand(books: WritableBooks, draft: JournalEntryDraft) -> JournalEntry:
    """Post an entry that is written by hand."""
    if not draft.external_id_shared:
        await refuse_taken(books, draft.external_id)
    check_files(draft)
    await check_parties(books, draft)
    currency = draft.currency or (await this_profile(books)).currency
    account = await control_account(books, draft)
    control = control_leg(draft, account, currency) if account else None
    planned = await plan(books, draft.lines, currency, draft.date, control)
    facts = await facts_for(books, draft, planned, currency, added=control is not None)
    await check_tags(books, tags_named(draft.tag_ids, draft.lines))
    named = draft.model_dump(include={"date", "description", "reference", "external_id", "tag_ids"})
    area = area_of(draft.type)
    voucher = Voucher(**named, source=Source.MANUAL, area=area, legs=(), currency=currency, facts=facts)
    posted = await post(books, await completed(books, voucher, planned))
    if posted is not None:
        await attach(books, "entry_id", posted.entry_id, draft.attachments)
    return await shown(books, posted)


async def refuse_taken(books: WritableBooks, external_id: str | None, but: UUID | None = None) -> None:
    """Refuse an external id that another entry bears; nobody posts meanwhile.

    Raises:
        ExternalIdTaken: another entry bears it.
    """
    if external_id is None:
        return
    await hold_ledger(books)
    if await store.external_id_taken(books, external_id, but=but):
        raise ExternalIdTaken


def check_files(draft: TypedFields) -> None:
    """Check the files of an entry or a draft.

    Raises:
        InvalidAttachment: one of them cannot be taken.
    """
    for n, one in enumerate(draft.attachments):
        check_file(one, f"attachments.{n}")


async def taken_back(
    books: WritableBooks, before: JournalEntry, on: date, description: str | None = None
) -> Posted | None:
    """Reverse an entry; what of it counted at once on a cash basis counts no more."""
    posted = await take_back(books, before.entry_id, on, description=description)
    counted = await store.counted_at_once(books, before.entry_id)
    if posted and counted and await items_opened_by(books, before.entry_id):
        opposite = {account: -amount for account, amount in counted.items()}
        await write_cash_lines(books, posted.entry_id, on, opposite, cash_seq=await cash_seq_of(books))
    return posted


async def shown(books: WritableBooks, posted: Posted | None) -> JournalEntry:
    """The entry that was just posted."""
    if posted is None:
        raise LookupError("an entry whose lines are above zero was not posted")
    found = await store.find_entry(books, posted.entry_id, include_reversed=True, exact=True)
    if found is None:
        raise LookupError("an entry that was just posted is not there")
    return found
