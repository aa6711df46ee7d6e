"""Dimensions and their values: list, read, make, change, delete."""

from uuid import UUID

from luma_mcp.domain.dimensions import (
    DEEPEST,
    MOST_VALUES,
    Dimension,
    DimensionChange,
    DimensionDraft,
    DimensionQuery,
    DimensionValue,
    DimensionValueChange,
    DimensionValueDraft,
    DimensionValueRef,
    depth_of,
)
from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.paging import Page
from luma_mcp.errors import Invalid, NameTaken, NotFound, RecordInUse, UnknownReference
from luma_mcp.ledger_errors import DimensionManaged, DimensionNotUnique
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.store import dimensions as store
from luma_mcp.store.books import Books, WritableBooks

_NOUN, _VALUE = "dimension", "dimension value"


@reads("dimensions")
async def list_dimensions(books: Books, query: DimensionQuery) -> Page[Dimension]:
    """List the dimensions by name, each with its values in the order of its tree."""
    return await store.list_dimensions(books, query)


@reads("dimensions")
async def get_dimension(books: Books, wanted: Ref) -> Dimension:
    """Show one dimension with its values in the order of its tree."""
    found = await store.find_dimension(books, wanted.id)
    if found is None:
        raise NotFound.of(_NOUN, wanted.id)
    return found


@writes("dimensions")
async def create_dimension(books: WritableBooks, draft: DimensionDraft) -> Dimension:
    """Create a dimension, without values; of a unique one an entry bears at most one value."""
    if await store.name_taken(books, draft.name):
        raise NameTaken(subject=_NOUN)
    stamp = {key: value for key, value in books.stamp().items() if key != "profile_id"}
    made = Dimension(**draft.model_dump(), **stamp, values=())
    await store.add_dimension(books, made)
    return made


@writes("dimensions")
async def update_dimension(books: WritableBooks, change: DimensionChange) -> Dimension:
    """Change a dimension's name or whether it is unique, which it becomes only while no entry bears two values.

    Raises:
        DimensionManaged: a project stands on it.
        DimensionNotUnique: an entry bears two of its values.
    """
    before = await _own(books, change.id)
    fields = changed_fields(change)
    if "name" in fields and await store.name_taken(books, fields["name"], but=change.id):
        raise NameTaken(subject=_NOUN)
    if fields.get("is_unique") and not before.is_unique and await store.bears_two(books, change.id):
        raise DimensionNotUnique(subject=_NOUN)
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    await store.save_dimension(books, changed)
    return changed


@writes("dimensions", destructive=True)
async def delete_dimension(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a dimension with its values, as long as no entry or line bears one of them.

    Raises:
        RecordInUse: one of them is borne.
        DimensionManaged: a project stands on it.
    """
    before = await _own(books, wanted.id)
    if await store.used_values(books, [value.id for value in before.values]):
        raise RecordInUse("Entries bear values of this dimension, and it cannot be deleted.", subject=_NOUN)
    await store.remove_dimension(books, wanted.id)
    return Deleted(id=wanted.id)


@writes("dimensions")
async def create_dimension_value(books: WritableBooks, draft: DimensionValueDraft) -> DimensionValue:
    """Add a value to a dimension, as a root or below another value; at most ten deep."""
    before = await _own(books, draft.id)
    if len(before.values) >= MOST_VALUES:
        raise Invalid.field("name", f"a dimension has at most {MOST_VALUES} values")
    last = max((value.sort_order for value in before.values if value.parent_id == draft.parent_id), default=-1)
    stamp = {key: value for key, value in books.stamp().items() if key != "profile_id"}
    made = DimensionValue(
        **stamp,
        name=draft.name,
        dimension_id=draft.id,
        parent_id=draft.parent_id,
        sort_order=last + 1 if draft.sort_order is None else draft.sort_order,
    )
    await _check_value(books, before, made)
    await store.add_value(books, made)
    return made


@writes("dimensions")
async def update_dimension_value(books: WritableBooks, change: DimensionValueChange) -> DimensionValue:
    """Change a value's name, place or parent; entries that bear it show it at once."""
    before = await _own(books, change.id)
    value = _value_of(before, change.value_id)
    fields = changed_fields(change)
    fields.pop("value_id")
    changed = value.model_copy(update=fields | {"updated_at": books.now})
    await _check_value(books, before, changed)
    await store.save_value(books, changed)
    return changed


@writes("dimensions", destructive=True)
async def delete_dimension_value(books: WritableBooks, wanted: DimensionValueRef) -> Deleted:
    """Delete a value that no entry or line bears and that has no values below it.

    Raises:
        RecordInUse: it is borne, or others stand below it.
        DimensionManaged: a project stands on its dimension.
    """
    before = await _own(books, wanted.id)
    value = _value_of(before, wanted.value_id)
    if any(other.parent_id == value.id for other in before.values):
        raise RecordInUse("Other values stand below this one; delete or move them first.", subject=_VALUE)
    if await store.used_values(books, [value.id]):
        raise RecordInUse("Entries bear this value, and it cannot be deleted.", subject=_VALUE)
    await store.remove_value(books, value.id)
    return Deleted(id=value.id)


async def _own(books: WritableBooks, dimension_id: UUID) -> Dimension:
    """A dimension to change, kept from others meanwhile."""
    await store.hold_dimension(books, dimension_id)
    found = await get_dimension(books, Ref(id=dimension_id))
    if await store.backs_project(books, dimension_id):
        raise DimensionManaged(subject=_NOUN)
    return found


def _value_of(dimension: Dimension, value_id: UUID) -> DimensionValue:
    found = next((value for value in dimension.values if value.id == value_id), None)
    if found is None:
        raise NotFound.of(_VALUE, value_id)
    return found


async def _check_value(books: Books, dimension: Dimension, made: DimensionValue) -> None:
    """Refuse a parent of another dimension or below the value itself, a tree too deep, and a name twice."""
    by_id = {value.id: value for value in dimension.values} | {made.id: made}
    if made.parent_id is not None and (made.parent_id not in by_id or made.parent_id == made.id):
        raise UnknownReference.of("parent_id", _VALUE, made.parent_id)
    if max(depth_of(value, by_id) for value in by_id.values()) > DEEPEST:
        raise Invalid.field("parent_id", f"values stand at most {DEEPEST} deep, and never below themselves")
    if await store.value_named(books, made):
        raise NameTaken(subject=_VALUE)
