"""Revenue over issued invoices and income: one union, paged, grouped and summed in the database."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, func, literal, null, select, union_all

from luma_mcp.domain.money import to_major
from luma_mcp.domain.paging import Meta, Sums, decode_cursor, encode_cursor
from luma_mcp.domain.revenue import GroupBy, RevenueGroup, RevenueKind, RevenueQuery, RevenueRow
from luma_mcp.errors import BadCursor
from luma_mcp.store.books import Books
from luma_mcp.store.credit_notes import credit_note
from luma_mcp.store.income import income
from luma_mcp.store.invoices import SETTLED, invoice
from luma_mcp.store.listing import Listed, Listing, between, check_sort, list_rows, sums_of, words_match
from luma_mcp.store.open_items import item_payment, open_item
from luma_mcp.store.types import Id, Minor

_AMOUNTS = ("net", "tax", "gross", "paid", "open")
_GROUP_SORT = "group"


async def list_revenue(
    books: Books, query: RevenueQuery, first: date, last: date
) -> tuple[tuple[RevenueRow, ...], Meta, dict[str, Sums]]:
    """A page of revenue rows with totals over all that match."""
    rows = _rows(books)
    listing = Listing(
        columns=list(rows.c),
        source=rows,
        id=rows.c.id,
        sorts={"date": rows.c.date, "gross": rows.c.gross},
        currency=rows.c.currency,
        sums={name: rows.c[name] for name in _AMOUNTS},
    )
    listed: Listed = await list_rows(books, listing, query, _conditions(rows, query, first, last))
    return tuple(_row(row) for row in listed.rows), listed.meta, listed.totals


async def group_revenue(
    books: Books, query: RevenueQuery, first: date, last: date
) -> tuple[tuple[RevenueGroup, ...], Meta, dict[str, Sums]]:
    """The groups of revenue, one per key and currency, with totals over all that match."""
    rows = _rows(books)
    key, label = _group_columns(rows, query.group_by or GroupBy.MONTH)
    sums = [func.sum(rows.c[name]).label(name) for name in _AMOUNTS]
    columns = [key.label("key"), func.max(label).label("label"), rows.c.currency.label("currency")]
    found = await books.fetch_all(
        select(*columns, func.count().label("count"), *sums)
        .where(*_conditions(rows, query, first, last))
        .group_by(key, rows.c.currency)
    )
    groups = _sorted(_merged([dict(row) for row in found], query.group_by or GroupBy.MONTH), query)
    name = f"{_GROUP_SORT} {query.group_by} {query.sort or ''}"
    start = _offset(query.cursor, name)
    page = groups[start : start + query.limit]
    more = start + query.limit < len(groups)
    cursor = encode_cursor(name, [start + query.limit]) if more else None
    meta = Meta(total=len(groups), limit=query.limit, next_cursor=cursor)
    return tuple(_group(row) for row in page), meta, _totals(groups)


async def total_revenue(books: Books, query: RevenueQuery, first: date, last: date) -> dict[str, Sums]:
    """The totals of a period per currency."""
    rows = _rows(books)
    sums = [func.sum(rows.c[name]).label(name) for name in _AMOUNTS]
    found = await books.fetch_all(
        select(rows.c.currency.label("currency"), *sums)
        .where(*_conditions(rows, query, first, last))
        .group_by(rows.c.currency)
        .order_by(rows.c.currency)
    )
    return _totals([dict(row) for row in found])


def _rows(books: Books) -> Any:
    """Issued invoices and income as one table of equal columns."""
    invoices = select(
        invoice.c.issue_date.label("date"),
        literal("invoice", Text()).label("kind"),
        invoice.c.id.label("id"),
        invoice.c.number.label("number"),
        invoice.c.client_id.label("client_id"),
        invoice.c.client_name.label("client"),
        cast(null(), Text()).label("category"),
        cast(null(), Text()).label("description"),
        invoice.c.currency.label("currency"),
        invoice.c.net_minor.label("net"),
        invoice.c.tax_minor.label("tax"),
        invoice.c.gross_minor.label("gross"),
        invoice.c.paid_minor.label("paid"),
        (invoice.c.gross_minor - SETTLED).label("open"),
        invoice.c.search.label("search"),
    ).where(books.own(invoice), invoice.c.stage == "sent")
    incomes = select(
        income.c.date.label("date"),
        literal("income", Text()).label("kind"),
        income.c.id.label("id"),
        cast(null(), Text()).label("number"),
        cast(null(), Id()).label("client_id"),
        cast(null(), Text()).label("client"),
        income.c.category.label("category"),
        income.c.description.label("description"),
        income.c.currency.label("currency"),
        income.c.net_minor.label("net"),
        income.c.tax_minor.label("tax"),
        income.c.amount_minor.label("gross"),
        income.c.amount_minor.label("paid"),
        literal(0, Minor()).label("open"),
        income.c.search.label("search"),
    ).where(books.own(income))
    return union_all(invoices, _credits(books), incomes).subquery("revenue")


def _credits(books: Books) -> Any:
    """Credit notes, below zero: paid is what was paid back, open is what the client has left of it."""
    left = func.coalesce(open_item.c.open_tc_minor, 0)
    item = and_(
        open_item.c.profile_id == credit_note.c.profile_id,
        open_item.c.source == "credit_note",
        open_item.c.source_id == credit_note.c.id,
    )
    paid_back = (
        select(func.coalesce(func.sum(item_payment.c.amount_minor), 0))
        .where(
            item_payment.c.profile_id == open_item.c.profile_id,
            item_payment.c.item_id == open_item.c.id,
            item_payment.c.undone_at.is_(None),
        )
        .scalar_subquery()
    )
    return (
        select(
            credit_note.c.issue_date.label("date"),
            literal("credit_note", Text()).label("kind"),
            credit_note.c.id.label("id"),
            credit_note.c.number.label("number"),
            credit_note.c.client_id.label("client_id"),
            credit_note.c.client_name.label("client"),
            cast(null(), Text()).label("category"),
            credit_note.c.reason.label("description"),
            credit_note.c.currency.label("currency"),
            (-credit_note.c.net_minor).label("net"),
            (-credit_note.c.tax_minor).label("tax"),
            (-credit_note.c.gross_minor).label("gross"),
            paid_back.label("paid"),
            left.label("open"),
            credit_note.c.search.label("search"),
        )
        .select_from(credit_note.outerjoin(open_item, item))
        .where(books.own(credit_note))
    )


def _conditions(rows: Any, query: RevenueQuery, first: date, last: date) -> list[ColumnElement[bool]]:
    conditions = between(rows.c.date, first, last)
    if query.search:
        conditions.append(words_match(rows.c.search, query.search))
    for name in ("client_id", "category", "currency", "kind"):
        wanted = getattr(query, name)
        if wanted is not None:
            conditions.append(rows.c[name] == wanted)
    return conditions


def _group_columns(rows: Any, group_by: GroupBy) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    if group_by in (GroupBy.MONTH, GroupBy.QUARTER):
        month = func.substr(cast(rows.c.date, Text()), 1, 7)
        return month, month
    if group_by is GroupBy.CLIENT:
        key = func.coalesce(cast(rows.c.client_id, Text()), "none")
        return key, func.coalesce(rows.c.client, "Without client")
    if group_by is GroupBy.CATEGORY:
        key = func.coalesce(rows.c.category, "invoices")
        return key, key
    return rows.c.currency, rows.c.currency


def _merged(rows: list[dict[str, Any]], group_by: GroupBy) -> list[dict[str, Any]]:
    """Quarters out of months."""
    if group_by is GroupBy.QUARTER:
        quarters: dict[tuple[str, str], dict[str, Any]] = {}
        for row in rows:
            key = _quarter(row["key"])
            total = quarters.setdefault((key, row["currency"]), row | {"key": key, "label": key} | _ZERO)
            for name in ("count", *_AMOUNTS):
                total[name] += int(row[name])
        return list(quarters.values())
    return rows


def _sorted(groups: list[dict[str, Any]], query: RevenueQuery) -> list[dict[str, Any]]:
    """As asked: by date, which is a group's key, or by gross; else in the order of time, or the largest first."""
    in_time = query.group_by in (GroupBy.MONTH, GroupBy.QUARTER)
    wanted = check_sort(query.sort or ("date" if in_time else "-gross"), query.sorts)
    name, back = wanted.removeprefix("-"), wanted.startswith("-")
    groups = sorted(groups, key=lambda row: row["key"])
    if name == "date":
        groups = sorted(groups, key=lambda row: row["currency"])
        return sorted(groups, key=lambda row: row["key"], reverse=back)
    groups = sorted(groups, key=lambda row: int(row["gross"]), reverse=back)
    return sorted(groups, key=lambda row: row["currency"])


