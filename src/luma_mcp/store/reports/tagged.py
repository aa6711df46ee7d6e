"""What lines that bear values of a dimension moved: revenue and expense, closing entries left out.

A line bears its own values and those of its entry. Lines are found by what they bear, never by their account.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, literal, select, union

from luma_mcp.domain.reports.spans import Span, Turnover
from luma_mcp.store.books import Books
from luma_mcp.store.dimension_tables import dimension_value, entry_tag, line_tag
from luma_mcp.store.journal import journal_entry, journal_line
from luma_mcp.store.ledger_accounts import ledger_account
from luma_mcp.store.posting import OF_RESULT

ByValue = Mapping[tuple[UUID, UUID], Turnover]
"""By value and account."""


async def turnovers_by_value(books: Books, dimension_id: UUID, span: Span) -> ByValue:
    """What moved under each value of a dimension, a line once a value."""
    borne = _borne(books, _values_of(books, dimension_id)).subquery("borne")
    rows = await books.fetch_all(_sums(books, borne, [borne.c.value_id], span))
    return {(row["value_id"], row["account_id"]): _turnover(row) for row in rows}


async def turnovers_of_any(
    books: Books, spans: Sequence[Span], *, dimension_id: UUID | None = None, values: Collection[UUID] = ()
) -> Mapping[UUID, Sequence[Turnover]]:
    """What moved by account in each span on lines that bear any of these values, or any of a dimension; each once."""
    wanted = list(values) if dimension_id is None else _values_of(books, dimension_id)
    any_of = _borne(books, wanted).subquery("any_of")
    borne = select(any_of.c.profile_id, any_of.c.entry_id, any_of.c.n).distinct().subquery("borne")
    found: dict[UUID, list[Turnover]] = {}
    for index, span in enumerate(spans):
        for row in await books.fetch_all(_sums(books, borne, [], span)):
            found.setdefault(row["account_id"], [Turnover()] * len(spans))[index] = _turnover(row)
    return found


def _values_of(books: Books, dimension_id: UUID) -> Any:
    own = books.own(dimension_value) & (dimension_value.c.dimension_id == dimension_id)
    return select(dimension_value.c.id).where(own)


def _borne(books: Books, values: Any) -> Any:
    """Lines with the values that they bear, by themselves or by their entry; each pair once."""
    of_lines = select(line_tag.c.profile_id, line_tag.c.entry_id, line_tag.c.n, line_tag.c.value_id)
    of_lines = of_lines.where(books.own(line_tag), line_tag.c.value_id.in_(values))
    same = and_(journal_line.c.profile_id == entry_tag.c.profile_id, journal_line.c.entry_id == entry_tag.c.entry_id)
    columns = (entry_tag.c.profile_id, entry_tag.c.entry_id, journal_line.c.n, entry_tag.c.value_id)
    of_entries = select(*columns).select_from(entry_tag.join(journal_line, same))
    return union(of_lines, of_entries.where(books.own(entry_tag), entry_tag.c.value_id.in_(values)))


def _sums(books: Books, borne: Any, by: Sequence[Any], span: Span) -> Any:
    line, entry, account = journal_line, journal_entry, ledger_account
    found = and_(line.c.profile_id == borne.c.profile_id, line.c.entry_id == borne.c.entry_id, line.c.n == borne.c.n)
    posted = and_(entry.c.profile_id == line.c.profile_id, entry.c.id == line.c.entry_id)
    on = and_(account.c.profile_id == line.c.profile_id, account.c.id == line.c.account_id)
    source = borne.join(line, found).join(entry, posted).join(account, on)
    amount = line.c.amount_minor
    debit = func.sum(case((amount > 0, amount), else_=literal(0))).label("debit")
    credit = func.sum(case((amount < 0, -amount), else_=literal(0))).label("credit")
    wanted = [books.own(line), entry.c.kind != "closing", account.c["class"].in_(OF_RESULT), line.c.date <= span.last]
    if span.first is not None:
        wanted.append(line.c.date >= span.first)
    group = [*by, line.c.account_id]
    return select(*group, debit, credit).select_from(source).where(*wanted).group_by(*group)


def _turnover(row: Any) -> Turnover:
    return Turnover(int(row["debit"]), int(row["credit"]))
