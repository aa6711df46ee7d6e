"""What an OAuth 2.1 authorization server does, without its pages: clients, codes, tokens, and who is behind one.

Codes and refresh tokens are good for one use; a second use ends the connection that they came from (RFC 9700 §4.14).
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from luma_mcp.access.caller import Caller
from luma_mcp.access.oauth_errors import InvalidClient, InvalidGrant, InvalidTarget, InvalidToken, UnauthorizedClient
from luma_mcp.access.secret_forms import NewSecret, SecretForms, SecretKind
from luma_mcp.domain.scopes import widened
from luma_mcp.errors import PlanRequired
from luma_mcp.store import oauth_clients, oauth_tokens
from luma_mcp.store.database import Database
from luma_mcp.store.grants import GrantRow, end_grant, find_grant, mark_connected, mark_grants_used, service_grant
from luma_mcp.store.oauth_tokens import CodeRow, TokenRow

READ_SCOPE, WRITE_SCOPE = "books:read", "books:write"
CODE_VALID = timedelta(minutes=5)
ACCESS_VALID = timedelta(hours=1)
REFRESH_VALID = timedelta(days=30)

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True, slots=True)
class Client:
    """An OAuth client: registered here, described by the document at the address that is its id, or a service."""

    id: str
    name: str
    redirect_uris: Sequence[str]
    auth_method: str = "none"
    secret_mac: str | None = None
    is_service: bool = False


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a client gets for a code, a refresh token or its secret."""

    access_token: str
    expires_in: int
    scope: str
    refresh_token: str | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """Who is behind an access token, for which address (empty: all), and whether its client asked to write."""

    caller: Caller
    resource: str
    asked_to_write: bool
    company: UUID


