"""What the database itself finds broken: pages and keys of an SQLite file; keys on PostgreSQL."""

from sqlalchemy import ForeignKeyConstraint, Table, and_, select

from luma_mcp.store.books import Books
from luma_mcp.store.tables import ALL, WITHOUT_PROFILE


async def damage(books: Books, most: int) -> list[str]:
    """Damage to the file, and rows of this profile that refer to what is not there."""
    if not books.is_postgresql:
        return await books.sqlite_damage()
    broken: list[str] = []
    for table in ALL.sorted_tables:
        if table.name not in WITHOUT_PROFILE:
            for key in table.foreign_key_constraints:
                broken += await _strangers(books, table, key, most)
    return sorted(broken)


async def _strangers(books: Books, table: Table, key: ForeignKeyConstraint, most: int) -> list[str]:
    """Rows whose key leads nowhere. PostgreSQL keeps them out, unless somebody told it not to."""
    if key.referred_table.name in WITHOUT_PROFILE:
        return []
    parent = key.referred_table.alias("parent")
    pairs = [(element.parent, parent.c[element.column.name]) for element in key.elements]
    there = select(pairs[0][1]).where(*[theirs == ours for ours, theirs in pairs]).exists()
    given = and_(*[ours.is_not(None) for ours, _ in pairs])
    names = list(table.primary_key.columns)[1:]
    query = select(*names).where(books.own(table), given, ~there).limit(most)
    rows = await books.fetch_rows(query)
    return [
        f"table {table.name}: row {' '.join(map(str, row))} refers to a {key.referred_table.name} that is not there"
        for row in rows
    ]
