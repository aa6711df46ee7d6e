"""Journal categories: list, make, change; and which one an entry is filed under."""

from typing import Any
from uuid import UUID

from luma_mcp.domain.journal_categories import (
    JournalCategory,
    JournalCategoryChange,
    JournalCategoryDraft,
    JournalCategoryQuery,
    in_order,
)
from luma_mcp.domain.journal_types import JournalType
from luma_mcp.domain.paging import Page
from luma_mcp.errors import NameTaken, NotFound, Problem, RecordInUse, UnknownReference
from luma_mcp.ledger_errors import CategoryTypeNotAllowed, DefaultCategoryStays
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.store import journal_categories as store
from luma_mcp.store.books import Books, WritableBooks


@reads("journal-categories")
async def list_journal_categories(books: Books, query: JournalCategoryQuery) -> Page[JournalCategory]:
    """List journal categories with the types of entries that each takes; the default one first."""
    return await store.list_categories(books, query)


@writes("journal-categories")
async def create_journal_category(books: WritableBooks, draft: JournalCategoryDraft) -> JournalCategory:
    """Make a journal category.

    Raises:
        NameTaken: another category bears the name.
        DefaultCategoryStays: the default one takes all types.
    """
    await store.hold_categories(books)
    await _refuse_taken(books, draft.name)
    types = in_order(draft.allowed_types or tuple(JournalType))
    if draft.is_default:
        _refuse_narrow(types)
        await store.stand_back(books)
    made = await store.add_category(books, books.profile_id, draft.name, types, is_default=draft.is_default)
    return await _category(books, made)


@writes("journal-categories")
async def update_journal_category(books: WritableBooks, change: JournalCategoryChange) -> JournalCategory:
    """Change a journal category: its name, the types that it takes, whether it is the default.

    Raises:
        NameTaken: another category bears the name.
        RecordInUse: entries of a type that it is to take no longer are filed there.
        DefaultCategoryStays: one category is the default, and that one takes all types.
    """
    await store.hold_categories(books)
    before = await _category(books, change.id)
    fields: dict[str, Any] = changed_fields(change)
    types = in_order(fields.pop("allowed_types", before.allowed_types))
    if fields.get("is_default", before.is_default):
        _refuse_narrow(types)
    elif before.is_default:
        raise DefaultCategoryStays
    if "name" in fields:
        await _refuse_taken(books, fields["name"], but=before.id)
    await _refuse_used(books, before, types)
    if fields.get("is_default") and not before.is_default:
        await store.stand_back(books)
    await store.replace_types(books, before.id, before.allowed_types, types)
    await store.save_category(books, before.id, **fields)
    return await _category(books, before.id)


async def category_for(books: Books, category_id: UUID | None, of_type: JournalType, field: str) -> UUID:
    """The category of an entry of this type: the one that is named, else the default.

    Raises:
        UnknownReference: there is no such category.
        CategoryTypeNotAllowed: it does not take entries of this type.
    """
    if category_id is None:
        return await store.default_category(books)
    found = await store.find_category(books, category_id)
    if found is None:
        raise UnknownReference.of(field, "journal category", category_id)
    if of_type not in found.allowed_types:
        taken = ", ".join(found.allowed_types)
        problem = f"{found.name} takes {taken}, not {of_type}"
        raise CategoryTypeNotAllowed(f"{field}: {problem}", problems=[Problem(field, problem)])
    return found.id


async def _category(books: Books, category_id: UUID) -> JournalCategory:
    found = await store.find_category(books, category_id)
    if found is None:
        raise NotFound.of("journal category", category_id)
    return found


async def _refuse_taken(books: Books, name: str, but: UUID | None = None) -> None:
    if await store.name_taken(books, name, but):
        raise NameTaken(f"There is a journal category {name} already.", subject="journal category")


async def _refuse_used(books: Books, before: JournalCategory, types: tuple[JournalType, ...]) -> None:
    used = [one for one in await store.types_used(books, before.id) if one not in types]
    if used:
        raise RecordInUse(
            f"{before.name} holds entries of type {', '.join(sorted(used))}.",
            fix="Let it take their type, or make another category.",
            subject="journal category",
        )


def _refuse_narrow(types: tuple[JournalType, ...]) -> None:
    if len(types) < len(JournalType):
        raise DefaultCategoryStays(
            "The default category takes entries of all types.",
            fix="Leave allowed_types away, or do not make it default.",
        )
