"""Clients: list, read, make, change, delete."""

from luma_mcp.domain.clients import Client, ClientChange, ClientDraft, ClientQuery, ClientType, VatZone
from luma_mcp.domain.countries import vat_zone
from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.numbering import format_number
from luma_mcp.domain.paging import Page
from luma_mcp.errors import ClientInUse, ExternalIdTaken, NotFound
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.store import clients as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.counters import take_next
from luma_mcp.store.documents_of import client_in_use
from luma_mcp.store.profiles import this_profile

_NEVER_EMPTY = frozenset({"name", "type", "country", "vat_zone", "language", "archived"})


@reads("clients")
async def list_clients(books: Books, query: ClientQuery) -> Page[Client]:
    """List clients by name; search looks at number, name, contact person, e-mail and city."""
    return await store.list_clients(books, query)


@reads("clients")
async def get_client(books: Books, wanted: Ref) -> Client:
    """Show one client."""
    found = await store.find_client(books, wanted.id)
    if found is None:
        raise NotFound.of("client", wanted.id)
    return found


@writes("clients")
async def create_client(books: WritableBooks, draft: ClientDraft) -> Client:
    """Create a client; its number is the next of its own counter, country and language are the profile's by default."""
    profile = await this_profile(books)
    country = draft.country or profile.country
    if draft.external_id and await store.external_id_taken(books, draft.external_id):
        raise ExternalIdTaken(subject="client")
    made = Client(
        **draft.model_dump(exclude={"country", "type", "vat_zone", "language", "archived"}),
        **{key: value for key, value in books.stamp().items() if key != "profile_id"},
        number=format_number("C-", 3, await take_next(books, "client")),
        country=country,
        type=draft.type or ClientType.BUSINESS,
        vat_zone=draft.vat_zone or VatZone(vat_zone(profile.country, country)),
        language=draft.language or profile.language,
        archived=bool(draft.archived),
    )
    await store.add_client(books, made)
    return made


@writes("clients")
async def update_client(books: WritableBooks, change: ClientChange) -> Client:
    """Change a client: only the fields given. Documents already written keep the name and address they froze."""
    await store.hold_client(books, change.id)
    before = await get_client(books, Ref(id=change.id))
    fields = changed_fields(change, never_empty=_NEVER_EMPTY)
    if fields.get("external_id") and await store.external_id_taken(books, fields["external_id"], but=change.id):
        raise ExternalIdTaken(subject="client")
    if "country" in fields and "vat_zone" not in fields:
        profile = await this_profile(books)
        fields["vat_zone"] = VatZone(vat_zone(profile.country, fields["country"]))
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    await store.save_client(books, changed)
    return changed


@writes("clients", destructive=True)
async def delete_client(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a client that has no documents; one that has is archived instead."""
    await get_client(books, wanted)
    if await client_in_use(books, wanted.id):
        raise ClientInUse
    await store.remove_client(books, wanted.id)
    return Deleted(id=wanted.id)
