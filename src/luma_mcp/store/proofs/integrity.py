"""What the database itself finds broken: pages of an SQLite file, and keys that lead nowhere."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Integer, Table, and_, bindparam, select

from luma_mcp.store.books import OWN, Books, own_rows
from luma_mcp.store.tables import ALL, WITHOUT_PROFILE


async def damage(books: Books, most: int) -> list[str]:
    """Damage to the file, and rows of this profile that refer to what is not there."""
    broken: list[str] = []
    for table, referred, query in _strangers():
        rows = await books.fetch_rows(query, {OWN: books.profile_id, "most": most})
        gone = f"refers to a row of {referred} that is not there"
        broken += [f"table {table}: row {' '.join(map(str, row))} {gone}" for row in rows]
    of_file = [] if books.is_postgresql else await books.sqlite_damage(sorted(WITHOUT_PROFILE))
    return of_file + sorted(broken)


@cache
def _strangers() -> list[tuple[str, str, Any]]:
    """For every key of every table the question for rows whose key leads nowhere.

    The database keeps them out, unless somebody told it not to.
    """
    return [
        (table.name, key.referred_table.name, _question(table, key))
        for table in ALL.sorted_tables
        for key in _keys(table)
    ]


def _keys(table: Table) -> Iterator[ForeignKeyConstraint]:
    if table.name not in WITHOUT_PROFILE:
        keys = sorted(table.foreign_key_constraints, key=lambda key: str(key.name))
        yield from (key for key in keys if key.referred_table.name not in WITHOUT_PROFILE)


def _question(table: Table, key: ForeignKeyConstraint) -> Any:
    parent = key.referred_table.alias("parent")
    pairs = [(element.parent, parent.c[element.column.name]) for element in key.elements]
    there = select(pairs[0][1]).where(*[theirs == ours for ours, theirs in pairs]).exists()
    given = and_(*[ours.is_not(None) for ours, _ in pairs])
    names = list(table.primary_key.columns)[1:]
    query = select(*names).where(own_rows(table), given, ~there)
    return query.order_by(*names).limit(bindparam("most", type_=Integer()))
