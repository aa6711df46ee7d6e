"""Offers: list, read, write, change, delete, convert into an invoice."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from luma_mcp.domain.documents import draft_of
from luma_mcp.domain.invoices import Invoice, InvoiceDraft
from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.offers import (
    VALIDITY_DAYS,
    Offer,
    OfferChange,
    OfferConversion,
    OfferDraft,
    OfferQuery,
    OfferRow,
    OfferStatus,
    may_become,
    offer_actions,
)
from luma_mcp.domain.paging import SummedPage
from luma_mcp.domain.profiles import Profile
from luma_mcp.errors import NotFound, OfferConverted, OfferLocked, StatusNotAllowed
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.documents import (
    Pricing,
    check_changed_supply,
    check_period,
    client_of,
    party_of,
    price_document,
    pricing_of,
    sender_of,
    shown_discount,
)
from luma_mcp.operations.invoices import draft_invoice
from luma_mcp.operations.numbers import Series, given_number, next_number
from luma_mcp.store import offers as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.counters import record_void
from luma_mcp.store.profiles import this_profile

SERIES = "offer"

_SOFT = frozenset({"valid_until", "notes", "internal_note", "language", "payment_info"})


@reads("offers")
async def list_offers(books: Books, query: OfferQuery) -> SummedPage[OfferRow]:
    """List offers, newest first, with totals per currency over all that match."""
    return await store.list_offers(books, query)


@reads("offers")
async def get_offer(books: Books, wanted: Ref) -> Offer:
    """Show one offer whole, and what may be done next (allowed_actions)."""
    found = await store.find_offer(books, wanted.id)
    if found is None:
        raise NotFound.of("offer", wanted.id)
    return found


@writes("offers")
async def create_offer(books: WritableBooks, draft: OfferDraft) -> Offer:
    """Create a draft offer; what is not given comes from the profile, as for an invoice. It is valid for 30 days."""
    profile = await this_profile(books)
    client = await client_of(books, draft.client_id)
    currency = draft.currency or profile.currency
    pricing = Pricing(currency, draft.prices_include_tax, draft.discount_percent, draft.discount_amount)
    supplied = draft.supply_date or draft.supply_to or draft.issue_date or books.today
    priced = await price_document(books, profile, draft.lines, pricing, supplied)
    issue_date = draft.issue_date or books.today
    valid_until = draft.valid_until or issue_date + timedelta(days=VALIDITY_DAYS)
    check_period(issue_date, valid_until, "valid_until")
    number, series_n = await _number(books, profile, draft.number)
    kept = draft.model_dump(
        include={
            "supply_date",
            "supply_from",
            "supply_to",
            "discount_percent",
            "notes",
            "internal_note",
        }
    )
    stamp = {name: value for name, value in books.stamp().items() if name != "profile_id"}
    made = Offer(
        **stamp,
        **kept,
        **priced.amounts,
        number=number,
        status=OfferStatus.DRAFT,
        client_id=client.id,
        client=party_of(client),
        issue_date=issue_date,
        valid_until=valid_until,
        currency=currency,
        prices_include_tax=draft.prices_include_tax,
        discount_amount=shown_discount(draft.discount_amount, currency),
        sender=draft.sender or sender_of(profile),
        payment_info=draft.payment_info if draft.payment_info is not None else profile.payment_template,
        language=draft.language or client.language,
        lines=priced.lines,
        tax=priced.tax,
        converted_invoice_id=None,
        sent_at=None,
        allowed_actions=offer_actions(OfferStatus.DRAFT),
    )
    await store.add_offer(books, made, priced.totals, series_n=series_n)
    if draft.status is OfferStatus.SENT:
        await store.update_head(books, made.id, status=OfferStatus.SENT, sent_at=books.now)
        return await get_offer(books, Ref(id=made.id))
    return made


@writes("offers")
async def update_offer(books: WritableBooks, change: OfferChange) -> Offer:
    """Change an offer: only the fields given; lines are replaced whole; status records that it was sent or answered.

    A draft changes freely; afterwards only valid_until, notes, internal_note, language and payment_info.
    """
    stored = await _stored(books, change.id)
    before = await get_offer(books, Ref(id=change.id))
    fields = changed_fields(change)
    status = fields.pop("status", None)
    fields = {name: value for name, value in fields.items() if name == "lines" or value != getattr(before, name)}
    if fields:
        await _apply(books, before, stored, fields)
    if status is not None and status is not stored:
        await _move(books, change.id, stored, status)
    return await get_offer(books, Ref(id=change.id))


@writes("offers", destructive=True)
async def delete_offer(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a draft offer; its number stays on record as void. A sent offer is declined instead."""
    if await _stored(books, wanted.id) is not OfferStatus.DRAFT:
        raise OfferLocked("A sent offer is not deleted.", fix="Decline it: update it with status = declined.")
    found = await get_offer(books, wanted)
    n = await store.series_n_of(books, wanted.id)
    await store.remove_offer(books, wanted.id)
    if n is not None:
        await record_void(books, SERIES, n, n, number=found.number, reason="draft deleted")
    return Deleted(id=wanted.id)


