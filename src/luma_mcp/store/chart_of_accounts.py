"""Ledger accounts with their balances: listed, found, written. Balances come from what postings keep per month."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, and_, case, func, or_, select

from luma_mcp.domain.accounts import Account, AccountName, AccountQuery
from luma_mcp.domain.charts import AccountClass
from luma_mcp.domain.money import to_major
from luma_mcp.domain.paging import Page
from luma_mcp.domain.periods import fiscal_year_of
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import base_currency
from luma_mcp.store.fiscal_years import fiscal_year
from luma_mcp.store.journal import journal_line, period_balance
from luma_mcp.store.ledger_accounts import account_heading, ledger_account, posting_role
from luma_mcp.store.listing import Listing, list_rows, matching, plain, search_text
from luma_mcp.store.party_groups import groups_on
from luma_mcp.store.product_groups import product_groups_on
from luma_mcp.store.profiles import this_profile
from luma_mcp.store.vat_codes import vat_code

CREDIT_CLASSES = frozenset({AccountClass.LIABILITY, AccountClass.EQUITY, AccountClass.REVENUE})
"""Where credit is usual, so that a balance of credit is shown above zero."""

_SORTS = {
    "number": ledger_account.c.number,
    "name": func.lower(ledger_account.c.name),
    "created_at": ledger_account.c.created_at,
    "updated_at": ledger_account.c.updated_at,
}


async def list_accounts(books: Books, query: AccountQuery) -> Page[Account]:
    """A page of the chart, each account with its balance."""
    columns = [ledger_account, await _balance(books)]
    listing = Listing(columns=columns, source=ledger_account, id=ledger_account.c.id, sorts=_SORTS)
    conditions = matching(books, ledger_account, query, "type", "archived")
    if query.class_:
        conditions.append(ledger_account.c["class"] == query.class_)
    listed = await list_rows(books, listing, query, conditions)
    base = await base_currency(books)
    return Page[Account](data=tuple(_account(row, base) for row in listed.rows), meta=listed.meta)


async def find_account(books: Books, account_id: UUID) -> Account | None:
    """One account with its balance."""
    query = select(ledger_account, await _balance(books))
    row = await books.fetch_one(query.where(books.this(ledger_account, account_id)))
    return _account(row, await base_currency(books)) if row else None


async def hold_account(books: WritableBooks, account_id: UUID) -> None:
    """Keep other writes from changing an account until this one is done."""
    await books.hold_record(ledger_account, account_id)


async def number_taken(books: Books, number: str, but: UUID | None = None) -> bool:
    """Whether another account bears this number."""
    same = ledger_account.c.number == number
    return await books.exists(ledger_account, same if but is None else same & (ledger_account.c.id != but))


async def has_lines(books: Books, account_id: UUID) -> bool:
    """Whether anything was posted on an account."""
    return await books.exists(journal_line, journal_line.c.account_id == account_id)


async def roles_of(books: Books, account_id: UUID) -> list[str]:
    """The posting roles that an account plays, the VAT codes that post on it, and the groups that are kept on it."""
    roles = select(posting_role.c.role).where(books.own(posting_role), posting_role.c.account_id == account_id)
    on_it = or_(vat_code.c.account_id == account_id, vat_code.c.contra_account_id == account_id)
    codes = select(vat_code.c.code).where(books.own(vat_code), on_it)
    rows = [*await books.fetch_all(roles), *await books.fetch_all(codes)]
    named = [*await groups_on(books, account_id), *await product_groups_on(books, account_id)]
    return sorted([*(str(next(iter(row.values()))) for row in rows), *named])


async def is_vat_code(books: Books, code: str) -> bool:
    """Whether the profile has this VAT code."""
    return await books.exists(vat_code, vat_code.c.code == code)


async def add_account(books: WritableBooks, made: Account) -> None:
    """Write a new account."""
    await books.add(ledger_account, profile_id=books.profile_id, **_row(made))


async def save_account(books: WritableBooks, changed: Account) -> None:
    """Write a changed account."""
    row = _row(changed)
    del row["id"], row["created_at"]
    await books.write(ledger_account.update().where(books.this(ledger_account, changed.id)).values(**row))


async def accounts_like(books: Books, spoken: str, limit: int) -> list[str]:
    """Accounts whose number begins like, or whose name holds, what was said; each as number and name."""
    words = search_text(spoken)
    alike = or_(
        ledger_account.c.number.startswith(spoken[:2], autoescape=True),
        ledger_account.c.search.contains(words, autoescape=True),
    )
    best = case((ledger_account.c.search.contains(words, autoescape=True), 0), else_=1)
    query = select(ledger_account.c.number, ledger_account.c.name).where(books.own(ledger_account), alike)
    rows = await books.fetch_all(query.order_by(best, ledger_account.c.number).limit(limit))
    return [f"{row['number']} {row['name']}" for row in rows]


async def headings_called(books: Books, spoken: Collection[str]) -> dict[str, str]:
    """Those of these that are headings or totals of the chart, called by number or by id; each as number and name."""
    if not spoken:
        return {}
    of = account_heading.c
    rows = await books.fetch_all(select(of.id, of.number, of.name).where(books.own(account_heading)))
    called = {key: f"{row['number']} {row['name']}" for row in rows for key in (str(row["id"]), str(row["number"]))}
    return {one: called[one.lower()] for one in spoken if one.lower() in called}


async def _balance(books: Books) -> Any:
    """The sum of the months that count: since the year's start for revenue and expense, of all times for others."""
    today = (fiscal_year.c.start_date <= books.today) & (fiscal_year.c.end_date >= books.today)
    kept = await books.fetch_value(select(fiscal_year.c.start_date).where(books.own(fiscal_year), today))
    first: date = kept or fiscal_year_of(books.today, (await this_profile(books)).fiscal_year_start)[0]
    month = period_balance.c.period
    of_result = ledger_account.c["class"].in_(("revenue", "expense"))
    return (
        select(func.coalesce(func.sum(period_balance.c.debit_minor - period_balance.c.credit_minor), 0))
        .where(
            and_(
                period_balance.c.profile_id == ledger_account.c.profile_id,
                period_balance.c.account_id == ledger_account.c.id,
                period_balance.c.book.in_(("normal", "closing")),
                month <= books.today.isoformat()[:7],
                or_(~of_result, month >= first.isoformat()[:7]),
            )
        )
        .correlate(ledger_account)
        .scalar_subquery()
        .label("balance_minor")
    )


def _row(account: Account) -> dict[str, Any]:
    row = account.model_dump(exclude={"balance", "currency", "names", "class_"})
    row["names"] = {name.language: name.name for name in account.names}
    row["search"] = search_text(account.number, account.name, *row["names"].values())
    return row | {"class": account.class_}


def _account(row: RowMapping, currency: str) -> Account:
    fields = plain(row)
    balance = int(fields.pop("balance_minor"))
    names = [AccountName(language=language, name=name) for language, name in sorted(fields.pop("names").items())]
    sign = -1 if fields["class"] in CREDIT_CLASSES else 1
    return Account.model_validate(
        fields | {"names": names, "balance": to_major(sign * balance, currency), "currency": currency}
    )
