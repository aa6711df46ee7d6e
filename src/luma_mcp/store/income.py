"""Income without an invoice, in the books."""

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, select

from luma_mcp.domain.income import Income
from luma_mcp.domain.money import round_to_minor, to_major
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.listing import search_text
from luma_mcp.store.schema import belongs_to, check, day, decimal, money, one_of, profile_table, reference, text

income = profile_table(
    "income",
    day("date"),
    money("amount_minor"),
    money("net_minor"),
    money("tax_minor"),
    text("currency"),
    text("description"),
    text("category"),
    text("category_kind"),
    reference("bank_account_id"),
    decimal("tax_rate"),
    text("search"),
    belongs_to("bank_account", "bank_account_id"),
    ForeignKeyConstraint(
        ["profile_id", "category_kind", "category"], ["category.profile_id", "category.kind", "category.key"]
    ),
    Index("ix_income_date", "profile_id", "date", "id"),
    one_of("category_kind", "income"),
    check("amount", "amount_minor > 0 AND amount_minor = net_minor + tax_minor"),
)


async def add_income(books: WritableBooks, made: Income) -> None:
    """Write income as recorded."""
    row = made.model_dump(exclude={"amount", "net", "tax"}) | {
        "profile_id": books.profile_id,
        "category_kind": "income",
        "amount_minor": round_to_minor(made.amount, made.currency),
        "net_minor": round_to_minor(made.net, made.currency),
        "tax_minor": round_to_minor(made.tax, made.currency),
        "search": search_text(made.description, made.category),
    }
    await books.add(income, **row)


async def find_income(books: Books, income_id: UUID) -> Income | None:
    """One income as it was recorded."""
    row = await books.fetch_one(select(income).where(books.this(income, income_id)))
    if row is None:
        return None
    amounts = {name: to_major(row[f"{name}_minor"], row["currency"]) for name in ("amount", "net", "tax")}
    return Income.model_validate({name: row[name] for name in Income.model_fields if name in row} | amounts)
