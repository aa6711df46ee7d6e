"""Clients in the books."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, RowMapping, and_, func, select

from luma_mcp.domain.clients import Client, ClientQuery
from luma_mcp.domain.metadata import as_text, kind_of, of_text
from luma_mcp.domain.paging import Page
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.contact_tables import client_metadata
from luma_mcp.store.listing import Listing, list_rows, matching, plain, search_text
from luma_mcp.store.party_group_tables import client_group, client_standing
from luma_mcp.store.schema import flag, one_of, profile_table, text, unique_index, whole

client = profile_table(
    "client",
    text("number"),
    text("name"),
    text("type"),
    text("contact_person", null=True),
    text("email", null=True),
    text("phone", null=True),
    text("website", null=True),
    text("street", null=True),
    text("postal_code", null=True),
    text("city", null=True),
    text("country"),
    text("vat_number", null=True),
    text("vat_zone"),
    text("language"),
    text("preferred_currency", null=True),
    whole("payment_deadline_days", null=True),
    text("external_id", null=True),
    text("ean", null=True),
    text("notes", null=True),
    flag("archived"),
    text("search"),
    unique_index("uq_client_number", "profile_id", "number"),
    unique_index("uq_client_external_id", "profile_id", "external_id"),
    Index("ix_client_name", "profile_id", "name", "id"),
    one_of("type", "business", "private"),
    one_of("vat_zone", "domestic", "eu", "abroad", "domestic_without_vat"),
)

_STANDING = ("client_group_id", "billing_relationship", "parent_client_id", "include_child_details_pdf")
_ELSEWHERE = {*_STANDING, "client_group_number", "client_group_name", "metadata"}
"""What a client has in tables beside its own."""

_STANDS = and_(client_standing.c.profile_id == client.c.profile_id, client_standing.c.client_id == client.c.id)
_GROUPED = and_(
    client_group.c.profile_id == client_standing.c.profile_id, client_group.c.id == client_standing.c.client_group_id
)

_LISTING = Listing(
    columns=[
        client,
        *(client_standing.c[name] for name in _STANDING),
        client_group.c.number.label("client_group_number"),
        client_group.c.name.label("client_group_name"),
    ],
    source=client.join(client_standing, _STANDS).join(client_group, _GROUPED),
    id=client.c.id,
    sorts={
        "name": func.lower(client.c.name),
        "number": client.c.number,
        "created_at": client.c.created_at,
        "updated_at": client.c.updated_at,
    },
)


async def list_clients(books: Books, query: ClientQuery) -> Page[Client]:
    """A page of clients."""
    conditions = matching(books, client, query, "number", "type", "country", "external_id", "archived")
    if query.client_group_id:
        conditions.append(client_standing.c.client_group_id == query.client_group_id)
    conditions += [_bears(key, value) for key, value in (query.metadata or {}).items()]
    listed = await list_rows(books, _LISTING, query, conditions)
    return Page[Client](data=tuple(await _clients(books, listed.rows)), meta=listed.meta)


async def find_client(books: Books, client_id: UUID) -> Client | None:
    """One client."""
    found = await _clients(books, await _rows_of(books, client_id))
    return found[0] if found else None


async def find_addressee(books: Books, client_id: UUID) -> Client | None:
    """One client as documents need it: in one statement, without its metadata."""
    rows = await _rows_of(books, client_id)
    return Client.model_validate(plain(rows[0]) | {"metadata": {}}) if rows else None


async def hold_client(books: WritableBooks, client_id: UUID) -> None:
    """Keep other writes from changing a client until this one is done."""
    await books.hold_record(client, client_id)


async def external_id_taken(books: Books, external_id: str, but: UUID | None = None) -> bool:
    """Whether another client bears this external id."""
    return await books.exists(client, _another(client.c.external_id == external_id, but))


async def number_taken(books: Books, number: str, but: UUID | None = None) -> bool:
    """Whether another client bears this number."""
    return await books.exists(client, _another(client.c.number == number, but))


async def has_children(books: Books, client_id: UUID) -> bool:
    """Whether another client belongs to this one."""
    return await books.exists(client_standing, client_standing.c.parent_client_id == client_id)


async def add_client(books: WritableBooks, made: Client) -> None:
    """Write a new client."""
    own = made.model_dump(exclude=_ELSEWHERE)
    await books.add(client, profile_id=books.profile_id, search=_search(made), **own)
    standing = made.model_dump(include=set(_STANDING))
    await books.add(client_standing, profile_id=books.profile_id, client_id=made.id, **standing)
    await _keep_metadata(books, made)


async def save_client(books: WritableBooks, changed: Client) -> None:
    """Write a changed client."""
    row = changed.model_dump(exclude={"id", "created_at", *_ELSEWHERE})
    await books.write(client.update().where(books.this(client, changed.id)).values(search=_search(changed), **row))
    standing = changed.model_dump(include=set(_STANDING))
    await books.write(client_standing.update().where(_of(books, client_standing, changed.id)).values(**standing))
    await books.write(client_metadata.delete().where(_of(books, client_metadata, changed.id)))
    await _keep_metadata(books, changed)


async def remove_client(books: WritableBooks, client_id: UUID) -> None:
    """Delete a client that nothing refers to, and what belongs to it alone."""
    for table in (client_standing, client_metadata):
        await books.write(table.delete().where(_of(books, table, client_id)))
    await books.write(client.delete().where(books.this(client, client_id)))


def _of(books: Books, table: Any, client_id: UUID) -> ColumnElement[bool]:
    return and_(books.own(table), table.c.client_id == client_id)


def _another(same: ColumnElement[bool], but: UUID | None) -> ColumnElement[bool]:
    return same if but is None else same & (client.c.id != but)


def _bears(key: str, value: str) -> ColumnElement[bool]:
    """The condition that a client bears a pair of metadata."""
    pair = client_metadata.c
    own = and_(pair.profile_id == client.c.profile_id, pair.client_id == client.c.id)
    return select(pair.client_id).where(own, pair.key == key, pair.value == value).correlate(client).exists()


async def _keep_metadata(books: WritableBooks, made: Client) -> None:
    stamp = {"profile_id": books.profile_id, "client_id": made.id}
    pairs = ((key, kind_of(value), as_text(value)) for key, value in made.metadata.items())
    rows = [stamp | {"key": key, "kind": kind, "value": text} for key, kind, text in pairs]
    await books.write_rows(client_metadata, rows)


async def _rows_of(books: Books, client_id: UUID) -> Sequence[RowMapping]:
    query = select(*_LISTING.columns).select_from(_LISTING.source)
    return await books.fetch_all(query.where(books.this(client, client_id)))


async def _clients(books: Books, rows: Sequence[RowMapping]) -> list[Client]:
    metadata = await _metadata(books, [row["id"] for row in rows])
    return [Client.model_validate(plain(row) | {"metadata": metadata.get(row["id"], {})}) for row in rows]


async def _metadata(books: Books, ids: Sequence[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """The metadata of these clients, by key."""
    found: dict[UUID, dict[str, Any]] = {}
    if ids:
        query = select(client_metadata).where(books.own(client_metadata), client_metadata.c.client_id.in_(ids))
        for row in await books.fetch_all(query.order_by(client_metadata.c.key)):
            found.setdefault(row["client_id"], {})[row["key"]] = of_text(row["kind"], row["value"])
    return found


def _search(made: Client) -> str:
    return search_text(made.number, made.name, made.contact_person, made.email, made.city, made.external_id)
