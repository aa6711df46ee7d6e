"""Contacts and departments: given with the client or vendor that they belong to, whole lists at a time."""

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from luma_mcp.domain.contacts import ContactDraft, DepartmentDraft, check_departments, with_default
from luma_mcp.errors import Invalid, UnknownReference
from luma_mcp.store import contacts as store
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.contacts import Parts


async def keep_parts(
    books: WritableBooks,
    parts: Parts,
    party_id: UUID,
    contacts: Sequence[ContactDraft] | None,
    departments: Sequence[DepartmentDraft] | None,
) -> None:
    """Let a party have these contacts and departments; a list that is not given stays as it is.

    Raises:
        DefaultContactRequired: several contacts, and none is the default.
        SeveralDefaultContacts: more than one contact is.
        UnknownReference: an id is not one of this party's.
    """
    if contacts is not None:
        known = await store.ids_of(books, parts, parts.contacts, party_id)
        _check_ids("contacts", "contact", [contact.id for contact in contacts], known)
        given = [contact.model_dump() for contact in with_default(contacts)]
        await store.keep(books, parts, parts.contacts, party_id, given)
    if departments is not None:
        check_departments(departments)
        known = await store.ids_of(books, parts, parts.departments, party_id)
        _check_ids("departments", "department", [department.id for department in departments], known)
        persons = await store.ids_of(books, parts, parts.contacts, party_id)
        for index, department in enumerate(departments):
            if department.contact_id and department.contact_id not in persons:
                raise UnknownReference.of(f"departments.{index}.contact_id", "contact", department.contact_id)
        await store.keep(books, parts, parts.departments, party_id, [one.model_dump() for one in departments])


async def remove_parts(books: WritableBooks, parts: Parts, party_id: UUID) -> None:
    """Delete what belongs to a party that is deleted."""
    await store.remove(books, parts, party_id)


def _check_ids(field: str, noun: str, given: Sequence[UUID | None], known: Collection[UUID]) -> None:
    for index, one in enumerate(given):
        if one is not None and one not in known:
            raise UnknownReference.of(f"{field}.{index}.id", noun, one)
    if any(times > 1 for one, times in Counter(given).items() if one is not None):
        raise Invalid.field(field, "the same id stands in it twice")
