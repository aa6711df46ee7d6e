"""Clients: list, read, make, change, delete."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from luma_mcp.domain.clients import (
    BillingRelationship,
    Client,
    ClientChange,
    ClientDraft,
    ClientQuery,
    ClientType,
    VatZone,
)
from luma_mcp.domain.countries import vat_zone
from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.paging import Page
from luma_mcp.domain.party_groups import Region
from luma_mcp.errors import ClientInUse, ExternalIdTaken, Invalid, NotFound, NumberTaken, UnknownReference
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.contacts import keep_parts, remove_parts
from luma_mcp.operations.numbers import party_number
from luma_mcp.operations.party_groups import join
from luma_mcp.store import clients as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.contacts import OF_CLIENTS as PARTS
from luma_mcp.store.documents_of import client_in_use
from luma_mcp.store.party_groups import OF_CLIENTS, group_for
from luma_mcp.store.profiles import this_profile

_PARTS = {"contacts", "departments"}


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
    zone = draft.vat_zone or VatZone(vat_zone(profile.country, country))
    await _check(books, draft.model_dump(include={"number", "external_id"}), but=None)
    group_id = draft.client_group_id or await group_for(books, OF_CLIENTS, _region(zone))
    group = await join(books, OF_CLIENTS, group_id)
    made = Client(
        **draft.model_dump(exclude=_COMPUTED | _PARTS),
        **{key: value for key, value in books.stamp().items() if key != "profile_id"},
        number=draft.number or await party_number(books, "client", "C-", store.number_taken),
        country=country,
        type=draft.type or ClientType.BUSINESS,
        vat_zone=zone,
        language=draft.language or profile.language,
        client_group_id=group.id,
        client_group_number=group.number,
        client_group_name=group.name,
        billing_relationship=draft.billing_relationship or BillingRelationship.SELF,
        include_child_details_pdf=bool(draft.include_child_details_pdf),
        metadata=draft.metadata or {},
        archived=bool(draft.archived),
    )
    await _check_parent(books, made)
    await store.add_client(books, made)
    await keep_parts(books, PARTS, made.id, draft.contacts, draft.departments)
    return made


_COMPUTED = {
    "number", "country", "type", "vat_zone", "language", "client_group_id", "billing_relationship",
    "include_child_details_pdf", "metadata", "archived",
}  # fmt: skip


@writes("clients")
async def update_client(books: WritableBooks, change: ClientChange) -> Client:
    """Change a client: only the fields given. Documents already written keep the name and address they froze."""
    await _hold(books, change)
    before = await get_client(books, Ref(id=change.id))
    fields = changed_fields(change)
    parts = {name: fields.pop(name) or () for name in _PARTS & fields.keys()}
    await _check(books, fields, but=change.id)
    if "country" in fields and "vat_zone" not in fields:
        profile = await this_profile(books)
        fields["vat_zone"] = VatZone(vat_zone(profile.country, fields["country"]))
    if "metadata" in fields:
        fields["metadata"] = fields["metadata"] or {}
    if "client_group_id" in fields:
        group = await join(books, OF_CLIENTS, fields["client_group_id"])
        fields |= {"client_group_number": group.number, "client_group_name": group.name}
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    await _check_parent(books, changed)
    await store.save_client(books, changed)
    await keep_parts(books, PARTS, change.id, parts.get("contacts"), parts.get("departments"))
    return changed


@writes("clients", destructive=True)
async def delete_client(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a client that has no documents; one that has is archived instead."""
    await get_client(books, wanted)
    if await client_in_use(books, wanted.id):
        raise ClientInUse
    if await store.has_children(books, wanted.id):
        raise ClientInUse("Other clients belong to this one.", fix="Take them away from it first, or archive it.")
    await remove_parts(books, PARTS, wanted.id)
    await store.remove_client(books, wanted.id)
    return Deleted(id=wanted.id)


def _region(zone: VatZone) -> Region:
    return Region.DOMESTIC if zone is VatZone.DOMESTIC_WITHOUT_VAT else Region(zone)


async def _hold(books: WritableBooks, change: ClientChange) -> None:
    """Hold the client and the parent that it is to have, always in the same order."""
    ids = {change.id, *([change.parent_client_id] if change.parent_client_id else [])}
    for client_id in sorted(ids):
        await store.hold_client(books, client_id)


async def _check(books: Books, fields: Mapping[str, Any], but: UUID | None) -> None:
    """Refuse a number or an external id that another client bears."""
    if fields.get("number") and await store.number_taken(books, fields["number"], but):
        raise NumberTaken(subject="client")
    if fields.get("external_id") and await store.external_id_taken(books, fields["external_id"], but):
        raise ExternalIdTaken(subject="client")


async def _check_parent(books: WritableBooks, made: Client) -> None:
    """Hold a client to one level: a parent belongs to nobody, and who has children is nobody's child."""
    if made.parent_client_id is None:
        if made.billing_relationship is BillingRelationship.PARENT_PAYS:
            raise Invalid.field("parent_client_id", "is required where the parent pays")
        return
    if made.parent_client_id == made.id:
        raise Invalid.field("parent_client_id", "a client does not belong to itself")
    await store.hold_client(books, made.parent_client_id)
    parent = await store.find_client(books, made.parent_client_id)
    if parent is None:
        raise UnknownReference.of("parent_client_id", "client", made.parent_client_id)
    if parent.parent_client_id is not None:
        raise Invalid.field("parent_client_id", f"{parent.name} belongs to another client itself")
    if await store.has_children(books, made.id):
        raise Invalid.field("parent_client_id", "other clients belong to this one")
