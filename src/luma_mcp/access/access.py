"""Turns credentials into callers and profiles into choices. Everything is refused that is not allowed."""

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from luma_mcp.access.caller import KEY, OWNER, Caller
from luma_mcp.access.choosing import pick
from luma_mcp.access.secret_forms import NewSecret, SecretForms, SecretKind
from luma_mcp.domain.keys import RateTier
from luma_mcp.domain.scopes import widened
from luma_mcp.errors import AddressNotAllowed, InvalidKey, NoProfile, PlanRequired
from luma_mcp.store.accounts import all_accounts
from luma_mcp.store.database import Database, set_context
from luma_mcp.store.keys import KeyRow, find_key, mark_used
from luma_mcp.store.profiles import ProfileHandle, profile_handles


class Throttle(Protocol):
    """Counts unknown keys against the address that they come from."""

    async def note_unknown(self, address: str) -> None:
        """Count one more; refuse an address that has sent too many."""


class Access:
    """API keys, and who reaches which profile."""

    def __init__(
        self,
        database: Database,
        forms: SecretForms,
        throttle: Throttle,
        clock: Callable[[], datetime],
        *,
        read_only: bool = False,
    ) -> None:
        """`read_only` takes the right to write from every key."""
        self._read_only = read_only
        self._database = database
        self._forms = forms
        self._throttle = throttle
        self._clock = clock
        self._used: dict[str, datetime] = {}

    def new_key(self) -> NewSecret:
        """Make an API key. Only an HMAC of it is to be kept."""
        return self._forms.new(SecretKind.API_KEY)

    async def caller_of(self, token: str, address: str) -> Caller:
        """The caller behind a key.

        A key of the wrong form is refused without a look-up; an address that sends many unknown keys is told to wait,
        but a live key is always let through.

        Raises:
            InvalidKey: unknown, expired, revoked, or used from an address that is not on its list.
            RateLimited: too many unknown keys from this address.
            PlanRequired: the account is on the free plan.
        """
        row = await self._find(token)
        if row is None:
            await self._throttle.note_unknown(address)
            raise InvalidKey
        _check_live(row, self._clock(), address)
        self._used[row.public_id] = self._clock()
        if row.plan == "free":
            raise PlanRequired
        return Caller(
            account_id=row.account_id,
            id=f"{KEY}{row.id}",
            plan=row.plan,
            label=row.label,
            read_only=self._read_only or row.mode == "read_only",
            profile_ids=None if row.profile_id is None else frozenset({row.profile_id}),
            scopes=None if row.scopes is None else widened(row.scopes),
            account_today=row.today,
            expires_at=row.expires_at,
            key_tiers=tuple(RateTier.model_validate(tier) for tier in row.tiers),
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
        return [
            Caller(one.id, OWNER, one.plan, "owner", is_owner=True, account_today=one.today, rated=False)
            for one in accounts
        ]

    async def profiles(self, caller: Caller) -> Sequence[ProfileHandle]:
        """The profiles that a caller reaches."""
        return [handle for handle in await self._handles(caller) if caller.reaches(handle.id)]

    async def choose_profile(self, caller: Caller, wanted: str | None, *, by_name: bool = False) -> Caller:
        """The caller, with the profile that this call is about.

        Absent: the only reachable profile. `by_name` lets a name or the start of one stand for the id.

        Raises:
            NoProfile: the account has none yet.
            ProfileRequired: several can be reached, or the name fits several.
            BadProfileHeader: not a UUID (and names are not taken here).
            ProfileForbidden: outside what the caller reaches.
            ProfileNotFound: not of this account.
        """
        handles = await self._handles(caller)
        if not handles:
            raise NoProfile
        return replace(caller, profile=pick(handles, caller, wanted, by_name=by_name))

    async def flush_used(self) -> None:
        """Note in the books when keys were last used; run once a minute, not with each request."""
        used, self._used = self._used, {}
        if used:
            async with self._database.writing() as connection:
                await mark_used(connection, used)

    async def _handles(self, caller: Caller) -> Sequence[ProfileHandle]:
        async with self._database.reading() as connection:
            await set_context(connection, account_id=caller.account_id)
            return await profile_handles(connection, caller.account_id)

    async def _find(self, token: str) -> KeyRow | None:
        public_id = self._forms.public_id(token, SecretKind.API_KEY)
        if public_id is None:
            return None
        async with self._database.reading() as connection:
            row = await find_key(connection, public_id)
        return row if row is not None and self._forms.fits(token, row.mac) else None


def _check_live(row: KeyRow, now: datetime, address: str) -> None:
    if row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        raise InvalidKey
    if row.ip_list and not _address_in(address, row.ip_list):
        raise AddressNotAllowed


def _address_in(address: str, networks: Sequence[str]) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in ipaddress.ip_network(network) for network in networks)
