"""What an entry is beside its lines: type, category, party, and the line on receivables or payables."""

from collections.abc import Sequence
from decimal import Decimal

from luma_mcp.domain.journal_entries import TypedFields
from luma_mcp.domain.journal_types import ControlLeg, EntryFacts
from luma_mcp.domain.ledger import ItemKind, Leg
from luma_mcp.domain.money import to_major, to_minor
from luma_mcp.errors import Invalid, UnknownReference
from luma_mcp.operations.entry_lines import Planned
from luma_mcp.operations.journal_categories import category_for
from luma_mcp.store.books import Books
from luma_mcp.store.chart import ChartAccount
from luma_mcp.store.journal_entries import parties_of
from luma_mcp.store.party_groups import control_account_of_client, control_account_of_vendor

CONTROL_KINDS = {True: (ItemKind.RECEIVABLE, ItemKind.PREPAYMENT), False: (ItemKind.PAYABLE,)}
"""What a control leg opens, of a client or of a vendor."""


async def check_parties(books: Books, draft: TypedFields) -> None:
    """Check that the client and the vendor that an entry names are there.

    Raises:
        UnknownReference: one of them is not.
    """
    clients, vendors = ([one] if one else [] for one in (draft.client_id, draft.vendor_id))
    known = await parties_of(books, clients, vendors)
    if draft.client_id and draft.client_id not in known.deadlines:
        raise UnknownReference.of("client_id", "client", draft.client_id)
    if draft.vendor_id and draft.vendor_id not in known.vendors:
        raise UnknownReference.of("vendor_id", "vendor", draft.vendor_id)


async def control_account(books: Books, draft: TypedFields) -> ChartAccount | None:
    """The account of the control leg that the ledger adds: that of the party's group; None where it adds none.

    Raises:
        Invalid: party or amount is not said.
    """
    if draft.control_leg is ControlLeg.GIVEN or not draft.type.is_locked:
        return None
    if getattr(draft, draft.type.party) is None:
        raise Invalid.field(draft.type.party, f"is required for a {draft.type}")
    if not draft.original_amount:
        raise Invalid.field("original_amount", f"is required for a {draft.type} and is not zero")
    if draft.type.of_client:
        return await control_account_of_client(books, draft.client_id)
    return await control_account_of_vendor(books, draft.vendor_id)


def control_leg(draft: TypedFields, account: ChartAccount, currency: str) -> Planned:
    """The line on receivables or payables, its side from the sign of the amount."""
    original = to_minor(draft.original_amount or Decimal(0), currency, "original_amount")
    leg = Leg(
        account_id=account.id,
        amount=0,
        amount_tc=draft.type.control_amount(original),
        client_id=draft.client_id if draft.type.of_client else None,
        vendor_id=None if draft.type.of_client else draft.vendor_id,
    )
    return Planned(leg, CONTROL_KINDS[draft.type.of_client][0])


async def facts_for(
    books: Books, draft: TypedFields, planned: Sequence[Planned], currency: str, *, added: bool
) -> EntryFacts:
    """What an entry says beside its lines, held against them.

    Raises:
        UnknownReference: there is no such category.
        CategoryTypeNotAllowed: the category does not take this type.
        Invalid: lines on receivables or payables are not of this type, amount or party.
    """
    category = await category_for(books, draft.category_id, draft.type, "category_id")
    given = draft.original_amount
    original = None if given is None else to_minor(given, currency, "original_amount")
    facts = EntryFacts(draft.type, category, original, draft.client_id, draft.vendor_id, added)
    return _held_to_lines(facts, planned, currency) if draft.type.is_locked and not added else facts


def _held_to_lines(facts: EntryFacts, planned: Sequence[Planned], currency: str) -> EntryFacts:
    """Facts of a locked type whose control leg the caller wrote: amount and party are those of its lines."""
    control = [part.leg for part in planned if part.opens in CONTROL_KINDS[facts.type.of_client]]
    amount = facts.type.control_amount(sum(leg.amount_tc for leg in control))
    where = "receivables" if facts.type.of_client else "payables"
    if not amount:
        raise Invalid.field("lines", f"a {facts.type} moves {where}: it needs a line on them")
    if facts.original not in (None, amount):
        raise Invalid.field("original_amount", f"the lines on {where} come to {to_major(amount, currency)} {currency}")
    party = facts.type.party
    named = {getattr(leg, party) for leg in control} | ({getattr(facts, party)} - {None})
    if len(named) > 1:
        raise Invalid.field(party, f"a {facts.type} is about one, and the lines on {where} name others")
    (only,) = named
    of_client = facts.type.of_client
    return EntryFacts(
        facts.type,
        facts.category_id,
        amount,
        only if of_client else facts.client_id,
        facts.vendor_id if of_client else only,
    )
