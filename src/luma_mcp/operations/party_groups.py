"""Groups of clients and of vendors: list, make, change, delete."""

from typing import Any, TypeVar
from uuid import UUID

from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.paging import Page
from luma_mcp.domain.party_groups import (
    ClientGroup,
    ClientGroupChange,
    ClientGroupDraft,
    Group,
    GroupQuery,
    VendorGroup,
    VendorGroupChange,
    VendorGroupDraft,
)
from luma_mcp.errors import Invalid, NotFound, NumberTaken, RecordInUse, UnknownReference
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.store import party_groups as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import accounts_by_id
from luma_mcp.store.chart_of_accounts import hold_account
from luma_mcp.store.party_groups import OF_CLIENTS, OF_VENDORS, Groups

Kept = TypeVar("Kept", bound=Group)


@reads("clients")
async def list_client_groups(books: Books, query: GroupQuery) -> Page[ClientGroup]:
    """List the groups of clients by number, each with its discount and the account of what its clients owe."""
    return await store.list_groups(books, OF_CLIENTS, query)


@writes("clients")
async def create_client_group(books: WritableBooks, draft: ClientGroupDraft) -> ClientGroup:
    """Create a group of clients; its account is the usual one of receivables unless another is named."""
    return await _create(books, OF_CLIENTS, draft)


@writes("clients")
async def update_client_group(books: WritableBooks, change: ClientGroupChange) -> ClientGroup:
    """Change a group of clients: only the fields given. What is open already stays on the account it was opened on."""
    return await _update(books, OF_CLIENTS, change)


@writes("clients", destructive=True)
async def delete_client_group(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a group that no client is in; the last one stays."""
    return await _delete(books, OF_CLIENTS, wanted.id)


@reads("vendors")
async def list_vendor_groups(books: Books, query: GroupQuery) -> Page[VendorGroup]:
    """List the groups of vendors by number, each with the account of what is owed to its vendors."""
    return await store.list_groups(books, OF_VENDORS, query)


@writes("vendors")
async def create_vendor_group(books: WritableBooks, draft: VendorGroupDraft) -> VendorGroup:
    """Create a group of vendors; its account is the usual one of payables unless another is named."""
    return await _create(books, OF_VENDORS, draft)


@writes("vendors")
async def update_vendor_group(books: WritableBooks, change: VendorGroupChange) -> VendorGroup:
    """Change a group of vendors: only the fields given. What is open already stays on the account it was opened on."""
    return await _update(books, OF_VENDORS, change)


@writes("vendors", destructive=True)
async def delete_vendor_group(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a group that no vendor is in; the last one stays."""
    return await _delete(books, OF_VENDORS, wanted.id)


async def join(books: Books, groups: Groups[Kept], group_id: UUID) -> Kept:
    """The group that a party is to be in.

    Raises:
        UnknownReference: it is not in this profile.
    """
    found = await store.find_group(books, groups, group_id)
    if found is None:
        raise UnknownReference.of(groups.member_of.name, groups.noun, group_id)
    return found


async def _create(books: WritableBooks, groups: Groups[Kept], draft: ClientGroupDraft | VendorGroupDraft) -> Kept:
    await store.hold_groups(books, groups)
    fields = draft.model_dump() | {"metadata": draft.metadata or {}}
    if draft.number is None:
        fields["number"] = await store.next_number(books, groups)
    await _check(books, groups, fields, but=None)
    made_id = books.new_id()
    await store.add_group(books, groups, made_id, fields)
    return await _found(books, groups, made_id)


async def _update(books: WritableBooks, groups: Groups[Kept], change: ClientGroupChange | VendorGroupChange) -> Kept:
    await store.hold_groups(books, groups)
    before = await _found(books, groups, change.id)
    fields = changed_fields(change)
    if "metadata" in fields:
        fields["metadata"] = fields["metadata"] or {}
    await _check(books, groups, fields, but=change.id)
    await store.save_group(books, groups, before, fields)
    return await _found(books, groups, change.id)


async def _delete(books: WritableBooks, groups: Groups[Kept], group_id: UUID) -> Deleted:
    await store.hold_groups(books, groups)
    group = await _found(books, groups, group_id)
    if await store.has_members(books, groups, group_id):
        raise RecordInUse(f"Somebody is in the {groups.noun} {group.name}.", fix=_MOVE, subject=groups.noun)
    if await store.is_last(books, groups, group_id):
        raise RecordInUse(f"{group.name} is the last {groups.noun}.", fix=_LAST, subject=groups.noun)
    await store.remove_group(books, groups, group_id)
    return Deleted(id=group_id)


_MOVE = "Put them into another group first."
_LAST = "Create another group first."


async def _found(books: Books, groups: Groups[Kept], group_id: UUID) -> Kept:
    found = await store.find_group(books, groups, group_id)
    if found is None:
        raise NotFound.of(groups.noun, group_id)
    return found


async def _check(books: WritableBooks, groups: Groups[Kept], fields: dict[str, Any], but: UUID | None) -> None:
    """Refuse a number that is taken and an account of another kind; let the group before it stand back."""
    if "number" in fields and await store.number_taken(books, groups, fields["number"], but):
        raise NumberTaken(subject=groups.noun)
    if fields.get("account_id"):
        await _check_account(books, groups, fields["account_id"])
    if fields.get("default_for"):
        await store.stand_back(books, groups, fields["default_for"])


async def _check_account(books: WritableBooks, groups: Groups[Kept], account_id: UUID) -> None:
    await hold_account(books, account_id)
    account = (await accounts_by_id(books, [account_id])).get(account_id)
    if account is None:
        raise UnknownReference.of("account_id", "account", account_id)
    if account.archived or account.type is not groups.account_type:
        kind = "archived" if account.archived else f"not an account of the type {groups.account_type}"
        raise Invalid.field("account_id", f"{account.number} {account.name} is {kind}")