@writes("offers")
async def convert_offer(books: WritableBooks, wanted: OfferConversion) -> Invoice:
    """Turn an accepted offer into a draft invoice, once: same client, lines and prices; new number and today's date."""
    stored = await _stored(books, wanted.id)
    offer = await get_offer(books, Ref(id=wanted.id))
    if stored is OfferStatus.CONVERTED:
        raise OfferConverted(f"Offer {offer.number} already became invoice {offer.converted_invoice_id}.")
    if stored is not OfferStatus.ACCEPTED:
        raise StatusNotAllowed(
            f"Only an accepted offer is converted; this one is {offer.status}.",
            fix="Record the client's answer first: update_offer with status = accepted.",
        )
    copied = {
        name: getattr(offer, name)
        for name in (
            "client_id", "currency", "prices_include_tax", "discount_percent", "discount_amount", "supply_date",
            "supply_from", "supply_to", "notes", "language", "sender", "payment_info",
        )
    }  # fmt: skip
    draft = InvoiceDraft(**copied, lines=tuple(draft_of(line) for line in offer.lines))
    made = await draft_invoice(books, draft, offer_id=offer.id)
    await store.update_head(books, offer.id, status=OfferStatus.CONVERTED)
    return made


async def _number(books: WritableBooks, profile: Profile, given: str | None) -> tuple[str, int | None]:
    series = Series(SERIES, profile.offer_prefix, profile.number_padding, store.number_taken)
    if given is None:
        return await next_number(books, series)
    return await given_number(books, series, given)


async def _stored(books: Books, offer_id: UUID) -> OfferStatus:
    status = await store.stored_status(books, offer_id)
    if status is None:
        raise NotFound.of("offer", offer_id)
    return status


async def _apply(books: WritableBooks, before: Offer, stored: OfferStatus, fields: dict[str, Any]) -> None:
    issue_date: date = fields.get("issue_date", before.issue_date)
    check_period(issue_date, fields.get("valid_until", before.valid_until), "valid_until")
    if stored is OfferStatus.DRAFT:
        await _rewrite(books, before, fields)
        return
    if set(fields) - _SOFT or stored is OfferStatus.CONVERTED:
        raise OfferLocked
    await store.update_head(books, before.id, **fields)


async def _rewrite(books: WritableBooks, before: Offer, fields: dict[str, Any]) -> None:
    profile = await this_profile(books)
    n = await store.series_n_of(books, before.id)
    if "number" in fields:
        number, series_n = await _number(books, profile, fields["number"])
        if n is not None:
            await record_void(books, SERIES, n, n, number=before.number, reason="draft renumbered")
        fields |= {"number": number}
        n = series_n
    if "client_id" in fields:
        fields |= {"client": party_of(await client_of(books, fields["client_id"]))}
    check_changed_supply(before, fields)
    pricing = pricing_of(before, fields)
    drafts = fields.pop("lines", None) or [draft_of(line) for line in before.lines]
    supplied = fields.get("issue_date", before.issue_date)
    priced = await price_document(books, profile, drafts, pricing, supplied)
    discounts = {"discount_percent": pricing.discount_percent, "discount_amount": pricing.discount_amount}
    computed = priced.amounts | {"lines": priced.lines, "tax": priced.tax, "updated_at": books.now}
    changed = before.model_copy(update=fields | discounts | computed)
    await store.save_offer(books, changed, priced.totals, series_n=n)


async def _move(books: WritableBooks, offer_id: UUID, stored: OfferStatus, wanted: OfferStatus) -> None:
    if not may_become(stored, wanted):
        fix = "Convert it with convert_offer." if wanted is OfferStatus.CONVERTED else None
        raise StatusNotAllowed(f"An offer that is {stored} does not become {wanted}.", fix=fix)
    sent = {"sent_at": books.now} if wanted is OfferStatus.SENT else {}
    await store.update_head(books, offer_id, status=wanted, **sent)
