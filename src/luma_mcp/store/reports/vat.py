"""What was posted under VAT codes by tax date: whole months from their balances, parts of months from their lines."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, and_, case, func, literal, or_, select, union_all

from luma_mcp.domain.reports.spans import Cut, Span
from luma_mcp.domain.reports.vat import Amounts, CodeBoxes
from luma_mcp.domain.vat_codes import VatRole, VatType
from luma_mcp.store.books import Books
from luma_mcp.store.journal import journal_entry, journal_line, vat_balance
from luma_mcp.store.reports.balances import Days, days_of, in_months, newest, touches
from luma_mcp.store.reports.documents import with_documents
from luma_mcp.store.vat_codes import vat_code

Key = tuple[date, int, str]
"""Tax date, sequence and VAT code."""

ORDER = ("date", "seq", "vat_code")


async def codes_of(books: Books) -> Sequence[CodeBoxes]:
    """Every VAT code with the boxes that it fills."""
    query = select(vat_code.c.code, vat_code.c.type, vat_code.c.boxes).where(books.own(vat_code))
    return [
        CodeBoxes(row["code"], VatType(row["type"]), tuple((box, VatRole(of), sign) for box, of, sign in row["boxes"]))
        for row in await books.fetch_all(query.order_by(vat_code.c.code))
    ]


async def vat_amounts(books: Books, spans: Sequence[Span]) -> Amounts:
    """What was posted by VAT code and role in each span: one statement, and one more where a span cuts a month."""
    cuts = [span.cut(books.today) for span in spans]
    days = days_of(cuts)
    rows = await books.fetch_all(_months(books, cuts))
    found = {_key(row): [int(row[f"amount_{index}"]) for index in range(len(spans))] for row in rows}
    touched = sorted({row["vat_code"] for row in rows if row["touched"]})
    for row in await _of_days(books, days, touched) if touched else ():
        for index, cut in enumerate(cuts):
            for part in cut.parts:
                if part.days == days[int(row["part"])]:
                    found[_key(row)][index] += part.sign * int(row["amount"])
    return found


async def vat_page(
    books: Books, codes: Sequence[str], span: Span, after_key: Key | None, limit: int
) -> Sequence[RowMapping]:
    """Entries with lines under these codes in a span, a row for each entry, tax date and code; oldest first.

    Read in the order of an index that holds codes and amounts, so that a page costs what is on it.
    """
    lines = journal_line
    group = [lines.c.profile_id, lines.c.tax_date, lines.c.seq, lines.c.vat_code]
    sums = [
        func.sum(case((lines.c.vat_role == role, lines.c.amount_minor), else_=0)).label(f"of_{role}")
        for role in VatRole
    ]
    wanted = list(_within(books, codes, span))
    if after_key is not None:
        wanted.append(_after(after_key))
    page = select(group[0], lines.c.tax_date.label("date"), *group[2:], *sums).where(*wanted).group_by(*group)
    found = page.order_by(*group).limit(limit).subquery("found")
    same = and_(journal_entry.c.profile_id == found.c.profile_id, journal_entry.c.seq == found.c.seq)
    entries = select(found, journal_entry.c.id.label("entry_id")).select_from(found.join(journal_entry, same))
    return await books.fetch_all(with_documents(entries.subquery("page"), ORDER))


def _within(books: Books, codes: Sequence[str], span: Span) -> Sequence[Any]:
    """The lines under these codes in a span; not null is said for the index that holds only such lines."""
    lines = journal_line
    return [
        books.own(lines),
        lines.c.tax_date.between(span.first, span.last),
        lines.c.vat_code.is_not(None),
        lines.c.vat_code.in_(codes),
    ]


def _months(books: Books, cuts: Sequence[Cut]) -> Any:
    month = vat_balance.c.period
    columns: list[Any] = [vat_balance.c.vat_code, vat_balance.c.vat_role]
    for index, cut in enumerate(cuts):
        within = case((in_months(month, cut), vat_balance.c.amount_minor), else_=0)
        columns.append(func.sum(within).label(f"amount_{index}"))
    columns.append(touches(month, cuts))
    wanted = [books.own(vat_balance), month <= newest(cuts)]
    return select(*columns).where(*wanted).group_by(vat_balance.c.vat_code, vat_balance.c.vat_role)


async def _of_days(books: Books, days: Days, codes: Sequence[str]) -> Sequence[RowMapping]:
    lines = journal_line
    queries = [
        select(
            lines.c.vat_code.label("vat_code"),
            lines.c.vat_role.label("vat_role"),
            literal(index).label("part"),
            func.sum(lines.c.amount_minor).label("amount"),
        )
        .where(*_within(books, codes, Span(first, last)))
        .group_by(lines.c.vat_code, lines.c.vat_role)
        for index, (first, last) in enumerate(days)
    ]
    return await books.fetch_all(union_all(*queries))


def _key(row: RowMapping) -> tuple[str, VatRole]:
    return row["vat_code"], VatRole(row["vat_role"])


def _after(key: Key) -> Any:
    day, seq, code = key
    lines = journal_line
    later = or_(lines.c.seq > seq, and_(lines.c.seq == seq, lines.c.vat_code > code))
    return and_(lines.c.tax_date >= day, or_(lines.c.tax_date > day, later))
