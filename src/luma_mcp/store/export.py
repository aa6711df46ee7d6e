"""What an export reads: the chart, and entries with their lines in the order of posting."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, and_, func, select

from luma_mcp.domain.charts import AccountClass
from luma_mcp.domain.export.journal import ExportedAccount, ExportedEntry, ExportedLine
from luma_mcp.domain.money import to_major
from luma_mcp.store.books import Books
from luma_mcp.store.journal import journal_entry, journal_line, ledger_head
from luma_mcp.store.ledger_accounts import ledger_account

_ENTRY = ("seq", "number", "date", "description", "reference", "source", "kind", "currency", "hash")
_LINE = ("account_id", "amount_minor", "amount_tc_minor", "currency", "vat_code", "tax_date", "description")


async def last_seq(books: Books) -> int:
    """The place of the newest entry."""
    return int(await books.fetch_value(select(ledger_head.c.seq).where(books.own(ledger_head))) or 0)


async def first_day(books: Books) -> date | None:
    """The date of the earliest entry, if there is one."""
    found: date | None = await books.fetch_value(select(func.min(journal_entry.c.date)).where(books.own(journal_entry)))
    return found


async def accounts_by_id(books: Books) -> Mapping[UUID, ExportedAccount]:
    """The whole chart, by number."""
    columns = [ledger_account.c[name] for name in ("id", "number", "name", "class")]
    rows = await books.fetch_all(select(*columns).where(books.own(ledger_account)).order_by(ledger_account.c.number))
    return {
        row["id"]: ExportedAccount(number=row["number"], name=row["name"], class_=AccountClass(row["class"]))
        for row in rows
    }


async def entries_between(
    books: Books, after_seq: int, last: int, currency: str, accounts: Mapping[UUID, ExportedAccount]
) -> Sequence[ExportedEntry]:
    """The entries after a place up to another, each with its lines."""
    stretch = and_(books.own(journal_entry), journal_entry.c.seq > after_seq, journal_entry.c.seq <= last)
    heads = await books.fetch_all(
        select(*[journal_entry.c[name] for name in _ENTRY]).where(stretch).order_by(journal_entry.c.seq)
    )
    of_entry = and_(
        journal_line.c.profile_id == journal_entry.c.profile_id, journal_line.c.entry_id == journal_entry.c.id
    )
    rows = await books.fetch_all(
        select(journal_entry.c.seq, *[journal_line.c[name] for name in _LINE])
        .select_from(journal_entry.join(journal_line, of_entry))
        .where(stretch)
        .order_by(journal_entry.c.seq, journal_line.c.n)
    )
    lines: dict[int, list[ExportedLine]] = {}
    for row in rows:
        lines.setdefault(row["seq"], []).append(_line(row, currency, accounts))
    return [ExportedEntry(**dict(head), lines=tuple(lines.get(head["seq"], ()))) for head in heads]


def _line(row: RowMapping, currency: str, accounts: Mapping[UUID, ExportedAccount]) -> ExportedLine:
    given: dict[str, Any] = {name: row[name] for name in ("vat_code", "tax_date", "description")}
    return ExportedLine(
        **given,
        account=accounts[row["account_id"]],
        amount=to_major(row["amount_minor"], currency),
        amount_tc=to_major(row["amount_tc_minor"], row["currency"]),
    )
