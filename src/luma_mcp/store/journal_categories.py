"""Journal categories in the books, with the types of entries that each takes."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, select
from sqlalchemy import cast as cast_to

from luma_mcp.domain.journal_categories import JournalCategory, JournalCategoryQuery, category_seeds, in_order
from luma_mcp.domain.journal_types import JournalType
from luma_mcp.domain.paging import Page
from luma_mcp.domain.profiles import Profile
from luma_mcp.store.books import Books, WritableAccountBooks, WritableBooks
from luma_mcp.store.journal_tables import draft_entry, entry_fact, journal_category, journal_category_type
from luma_mcp.store.listing import Listing, list_rows, words_match
from luma_mcp.store.types import Whole

_TAKES = and_(
    journal_category_type.c.profile_id == journal_category.c.profile_id,
    journal_category_type.c.category_id == journal_category.c.id,
)

_LISTING = Listing(
    columns=[journal_category],
    source=journal_category,
    id=journal_category.c.id,
    sorts={
        "default": cast_to(case((journal_category.c.is_default, 0), else_=1), Whole()),
        "name": func.lower(journal_category.c.name),
        "created_at": journal_category.c.created_at,
    },
)


async def list_categories(books: Books, query: JournalCategoryQuery) -> Page[JournalCategory]:
    """A page of journal categories."""
    conditions = [books.own(journal_category)]
    if query.search:
        conditions.append(words_match(func.lower(journal_category.c.name), query.search))
    if query.updated_since:
        conditions.append(journal_category.c.updated_at >= query.updated_since)
    if query.type:
        conditions.append(select(journal_category_type.c.type).where(_TAKES, _of_type(query.type)).exists())
    listed = await list_rows(books, _LISTING, query, conditions)
    types = await _types_of(books, [row["id"] for row in listed.rows])
    data = tuple(_category(row, types.get(row["id"], ())) for row in listed.rows)
    return Page[JournalCategory](data=data, meta=listed.meta)


async def find_category(books: Books, category_id: UUID) -> JournalCategory | None:
    """One journal category."""
    row = await books.fetch_one(select(journal_category).where(books.this(journal_category, category_id)))
    if row is None:
        return None
    return _category(row, (await _types_of(books, [category_id])).get(category_id, ()))


async def default_category(books: Books) -> UUID:
    """The category of entries that name none; it takes all types."""
    own = books.own(journal_category) & journal_category.c.is_default
    found: UUID | None = await books.fetch_value(select(journal_category.c.id).where(own))
    if found is None:
        raise LookupError("books without a journal category")
    return found


async def hold_categories(books: WritableBooks) -> None:
    """Keep other writes from changing categories until this one is done."""
    await books.hold(journal_category, books.own(journal_category))


async def name_taken(books: Books, name: str, but: UUID | None = None) -> bool:
    """Whether another category bears this name."""
    same = journal_category.c.name == name
    return await books.exists(journal_category, same if but is None else same & (journal_category.c.id != but))


async def types_used(books: Books, category_id: UUID) -> frozenset[JournalType]:
    """The types of entries and drafts that are filed there."""
    found: set[JournalType] = set()
    for table in (entry_fact, draft_entry):
        query = select(table.c.type).where(books.own(table), table.c.category_id == category_id).distinct()
        found |= {JournalType(row["type"]) for row in await books.fetch_all(query)}
    return frozenset(found)


async def add_category(
    books: WritableBooks | WritableAccountBooks,
    profile_id: UUID,
    name: str,
    types: Sequence[JournalType],
    *,
    is_default: bool,
) -> UUID:
    """Write a new category."""
    category_id = books.new_id()
    stamp = {"profile_id": profile_id, "created_at": books.now, "updated_at": books.now}
    await books.add(journal_category, **stamp, id=category_id, name=name, is_default=is_default)
    await _write_types(books, profile_id, category_id, types)
    return category_id


async def save_category(books: WritableBooks, category_id: UUID, **fields: Any) -> None:
    """Write what changed on a category, its types aside."""
    this = books.this(journal_category, category_id)
    await books.write(journal_category.update().where(this).values(**fields, updated_at=books.now))


async def stand_back(books: WritableBooks) -> None:
    """Whichever category was the default is so no longer."""
    default = books.own(journal_category) & journal_category.c.is_default
    await books.write(journal_category.update().where(default).values(is_default=False, updated_at=books.now))


async def replace_types(
    books: WritableBooks, category_id: UUID, before: Collection[JournalType], after: Collection[JournalType]
) -> None:
    """Let a category take these types."""
    gone = [one for one in before if one not in after]
    own = books.own(journal_category_type) & (journal_category_type.c.category_id == category_id)
    if gone:
        await books.write(journal_category_type.delete().where(own, journal_category_type.c.type.in_(gone)))
    await _write_types(books, books.profile_id, category_id, [one for one in after if one not in before])


async def seed_journal_categories(books: WritableAccountBooks | WritableBooks, made: Profile) -> None:
    """Write the journal categories that a new profile starts with."""
    for seed in category_seeds(made.language):
        await add_category(books, made.id, seed.name, seed.allowed_types, is_default=seed.is_default)


async def _write_types(
    books: WritableBooks | WritableAccountBooks, profile_id: UUID, category_id: UUID, types: Sequence[JournalType]
) -> None:
    rows = [{"profile_id": profile_id, "category_id": category_id, "type": str(one)} for one in types]
    await books.write_rows(journal_category_type, rows)


async def _types_of(books: Books, ids: Sequence[UUID]) -> dict[UUID, tuple[JournalType, ...]]:
    found: dict[UUID, tuple[JournalType, ...]] = {}
    own = books.own(journal_category_type) & journal_category_type.c.category_id.in_(ids)
    columns = (journal_category_type.c.category_id, journal_category_type.c.type)
    for row in await books.fetch_all(select(*columns).where(own)) if ids else ():
        found[row["category_id"]] = (*found.get(row["category_id"], ()), JournalType(row["type"]))
    return {category: in_order(types) for category, types in found.items()}


def _of_type(wanted: JournalType) -> Any:
    return journal_category_type.c.type == str(wanted)


def _category(row: Any, types: tuple[JournalType, ...]) -> JournalCategory:
    names = ("id", "name", "is_default", "created_at", "updated_at")
    return JournalCategory(**{name: row[name] for name in names}, allowed_types=types)
