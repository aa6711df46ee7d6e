"""Credit notes in the books: what is given back of an invoice."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Index, RowMapping, and_, func, select

from luma_mcp.domain.credit_notes import (
    Credit,
    CreditNote,
    CreditNoteLine,
    CreditNoteQuery,
    CreditNoteRow,
    Given,
    credit_actions,
)
from luma_mcp.domain.documents import Party, Sender
from luma_mcp.domain.invoices import Invoice
from luma_mcp.domain.ledger import Source
from luma_mcp.domain.money import to_major
from luma_mcp.domain.paging import SummedPage
from luma_mcp.domain.vat import TaxTotal
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.documents import line_table, read_taxes, tax_table
from luma_mcp.store.invoices import invoice
from luma_mcp.store.listing import Listing, between, list_rows, matching, search_text
from luma_mcp.store.open_items import open_item
from luma_mcp.store.schema import (
    belongs_to,
    check,
    day,
    frozen,
    money,
    profile_table,
    reference,
    text,
    unique_index,
    whole,
)

credit_note = profile_table(
    "credit_note",
    text("number"),
    whole("series_n"),
    reference("invoice_id"),
    reference("client_id"),
    frozen("client"),
    text("client_name"),
    day("issue_date"),
    text("currency"),
    money("net_minor"),
    money("tax_minor"),
    money("gross_minor"),
    frozen("sender"),
    text("reason", null=True),
    text("search"),
    belongs_to("invoice", "invoice_id"),
    belongs_to("client", "client_id"),
    unique_index("uq_credit_note_number", "profile_id", "number"),
    unique_index("uq_credit_note_series_n", "profile_id", "series_n"),
    Index("ix_credit_note_invoice", "profile_id", "invoice_id"),
    Index("ix_credit_note_issue_date", "profile_id", "issue_date", "id"),
    check("gross", "gross_minor > 0 AND gross_minor = net_minor + tax_minor"),
)
"""Amounts are above zero: what the client gets back. The database adds them up on the invoice."""
credit_note_line = line_table("credit_note", money("amount_minor"))
"""A line bears the position of the invoice's line; `amount_minor` is with VAT where its prices are."""
credit_note_tax = tax_table("credit_note")

_SAME_INVOICE = and_(invoice.c.profile_id == credit_note.c.profile_id, invoice.c.id == credit_note.c.invoice_id)
_SAME_ITEM = and_(
    open_item.c.profile_id == credit_note.c.profile_id,
    open_item.c.source == Source.CREDIT_NOTE,
    open_item.c.source_id == credit_note.c.id,
)
_SOURCE = credit_note.join(invoice, _SAME_INVOICE).outerjoin(open_item, _SAME_ITEM)
_COLUMNS: list[Any] = [
    credit_note,
    invoice.c.number.label("invoice"),
    open_item.c.id.label("open_item_id"),
    (-func.coalesce(open_item.c.open_tc_minor, 0)).label("open"),
]
_LISTING = Listing(
    columns=_COLUMNS,
    source=_SOURCE,
    id=credit_note.c.id,
    sorts={
        "issue_date": credit_note.c.issue_date,
        "number": credit_note.c.number,
        "gross": credit_note.c.gross_minor,
        "created_at": credit_note.c.created_at,
    },
    currency=credit_note.c.currency,
    sums={
        "net": credit_note.c.net_minor,
        "tax": credit_note.c.tax_minor,
        "gross": credit_note.c.gross_minor,
        "open": -func.coalesce(open_item.c.open_tc_minor, 0),
    },
)


async def list_credit_notes(books: Books, query: CreditNoteQuery) -> SummedPage[CreditNoteRow]:
    """A page of credit notes with totals over all that match."""
    conditions = matching(books, credit_note, query, "client_id", "invoice_id", "currency")
    conditions += between(credit_note.c.issue_date, query.from_, query.to)
    listed = await list_rows(books, _LISTING, query, conditions)
    rows = tuple(CreditNoteRow(**_fields(row)) for row in listed.rows)
    return SummedPage[CreditNoteRow](data=rows, meta=listed.meta, totals=listed.totals)


async def find_credit_note(books: Books, credit_note_id: UUID) -> CreditNote | None:
    """One credit note, whole."""
    query = select(*_COLUMNS).select_from(_SOURCE).where(books.this(credit_note, credit_note_id))
    row = await books.fetch_one(query)
    if row is None:
        return None
    return CreditNote(
        **_fields(row),
        sender=Sender(**row["sender"]),
        lines=await _lines(books, credit_note_id, row["currency"]),
        tax=await read_taxes(books, credit_note_tax, "credit_note", credit_note_id, row["currency"]),
    )


async def credit_note_ids(books: Books, invoice_id: UUID) -> list[UUID]:
    """The credit notes of an invoice, oldest first."""
    own = books.own(credit_note) & (credit_note.c.invoice_id == invoice_id)
    rows = await books.fetch_all(select(credit_note.c.id).where(own).order_by(credit_note.c.series_n))
    return [row["id"] for row in rows]


