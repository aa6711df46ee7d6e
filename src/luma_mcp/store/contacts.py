"""Contacts and departments in the books: of clients and of vendors, each with tables of their own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Table, and_, func, select

from luma_mcp.domain.contacts import Contact, Department, PartsQuery
from luma_mcp.domain.paging import Page
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.contact_tables import client_contact, client_department, vendor_contact, vendor_department
from luma_mcp.store.listing import Listed, Listing, list_rows, matching, plain, search_text


@dataclass(frozen=True, eq=False)
class Parts:
    """Where the contacts and departments of one kind of party are."""

    party: str
    contacts: Table
    departments: Table


OF_CLIENTS = Parts("client", client_contact, client_department)
OF_VENDORS = Parts("vendor", vendor_contact, vendor_department)


async def list_contacts(books: Books, parts: Parts, query: PartsQuery) -> Page[Contact]:
    """A page of the contacts of a party."""
    listed = await _list(books, parts, parts.contacts, query)
    return Page[Contact](data=tuple(Contact.model_validate(_fields(row)) for row in listed.rows), meta=listed.meta)


async def list_departments(books: Books, parts: Parts, query: PartsQuery) -> Page[Department]:
    """A page of the departments of a party."""
    listed = await _list(books, parts, parts.departments, query)
    return Page[Department](
        data=tuple(Department.model_validate(_fields(row)) for row in listed.rows), meta=listed.meta
    )


async def ids_of(books: Books, parts: Parts, table: Table, party_id: UUID) -> frozenset[UUID]:
    """The ids of the contacts or departments that a party has."""
    rows = await books.fetch_all(select(table.c.id).where(_own(books, parts, table, party_id)))
    return frozenset(row["id"] for row in rows)


async def keep(
    books: WritableBooks, parts: Parts, table: Table, party_id: UUID, given: Sequence[Mapping[str, Any]]
) -> None:
    """Let a party have exactly these contacts or departments, in this order; those with an id are there already."""
    own = _own(books, parts, table, party_id)
    stays = {fields["id"] for fields in given if fields["id"]}
    await _let_go(books, parts, table, own, stays)
    await books.write(table.update().where(own).values(is_default=False))
    made = []
    for position, fields in enumerate(given, start=1):
        row = {**fields, "position": position, "search": _search(fields), "updated_at": books.now}
        if row["id"]:
            await books.write(table.update().where(books.this(table, row.pop("id"))).values(**row))
        else:
            made.append(row | books.stamp() | {f"{parts.party}_id": party_id})
    await books.write_rows(table, made)


async def remove(books: WritableBooks, parts: Parts, party_id: UUID) -> None:
    """Delete the contacts and departments of a party."""
    for table in (parts.departments, parts.contacts):
        await books.write(table.delete().where(_own(books, parts, table, party_id)))


async def _let_go(
    books: WritableBooks, parts: Parts, table: Table, own: ColumnElement[bool], stays: Collection[UUID]
) -> None:
    """Delete those that do not stay; no department names a contact that is gone."""
    gone = own & table.c.id.not_in(stays)
    if table is parts.contacts:
        department, named = parts.departments, select(table.c.id).where(gone)
        bereft = books.own(department) & department.c.contact_id.in_(named)
        await books.write(department.update().where(bereft).values(contact_id=None, updated_at=books.now))
    await books.write(table.delete().where(gone))


async def _list(books: Books, parts: Parts, table: Table, query: PartsQuery) -> Listed:
    sorts = {
        "position": table.c.position,
        "name": func.lower(table.c.name),
        "created_at": table.c.created_at,
        "updated_at": table.c.updated_at,
    }
    listing = Listing(columns=[table], source=table, id=table.c.id, sorts=sorts)
    conditions = [*matching(books, table, query), table.c[f"{parts.party}_id"] == query.id]
    return await list_rows(books, listing, query, conditions)


def _own(books: Books, parts: Parts, table: Table, party_id: UUID) -> ColumnElement[bool]:
    return and_(books.own(table), table.c[f"{parts.party}_id"] == party_id)


def _fields(row: RowMapping) -> dict[str, Any]:
    kept = plain(row)
    return {name: value for name, value in kept.items() if name not in {"position", "client_id", "vendor_id"}}


def _search(fields: Mapping[str, Any]) -> str:
    return search_text(fields["name"], fields["email"], fields.get("role"), fields.get("ean"), fields.get("city"))
