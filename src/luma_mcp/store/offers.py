"""Offers in the books. What an offer became is told by the invoice that names it."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, func, select

from luma_mcp.domain.offers import Offer, OfferQuery, OfferRow, OfferStatus, offer_actions, offer_status
from luma_mcp.domain.paging import SummedPage
from luma_mcp.domain.vat import Totals
from luma_mcp.store import documents
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.invoices import invoice
from luma_mcp.store.listing import Listing, between, list_rows, matching, search_text
from luma_mcp.store.offer_table import offer, offer_line, offer_tax

_CONVERTED = (
    select(invoice.c.id)
    .where(invoice.c.profile_id == offer.c.profile_id, invoice.c.offer_id == offer.c.id)
    .scalar_subquery()
    .label("converted_invoice_id")
)

_LISTING = Listing(
    columns=[offer, _CONVERTED],
    source=offer,
    id=offer.c.id,
    sorts={
        "issue_date": offer.c.issue_date,
        "valid_until": offer.c.valid_until,
        "number": func.coalesce(offer.c.number, ""),
        "gross": offer.c.gross_minor,
        "created_at": offer.c.created_at,
        "updated_at": offer.c.updated_at,
    },
    currency=offer.c.currency,
    sums={"net": offer.c.net_minor, "tax": offer.c.tax_minor, "gross": offer.c.gross_minor},
)


async def list_offers(books: Books, query: OfferQuery) -> SummedPage[OfferRow]:
    """A page of offers with totals over all that match; nothing is paid or open on an offer."""
    conditions = matching(books, offer, query, "client_id", "currency")
    conditions += between(offer.c.issue_date, query.from_, query.to)
    if query.status:
        conditions.append(_has_status(query.status, books.today))
    listed = await list_rows(books, _LISTING, query, conditions)
    rows = tuple(OfferRow(**_fields(row, books.today)) for row in listed.rows)
    return SummedPage[OfferRow](data=rows, meta=listed.meta, totals=listed.totals)


async def find_offer(books: Books, offer_id: UUID) -> Offer | None:
    """One offer, whole."""
    query = select(offer, _CONVERTED).where(books.this(offer, offer_id))
    row = await books.fetch_one(query)
    if row is None:
        return None
    return Offer(
        **_fields(row, books.today),
        **documents.frozen_fields(row),
        lines=await documents.read_lines(books, offer_line, "offer", offer_id, row["currency"]),
        tax=await documents.read_taxes(books, offer_tax, "offer", offer_id, row["currency"]),
    )


async def stored_status(books: Books, offer_id: UUID) -> OfferStatus | None:
    """The status that the books keep; inside a write it is locked until the end."""
    query = select(offer.c.status).where(books.this(offer, offer_id))
    found = await books.fetch_value(query.with_for_update() if isinstance(books, WritableBooks) else query)
    return None if found is None else OfferStatus(found)


async def number_taken(books: Books, number: str, but: UUID | None = None) -> bool:
    """Whether another offer bears this number."""
    same = offer.c.number == number
    return await books.exists(offer, same if but is None else same & (offer.c.id != but))


async def series_n_of(books: Books, offer_id: UUID) -> int | None:
    """Which number of the series an offer bears, or None outside the series."""
    found = await books.fetch_value(select(offer.c.series_n).where(books.this(offer, offer_id)))
    return None if found is None else int(found)


async def add_offer(books: WritableBooks, made: Offer, totals: Totals, *, series_n: int | None) -> None:
    """Write a new offer with its lines and VAT rows: three statements."""
    row = _row(made, totals) | {"series_n": series_n, "profile_id": books.profile_id}
    await books.add(offer, **row)
    await _write_parts(books, made)


async def save_offer(books: WritableBooks, changed: Offer, totals: Totals, *, series_n: int | None) -> None:
    """Write a changed draft, lines and VAT rows anew."""
    row = _row(changed, totals) | {"series_n": series_n}
    await books.write(offer.update().where(books.this(offer, changed.id)).values(**row))
    for rows in (offer_line, offer_tax):
        await documents.clear(books, rows, "offer", changed.id)
    await _write_parts(books, changed)


async def update_head(books: WritableBooks, offer_id: UUID, **fields: Any) -> None:
    """Change what is not financial, or the status."""
    await books.write(offer.update().where(books.this(offer, offer_id)).values(updated_at=books.now, **fields))


async def reopen_offer(books: WritableBooks, offer_id: UUID) -> None:
    """Let an offer be accepted again, after the draft invoice that it became was deleted."""
    await update_head(books, offer_id, status=OfferStatus.ACCEPTED)


async def remove_offer(books: WritableBooks, offer_id: UUID) -> None:
    """Delete a draft with its lines."""
    for rows in (offer_line, offer_tax):
        await documents.clear(books, rows, "offer", offer_id)
    await books.write(offer.delete().where(books.this(offer, offer_id)))


def _has_status(status: OfferStatus, today: date) -> ColumnElement[bool]:
    if status is OfferStatus.EXPIRED:
        return and_(offer.c.status == OfferStatus.SENT, offer.c.valid_until < today)
    if status is OfferStatus.SENT:
        return and_(offer.c.status == OfferStatus.SENT, offer.c.valid_until >= today)
    return offer.c.status == status


async def _write_parts(books: WritableBooks, made: Offer) -> None:
    await documents.write_lines(books, offer_line, "offer", made.id, made.lines, currency=made.currency)
    await documents.write_taxes(books, offer_tax, "offer", made.id, made.tax, currency=made.currency)


def _row(made: Offer, totals: Totals) -> dict[str, Any]:
    words = [made.number, made.client.name, *(line.description for line in made.lines), made.notes]
    return documents.head_row(made, totals) | {
        "status": OfferStatus.DRAFT,
        "valid_until": made.valid_until,
        "search": search_text(*words),
    }


def _fields(row: RowMapping, today: date) -> dict[str, Any]:
    stored = OfferStatus(row["status"])
    return documents.head_fields(row) | {
        "valid_until": row["valid_until"],
        "status": offer_status(stored, valid_until=row["valid_until"], today=today),
        "converted_invoice_id": row["converted_invoice_id"],
        "allowed_actions": offer_actions(stored),
    }
