"""Who is calling: API keys -> Caller (account, one profile, rights). Everything is refused that is not allowed."""

import binascii
import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from luma_mcp.errors import (
    BadProfileHeader,
    InvalidKey,
    NoProfile,
    OwnerOnly,
    PlanRequired,
    ProfileForbidden,
    ProfileNotFound,
    ProfileRequired,
    ReadOnlyKey,
    ScopeMissing,
)
from luma_mcp.operation import AnyOperation
from luma_mcp.store.accounts import all_accounts
from luma_mcp.store.database import Database, set_context
from luma_mcp.store.keys import KeyRow, find_key, mark_used
from luma_mcp.store.profiles import ProfileHandle, profile_handles

PREFIX = "lmb_"
OWNER = "owner"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ID, _SECRET, _CHECKSUM = 8, 43, 6
"""43 base62 characters hold 256 bits."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody whose rights are known. The executor runs nothing without one."""

    account_id: UUID
    id: str
    plan: str
    label: str = ""
    read_only: bool = False
    key_profile_id: UUID | None = None
    """The one profile that the credential reaches, or None for all of the account."""
    scopes: frozenset[str] | None = None
    """What a scoped key may do, or None for everything its mode allows."""
    profile: ProfileHandle | None = None
    """The profile chosen for this call."""
    account_today: date | None = None
    rated: bool = True
    operations: frozenset[str] | None = None
    """The closed list of a job's operations, or None."""
    expires_at: datetime | None = None

    @classmethod
    def system(cls, account_id: UUID, profile: ProfileHandle, job: str, operations: frozenset[str]) -> "Caller":
        """The caller of a background job: its own operations only, no rate, not obtainable from outside."""
        return cls(account_id, f"job:{job}", "lifetime", job, profile=profile, rated=False, operations=operations)

    def may(self, operation: AnyOperation) -> bool:
        """Whether this caller may run an operation at all."""
        try:
            self.check(operation)
        except (ReadOnlyKey, ScopeMissing, OwnerOnly, PlanRequired):
            return False
        return True

    def check(self, operation: AnyOperation) -> None:
        """Refuse what this caller is not allowed.

        Raises:
            PlanRequired: the account is on the free plan.
            ReadOnlyKey: a write with a read-only key.
            OwnerOnly: keys and profiles are the owner's.
            ScopeMissing: a scoped key without this scope, or a job's caller outside its list.
        """
        if self.operations is not None:
            if operation.name not in self.operations:
                raise ScopeMissing
            return
        if operation.owner_only:
            if self.id != OWNER:
                raise OwnerOnly
            return
        if self.plan == "free":
            raise PlanRequired
        if operation.writes and self.read_only:
            raise ReadOnlyKey
        if self.scopes is not None and operation.scope not in self.scopes:
            raise ScopeMissing(f"The key lacks the scope {operation.scope}.")

    def narrowed(self, *, read_only: bool = False) -> "Caller":
        """The same caller with less; nothing can be added this way."""
        return replace(self, read_only=self.read_only or read_only)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is shown once, and what is kept of it."""

    token: str
    public_id: str
    last_four: str
    mac: str


class Throttle(Protocol):
    """Counts unknown keys against the address that they come from."""

    def check_unknown(self, address: str) -> None:
        """Refuse an address that has sent too many."""

    def note_unknown(self, address: str) -> None:
        """Count one more."""


class Access:
    """Turns credentials into callers and profiles into choices."""

    def __init__(
        self,
        database: Database,
        secret: str,
        throttle: Throttle,
        clock: Callable[[], datetime],
        *,
        read_only: bool = False,
    ) -> None:
        """`read_only` takes the right to write from every key."""
        self._read_only = read_only
        self._database = database
        self._secret = secret.encode()
        self._throttle = throttle
        self._clock = clock
        self._used: dict[str, datetime] = {}

    def new_key(self) -> NewKey:
        """Make a key: `lmb_` + id + 256 random bits + checksum. Only an HMAC of it is to be kept."""
        body = "".join(secrets.choice(_ALPHABET) for _ in range(_ID + _SECRET))
        token = f"{PREFIX}{body}{_checksum(body)}"
        return NewKey(token, body[:_ID], token[-4:], self._mac(token))

    async def caller_of(self, token: str, address: str) -> Caller:
        """The caller behind a key.

        A key of the wrong form is refused without a look-up; an address that sends many unknown keys is told to wait,
        but a live key is always let through.

        Raises:
            InvalidKey: unknown, expired, revoked, or used from an address that is not on its list.
            RateLimited: too many unknown keys from this address.
            PlanRequired: the account is on the free plan.
        """
        row = await self._find(token) if _well_formed(token) else None
        if row is None:
            raise self._unknown(address)
        _check_live(row, self._clock(), address)
        self._used[row.public_id] = self._clock()
        if row.plan == "free":
            raise PlanRequired
        return Caller(
            account_id=row.account_id,
            id=f"key:{row.id}",
            plan=row.plan,
            label=row.label,
            read_only=self._read_only or row.mode == "read_only",
            key_profile_id=row.profile_id,
            scopes=None if row.scopes is None else frozenset(row.scopes),
            account_today=row.today,
            expires_at=row.expires_at,
        )

    async def owner(self, account_id: UUID | None = None) -> Caller:
        """The owner of an embedded file, or of the account named: every right, no rate."""
        mine = [owner for owner in await self.owners() if account_id in (None, owner.account_id)]
        if not mine:
            raise NoProfile
        return mine[0]

    async def owners(self) -> Sequence[Caller]:
        """The owner of every account of this database, the oldest first."""
        async with self._database.reading() as connection:
            accounts = await all_accounts(connection)
        return [Caller(one.id, OWNER, one.plan, "owner", account_today=one.today, rated=False) for one in accounts]

    async def profiles(self, caller: Caller) -> Sequence[ProfileHandle]:
        """The profiles that a caller reaches."""
        async with self._database.reading() as connection:
            await set_context(connection, account_id=caller.account_id)
            handles = await profile_handles(connection, caller.account_id)
        return [handle for handle in handles if caller.key_profile_id in (None, handle.id)]

    async def choose_profile(self, caller: Caller, wanted: str | None, *, by_name: bool = False) -> Caller:
        """The caller, with the profile that this call is about.

        Absent: the only reachable profile. `by_name` lets a name or the start of one stand for the id.

        Raises:
            NoProfile: the account has none yet.
            ProfileRequired: several can be reached, or the name fits several.
            BadProfileHeader: not a UUID (and names are not taken here).
            ProfileForbidden: outside a scoped key.
            ProfileNotFound: not of this account.
        """
        async with self._database.reading() as connection:
            await set_context(connection, account_id=caller.account_id)
            handles = await profile_handles(connection, caller.account_id)
        if not handles:
            raise NoProfile
        return replace(caller, profile=_pick(handles, caller.key_profile_id, wanted, by_name=by_name))

    async def flush_used(self) -> None:
        """Note in the books when keys were last used; run once a minute, not with each request."""
        used, self._used = self._used, {}
        if used:
            async with self._database.writing() as connection:
                await mark_used(connection, used)

    async def _find(self, token: str) -> KeyRow | None:
        public_id = token[len(PREFIX) : len(PREFIX) + _ID]
        async with self._database.reading() as connection:
            row = await find_key(connection, public_id)
        return row if row is not None and hmac.compare_digest(row.mac, self._mac(token)) else None

    def _unknown(self, address: str) -> InvalidKey:
        self._throttle.check_unknown(address)
        self._throttle.note_unknown(address)
        return InvalidKey()

    def _mac(self, token: str) -> str:
        return hmac.new(self._secret, token.encode(), hashlib.sha256).hexdigest()


def _pick(
    handles: Sequence[ProfileHandle], key_profile_id: UUID | None, wanted: str | None, *, by_name: bool
) -> ProfileHandle:
    reachable = [handle for handle in handles if key_profile_id in (None, handle.id)]
    if wanted is None:
        if len(reachable) == 1:
            return reachable[0]
        raise ProfileRequired(candidates=[f"{handle.id} {handle.name}" for handle in reachable])
    found = _by_id_or_name(handles, wanted, by_name=by_name)
    if len(found) > 1:
        raise ProfileRequired(candidates=[f"{handle.id} {handle.name}" for handle in found])
    if not found:
        raise ProfileNotFound(candidates=[f"{handle.id} {handle.name}" for handle in reachable] if by_name else ())
    if found[0] not in reachable:
        raise ProfileForbidden
    return found[0]


def _by_id_or_name(handles: Sequence[ProfileHandle], wanted: str, *, by_name: bool) -> list[ProfileHandle]:
    try:
        profile_id = UUID(wanted)
    except ValueError:
        if not by_name:
            raise BadProfileHeader from None
        name = wanted.strip().casefold()
        exact = [handle for handle in handles if handle.name.casefold() == name]
        return exact or [handle for handle in handles if name and name in handle.name.casefold()]
    return [handle for handle in handles if handle.id == profile_id]


def _check_live(row: KeyRow, now: datetime, address: str) -> None:
    if row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        raise InvalidKey
    if row.ip_list and not _address_in(address, row.ip_list):
        raise InvalidKey("This key is not allowed from this address.", fix="Call from an address on the key's list.")


def _address_in(address: str, networks: Sequence[str]) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in ipaddress.ip_network(network) for network in networks)


def _well_formed(token: str) -> bool:
    body = token[len(PREFIX) :]
    if (
        not token.startswith(PREFIX)
        or len(body) != _ID + _SECRET + _CHECKSUM
        or not body.isascii()
        or not body.isalnum()
    ):
        return False
    return hmac.compare_digest(_checksum(body[:-_CHECKSUM]), body[-_CHECKSUM:])


def _checksum(body: str) -> str:
    rest, digits = binascii.crc32(body.encode()), ""
    for _ in range(_CHECKSUM):
        rest, digit = divmod(rest, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
