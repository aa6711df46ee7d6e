"""Members: list, invite, change, remove. Only the owner manages them, and no operation ever sees a secret."""

from uuid import UUID

from luma_mcp.domain.members import (
    INVITATION_VALID,
    Member,
    MemberChange,
    MemberDraft,
    MemberQuery,
    MemberRef,
    Members,
    MemberStatus,
    NewInvitation,
    Role,
)
from luma_mcp.domain.model import Deleted
from luma_mcp.domain.profiles import ProfileRef
from luma_mcp.errors import MemberExists, NotFound, OwnerStays
from luma_mcp.operation import reads_account, writes_account
from luma_mcp.operations.profiles import get_profile
from luma_mcp.store import invitations
from luma_mcp.store import members as store
from luma_mcp.store.accounts import hold_account
from luma_mcp.store.books import AccountBooks, WritableAccountBooks
from luma_mcp.store.grants import revoke_grants_of_member
from luma_mcp.store.web_sessions import end_sessions


@reads_account("members", owner_only=True)
async def list_members(books: AccountBooks, query: MemberQuery) -> Members:
    """List who can sign in to the account, with role and companies, and who was invited."""
    rows = await store.list_members(books, query.limit)
    granted = await store.grants_of(books, [row.id for row in rows])
    return Members(data=tuple([await _member(books, row, granted.get(row.id, ())) for row in rows]))


@writes_account("members")
async def invite_member(books: WritableAccountBooks, draft: MemberDraft) -> Member:
    """Invite somebody by a link that is valid for seven days; profiles made later are not granted by themselves."""
    await hold_account(books)
    if await store.email_taken(books, draft.email):
        raise MemberExists
    for profile_id in draft.profile_ids:
        await get_profile(books, ProfileRef(id=profile_id))
    member_id = books.new_id()
    row = {"id": member_id, "email": draft.email, "name": draft.name or draft.email, "role": draft.role}
    await store.add_member(books, row)
    await store.grant_profiles(books, member_id, draft.profile_ids)
    await invitations.add_invitation(books, member_id, draft.public_id, draft.mac, books.now + INVITATION_VALID)
    return await _read(books, member_id)


@writes_account("members")
async def renew_invitation(books: WritableAccountBooks, wanted: NewInvitation) -> Member:
    """Make a new link for somebody who has not chosen a password yet; an earlier one ends."""
    found = await _find(books, wanted)
    if found.password_hash is not None:
        raise MemberExists("This member has signed in already.", fix="Nothing needs to be done.")
    await invitations.add_invitation(books, found.id, wanted.public_id, wanted.mac, books.now + INVITATION_VALID)
    return await _read(books, found.id)


@writes_account("members")
async def update_member(books: WritableAccountBooks, change: MemberChange) -> Member:
    """Change a member's role or companies, at once for sessions and connections too; the owner stays the owner."""
    found = await _changeable(books, change)
    if change.role is not None:
        await store.change_member(books, found.id, role=change.role)
    if change.profile_ids is not None:
        for profile_id in change.profile_ids:
            await get_profile(books, ProfileRef(id=profile_id))
        await store.grant_profiles(books, found.id, change.profile_ids)
    return await _read(books, found.id)


@writes_account("members", destructive=True)
async def remove_member(books: WritableAccountBooks, wanted: MemberRef) -> Deleted:
    """Remove a member: sessions, invitations and everything that the member connected end at once."""
    found = await _changeable(books, wanted)
    await end_sessions(books, found.id)
    await invitations.end_invitations(books, found.id)
    await revoke_grants_of_member(books, found.id)
    await store.change_member(books, found.id, removed_at=books.now)
    return Deleted(id=found.id)


async def _changeable(books: AccountBooks, wanted: MemberRef | MemberChange) -> store.MemberRow:
    found = await _find(books, wanted)
    if found.role == Role.OWNER:
        raise OwnerStays
    return found


async def _find(books: AccountBooks, wanted: MemberRef | MemberChange | NewInvitation) -> store.MemberRow:
    found = await store.find_member(books, wanted.id)
    if found is None:
        raise NotFound.of("member", wanted.id)
    return found


async def _read(books: AccountBooks, member_id: UUID) -> Member:
    row = await _find(books, MemberRef(id=member_id))
    return await _member(books, row, (await store.grants_of(books, [row.id])).get(row.id, ()))


async def _member(books: AccountBooks, row: store.MemberRow, granted: tuple[UUID, ...]) -> Member:
    status = MemberStatus.ACTIVE
    if row.password_hash is None:
        until = await invitations.invited_until(books, row.id)
        status = MemberStatus.INVITED if until is not None and until > books.now else MemberStatus.EXPIRED
    return Member(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        profile_ids=None if row.role == Role.OWNER else granted,
        status=status,
        created_at=row.created_at,
    )
