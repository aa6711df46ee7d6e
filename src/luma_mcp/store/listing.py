"""Lists: search over words, keyset pages that stay right while rows are added, counts and sums over all that match."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from unicodedata import normalize
from uuid import UUID

from sqlalchemy import Column, ColumnElement, FromClause, Select, and_, func, or_, select
from sqlalchemy.engine import RowMapping

from luma_mcp.domain.model import printable
from luma_mcp.domain.money import to_major
from luma_mcp.domain.paging import Meta, Sums, decode_cursor, encode_cursor, rows_before
from luma_mcp.errors import BadCursor, BadQuery
from luma_mcp.store.books import Books
from luma_mcp.store.types import Day, Minor, Moment, Whole

SORT_KEY = "sort_key"


@dataclass(frozen=True)
class Listing:
    """How one noun is listed: from where, sorted by what, its id, and the amounts to add up per currency."""

    columns: Sequence[Any]
    source: FromClause
    id: Column[UUID]
    sorts: Mapping[str, ColumnElement[Any]]
    currency: ColumnElement[str] | None = None
    sums: Mapping[str, ColumnElement[int]] | None = None


@dataclass(frozen=True)
class Listed:
    """Rows of one page, the meta and, where there are amounts, the totals."""

    rows: Sequence[RowMapping]
    meta: Meta
    totals: dict[str, Sums]


def search_text(*parts: object) -> str:
    """What a record is found by: its words, case folded."""
    return folded(" ".join(str(part) for part in parts if part not in (None, "")))


def folded(text: str) -> str:
    """A text as it is searched: without case, and however its accents were typed."""
    return normalize("NFKC", normalize("NFKC", text).casefold())


def words_match(column: ColumnElement[str], search: str) -> ColumnElement[bool]:
    """The condition that all words of a search occur in a search text."""
    return and_(*(column.contains(word, autoescape=True) for word in folded(search).split()))


async def list_rows(books: Books, listing: Listing, query: Any, conditions: Sequence[ColumnElement[bool]]) -> Listed:
    """One page of a list in two statements: what there is in all, and the rows."""
    sort, key, descending = _sort(listing, query)
    name = f"{listing.id.table.description} {sort}"
    wanted: Select[Any] = select(*listing.columns, key.label(SORT_KEY)).select_from(listing.source).where(*conditions)
    skipped = rows_before(query.cursor) if query.cursor else None
    if skipped is not None:
        wanted = wanted.offset(skipped)
    elif query.cursor:
        wanted = wanted.where(_after(query.cursor, name, key, listing.id, descending=descending))
    order = (key.desc(), listing.id.desc()) if descending else (key.asc(), listing.id.asc())
    found = await books.fetch_all(wanted.order_by(*order).limit(query.limit + 1))
    rows = found[: query.limit]
    more = len(found) > query.limit
    total, totals = await _totals(books, listing, conditions)
    cursor = encode_cursor(name, [_text(rows[-1][SORT_KEY]), rows[-1]["id"]]) if more else None
    return Listed(rows, Meta(total=total, limit=query.limit, next_cursor=cursor), totals)


def matching(books: Books, table: Any, query: Any, *names: str) -> list[ColumnElement[bool]]:
    """The conditions that most lists share: own profile, search, updated_since, and equality where a field is given."""
    conditions = [books.own(table)]
    if query.search:
        conditions.append(words_match(table.c.search, query.search))
    if query.updated_since:
        conditions.append(table.c.updated_at >= query.updated_since)
    for name in names:
        wanted = getattr(query, name)
        if wanted is not None:
            conditions.append(table.c[name] == wanted)
    return conditions


def between(column: ColumnElement[Any], first: Any, last: Any) -> list[ColumnElement[bool]]:
    """The conditions that a date lies in a range whose ends may be open."""
    return [*([column >= first] if first else []), *([column <= last] if last else [])]


def plain(row: RowMapping) -> dict[str, Any]:
    """A row without what only the store needs."""
    return {key: value for key, value in row.items() if key not in {"profile_id", "search", SORT_KEY}}


async def _totals(
    books: Books, listing: Listing, conditions: Sequence[ColumnElement[bool]]
) -> tuple[int, dict[str, Sums]]:
    if listing.currency is None or listing.sums is None:
        counted = await books.fetch_value(select(func.count()).select_from(listing.source).where(*conditions))
        return int(counted), {}
    sums = [func.sum(column).label(name) for name, column in listing.sums.items()]
    rows = await books.fetch_all(
        select(listing.currency.label("currency"), func.count().label("count"), *sums)
        .select_from(listing.source)
        .where(*conditions)
        .group_by(listing.currency)
        .order_by(listing.currency)
    )
    return sum(row["count"] for row in rows), {row["currency"]: sums_of(row) for row in rows}


def sums_of(row: Mapping[str, Any] | RowMapping) -> Sums:
    """Sums in minor units as amounts of their currency; an absent sum is zero."""

    def amount(name: str) -> Decimal:
        return to_major(int(row.get(name) or 0), row["currency"])

    return Sums(net=amount("net"), tax=amount("tax"), gross=amount("gross"), paid=amount("paid"), open=amount("open"))


def check_sort(wanted: str, sorts: Collection[str]) -> str:
    """Give a sort that is offered, or refuse it, naming those that are."""
    if wanted.removeprefix("-") not in sorts:
        raise BadQuery.field("sort", f"is one of {', '.join(sorts)}, with '-' in front for descending")
    return wanted


def _sort(listing: Listing, query: Any) -> tuple[str, ColumnElement[Any], bool]:
    wanted = check_sort(query.sort or query.default_sort, listing.sorts)
    return wanted, listing.sorts[wanted.removeprefix("-")], wanted.startswith("-")


def _after(
    cursor: str, sort: str, key: ColumnElement[Any], record_id: ColumnElement[UUID], *, descending: bool
) -> ColumnElement[bool]:
    raw, last_id = decode_cursor(cursor, sort, 2)
    try:
        value, uuid = _parser(key)(raw), UUID(str(last_id))
    except (ValueError, TypeError, OverflowError):
        raise BadCursor from None
    if descending:
        return or_(key < value, and_(key == value, record_id < uuid))
    return or_(key > value, and_(key == value, record_id > uuid))


def _parser(key: ColumnElement[Any]) -> Callable[[Any], Any]:
    if isinstance(key.type, Day):
        return date.fromisoformat
    if isinstance(key.type, Moment):
        return _moment
    return _whole if isinstance(key.type, Minor | Whole) else printable


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.astimezone(UTC)


def _whole(value: int) -> int:
    if abs(int(value)) >= 2**63:
        raise ValueError("beyond what a column holds")
    return int(value)


def _text(value: Any) -> str | int:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if isinstance(value, int) else str(value)