_ZERO = dict.fromkeys(("count", *_AMOUNTS), 0)


def _quarter(month: str) -> str:
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"


def _offset(cursor: str | None, name: str) -> int:
    if cursor is None:
        return 0
    start = decode_cursor(cursor, name, 1)[0]
    if not isinstance(start, int) or start < 0:
        raise BadCursor
    return start


def _totals(rows: Sequence[dict[str, Any]]) -> dict[str, Sums]:
    totals: dict[str, dict[str, Any]] = {}
    for row in rows:
        total = totals.setdefault(row["currency"], {"currency": row["currency"]} | _ZERO)
        for name in _AMOUNTS:
            total[name] += int(row[name])
    return {currency: sums_of(total) for currency, total in sorted(totals.items())}


def _amounts(row: Any) -> dict[str, Any]:
    return {name: to_major(int(row[name]), row["currency"]) for name in _AMOUNTS}


def _row(row: Any) -> RevenueRow:
    names = ("date", "id", "number", "client_id", "client", "category", "description", "currency")
    return RevenueRow(**{name: row[name] for name in names}, kind=RevenueKind(row["kind"]), **_amounts(row))


def _group(row: dict[str, Any]) -> RevenueGroup:
    names = ("key", "label", "count", "currency")
    return RevenueGroup(**{name: row[name] for name in names}, **_amounts(row))
