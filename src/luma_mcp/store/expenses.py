"""Expenses in the books."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, RowMapping, and_, case, func, select

from luma_mcp.domain.expenses import Expense, ExpenseQuery, ExpenseStatus, Receipt, expense_actions
from luma_mcp.domain.money import round_to_minor, to_major
from luma_mcp.domain.paging import SummedPage
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.files import stored_file
from luma_mcp.store.listing import Listing, between, list_rows, matching, search_text, words_match
from luma_mcp.store.open_items import open_item
from luma_mcp.store.schema import (
    belongs_to,
    check,
    day,
    decimal,
    money,
    one_of,
    profile_table,
    reference,
    text,
    unique_index,
)
from luma_mcp.store.vendor_table import vendor

expense = profile_table(
    "expense",
    text("number"),
    text("status"),
    day("date"),
    money("amount_minor"),
    money("net_minor"),
    money("tax_minor"),
    text("currency"),
    reference("vendor_id", null=True),
    text("category"),
    text("category_kind"),
    decimal("tax_rate"),
    text("vat_code", null=True),
    text("description", null=True),
    day("paid_on", null=True),
    reference("bank_account_id", null=True),
    day("due_date", null=True),
    text("receipt_sha256", null=True),
    text("receipt_name", null=True),
    text("external_id", null=True),
    text("search"),
    belongs_to("vendor", "vendor_id"),
    belongs_to("bank_account", "bank_account_id"),
    ForeignKeyConstraint(
        ["profile_id", "category_kind", "category"], ["category.profile_id", "category.kind", "category.key"]
    ),
    ForeignKeyConstraint(["profile_id", "receipt_sha256"], ["stored_file.profile_id", "stored_file.sha256"]),
    unique_index("uq_expense_number", "profile_id", "number"),
    unique_index("uq_expense_external_id", "profile_id", "external_id"),
    Index("ix_expense_date", "profile_id", "date", "id"),
    Index("ix_expense_vendor", "profile_id", "vendor_id"),
    one_of("status", "draft", "unpaid", "paid"),
    one_of("category_kind", "expense"),
    check("amount", "amount_minor > 0 AND amount_minor = net_minor + tax_minor"),
    check("paid", "(status = 'paid') = (paid_on IS NOT NULL)"),
)
"""An expense; a row of payment is not needed yet: it is paid whole, on one day, from one account."""

_JOINED = expense.outerjoin(
    vendor, and_(vendor.c.profile_id == expense.c.profile_id, vendor.c.id == expense.c.vendor_id)
).outerjoin(
    stored_file,
    and_(stored_file.c.profile_id == expense.c.profile_id, stored_file.c.sha256 == expense.c.receipt_sha256),
)

_COLUMNS: list[Any] = [
    expense,
    vendor.c.name.label("vendor_name"),
    stored_file.c.type.label("receipt_type"),
    stored_file.c.size.label("receipt_size"),
]

_PAID = case((expense.c.status == "paid", expense.c.amount_minor), else_=0)

_LISTING = Listing(
    columns=_COLUMNS,
    source=_JOINED,
    id=expense.c.id,
    sorts={
        "date": expense.c.date,
        "amount": expense.c.amount_minor,
        "vendor": func.lower(func.coalesce(vendor.c.name, "")),
        "number": expense.c.number,
        "created_at": expense.c.created_at,
        "updated_at": expense.c.updated_at,
    },
    currency=expense.c.currency,
    sums={
        "net": expense.c.net_minor,
        "tax": expense.c.tax_minor,
        "gross": expense.c.amount_minor,
        "paid": _PAID,
        "open": expense.c.amount_minor - _PAID,
    },
)


async def list_expenses(books: Books, query: ExpenseQuery) -> SummedPage[Expense]:
    """A page of expenses with totals over all that match; search looks at the vendor's present name too."""
    names = ("status", "vendor_id", "category", "bank_account_id", "external_id")
    conditions = matching(books, expense, query.model_copy(update={"search": None}), *names)
    conditions += between(expense.c.date, query.from_, query.to)
    if query.search:
        found_by = expense.c.search + " " + func.coalesce(vendor.c.search, "")
        conditions.append(words_match(found_by, query.search))
    listed = await list_rows(books, _LISTING, query, conditions)
    return SummedPage[Expense](data=tuple(_expense(row) for row in listed.rows), meta=listed.meta, totals=listed.totals)


async def find_expense(books: Books, expense_id: UUID) -> Expense | None:
    """One expense."""
    row = await books.fetch_one(select(*_COLUMNS).select_from(_JOINED).where(books.this(expense, expense_id)))
    return _expense(row) if row else None


async def hold_expense(books: WritableBooks, expense_id: UUID) -> None:
    """Keep other writes from changing an expense until this one is done."""
    await books.hold_record(expense, expense_id)


async def external_id_taken(books: Books, external_id: str, but: UUID | None = None) -> bool:
    """Whether another expense bears this external id."""
    same = expense.c.external_id == external_id
    return await books.exists(expense, same if but is None else same & (expense.c.id != but))


async def add_expense(books: WritableBooks, made: Expense) -> None:
    """Write a new expense."""
    await books.add(expense, profile_id=books.profile_id, category_kind="expense", **_row(made))


async def save_expense(books: WritableBooks, changed: Expense) -> None:
    """Write a changed expense."""
    await books.write(expense.update().where(books.this(expense, changed.id)).values(**_row(changed)))


async def remove_expense(books: WritableBooks, expense_id: UUID) -> None:
    """Delete an expense."""
    await books.write(expense.delete().where(books.this(expense, expense_id)))


async def vendor_in_use(books: Books, vendor_id: UUID) -> bool:
    """Whether a vendor has expenses, or is owed something."""
    owed = (open_item.c.vendor_id == vendor_id) & open_item.c.closed_on.is_(None)
    return await books.exists(expense, expense.c.vendor_id == vendor_id) or await books.exists(open_item, owed)


def _row(made: Expense) -> dict[str, Any]:
    computed = {"amount", "net", "tax", "vendor_name", "receipt", "allowed_actions"}
    receipt = made.receipt
    return made.model_dump(exclude=computed) | {
        "amount_minor": round_to_minor(made.amount, made.currency),
        "net_minor": round_to_minor(made.net, made.currency),
        "tax_minor": round_to_minor(made.tax, made.currency),
        "receipt_sha256": receipt.sha256 if receipt else None,
        "receipt_name": receipt.file_name if receipt else None,
        "search": search_text(made.number, made.description, made.category, made.external_id),
    }


def _expense(row: RowMapping) -> Expense:
    currency = row["currency"]
    receipt = row["receipt_sha256"] and Receipt(
        file_name=row["receipt_name"],
        type=row["receipt_type"],
        size=row["receipt_size"],
        sha256=row["receipt_sha256"],
    )
    fields = {name: row[name] for name in Expense.model_fields if name in row}
    return Expense(
        **fields,
        amount=to_major(row["amount_minor"], currency),
        net=to_major(row["net_minor"], currency),
        tax=to_major(row["tax_minor"], currency),
        receipt=receipt,
        allowed_actions=expense_actions(ExpenseStatus(row["status"])),
    )
