"""Bank accounts in the books; a balance is computed from what came in and went out, lines written by hand too."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Index, RowMapping, Table, and_, case, func, select, true
from sqlalchemy import text as text_of

from luma_mcp.domain.bank_accounts import BankAccount, BankAccountQuery
from luma_mcp.domain.ledger import Source
from luma_mcp.domain.money import round_to_minor, to_major
from luma_mcp.domain.paging import Page
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.expenses import expense
from luma_mcp.store.income import income
from luma_mcp.store.journal import journal_entry, journal_line
from luma_mcp.store.ledger_accounts import ledger_account, posting_role
from luma_mcp.store.listing import Listing, list_rows, matching, plain, search_text
from luma_mcp.store.open_items import item_payment
from luma_mcp.store.payments import payment
from luma_mcp.store.schema import flag, money, profile_table, text

bank_account = profile_table(
    "bank_account",
    text("name"),
    text("iban", null=True),
    text("qr_iban", null=True),
    text("bic", null=True),
    text("bank_name", null=True),
    text("currency"),
    text("account_number", null=True),
    flag("is_default"),
    money("opening_balance_minor", null=True),
    flag("archived"),
    text("search"),
    Index("ix_bank_account_name", "profile_id", "name", "id"),
    Index(
        "uq_bank_account_default",
        "profile_id",
        unique=True,
        sqlite_where=text_of("is_default = 1"),
        postgresql_where=text_of("is_default"),
    ),
)


def _sum(table: Table, *conditions: Any) -> Any:
    return (
        select(func.coalesce(func.sum(table.c.amount_minor), 0))
        .where(
            table.c.profile_id == bank_account.c.profile_id,
            table.c.bank_account_id == bank_account.c.id,
            *conditions,
        )
        .scalar_subquery()
    )


_OTHER = bank_account.alias("other_bank_account")
_BY_HAND = (Source.MANUAL, Source.OPENING_BALANCE)


def _kept_on(bank: Any) -> Any:
    """The number of the ledger account that a bank account is kept on: its own, or the one for banks."""
    role = and_(posting_role.c.profile_id == bank.c.profile_id, posting_role.c.role == "bank")
    account = and_(
        ledger_account.c.profile_id == posting_role.c.profile_id, ledger_account.c.id == posting_role.c.account_id
    )
    usual = select(ledger_account.c.number).select_from(posting_role.join(ledger_account, account)).where(role)
    return func.coalesce(bank.c.account_number, usual.correlate(bank).scalar_subquery())


def _by_hand() -> Any:
    """What lines written by hand moved on the ledger account, where no other bank account is kept on it."""
    shared = (
        select(_OTHER.c.id)
        .where(
            _OTHER.c.profile_id == bank_account.c.profile_id,
            _OTHER.c.id != bank_account.c.id,
            _OTHER.c.currency == bank_account.c.currency,
            _kept_on(_OTHER) == _kept_on(bank_account),
        )
        .correlate(bank_account)
        .exists()
    )
    line, entry, account = journal_line.c, journal_entry.c, ledger_account.c
    of_entry = and_(line.profile_id == entry.profile_id, line.entry_id == entry.id)
    of_account = and_(account.profile_id == line.profile_id, account.id == line.account_id)
    lines = journal_entry.join(journal_line, of_entry).join(ledger_account, of_account)
    return (
        select(func.coalesce(func.sum(line.amount_tc_minor), 0))
        .select_from(lines)
        .where(
            entry.profile_id == bank_account.c.profile_id,
            entry.source.in_(_BY_HAND),
            line.currency == bank_account.c.currency,
            account.number == _kept_on(bank_account),
            ~shared,
        )
        .correlate(bank_account)
        .scalar_subquery()
    )


_BALANCE = (
    func.coalesce(bank_account.c.opening_balance_minor, 0)
    + _sum(payment, payment.c.undone_at.is_(None))
    + _sum(income)
    + _sum(item_payment, item_payment.c.undone_at.is_(None))
    - _sum(expense, expense.c.status == "paid")
    + _by_hand()
).label("balance_minor")

_LISTING = Listing(
    columns=[bank_account, _BALANCE],
    source=bank_account,
    id=bank_account.c.id,
    sorts={
        "name": func.lower(bank_account.c.name),
        "created_at": bank_account.c.created_at,
        "updated_at": bank_account.c.updated_at,
    },
)


async def list_bank_accounts(books: Books, query: BankAccountQuery) -> Page[BankAccount]:
    """A page of bank accounts."""
    listed = await list_rows(books, _LISTING, query, matching(books, bank_account, query, "currency", "archived"))
    return Page[BankAccount](data=tuple(_account(row) for row in listed.rows), meta=listed.meta)


async def find_bank_account(books: Books, account_id: UUID) -> BankAccount | None:
    """One bank account."""
    row = await books.fetch_one(select(bank_account, _BALANCE).where(books.this(bank_account, account_id)))
    return _account(row) if row else None


async def hold_bank_account(books: WritableBooks, bank_account_id: UUID) -> None:
    """Keep other writes from changing a bank account until this one is done."""
    await books.hold_record(bank_account, bank_account_id)


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank account as a payment needs it."""

    id: UUID
    name: str
    currency: str
    account_number: str | None


