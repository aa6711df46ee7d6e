"""What every report needs of the books: accounts and fiscal years."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping, select

from luma_mcp.domain.charts import AccountClass, AccountType
from luma_mcp.domain.periods import FiscalYears
from luma_mcp.domain.reports.ground import ReportAccount
from luma_mcp.store.books import Books
from luma_mcp.store.fiscal_years import fiscal_year
from luma_mcp.store.ledger_accounts import ledger_account

_COLUMNS = [ledger_account.c[name] for name in ("id", "number", "name", "class", "type")]


async def accounts_of(books: Books) -> Sequence[ReportAccount]:
    """The whole chart."""
    rows = await books.fetch_all(select(*_COLUMNS).where(books.own(ledger_account)))
    return [_account(row) for row in rows]


async def find_account(books: Books, word: str) -> ReportAccount | None:
    """The account of a number or an id."""
    try:
        wanted = ledger_account.c.id == UUID(word)
    except ValueError:
        wanted = ledger_account.c.number == word
    row = await books.fetch_one(select(*_COLUMNS).where(books.own(ledger_account), wanted))
    return _account(row) if row else None


async def fiscal_years(books: Books, start: str) -> FiscalYears:
    """The fiscal years that there are, and the day on which others start."""
    query = select(fiscal_year.c.start_date, fiscal_year.c.end_date).where(books.own(fiscal_year))
    rows = await books.fetch_all(query.order_by(fiscal_year.c.start_date))
    return FiscalYears(tuple((row["start_date"], row["end_date"]) for row in rows), start)


def _account(row: RowMapping) -> ReportAccount:
    kind = AccountType(row["type"])
    return ReportAccount(row["id"], row["number"], row["name"], AccountClass(row["class"]), kind)
