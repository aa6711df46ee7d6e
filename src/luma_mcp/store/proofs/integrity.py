"""What the database itself finds broken: pages of an SQLite file, and keys that lead nowhere."""

from sqlalchemy import ForeignKeyConstraint, Table, and_, select

from luma_mcp.store.books import Books
from luma_mcp.store.tables import ALL, WITHOUT_PROFILE


async def damage(books: Books, most: int) -> list[str]:
    """Damage to the file, and rows of this profile that refer to what is not there."""
    broken: list[str] = []
    for table in ALL.sorted_tables:
        if table.name not in WITHOUT_PROFILE:
            for key in table.foreign_key_constraints:
                broken += await _strangers(books, table, key, most)
    of_file = [] if books.is_postgresql else await books.sqlite_damage(sorted(WITHOUT_PROFILE))
    return of_file + sorted(broken)


async def _strangers(books: Books, table: Table, key: ForeignKeyConstraint, most: int) -> list[str]:
    """Rows whose key leads nowhere. The database keeps them out, unless somebody told it not to."""
    if key.referred_table.name in WITHOUT_PROFILE:
        return []
    parent = key.referred_table.alias("parent")
    pairs = [(element.parent, parent.c[element.column.name]) for element in key.elements]
    there = select(pairs[0][1]).where(*[theirs == ours for ours, theirs in pairs]).exists()
    given = and_(*[ours.is_not(None) for ours, _ in pairs])
    names = list(table.primary_key.columns)[1:]
    query = select(*names).where(books.own(table), given, ~there).order_by(*names).limit(most)
    rows = await books.fetch_rows(query)
    gone = f"refers to a row of {key.referred_table.name} that is not there"
    return [f"table {table.name}: row {' '.join(map(str, row))} {gone}" for row in rows]
