"""Open items as they were on a date, and what happened to those of one client."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Subquery, and_, case, func, literal, null, or_, select, union_all

from luma_mcp.domain.reports.ageing import LIMITS, Aged, OpenItem, Side
from luma_mcp.domain.reports.spans import Span
from luma_mcp.store.books import Books
from luma_mcp.store.clients import client
from luma_mcp.store.open_items import item_allocation, open_item
from luma_mcp.store.types import Day
from luma_mcp.store.vendor_table import vendor

_PARTIES = {"client": client, "vendor": vendor}


async def aged(books: Books, side: Side, day: date, party_id: UUID | None = None) -> Sequence[Aged]:
    """What was open on a date by client or vendor and currency, the names in order; reads open items alone."""
    party = _PARTIES[side.party]
    items = _open_on(books, side, day, None if party_id is None else _of(side, party_id)).subquery("items")
    key = items.c.party_id
    same = and_(party.c.profile_id == books.profile_id, party.c.id == key)
    group = [key, party.c.name, items.c.currency]
    sums = [func.sum(column).label(f"bucket_{index}") for index, column in enumerate(_buckets(items, day))]
    query = select(*group, func.sum(items.c.open_tc).label("in_currency"), *sums).select_from(
        items.outerjoin(party, same)
    )
    rows = await books.fetch_all(query.group_by(*group).order_by(key.is_(None), party.c.name, key, items.c.currency))
    return [
        Aged(row["party_id"], row["name"], row["currency"], int(row["in_currency"]), _ints(row, len(sums)))
        for row in rows
    ]


async def open_items_of(books: Books, side: Side, day: date, party_id: UUID | None) -> Sequence[OpenItem]:
    """The items of one client or vendor that were open on a date, the oldest due first."""
    items = _open_on(books, side, day, _of(side, party_id)).subquery("items")
    rows = await books.fetch_all(select(items).order_by(items.c.due_date, items.c.date, items.c.id))
    names = ("date", "number", "source", "due_date", "currency")
    return [
        OpenItem(**{name: row[name] for name in names}, in_currency=int(row["open_tc"]), amount=int(row["open"]))
        for row in rows
    ]


async def client_exists(books: Books, client_id: UUID) -> bool:
    """Whether there is such a client."""
    return await books.exists(client, client.c.id == client_id)


async def statement_sums(books: Books, client_id: UUID, span: Span) -> Sequence[RowMapping]:
    """By currency: what was open before the span and after it, as its events say, and as its items say."""
    events = _events(books, client_id)
    before = events.c.date < span.first
    columns = [
        func.sum(case((before, events.c.amount_tc), else_=0)).label("opening"),
        func.sum(events.c.amount_tc).label("closing"),
        func.sum(case((before, events.c.amount), else_=0)).label("opening_base"),
        func.sum(events.c.amount).label("closing_base"),
    ]
    query = select(events.c.currency, *columns).where(events.c.date <= span.last)
    return await books.fetch_all(query.group_by(events.c.currency).order_by(events.c.currency))


async def open_by_currency(books: Books, client_id: UUID, day: date) -> dict[str, int]:
    """What is open of a client on a date by currency: what is open now, and what was settled since."""
    names = ("profile_id", "id", "currency", "open_tc_minor")
    query = select(*(open_item.c[name] for name in names))
    query = query.where(books.own(open_item), open_item.c.client_id == client_id, open_item.c.date <= day)
    item = query.cte("own").prefix_with("MATERIALIZED")
    since = select(item.c.currency, item_allocation.c.amount_tc_minor).select_from(item.join(*_allocations(item)))
    now = select(item.c.currency, item.c.open_tc_minor.label("amount"))
    parts = union_all(now, since.where(item_allocation.c.date > day)).subquery("parts")
    sums = select(parts.c.currency, func.sum(parts.c.amount).label("open")).group_by(parts.c.currency)
    return {row["currency"]: int(row["open"]) for row in await books.fetch_all(sums)}


StatementKey = tuple[str, date, int, UUID]
"""Currency, date, items before what settles them, and the id."""


async def statement_page(
    books: Books, client_id: UUID, span: Span, after_key: StatementKey | None, limit: int
) -> Sequence[RowMapping]:
    """What happened to a client's items in a span, currency by currency, with the open amount after each event.

    The open amount is summed over all events of the client before the page is cut.
    """
    events = _events(books, client_id)
    order = (events.c.currency, events.c.date, events.c.rank, events.c.id)
    running = func.sum(events.c.amount_tc).over(partition_by=events.c.currency, order_by=order[1:], rows=(None, 0))
    whole = select(events, running.label("open_tc")).where(events.c.date <= span.last).subquery("whole")
    wanted = [whole.c.date >= span.first]
    keys = (whole.c.currency, whole.c.date, whole.c.rank, whole.c.id)
    if after_key is not None:
        wanted.append(_beyond(keys, after_key))
    return await books.fetch_all(select(whole).where(*wanted).order_by(*keys).limit(limit))


def _open_on(books: Books, side: Side, day: date, *conditions: ColumnElement[bool] | None) -> Any:
    """Items that were open on a date, in the sign of their side: open now, or closed since.

    Each half by its own index, and once: what was settled since is not asked again for each bucket.
    """
    since = _settled_since(books, day)
    later = {
        name: side.sign * (open_item.c[f"{name}_minor"] + func.coalesce(since.c[name], 0))
        for name in ("open", "open_tc")
    }
    wanted = [books.own(open_item), open_item.c.kind.in_(side.kinds), open_item.c.date <= day]
    wanted += [one for one in conditions if one is not None]
    names = ("id", "date", "number", "source", "due_date", "currency")
    columns = [open_item.c[name] for name in names] + [open_item.c[f"{side.party}_id"].label("party_id")]
    columns += [amount.label(name) for name, amount in later.items()]
    source = open_item.outerjoin(since, since.c.item_id == open_item.c.id)
    halves = [
        select(*columns).select_from(source).where(*wanted, when)
        for when in (open_item.c.closed_on.is_(None), open_item.c.closed_on > day)
    ]
    items = union_all(*halves).cte("then").prefix_with("MATERIALIZED")
    return select(items).where(or_(items.c.open != 0, items.c.open_tc != 0))


def _settled_since(books: Books, day: date) -> Any:
    """What was settled of each item after a date; as of today that is nothing.

    Read by date first: in the order of items every allocation there ever was would be looked at.
    """
    names = {"open": "amount_minor", "open_tc": "amount_tc_minor"}
    columns = [item_allocation.c[column].label(name) for name, column in names.items()]
    query = select(item_allocation.c.item_id, *columns)
    later = query.where(books.own(item_allocation), item_allocation.c.date > day).cte("later")
    later = later.prefix_with("MATERIALIZED")
    sums = [func.sum(later.c[name]).label(name) for name in names]
    return select(later.c.item_id, *sums).group_by(later.c.item_id).cte("since").prefix_with("MATERIALIZED")


def _of(side: Side, party_id: UUID | None) -> ColumnElement[bool]:
    own: Any = open_item.c[f"{side.party}_id"]
    result: ColumnElement[bool] = own.is_(None) if party_id is None else own == party_id
    return result


def _allocations(item: Any) -> tuple[Any, ColumnElement[bool]]:
    """What settles items, to join to them; the items come first, whose allocations are few."""
    allocation = item_allocation.c
    return item_allocation, and_(allocation.profile_id == item.c.profile_id, allocation.item_id == item.c.id)


def _buckets(items: Subquery, day: date) -> list[Any]:
    """The open amount by days overdue; what is owed the other way is a credit, however old."""
    due = [day - timedelta(days=limit) for limit in LIMITS]
    within = [items.c.due_date >= due[0]]
    within += [and_(items.c.due_date < newer, items.c.due_date >= older) for newer, older in pairwise(due)]
    within.append(items.c.due_date < due[-1])
    buckets = [case((and_(items.c.open > 0, when), items.c.open), else_=0) for when in within]
    return [*buckets, case((items.c.open < 0, items.c.open), else_=0)]


def _events(books: Books, client_id: UUID) -> Subquery:
    """The items of a client, and what settled them, as one table of equal columns; read from the items on."""
    names = ("profile_id", "id", "date", "source", "number", "due_date", "currency", "original_tc_minor")
    columns = [open_item.c[name] for name in (*names, "original_minor")]
    query = select(*columns).where(books.own(open_item), open_item.c.client_id == client_id)
    item = query.cte("own").prefix_with("MATERIALIZED")
    opened = select(
        item.c.id.label("id"),
        item.c.date.label("date"),
        literal(0).label("rank"),
        item.c.source.label("kind"),
        item.c.number.label("number"),
        item.c.due_date.label("due_date"),
        item.c.currency.label("currency"),
        item.c.original_tc_minor.label("amount_tc"),
        item.c.original_minor.label("amount"),
    )
    settled = select(
        item_allocation.c.id.label("id"),
        item_allocation.c.date.label("date"),
        literal(1).label("rank"),
        item_allocation.c.kind.label("kind"),
        item.c.number.label("number"),
        null().cast(Day()).label("due_date"),
        item.c.currency.label("currency"),
        (-item_allocation.c.amount_tc_minor).label("amount_tc"),
        (-item_allocation.c.amount_minor).label("amount"),
    ).select_from(item.join(*_allocations(item)))
    return union_all(opened, settled).subquery("events")


def _beyond(keys: Sequence[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """The condition that a row comes after a key, field by field."""
    condition: ColumnElement[bool] = keys[-1] > values[-1]
    for key, value in zip(reversed(keys[:-1]), reversed(values[:-1]), strict=True):
        condition = or_(key > value, and_(key == value, condition))
    return condition


def _ints(row: RowMapping, count: int) -> tuple[int, ...]:
    return tuple(int(row[f"bucket_{index}"]) for index in range(count))
