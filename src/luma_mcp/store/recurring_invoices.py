"""Recurring invoices in the books, and the record of their runs: one row a due date, so that none is made twice."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index, PrimaryKeyConstraint, RowMapping, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from luma_mcp.domain.documents import Party
from luma_mcp.domain.money import to_major
from luma_mcp.domain.paging import Page
from luma_mcp.domain.recurring_invoices import (
    RecurringInvoice,
    RecurringInvoiceQuery,
    RecurringInvoiceRow,
    RecurringStatus,
    recurring_actions,
)
from luma_mcp.domain.vat import Totals
from luma_mcp.store import documents
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.clients import client
from luma_mcp.store.invoices import invoice
from luma_mcp.store.listing import Listing, list_rows, matching, search_text, words_match
from luma_mcp.store.schema import (
    belongs_to,
    day,
    flag,
    moment,
    money,
    one_of,
    profile_table,
    reference,
    table,
    text,
    whole,
)

recurring_invoice = profile_table(
    "recurring_invoice",
    reference("client_id"),
    text("title", null=True),
    text("status"),
    text("interval"),
    day("start_date"),
    day("end_date", null=True),
    day("next_run_date", null=True),
    text("currency"),
    flag("prices_include_tax"),
    whole("payment_deadline_days", null=True),
    text("notes", null=True),
    money("net_minor"),
    money("tax_minor"),
    money("gross_minor"),
    text("search"),
    belongs_to("client", "client_id"),
    Index("ix_recurring_invoice_due", "profile_id", "status", "next_run_date"),
    one_of("status", "active", "paused", "ended"),
    one_of("interval", "weekly", "monthly", "quarterly", "semi_annually", "annually"),
)
recurring_invoice_line = documents.line_table("recurring_invoice")

recurring_run = table(
    "recurring_run",
    reference("profile_id"),
    reference("recurring_invoice_id"),
    day("run_date"),
    moment("created_at"),
    PrimaryKeyConstraint("profile_id", "recurring_invoice_id", "run_date"),
    belongs_to("recurring_invoice", "recurring_invoice_id"),
)

_RUNS = (
    select(func.count())
    .select_from(recurring_run)
    .where(
        recurring_run.c.profile_id == recurring_invoice.c.profile_id,
        recurring_run.c.recurring_invoice_id == recurring_invoice.c.id,
    )
    .scalar_subquery()
    .label("invoices_created")
)
_LAST_INVOICE = (
    select(invoice.c.id)
    .where(
        invoice.c.profile_id == recurring_invoice.c.profile_id,
        invoice.c.recurring_invoice_id == recurring_invoice.c.id,
    )
    .order_by(invoice.c.issue_date.desc(), invoice.c.id.desc())
    .limit(1)
    .scalar_subquery()
    .label("last_invoice_id")
)
_COLUMNS: list[Any] = [
    recurring_invoice,
    client.c.name.label("client_name"),
    client.c.city.label("client_city"),
    client.c.country.label("client_country"),
    _RUNS,
    _LAST_INVOICE,
]
_JOINED = recurring_invoice.join(
    client,
    (client.c.profile_id == recurring_invoice.c.profile_id) & (client.c.id == recurring_invoice.c.client_id),
)
_OF_CLIENT = (
    select(client.c.search)
    .where(client.c.profile_id == recurring_invoice.c.profile_id, client.c.id == recurring_invoice.c.client_id)
    .correlate(recurring_invoice)
    .scalar_subquery()
)
FOUND_BY = recurring_invoice.c.search + " " + _OF_CLIENT
"""Its own words and those of its client, who may have got another name since."""
_FAR = date(9999, 12, 31)

_LISTING = Listing(
    columns=_COLUMNS,
    source=_JOINED,
    id=recurring_invoice.c.id,
    sorts={
        "next_run_date": func.coalesce(recurring_invoice.c.next_run_date, _FAR),
        "start_date": recurring_invoice.c.start_date,
        "created_at": recurring_invoice.c.created_at,
        "updated_at": recurring_invoice.c.updated_at,
    },
)


async def list_recurring_invoices(books: Books, query: RecurringInvoiceQuery) -> Page[RecurringInvoiceRow]:
    """A page of recurring invoices."""
    unsearched = query.model_copy(update={"search": None})
    conditions = matching(books, recurring_invoice, unsearched, "status", "client_id")
    if query.search:
        conditions.append(words_match(FOUND_BY, query.search))
    listed = await list_rows(books, _LISTING, query, conditions)
    rows = tuple(RecurringInvoiceRow(**_fields(row)) for row in listed.rows)
    return Page[RecurringInvoiceRow](data=rows, meta=listed.meta)


async def find_recurring_invoice(books: Books, recurring_id: UUID) -> RecurringInvoice | None:
    """One recurring invoice, whole."""
    query = select(*_COLUMNS).select_from(_JOINED).where(books.this(recurring_invoice, recurring_id))
    row = await books.fetch_one(query)
    if row is None:
        return None
    lines = await documents.read_lines(
        books, recurring_invoice_line, "recurring_invoice", recurring_id, row["currency"]
    )
    return RecurringInvoice(**_fields(row), lines=lines)


async def hold_recurring_invoice(books: WritableBooks, recurring_id: UUID) -> None:
    """Keep other writes from changing a recurring invoice until this one is done."""
    await books.hold_record(recurring_invoice, recurring_id)


async def due_recurring_invoices(books: Books, limit: int) -> Sequence[UUID]:
    """The active recurring invoices that are due today or were missed, the oldest first."""
    due = (
        books.own(recurring_invoice)
        & (recurring_invoice.c.status == RecurringStatus.ACTIVE)
        & (recurring_invoice.c.next_run_date <= books.today)
    )
    query = select(recurring_invoice.c.id).where(due).order_by(recurring_invoice.c.next_run_date).limit(limit)
    return [row["id"] for row in await books.fetch_all(query)]


async def add_recurring_invoice(books: WritableBooks, made: RecurringInvoice, totals: Totals) -> None:
    """Write a new recurring invoice with its lines."""
    await books.add(recurring_invoice, profile_id=books.profile_id, **_row(made, totals))
    await _write_lines(books, made)


async def save_recurring_invoice(books: WritableBooks, changed: RecurringInvoice, totals: Totals) -> None:
    """Write a changed recurring invoice, lines anew."""
    own = books.this(recurring_invoice, changed.id)
    await books.write(recurring_invoice.update().where(own).values(**_row(changed, totals)))
    await documents.clear(books, recurring_invoice_line, "recurring_invoice", changed.id)
    await _write_lines(books, changed)


async def update_schedule(books: WritableBooks, recurring_id: UUID, **fields: Any) -> None:
    """Change the status or the next run."""
    own = books.this(recurring_invoice, recurring_id)
    await books.write(recurring_invoice.update().where(own).values(updated_at=books.now, **fields))


async def claim_run(books: WritableBooks, recurring_id: UUID, run_date: date) -> bool:
    """Record the run of a due date; False when it was made before."""
    insert = postgresql_insert if books.is_postgresql else sqlite_insert
    statement: Any = insert(recurring_run).values(
        profile_id=books.profile_id, recurring_invoice_id=recurring_id, run_date=run_date, created_at=books.now
    )
    return bool(await books.write(statement.on_conflict_do_nothing()))


async def has_invoices(books: Books, recurring_id: UUID) -> bool:
    """Whether invoices came from this recurring invoice."""
    return await books.exists(invoice, invoice.c.recurring_invoice_id == recurring_id)


async def remove_recurring_invoice(books: WritableBooks, recurring_id: UUID) -> None:
    """Delete a recurring invoice that made no invoice."""
    for rows in (recurring_run, recurring_invoice_line):
        await documents.clear(books, rows, "recurring_invoice", recurring_id)
    await books.write(recurring_invoice.delete().where(books.this(recurring_invoice, recurring_id)))


async def _write_lines(books: WritableBooks, made: RecurringInvoice) -> None:
    await documents.write_lines(
        books, recurring_invoice_line, "recurring_invoice", made.id, made.lines, currency=made.currency
    )


def _row(made: RecurringInvoice, totals: Totals) -> dict[str, Any]:
    elsewhere = {"client", "lines", "net", "tax_total", "gross", "last_invoice_id", "invoices_created"}
    return made.model_dump(exclude=elsewhere | {"allowed_actions"}) | {
        "net_minor": totals.net,
        "tax_minor": totals.tax,
        "gross_minor": totals.gross,
        "search": search_text(made.title, *(line.description for line in made.lines), made.notes),
    }


def _fields(row: RowMapping) -> dict[str, Any]:
    currency = row["currency"]
    computed = {"client", "net", "tax_total", "gross", "allowed_actions"}
    return {name: row[name] for name in RecurringInvoiceRow.model_fields if name not in computed} | {
        "client": Party(name=row["client_name"], city=row["client_city"], country=row["client_country"]),
        "net": to_major(row["net_minor"], currency),
        "tax_total": to_major(row["tax_minor"], currency),
        "gross": to_major(row["gross_minor"], currency),
        "allowed_actions": recurring_actions(RecurringStatus(row["status"])),
    }
