"""The chart from top to bottom: accounts, headings and totals of a profile in one order."""

from sqlalchemy import RowMapping, select

from luma_mcp.domain.chart import ChartQuery, ChartRow, ControlType, Interval, RowType, digits_of
from luma_mcp.domain.charts import AccountClass, AccountType
from luma_mcp.domain.paging import Meta, Page, page_cursor, rows_before
from luma_mcp.errors import BadCursor
from luma_mcp.store.books import Books
from luma_mcp.store.ledger_accounts import account_heading, ledger_account

_OF_RESULT = frozenset({AccountClass.REVENUE, AccountClass.EXPENSE})
_CONTROL = {
    AccountType.RECEIVABLE: ControlType.ACCOUNTS_RECEIVABLE,
    AccountType.PAYABLE: ControlType.ACCOUNTS_PAYABLE,
}


async def list_rows_of_chart(books: Books, query: ChartQuery) -> Page[ChartRow]:
    """A page of the chart, by public number, then by number; a heading stands before an account of its number."""
    accounts = select(ledger_account).where(books.own(ledger_account))
    if query.archived is not None:
        accounts = accounts.where(ledger_account.c.archived == query.archived)
    rows = [_account(row) for row in await books.fetch_all(accounts)]
    headings = await books.fetch_all(select(account_heading).where(books.own(account_heading)))
    rows += [_heading(row) for row in headings]
    rows.sort(key=lambda row: (row.public_number, row.account_class is not None, digits_of(row.number), row.number))
    before = rows_before(query.cursor) if query.cursor else 0
    if before is None:
        raise BadCursor
    page = tuple(rows[before : before + query.limit])
    more = before + len(page) < len(rows)
    cursor = page_cursor(before + len(page) + 1, 1) if more else None
    return Page[ChartRow](data=page, meta=Meta(total=len(rows), limit=query.limit, next_cursor=cursor))


def _account(row: RowMapping) -> ChartRow:
    account_class = AccountClass(row["class"])
    public = row["public_number"]
    return ChartRow(
        id=row["id"],
        number=row["number"],
        public_number=digits_of(row["number"]) if public is None else public,
        name=row["name"],
        type=RowType.PROFIT_AND_LOSS if account_class in _OF_RESULT else RowType.BALANCE_SHEET,
        account_class=account_class,
        control=_CONTROL.get(AccountType(row["type"])),
        total_from=None,
        intervals=(),
    )


def _heading(row: RowMapping) -> ChartRow:
    return ChartRow(
        id=row["id"],
        number=str(row["number"]),
        public_number=row["number"],
        name=row["name"],
        type=RowType(row["type"]),
        account_class=None,
        control=None,
        total_from=row["total_from"],
        intervals=tuple(Interval(first=first, last=last) for first, last in row["intervals"]),
    )
