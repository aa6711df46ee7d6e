"""Clients in the books."""

from uuid import UUID

from sqlalchemy import Index, RowMapping, func, select

from luma_mcp.domain.clients import Client, ClientQuery
from luma_mcp.domain.paging import Page
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.listing import Listing, list_rows, matching, plain, search_text
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
    text("notes", null=True),
    flag("archived"),
    text("search"),
    unique_index("uq_client_number", "profile_id", "number"),
    unique_index("uq_client_external_id", "profile_id", "external_id"),
    Index("ix_client_name", "profile_id", "name", "id"),
    one_of("type", "business", "private"),
    one_of("vat_zone", "domestic", "eu", "abroad", "domestic_without_vat"),
)

_LISTING = Listing(
    columns=[client],
    source=client,
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
    conditions = matching(books, client, query, "type", "country", "external_id", "archived")
    listed = await list_rows(books, _LISTING, query, conditions)
    return Page[Client](data=tuple(_client(row) for row in listed.rows), meta=listed.meta)


async def find_client(books: Books, client_id: UUID) -> Client | None:
    """One client."""
    row = await books.fetch_one(select(client).where(books.this(client, client_id)))
    return _client(row) if row else None


async def hold_client(books: WritableBooks, client_id: UUID) -> None:
    """Keep other writes from changing a client until this one is done."""
    await books.hold_record(client, client_id)


async def external_id_taken(books: Books, external_id: str, but: UUID | None = None) -> bool:
    """Whether another client bears this external id."""
    same = client.c.external_id == external_id
    return await books.exists(client, same if but is None else same & (client.c.id != but))


async def add_client(books: WritableBooks, made: Client) -> None:
    """Write a new client."""
    await books.add(client, profile_id=books.profile_id, search=_search(made), **made.model_dump())


async def save_client(books: WritableBooks, changed: Client) -> None:
    """Write a changed client."""
    row = changed.model_dump(exclude={"id", "created_at"})
    await books.write(client.update().where(books.this(client, changed.id)).values(search=_search(changed), **row))


async def remove_client(books: WritableBooks, client_id: UUID) -> None:
    """Delete a client that nothing refers to."""
    await books.write(client.delete().where(books.this(client, client_id)))


def _search(made: Client) -> str:
    return search_text(made.number, made.name, made.contact_person, made.email, made.city, made.external_id)


def _client(row: RowMapping) -> Client:
    return Client.model_validate(plain(row))