_BANK = [bank_account.c[name] for name in Bank.__dataclass_fields__]


async def bank_of(books: Books, account_id: UUID) -> Bank | None:
    """One bank account, as a payment needs it."""
    row = await books.fetch_one(select(*_BANK).where(books.this(bank_account, account_id)))
    return Bank(**row) if row else None


async def default_bank(books: Books, currency: str) -> Bank | None:
    """The bank account that payments in this currency go to when nothing else is said."""
    live = books.own(bank_account) & ~bank_account.c.archived.is_(true())
    first = case((bank_account.c.is_default.is_(true()), 0), else_=1)
    query = select(*_BANK).where(live, bank_account.c.currency == currency)
    row = await books.fetch_one(query.order_by(first, bank_account.c.created_at, bank_account.c.id).limit(1))
    return Bank(**row) if row else None


async def any_bank_account(books: Books) -> bool:
    """Whether the profile has a bank account."""
    return await books.exists(bank_account)


async def opening_balance_given(books: Books, account_id: UUID) -> bool:
    """Whether the opening balance was written; it is written once."""
    query = select(bank_account.c.opening_balance_minor).where(books.this(bank_account, account_id))
    return await books.fetch_value(query) is not None


async def bank_account_in_use(books: Books, account_id: UUID) -> bool:
    """Whether payments, refunds, expenses or income name a bank account."""
    for table in (payment, expense, income, item_payment):
        if await books.exists(table, table.c.bank_account_id == account_id):
            return True
    return False


async def add_bank_account(books: WritableBooks, made: BankAccount, *, opening_given: bool) -> None:
    """Write a new bank account."""
    row = _row(made) | {"opening_balance_minor": _opening(made) if opening_given else None}
    await books.add(bank_account, profile_id=books.profile_id, **row)


async def save_bank_account(books: WritableBooks, changed: BankAccount, *, opening_given: bool) -> None:
    """Write a changed bank account."""
    row = _row(changed) | ({"opening_balance_minor": _opening(changed)} if opening_given else {})
    await books.write(bank_account.update().where(books.this(bank_account, changed.id)).values(**row))


async def clear_default(books: WritableBooks) -> None:
    """Let no bank account be the default, before another becomes it."""
    own = books.own(bank_account) & bank_account.c.is_default.is_(true())
    await books.write(bank_account.update().where(own).values(is_default=False))


async def remove_bank_account(books: WritableBooks, account_id: UUID) -> None:
    """Delete a bank account that nothing refers to."""
    await books.write(bank_account.delete().where(books.this(bank_account, account_id)))


def _opening(made: BankAccount) -> int:
    return round_to_minor(made.opening_balance, made.currency)


def _row(made: BankAccount) -> dict[str, Any]:
    computed = {"opening_balance", "balance"}
    return made.model_dump(exclude=computed) | {"search": search_text(made.name, made.iban, made.bank_name)}


def _account(row: RowMapping) -> BankAccount:
    fields = plain(row)
    opening, balance = fields.pop("opening_balance_minor"), fields.pop("balance_minor")
    return BankAccount(
        **fields,
        opening_balance=to_major(opening or 0, row["currency"]),
        balance=to_major(int(balance), row["currency"]),
    )
