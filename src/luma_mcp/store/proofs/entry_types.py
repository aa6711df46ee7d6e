"""What proving typed entries needs to read: those whose control leg is not what type, amount and party say."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, func, literal, or_, select

from luma_mcp.domain.charts import AccountType
from luma_mcp.domain.journal_types import DEBITED, JournalType
from luma_mcp.store.books import OWN, Books, own_rows
from luma_mcp.store.journal import journal_entry, journal_line
from luma_mcp.store.journal_tables import entry_fact, journal_category_type
from luma_mcp.store.ledger_accounts import ledger_account

_MOST = bindparam("most", type_=Integer())
_CLIENTS = [str(kind) for kind in JournalType if kind.of_client]


@dataclass(frozen=True, slots=True)
class Mistyped:
    """A typed entry whose control leg is another; minor units of its currency."""

    number: str
    type: str
    said: int
    posted: int


async def mistyped(books: Books, most: int) -> list[Mistyped]:
    """Typed entries whose lines on receivables or payables of their party do not come to their amount."""
    rows = await books.fetch_rows(_mistyped(), {OWN: books.profile_id, "most": most})
    return [Mistyped(row[0], row[1], int(row[2]), int(row[3])) for row in rows]


async def misfiled(books: Books, most: int) -> list[str]:
    """The numbers of entries whose category does not take their type, or that are not there."""
    return [str(row[0]) for row in await books.fetch_rows(_misfiled(), {OWN: books.profile_id, "most": most})]


@cache
def _mistyped() -> Any:
    fact, line = entry_fact.c, journal_line.c
    debited = fact.type.in_([str(kind) for kind in DEBITED])
    said = case((debited, fact.original_tc_minor), else_=-fact.original_tc_minor)
    account = and_(ledger_account.c.profile_id == line.profile_id, ledger_account.c.id == line.account_id)
    of_client = and_(
        fact.type.in_(_CLIENTS),
        ledger_account.c.type.in_([str(AccountType.RECEIVABLE), str(AccountType.PREPAYMENT)]),
        line.client_id == fact.client_id,
    )
    of_vendor = and_(
        fact.type.not_in(_CLIENTS),
        ledger_account.c.type == str(AccountType.PAYABLE),
        line.vendor_id == fact.vendor_id,
    )
    posted = (
        select(func.coalesce(func.sum(line.amount_tc_minor), 0))
        .select_from(journal_line.join(ledger_account, account))
        .where(
            line.profile_id == fact.profile_id,
            line.entry_id == fact.entry_id,
            or_(of_client, of_vendor),
            or_(~fact.control_added, line.n == journal_entry.c.line_count),
        )
        .correlate(entry_fact, journal_entry)
        .scalar_subquery()
    )
    wrong = and_(fact.type != str(JournalType.JOURNAL_ENTRY), func.coalesce(said, 0) != posted)
    query = select(journal_entry.c.number, fact.type, func.coalesce(said, 0), posted).select_from(_joined())
    return query.where(own_rows(entry_fact), wrong).order_by(journal_entry.c.seq).limit(_MOST)


@cache
def _misfiled() -> Any:
    fact, takes = entry_fact.c, journal_category_type.c
    taken = (
        select(literal(1))
        .where(takes.profile_id == fact.profile_id, takes.category_id == fact.category_id, takes.type == fact.type)
        .correlate(entry_fact)
        .exists()
    )
    number = func.coalesce(journal_entry.c.number, "?")
    source = entry_fact.outerjoin(journal_entry, _of_entry())
    wrong = or_(~taken, journal_entry.c.id.is_(None))
    return select(number).select_from(source).where(own_rows(entry_fact), wrong).order_by(number).limit(_MOST)


def _of_entry() -> Any:
    return and_(journal_entry.c.profile_id == entry_fact.c.profile_id, journal_entry.c.id == entry_fact.c.entry_id)


def _joined() -> Any:
    return entry_fact.join(journal_entry, _of_entry())
