"""OAuth clients of an owner's own services (vendor rules: reference/ledgerbee.md §1.2)."""

from luma_mcp.domain.keys import KeyMode
from luma_mcp.domain.model import Deleted
from luma_mcp.domain.oauth_clients import OAuthClient, OAuthClientDraft, OAuthClientQuery, OAuthClientRef, OAuthClients
from luma_mcp.domain.profiles import ProfileRef
from luma_mcp.errors import NotFound, PlanRequired
from luma_mcp.operation import reads_account, writes_account
from luma_mcp.operations.keys import refuse_partner_scopes
from luma_mcp.operations.profiles import get_profile
from luma_mcp.store import oauth_clients as store
from luma_mcp.store.accounts import plan_of
from luma_mcp.store.books import AccountBooks, WritableAccountBooks
from luma_mcp.store.grants import add_grant, revoke_grants_of_client


@reads_account("oauth-clients", owner_only=True)
async def list_oauth_clients(books: AccountBooks, query: OAuthClientQuery) -> OAuthClients:
    """List the OAuth clients that were made for services of one's own, newest first."""
    return OAuthClients(data=tuple(_client(row) for row in await store.list_services(books, query.limit)))


@writes_account("oauth-clients")
async def create_oauth_client(books: WritableAccountBooks, draft: OAuthClientDraft) -> OAuthClient:
    """Make an OAuth client that gets tokens for one company with its secret alone (client credentials)."""
    if await plan_of(books) == "free":
        raise PlanRequired
    refuse_partner_scopes(draft.scopes)
    await get_profile(books, ProfileRef(id=draft.profile_id))
    client_id, scopes = books.new_id(), list(draft.scopes)
    kept = {"id": client_id, "name": draft.label, "profile_id": draft.profile_id, "scopes": scopes}
    secret = {"auth_method": "client_secret_post", "secret_mac": draft.mac, "last_four": draft.last_four}
    await store.add_service(books, kept | secret)
    grant = {
        "id": books.new_id(),
        "client_id": str(client_id),
        "client_name": draft.label,
        "redirect_host": None,
        "member_id": None,
        "profile_id": draft.profile_id,
        "mode": _mode(draft),
        "asked_to_write": _mode(draft) is KeyMode.READ_WRITE,
        "scopes": scopes,
        "resource": "",
        "connected_at": None,
    }
    await add_grant(books, grant)
    return _client(await store.read_service(books, client_id))


@writes_account("oauth-clients", destructive=True)
async def revoke_oauth_client(books: WritableAccountBooks, wanted: OAuthClientRef) -> Deleted:
    """Revoke an OAuth client and its tokens at once and for good."""
    if not await store.revoke_service(books, wanted.id):
        raise NotFound(f"No live OAuth client {wanted.id}.", fix="See 'luma-mcp oauth-clients list'.")
    await revoke_grants_of_client(books, wanted.id)
    return Deleted(id=wanted.id)


def _mode(draft: OAuthClientDraft) -> KeyMode:
    writes = any(scope.endswith("-write") for scope in draft.scopes)
    return KeyMode.READ_WRITE if writes else KeyMode.READ_ONLY


def _client(row: store.OAuthClientRow) -> OAuthClient:
    if row.profile_id is None or row.last_four is None:
        raise LookupError("an OAuth client without a company or a secret")
    return OAuthClient(
        id=row.id,
        label=row.name,
        profile_id=row.profile_id,
        scopes=tuple(row.scopes or ()),
        last_four=row.last_four,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )
