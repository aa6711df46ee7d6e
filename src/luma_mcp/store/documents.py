"""What the tables of invoices and offers share: head columns, lines, VAT rows, and how they become models."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKeyConstraint, PrimaryKeyConstraint, RowMapping, Table, select

from luma_mcp.domain.documents import Line, Party, Sender, Tax
from luma_mcp.domain.money import round_to_minor, to_major
from luma_mcp.domain.vat import Totals
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.product_prices import lock_prices
from luma_mcp.store.schema import (
    belongs_to,
    day,
    decimal,
    flag,
    frozen,
    moment,
    money,
    reference,
    table,
    text,
    whole,
)

SCALARS = (
    "id", "number", "client_id", "issue_date", "supply_date", "supply_from", "supply_to", "currency",
    "prices_include_tax", "discount_percent", "notes", "internal_note", "language", "sent_at", "created_at",
    "updated_at",
)  # fmt: skip


def head_columns() -> list[Column[Any]]:
    """The columns that every document has."""
    return [
        text("number", null=True),
        whole("series_n", null=True),
        reference("client_id"),
        frozen("client"),
        text("client_name"),
        day("issue_date"),
        day("supply_date", null=True),
        day("supply_from", null=True),
        day("supply_to", null=True),
        text("currency"),
        flag("prices_include_tax"),
        decimal("discount_percent", null=True),
        money("discount_minor", null=True),
        money("net_minor"),
        money("tax_minor"),
        money("gross_minor"),
        frozen("sender"),
        text("payment_info", null=True),
        text("notes", null=True),
        text("internal_note", null=True),
        text("language"),
        moment("sent_at", null=True),
        text("search"),
    ]


def line_table(parent: str, *more: Column[Any]) -> Table:
    """Declare the lines of a kind of document, with columns that only this kind has."""
    return table(
        f"{parent}_line",
        reference("profile_id"),
        reference(f"{parent}_id"),
        whole("position"),
        text("description"),
        decimal("quantity"),
        text("unit", null=True),
        decimal("price"),
        decimal("tax_rate"),
        text("tax_category"),
        decimal("discount_percent", null=True),
        decimal("discount_amount", null=True),
        reference("catalog_item_id", null=True),
        day("supply_date", null=True),
        money("net_minor"),
        *more,
        PrimaryKeyConstraint("profile_id", f"{parent}_id", "position"),
        belongs_to(parent, f"{parent}_id"),
        belongs_to("product", "catalog_item_id"),
    )


def tax_table(parent: str) -> Table:
    """Declare the VAT rows of a kind of document."""
    return table(
        f"{parent}_tax",
        reference("profile_id"),
        reference(f"{parent}_id"),
        text("tax_category"),
        decimal("tax_rate"),
        money("base_minor"),
        money("amount_minor"),
        PrimaryKeyConstraint("profile_id", f"{parent}_id", "tax_category", "tax_rate"),
        ForeignKeyConstraint(["profile_id", f"{parent}_id"], [f"{parent}.profile_id", f"{parent}.id"]),
    )


def head_fields(row: RowMapping) -> dict[str, Any]:
    """The fields that every document shows in a list, from its row."""
    currency = row["currency"]
    discount = row["discount_minor"]
    return {name: row[name] for name in SCALARS} | {
        "client": Party(**row["client"]),
        "discount_amount": None if discount is None else to_major(discount, currency),
        "net": to_major(row["net_minor"], currency),
        "tax_total": to_major(row["tax_minor"], currency),
        "gross": to_major(row["gross_minor"], currency),
    }


def frozen_fields(row: RowMapping) -> dict[str, Any]:
    """The fields that only the whole document shows."""
    return {"sender": Sender(**row["sender"]), "payment_info": row["payment_info"]}


def head_row(document: Any, totals: Totals) -> dict[str, Any]:
    """The row of a document's head."""
    discount = document.discount_amount
    return {name: getattr(document, name) for name in SCALARS} | {
        "client": document.client.model_dump(exclude_none=True),
        "client_name": document.client.name,
        "discount_minor": None if discount is None else round_to_minor(discount, document.currency),
        "net_minor": totals.net,
        "tax_minor": totals.tax,
        "gross_minor": totals.gross,
        "sender": document.sender.model_dump(exclude_none=True),
        "payment_info": document.payment_info,
    }


async def write_lines(
    books: WritableBooks, lines: Table, parent: str, parent_id: UUID, rows: Sequence[Line], *, currency: str
) -> None:
    """Write all lines of a document in one statement; the prices of what they sell are locked from now on."""
    key = {"profile_id": books.profile_id, f"{parent}_id": parent_id}
    await books.write_rows(
        lines,
        [key | row.model_dump(exclude={"net"}) | {"net_minor": round_to_minor(row.net, currency)} for row in rows],
    )
    await lock_prices(books, [row.catalog_item_id for row in rows])


async def write_taxes(
    books: WritableBooks, taxes: Table, parent: str, parent_id: UUID, rows: Sequence[Tax], *, currency: str
) -> None:
    """Write all VAT rows of a document in one statement."""
    key = {"profile_id": books.profile_id, f"{parent}_id": parent_id}
    await books.write_rows(
        taxes,
        [
            key
            | {
                "tax_category": row.tax_category,
                "tax_rate": row.tax_rate,
                "base_minor": round_to_minor(row.base, currency),
                "amount_minor": round_to_minor(row.amount, currency),
            }
            for row in rows
        ],
    )


async def clear(books: WritableBooks, rows: Table, parent: str, parent_id: UUID) -> None:
    """Delete the lines or VAT rows of a draft."""
    await books.write(rows.delete().where(books.own(rows), rows.c[f"{parent}_id"] == parent_id))


async def read_lines(books: Books, lines: Table, parent: str, parent_id: UUID, currency: str) -> tuple[Line, ...]:
    """The lines of a document, in order."""
    own = books.own(lines) & (lines.c[f"{parent}_id"] == parent_id)
    found = await books.fetch_all(select(lines).where(own).order_by(lines.c.position))
    names = [name for name in Line.model_fields if name != "net"]
    return tuple(Line(**{name: row[name] for name in names}, net=to_major(row["net_minor"], currency)) for row in found)


async def read_taxes(books: Books, taxes: Table, parent: str, parent_id: UUID, currency: str) -> tuple[Tax, ...]:
    """The VAT rows of a document, highest rate first."""
    own = books.own(taxes) & (taxes.c[f"{parent}_id"] == parent_id)
    found = await books.fetch_all(select(taxes).where(own))
    rows = [
        Tax(
            tax_category=row["tax_category"],
            tax_rate=row["tax_rate"],
            base=to_major(row["base_minor"], currency),
            amount=to_major(row["amount_minor"], currency),
        )
        for row in found
    ]
    return tuple(sorted(rows, key=lambda tax: (-tax.tax_rate, tax.tax_category)))
