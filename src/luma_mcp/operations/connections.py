"""Connections: what people let OAuth clients do. The owner sees and ends them; whoever consents makes one."""

from luma_mcp.domain.connections import Connection, ConnectionDraft, ConnectionQuery, ConnectionRef, Connections
from luma_mcp.domain.keys import KeyMode
from luma_mcp.domain.members import Role
from luma_mcp.domain.model import Deleted
from luma_mcp.domain.profiles import ProfileRef
from luma_mcp.errors import NotFound, PlanRequired
from luma_mcp.operation import reads_account, writes_account
from luma_mcp.operations.profiles import get_profile
from luma_mcp.store import grants as store
from luma_mcp.store.accounts import plan_of
from luma_mcp.store.books import AccountBooks, WritableAccountBooks
from luma_mcp.store.members import find_member


@reads_account("connections", owner_only=True)
async def list_connections(books: AccountBooks, query: ConnectionQuery) -> Connections:
    """List the assistants and programs that were let in, newest first, with when they were last used."""
    return Connections(data=tuple(_connection(row) for row in await store.list_grants(books, query.limit)))


@writes_account("connections")
async def create_connection(books: WritableAccountBooks, draft: ConnectionDraft) -> Connection:
    """Let a client into one company on a member's behalf, with no more rights than the member has."""
    if await plan_of(books) == "free":
        raise PlanRequired
    who = await find_member(books, draft.member_id)
    if who is None:
        raise NotFound.of("member", draft.member_id)
    await get_profile(books, ProfileRef(id=draft.profile_id))
    mode = KeyMode.READ_ONLY if who.role == Role.READ_ONLY else draft.mode
    grant_id = books.new_id()
    said = draft.model_dump(mode="python", exclude={"client"})
    fixed = {"id": grant_id, "client_id": draft.client, "mode": mode, "scopes": None, "connected_at": None}
    await store.add_grant(books, said | fixed)
    made = await store.read_grant(books, grant_id)
    if made is None:
        raise LookupError("a grant that was just made is gone")
    return _connection(made)


@writes_account("connections", destructive=True)
async def revoke_connection(books: WritableAccountBooks, wanted: ConnectionRef) -> Deleted:
    """End a connection at once and for good; its tokens open nothing any more."""
    if not await store.revoke_grant(books, wanted.id):
        raise NotFound.of("connection", wanted.id)
    return Deleted(id=wanted.id)


def _connection(row: store.GrantRow) -> Connection:
    return Connection(
        id=row.id,
        client_id=row.client_id,
        client_name=row.client_name,
        redirect_host=row.redirect_host,
        member=row.member_email,
        profile_id=row.profile_id,
        mode=KeyMode(row.mode),
        scopes=None if row.scopes is None else tuple(row.scopes),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