async def given_back(books: Books, of: Invoice) -> Mapping[int, Given]:
    """What the credit notes of an invoice gave back, by position of its lines.

    A quantity counts where it was credited at the invoice's price; what was credited by amount has another price.
    """
    same = and_(
        credit_note.c.profile_id == credit_note_line.c.profile_id,
        credit_note.c.id == credit_note_line.c.credit_note_id,
    )
    names = ("position", "quantity", "price", "amount_minor")
    query = select(*(credit_note_line.c[name] for name in names)).select_from(credit_note_line.join(credit_note, same))
    rows = await books.fetch_all(query.where(books.own(credit_note), credit_note.c.invoice_id == of.id))
    prices = {line.position: line.price for line in of.lines}
    found: dict[int, Given] = {}
    for row in rows:
        so_far, place = found.get(row["position"], Given()), row["position"]
        counted = row["quantity"] if row["price"] == prices[place] else 0
        found[place] = Given(so_far.quantity + counted, so_far.amount + row["amount_minor"])
    return found


async def credited_taxes(books: Books, invoice_id: UUID) -> list[TaxTotal]:
    """The VAT rows of all credit notes of an invoice, in minor units."""
    same = and_(
        credit_note.c.profile_id == credit_note_tax.c.profile_id, credit_note.c.id == credit_note_tax.c.credit_note_id
    )
    query = select(credit_note_tax).select_from(credit_note_tax.join(credit_note, same))
    rows = await books.fetch_all(query.where(books.own(credit_note), credit_note.c.invoice_id == invoice_id))
    names = ("tax_category", "tax_rate", "base_minor", "amount_minor")
    return [TaxTotal(*(row[name] for name in names)) for row in rows]


async def number_taken(books: Books, number: str) -> bool:
    """Whether a credit note bears this number."""
    return await books.exists(credit_note, credit_note.c.number == number)


async def add_credit_note(
    books: WritableBooks, of: Invoice, made: Credit, *, number: str, series_n: int, **fields: Any
) -> UUID:
    """Write a credit note for an invoice with its lines and VAT rows: three statements."""
    stamp = books.stamp()
    words = [number, of.number, of.client.name, *(one.line.description for one in made.lines), fields["reason"]]
    await books.add(
        credit_note,
        **stamp,
        **fields,
        number=number,
        series_n=series_n,
        invoice_id=of.id,
        client_id=of.client_id,
        client=of.client.model_dump(exclude_none=True),
        client_name=of.client.name,
        currency=of.currency,
        net_minor=made.net,
        tax_minor=made.tax,
        gross_minor=made.gross,
        sender=of.sender.model_dump(exclude_none=True),
        search=search_text(*words),
    )
    key = {"profile_id": books.profile_id, "credit_note_id": stamp["id"]}
    await books.write_rows(credit_note_line, [key | _line_row(one) for one in made.lines])
    taxes = [
        key | {"tax_category": row.category, "tax_rate": row.rate, "base_minor": row.base, "amount_minor": row.amount}
        for row in made.taxes
    ]
    await books.write_rows(credit_note_tax, taxes)
    return stamp["id"]  # type: ignore[no-any-return]


async def _lines(books: Books, credit_note_id: UUID, currency: str) -> tuple[CreditNoteLine, ...]:
    own = books.own(credit_note_line) & (credit_note_line.c.credit_note_id == credit_note_id)
    rows = await books.fetch_all(select(credit_note_line).where(own).order_by(credit_note_line.c.position))
    names = [name for name in CreditNoteLine.model_fields if name != "net"]
    return tuple(
        CreditNoteLine(**{name: row[name] for name in names}, net=to_major(row["net_minor"], currency)) for row in rows
    )


def _line_row(one: Any) -> dict[str, Any]:
    names = ("position", "description", "unit", "tax_rate", "tax_category", "catalog_item_id", "supply_date")
    return {name: getattr(one.line, name) for name in names} | {
        "quantity": one.quantity,
        "price": one.price,
        "discount_percent": None,
        "discount_amount": None,
        "net_minor": one.net,
        "amount_minor": one.amount,
    }


def _fields(row: RowMapping) -> dict[str, Any]:
    currency, left = row["currency"], int(row["open"])
    names = ("id", "number", "invoice_id", "invoice", "client_id", "issue_date", "currency", "reason", "open_item_id")
    amounts = {"net": row["net_minor"], "tax_total": row["tax_minor"], "gross": row["gross_minor"], "open": left}
    return (
        {name: row[name] for name in (*names, "created_at", "updated_at")}
        | {name: to_major(minor, currency) for name, minor in amounts.items()}
        | {"client": Party(**row["client"]), "allowed_actions": credit_actions(left)}
    )