class Grants:
    """OAuth clients and what they were granted."""

    def __init__(
        self,
        database: Database,
        forms: SecretForms,
        clock: Callable[[], datetime],
        new_id: Callable[[datetime], UUID],
        *,
        read_only: bool = False,
    ) -> None:
        """`read_only` takes the right to write from every token."""
        self._database = database
        self._forms = forms
        self._clock = clock
        self._new_id = new_id
        self._read_only = read_only
        self._used: dict[tuple[UUID, UUID], datetime] = {}

    def new_client_secret(self) -> NewSecret:
        """Make the secret of a client. Only an HMAC of it is to be kept."""
        return self._forms.new(SecretKind.CLIENT)

    async def register(self, name: str, redirect_uris: Sequence[str], auth_method: str) -> tuple[Client, str | None]:
        """Keep a client that registers itself (RFC 7591), and its secret where it wants one."""
        new = None if auth_method == "none" else self.new_client_secret()
        now = self._clock()
        client_id = self._new_id(now)
        row = {"id": client_id, "name": name, "auth_method": auth_method, "redirect_uris": list(redirect_uris)}
        mac, last_four, token = (new.mac, new.last_four, new.token) if new else (None, None, None)
        row |= {"secret_mac": mac, "last_four": last_four, "created_at": now}
        async with self._database.writing() as connection:
            await oauth_clients.add_registered_client(connection, row)
        made = Client(str(client_id), name, tuple(redirect_uris), auth_method, mac)
        return made, token

    async def client(self, client_id: str) -> Client | None:
        """The client with this id, unless it was revoked or is known by a document elsewhere."""
        try:
            wanted = UUID(client_id)
        except ValueError:
            return None
        async with self._database.reading() as connection:
            row = await oauth_clients.find_oauth_client(connection, wanted)
        if row is None:
            return None
        uris = tuple(row.redirect_uris)
        return Client(str(row.id), row.name, uris, row.auth_method, row.secret_mac, row.kind == "service")

    def check_secret(self, client: Client, secret: str | None) -> None:
        """Refuse a client that has a secret and does not show it, or shows one that it does not have.

        Raises:
            InvalidClient: it did not prove who it is.
        """
        if client.secret_mac is None:
            if secret:
                raise InvalidClient
        elif secret is None or not self._forms.fits(secret, client.secret_mac):
            raise InvalidClient

    async def new_code(self, account_id: UUID, grant_id: UUID, redirect_uri: str | None, challenge: str) -> str:
        """A code for a grant that was just consented to, bound to the S256 challenge of RFC 7636."""
        new = self._forms.new(SecretKind.CODE)
        expires_at = self._clock() + CODE_VALID
        row = CodeRow(new.public_id, new.mac, account_id, grant_id, redirect_uri, challenge, expires_at, None)
        async with self._database.writing() as connection:
            await oauth_tokens.add_code(connection, row)
        return new.token

    async def exchange_code(
        self, client: Client, code: str, *, redirect_uri: str | None, verifier: str, resource: str | None
    ) -> Tokens:
        """Tokens for a code.

        `redirect_uri` is the one of the authorization request (optional in OAuth 2.1), `resource` the path of the MCP
        address as it was asked for there.

        Raises:
            InvalidGrant: unknown, used (which ends the connection), too old, another client's, or a wrong verifier.
            InvalidTarget: another resource than the one consented to.
        """
        public_id, now = self._forms.public_id(code, SecretKind.CODE), self._clock()
        if public_id is None:
            raise InvalidGrant
        async with self._database.writing() as connection:
            row = await oauth_tokens.find_code(connection, public_id)
            if row is None or not self._forms.fits(code, row.mac):
                raise InvalidGrant
            grant = await find_grant(connection, row.account_id, row.grant_id)
            if grant is None or grant.client_id != client.id:
                raise InvalidGrant
            first = await oauth_tokens.use_code(connection, public_id, now)
            if first:
                _check_code(row, grant, now, redirect_uri, verifier)
                _check_target(grant, resource)
                await mark_connected(connection, grant.account_id, grant.id, now)
                tokens, rows = self._new_tokens(grant, now, refreshed=True)
                await oauth_tokens.add_tokens(connection, rows)
                return tokens
            await end_grant(connection, grant, self._new_id(now), now, reason="an authorization code was used twice")
        raise InvalidGrant

    async def refresh(self, client: Client, token: str, *, resource: str | None) -> Tokens:
        """New tokens for a refresh token, which is used up by it.

        Raises:
            InvalidGrant: unknown, used (which ends the connection), too old, revoked, or another client's.
            InvalidTarget: another resource than the one consented to.
        """
        public_id, now = self._forms.public_id(token, SecretKind.REFRESH), self._clock()
        if public_id is None:
            raise InvalidGrant
        async with self._database.writing() as connection:
            found = await oauth_tokens.find_token(connection, public_id, "refresh")
            if found is None or not self._forms.fits(token, found[0].mac) or found[1].client_id != client.id:
                raise InvalidGrant
            row, grant = found
            if await oauth_tokens.use_refresh_token(connection, public_id, now):
                if row.expires_at <= now or not grant.is_live:
                    raise InvalidGrant
                _check_target(grant, resource)
                tokens, rows = self._new_tokens(grant, now, refreshed=True)
                await oauth_tokens.add_tokens(connection, rows)
                return tokens
            await end_grant(connection, grant, self._new_id(now), now, reason="a refresh token was used twice")
        raise InvalidGrant

    async def client_credentials(self, client: Client, *, resource: str | None) -> Tokens:
        """An access token for a service, which has proved who it is; its scopes are those that it was made with.

        Raises:
            UnauthorizedClient: it is not a service.
            InvalidClient: it was revoked.
        """
        if not client.is_service:
            raise UnauthorizedClient
        now = self._clock()
        async with self._database.writing() as connection:
            grant = await service_grant(connection, UUID(client.id))
            if grant is None or not grant.is_live:
                raise InvalidClient
            _check_target(grant, resource)
            await mark_connected(connection, grant.account_id, grant.id, now)
            tokens, rows = self._new_tokens(grant, now, refreshed=False)
            await oauth_tokens.add_tokens(connection, rows)
            return tokens

    async def caller_of(self, token: str) -> Granted:
        """Who is behind an access token; rights are those that its member has at this moment.

        Raises:
            InvalidToken: unknown, run out, or the connection, its member or the company is gone.
            PlanRequired: the account is on the free plan.
        """
        public_id, now = self._forms.public_id(token, SecretKind.ACCESS), self._clock()
        if public_id is None:
            raise InvalidToken
        async with self._database.reading() as connection:
            found = await oauth_tokens.find_token(connection, public_id, "access")
        if found is None or not self._forms.fits(token, found[0].mac):
            raise InvalidToken
        row, grant = found
        if row.expires_at <= now or not grant.is_live:
            raise InvalidToken
        self._used[grant.account_id, grant.id] = now
        if grant.plan == "free":
            raise PlanRequired
        return Granted(self._caller(grant), grant.resource, grant.asked_to_write, grant.profile_id)

    async def revocable(self, client: Client, token: str) -> GrantRow | None:
        """The live grant that a token of this client belongs to; of a single access token, ended here, None.

        A refresh token stands for the whole connection, an access token for itself (RFC 7009 §2.1).
        """
        for kind, stored in ((SecretKind.REFRESH, "refresh"), (SecretKind.ACCESS, "access")):
            public_id = self._forms.public_id(token, kind)
            if public_id is None:
                continue
            async with self._database.reading() as connection:
                found = await oauth_tokens.find_token(connection, public_id, stored)
            if found is None or not self._forms.fits(token, found[0].mac) or found[1].client_id != client.id:
                return None
            if stored == "refresh":
                return found[1] if found[1].revoked_at is None else None
            async with self._database.writing() as connection:
                await oauth_tokens.end_token(connection, public_id)
        return None

    async def flush_used(self) -> None:
        """Note in the books when connections were last used; run once a minute, not with each request."""
        used, self._used = self._used, {}
        if used:
            async with self._database.writing() as connection:
                await mark_grants_used(connection, used)

    def _new_tokens(self, grant: GrantRow, now: datetime, *, refreshed: bool) -> tuple[Tokens, list[TokenRow]]:
        """Fresh tokens, and what is kept of them."""
        kinds = [(SecretKind.ACCESS, "access", ACCESS_VALID), (SecretKind.REFRESH, "refresh", REFRESH_VALID)]
        made, rows = [], []
        for kind, stored, valid in kinds if refreshed else kinds[:1]:
            new = self._forms.new(kind)
            made.append(new.token)
            rows.append(TokenRow(new.public_id, new.mac, stored, grant.account_id, grant.id, now, now + valid, None))
        seconds = int(ACCESS_VALID.total_seconds())
        return Tokens(made[0], seconds, " ".join(scopes_of(grant)), made[1] if refreshed else None), rows

    def _caller(self, grant: GrantRow) -> Caller:
        return Caller(
            account_id=grant.account_id,
            id=f"grant:{grant.id}",
            plan=grant.plan,
            label=grant.client_name,
            read_only=self._read_only or grant.read_only,
            profile_ids=frozenset({grant.profile_id}),
            scopes=None if grant.scopes is None else widened(grant.scopes),
            account_today=grant.today,
        )


def scopes_of(grant: GrantRow) -> tuple[str, ...]:
    """The scopes of a grant's tokens: a service's own, else to read, and to write where that was granted."""
    if grant.scopes is not None:
        return tuple(grant.scopes)
    return (READ_SCOPE,) if grant.read_only else (READ_SCOPE, WRITE_SCOPE)


def _check_code(row: CodeRow, grant: GrantRow, now: datetime, redirect_uri: str | None, verifier: str) -> None:
    """Refuse a code that is too old, of a connection that ended, or that this client did not ask for."""
    if row.expires_at <= now or not grant.is_live:
        raise InvalidGrant
    if redirect_uri is not None and redirect_uri != row.redirect_uri:
        raise InvalidGrant("The redirect address is not the one of the authorization request.")
    if not _VERIFIER.fullmatch(verifier) or not hmac.compare_digest(challenge_of(verifier), row.challenge):
        raise InvalidGrant("The code_verifier does not fit the code_challenge.")


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636 §4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _check_target(grant: GrantRow, resource: str | None) -> None:
    """Refuse tokens for another address than the one that was consented to; who names none gets that one."""
    if resource is not None and grant.resource and resource != grant.resource:
        raise InvalidTarget
