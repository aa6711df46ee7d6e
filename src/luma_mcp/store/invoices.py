"""Invoices in the books."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, RowMapping, and_, case, func, select

from luma_mcp.domain.invoices import (
    Invoice,
    InvoiceQuery,
    InvoiceRow,
    InvoiceStatus,
    Settled,
    Stage,
    invoice_actions,
    invoice_status,
)
from luma_mcp.domain.money import to_major
from luma_mcp.domain.paging import SummedPage
from luma_mcp.domain.vat import Totals
from luma_mcp.store import documents
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.listing import Listing, between, list_rows, matching, search_text
from luma_mcp.store.payments import payments_of
from luma_mcp.store.schema import belongs_to, check, day, money, one_of, profile_table, reference, text, unique_index

invoice = profile_table(
    "invoice",
    *documents.head_columns(),
    text("stage"),
    day("due_date"),
    money("paid_minor"),
    money("received_minor"),
    money("credited_minor"),
    money("credit_notes_minor"),
    money("written_off_minor"),
    text("reference_type"),
    text("payment_reference", null=True),
    reference("offer_id", null=True),
    reference("recurring_invoice_id", null=True),
    belongs_to("client", "client_id"),
    belongs_to("offer", "offer_id"),
    belongs_to("recurring_invoice", "recurring_invoice_id"),
    unique_index("uq_invoice_number", "profile_id", "number"),
    unique_index("uq_invoice_series_n", "profile_id", "series_n"),
    unique_index("uq_invoice_offer", "profile_id", "offer_id"),
    unique_index("uq_invoice_payment_reference", "profile_id", "payment_reference"),
    Index("ix_invoice_issue_date", "profile_id", "issue_date", "id"),
    Index("ix_invoice_client", "profile_id", "client_id", "issue_date"),
    Index("ix_invoice_recurring", "profile_id", "recurring_invoice_id"),
    one_of("stage", "draft", "sent", "cancelled"),
    check("gross", "gross_minor >= 0 AND gross_minor = net_minor + tax_minor"),
    check("paid", "paid_minor BETWEEN 0 AND gross_minor AND received_minor >= paid_minor"),
    check("unpaid_stage", "stage = 'sent' OR received_minor = 0"),
    check("numbered", "stage <> 'sent' OR number IS NOT NULL"),
)
invoice_line = documents.line_table("invoice")
invoice_tax = documents.tax_table("invoice")

SETTLED = invoice.c.paid_minor + invoice.c.credited_minor + invoice.c.written_off_minor
_OPEN = case((invoice.c.stage == "cancelled", 0), else_=invoice.c.gross_minor - SETTLED)

_LISTING = Listing(
    columns=[invoice],
    source=invoice,
    id=invoice.c.id,
    sorts={
        "issue_date": invoice.c.issue_date,
        "due_date": invoice.c.due_date,
        "number": func.coalesce(invoice.c.number, ""),
        "gross": invoice.c.gross_minor,
        "created_at": invoice.c.created_at,
        "updated_at": invoice.c.updated_at,
    },
    currency=invoice.c.currency,
    sums={
        "net": invoice.c.net_minor,
        "tax": invoice.c.tax_minor,
        "gross": invoice.c.gross_minor,
        "paid": invoice.c.paid_minor,
        "open": _OPEN,
    },
)


async def list_invoices(books: Books, query: InvoiceQuery) -> SummedPage[InvoiceRow]:
    """A page of invoices with totals over all that match."""
    conditions = matching(books, invoice, query, "client_id", "currency", "offer_id", "recurring_invoice_id")
    conditions += between(invoice.c.issue_date, query.from_, query.to)
    conditions += between(invoice.c.due_date, query.due_from, query.due_to)
    if query.status:
        conditions.append(has_status(query.status, books.today))
    listed = await list_rows(books, _LISTING, query, conditions)
    rows = tuple(InvoiceRow(**_fields(row, books.today)) for row in listed.rows)
    return SummedPage[InvoiceRow](data=rows, meta=listed.meta, totals=listed.totals)


async def find_invoice(books: Books, invoice_id: UUID) -> Invoice | None:
    """One invoice, whole."""
    row = await books.fetch_one(select(invoice).where(books.this(invoice, invoice_id)))
    if row is None:
        return None
    currency = row["currency"]
    payments = await payments_of(books, invoice_id) if row["stage"] == Stage.SENT else ()
    fields = _fields(row, books.today)
    if not payments:
        fields["allowed_actions"] = tuple(name for name in fields["allowed_actions"] if name != "delete_payment")
    return Invoice(
        **fields,
        **documents.frozen_fields(row),
        lines=await documents.read_lines(books, invoice_line, "invoice", invoice_id, currency),
        tax=await documents.read_taxes(books, invoice_tax, "invoice", invoice_id, currency),
        payments=payments,
    )


async def stage_of(books: Books, invoice_id: UUID) -> Stage | None:
    """The stage of an invoice; inside a write it is locked until the end."""
    query = select(invoice.c.stage).where(books.this(invoice, invoice_id))
    found = await books.fetch_value(query.with_for_update() if isinstance(books, WritableBooks) else query)
    return None if found is None else Stage(found)


async def number_taken(books: Books, number: str, but: UUID | None = None) -> bool:
    """Whether another invoice bears this number."""
    same = invoice.c.number == number
    return await books.exists(invoice, same if but is None else same & (invoice.c.id != but))


async def series_n_of(books: Books, invoice_id: UUID) -> int | None:
    """Which number of the series an invoice bears, or None outside the series."""
    found = await books.fetch_value(select(invoice.c.series_n).where(books.this(invoice, invoice_id)))
    return None if found is None else int(found)


async def add_invoice(books: WritableBooks, made: Invoice, totals: Totals, *, series_n: int | None) -> None:
    """Write a new invoice with its lines and VAT rows: three statements."""
    row = _row(made, totals) | {"series_n": series_n, "profile_id": books.profile_id}
    await books.add(invoice, **row)
    await _write_parts(books, made)


async def save_invoice(books: WritableBooks, changed: Invoice, totals: Totals, *, series_n: int | None) -> None:
    """Write a changed draft, lines and VAT rows anew."""
    row = _row(changed, totals) | {"series_n": series_n}
    await books.write(invoice.update().where(books.this(invoice, changed.id)).values(**row))
    for rows in (invoice_line, invoice_tax):
        await documents.clear(books, rows, "invoice", changed.id)
    await _write_parts(books, changed)


async def update_head(books: WritableBooks, invoice_id: UUID, **fields: Any) -> None:
    """Change what is not financial, or the stage."""
    await books.write(invoice.update().where(books.this(invoice, invoice_id)).values(updated_at=books.now, **fields))


async def remove_invoice(books: WritableBooks, invoice_id: UUID) -> None:
    """Delete a draft with its lines."""
    for rows in (invoice_line, invoice_tax):
        await documents.clear(books, rows, "invoice", invoice_id)
    await books.write(invoice.delete().where(books.this(invoice, invoice_id)))


def has_status(status: InvoiceStatus, today: date) -> ColumnElement[bool]:
    """The condition that an invoice is in this status today; says in SQL what `invoice_status` says in Python."""
    if status in (InvoiceStatus.DRAFT, InvoiceStatus.CANCELLED):
        return invoice.c.stage == status
    sent = invoice.c.stage == Stage.SENT
    settled = invoice.c.gross_minor <= SETTLED
    if status is InvoiceStatus.PAID:
        return sent & settled
    if status is InvoiceStatus.OVERDUE:
        return sent & ~settled & (invoice.c.due_date < today)
    partly = invoice.c.paid_minor > 0 if status is InvoiceStatus.PARTIALLY_PAID else invoice.c.paid_minor == 0
    return and_(sent, ~settled, invoice.c.due_date >= today, partly)


async def _write_parts(books: WritableBooks, made: Invoice) -> None:
    await documents.write_lines(books, invoice_line, "invoice", made.id, made.lines, currency=made.currency)
    await documents.write_taxes(books, invoice_tax, "invoice", made.id, made.tax, currency=made.currency)


def _row(made: Invoice, totals: Totals) -> dict[str, Any]:
    words = [made.number, made.client.name, *(line.description for line in made.lines), made.notes]
    return documents.head_row(made, totals) | {
        "stage": Stage.DRAFT,
        "due_date": made.due_date,
        "paid_minor": 0,
        "received_minor": 0,
        "credited_minor": 0,
        "credit_notes_minor": 0,
        "written_off_minor": 0,
        "reference_type": made.reference_type,
        "payment_reference": made.payment_reference,
        "offer_id": made.offer_id,
        "recurring_invoice_id": made.recurring_invoice_id,
        "search": search_text(*words),
    }


def _fields(row: RowMapping, today: date) -> dict[str, Any]:
    currency, stage = row["currency"], Stage(row["stage"])
    settled = Settled(
        **{
            name: row[f"{name}_minor"]
            for name in ("gross", "paid", "credited", "written_off", "received", "credit_notes")
        }
    )
    status = invoice_status(stage, settled, due=row["due_date"], today=today)
    overdue = (today - row["due_date"]).days if status is InvoiceStatus.OVERDUE else 0
    names = ("due_date", "reference_type", "payment_reference", "offer_id", "recurring_invoice_id")
    amounts = {
        "paid": settled.paid,
        "credited": settled.credit_notes,
        "written_off": settled.written_off,
        "open": 0 if stage is Stage.CANCELLED else settled.open,
        "overpaid": settled.received - settled.paid,
    }
    return (
        documents.head_fields(row)
        | {name: row[name] for name in names}
        | {name: to_major(amount, currency) for name, amount in amounts.items()}
        | {"status": status, "overdue_days": overdue, "allowed_actions": invoice_actions(stage, settled)}
    )
