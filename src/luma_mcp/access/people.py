"""People: sign-in by e-mail and password, sessions, and the links that let somebody choose a password."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from pydantic import ValidationError

from luma_mcp.access import passwords
from luma_mcp.access.caller import Caller
from luma_mcp.access.secret_forms import NewSecret, SecretForms, SecretKind
from luma_mcp.access.sign_in_errors import LinkInvalid, NotSignedIn, SignInFailed
from luma_mcp.domain.members import INVITATION_VALID, Introduction, Role
from luma_mcp.errors import AccountRequired, Invalid, MemberExists, NotFound, Problem
from luma_mcp.problems import problems_of
from luma_mcp.store import invitations, web_sessions
from luma_mcp.store.accounts import add_account, all_accounts
from luma_mcp.store.database import Database
from luma_mcp.store.members import (
    MemberRow,
    add_owner,
    any_owner,
    granted_profiles,
    is_member,
    live_members,
    member_of,
    members_with_email,
    owner_of,
    set_password,
)
from luma_mcp.store.web_sessions import SessionRow

LONGEST_SESSION = timedelta(days=7)
IDLE_SESSION = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)
ATTEMPTS_PER_EMAIL = 5
ATTEMPTS_PER_ADDRESS = 20
"""Sign-ins that may be tried in a minute."""
MOST_ACCOUNTS = 5
"""Accounts with the same e-mail address among which a password is looked for."""


class Throttle(Protocol):
    """Counts what strangers try."""

    async def spend_from(self, bucket: str, limit: int) -> object:
        """Count one of so many a minute; refuse when there are more."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in: as whom, in which account, and with which rights."""

    caller: Caller
    member_id: UUID
    email: str
    name: str
    role: Role
    account_name: str
    csrf: str
    """What a form of this session carries, so that no other page can send it."""


@dataclass(frozen=True, slots=True)
class Link:
    """Whom a link lets in: a member, or the first owner, who has no address yet."""

    email: str | None
    account_name: str | None
    name: str = ""
    again: bool = False
    """Whether the member had a password before."""


class People:
    """Everybody who signs in."""

    def __init__(
        self,
        database: Database,
        forms: SecretForms,
        throttle: Throttle,
        clock: Callable[[], datetime],
        new_id: Callable[[datetime], UUID],
        *,
        read_only: bool = False,
    ) -> None:
        """`read_only` takes the right to write from everybody but owners managing their account."""
        self._database = database
        self._forms = forms
        self._throttle = throttle
        self._clock = clock
        self._new_id = new_id
        self._read_only = read_only

    def new_invitation(self) -> NewSecret:
        """Make the secret of a link. Only an HMAC of it is to be kept."""
        return self._forms.new(SecretKind.INVITATION)

    async def sign_in(self, email: str, password: str, address: str, account_id: UUID | None = None) -> str:
        """Start a session; answers the secret for its cookie.

        Where the password fits in several accounts with this e-mail address, the oldest unless `account_id` says which.

        Raises:
            SignInFailed: whatever is wrong; it takes as long and says as much for an address that nobody has.
            RateLimited: too many attempts for this e-mail address, or from this address.
        """
        email = email.strip().lower()[:200]
        await self._throttle.spend_from(f"sign-in from:{address}", ATTEMPTS_PER_ADDRESS)
        await self._throttle.spend_from(f"sign-in as:{self._forms.mac(email)}", ATTEMPTS_PER_EMAIL)
        async with self._database.reading() as connection:
            known = await members_with_email(connection, email, MOST_ACCOUNTS)
        if len(password) > passwords.LONGEST:
            raise SignInFailed
        fitting = await _fitting(known, password)
        chosen = [one for one in fitting if account_id in (None, one.account_id)]
        if not chosen:
            raise SignInFailed
        return await self._start(chosen[0].account_id, chosen[0].id)

    async def session(self, token: str) -> Session:
        """Who is behind a session's secret; rights are those of this moment.

        Raises:
            NotSignedIn: unknown, ended, idle too long, or the member was removed.
        """
        public_id, now = self._forms.public_id(token, SecretKind.SESSION), self._clock()
        if public_id is None:
            raise NotSignedIn
        async with self._database.reading() as connection:
            row = await web_sessions.find_session(connection, public_id)
            if row is None or not self._forms.fits(token, row.mac) or _over(row, now):
                raise NotSignedIn
            who = await member_of(connection, row.account_id, row.member_id)
            if who is None:
                raise NotSignedIn
            granted = await granted_profiles(connection, who.account_id, who.id)
        if now - row.last_seen_at >= SEEN_EVERY:
            async with self._database.writing() as connection:
                await web_sessions.mark_seen(connection, public_id, now)
        return self._session(who, granted, self._forms.mac(f"csrf:{token}"))

    async def sign_out(self, token: str) -> None:
        """End a session."""
        public_id = self._forms.public_id(token, SecretKind.SESSION)
        if public_id is not None:
            async with self._database.writing() as connection:
                await web_sessions.end_session(connection, public_id)

    async def first_owner_link(self) -> NewSecret | None:
        """A link for the first owner, valid until it is used or another is made; None when an owner can sign in."""
        new, now = self.new_invitation(), self._clock()
        async with self._database.writing() as connection:
            if await any_owner(connection):
                return None
            await invitations.add_first_invitation(connection, new.public_id, new.mac, **_valid_from(now))
        return new

    async def invite_owner(self, account_id: UUID, email: str) -> NewSecret:
        """A link for the owner of an account that has none who can sign in.

        Raises:
            Invalid: the address is none.
            MemberExists: the account has an owner, or the address is another member's.
        """
        address, new, now = _address(email), self.new_invitation(), self._clock()
        async with self._database.writing() as connection:
            owner = await owner_of(connection, account_id)
            if owner is not None and (owner.password_hash is not None or owner.email != address):
                raise MemberExists("The account has an owner.", fix="Let them choose a password: members reset.")
            if owner is None and await is_member(connection, account_id, address):
                raise MemberExists
            member_id = owner.id if owner else self._new_id(now)
            if owner is None:
                await add_owner(connection, account_id, member_id, address, now)
            await invitations.add_reset(connection, account_id, member_id, new.public_id, new.mac, **_valid_from(now))
        return new

    async def reset_link(self, email: str, account_id: UUID | None = None) -> NewSecret:
        """A link with which a member chooses a new password; nothing ends before it is used.

        Raises:
            NotFound: nobody has this address.
            AccountRequired: several accounts know it, and `account_id` does not say which.
        """
        new, now = self.new_invitation(), self._clock()
        async with self._database.writing() as connection:
            known = await live_members(connection, email.strip().lower(), MOST_ACCOUNTS)
            found = [one for one in known if account_id in (None, one.account_id)]
            if not found:
                raise NotFound(f"There is no member {email}.", fix="See 'luma-mcp members list'.")
            if len(found) > 1:
                raise AccountRequired(candidates=[f"{one.account_id} {one.account_name}" for one in found])
            who = found[0]
            await invitations.add_reset(connection, who.account_id, who.id, new.public_id, new.mac, **_valid_from(now))
        return new

    async def link(self, token: str) -> Link:
        """Whom a link lets in.

        Raises:
            LinkInvalid: unknown, used, or too old.
        """
        row = await self._invitation(token)
        if row.account_id is None or row.member_id is None:
            return Link(None, None)
        async with self._database.reading() as connection:
            who = await member_of(connection, row.account_id, row.member_id)
        if who is None:
            raise LinkInvalid
        return Link(who.email, who.account_name, who.name, again=who.password_hash is not None)

    async def accept(self, token: str, *, email: str, name: str, password: str) -> str:
        """Use a link: keep the name and the password, and start a session; answers the secret for its cookie.

        The e-mail address counts for the first owner only, who gets the account that there is, or a new one.

        Raises:
            LinkInvalid: unknown, used, or too old.
            Invalid: the password or the address cannot be taken; the link stays valid.
        """
        row = await self._invitation(token)
        invited = await self.link(token)
        who = _introduced(name, invited.email or email, password)
        kept, now = await passwords.hashed(password), self._clock()
        async with self._database.writing() as connection:
            if not await invitations.use_invitation(connection, row.public_id, now):
                raise LinkInvalid
            account_id, member_id = row.account_id, row.member_id
            if account_id is None or member_id is None:
                if await any_owner(connection):
                    raise LinkInvalid
                accounts, member_id = await all_accounts(connection), self._new_id(now)
                if not accounts:
                    accounts = [
                        await add_account(
                            connection, account_id=self._new_id(now), name=who.name, plan="lifetime", now=now
                        )
                    ]
                account_id = accounts[0].id
                if await is_member(connection, account_id, who.email):
                    raise Invalid.field("email", "belongs to a member already; take another")
                await add_owner(connection, account_id, member_id, who.email, now)
            await set_password(connection, account_id, member_id, who.name, kept)
            await web_sessions.end_sessions_of(connection, account_id, member_id)
        return await self._start(account_id, member_id)

    async def _invitation(self, token: str) -> invitations.InvitationRow:
        public_id = self._forms.public_id(token, SecretKind.INVITATION)
        if public_id is None:
            raise LinkInvalid
        async with self._database.reading() as connection:
            row = await invitations.find_invitation(connection, public_id)
        if row is None or not self._forms.fits(token, row.mac):
            raise LinkInvalid
        if row.used_at is not None or row.expires_at <= self._clock():
            raise LinkInvalid
        return row

    async def _start(self, account_id: UUID, member_id: UUID) -> str:
        new, now = self._forms.new(SecretKind.SESSION), self._clock()
        row = SessionRow(new.public_id, new.mac, account_id, member_id, now, now, now + LONGEST_SESSION)
        async with self._database.writing() as connection:
            await web_sessions.add_session(connection, row)
        return new.token

    def _session(self, who: MemberRow, granted: frozenset[UUID], csrf: str) -> Session:
        role = Role(who.role)
        caller = Caller(
            account_id=who.account_id,
            id=f"member:{who.id}",
            plan=who.plan,
            label=who.email,
            read_only=self._read_only or role is Role.READ_ONLY,
            is_owner=role is Role.OWNER,
            profile_ids=None if role is Role.OWNER else granted,
            account_today=who.today,
            rated=False,
        )
        return Session(caller, who.id, who.email, who.name, role, who.account_name, csrf)


async def _fitting(known: Sequence[MemberRow], password: str) -> list[MemberRow]:
    """Those whose password this is; compared at least once, so that nobody learns which addresses exist."""
    if not known:
        await passwords.fits(password, None)
    return [one for one in known if await passwords.fits(password, one.password_hash)]


def _introduced(name: str, email: str, password: str) -> Introduction:
    """Who chooses a password; every field that cannot be taken is named at once."""
    who, problems = None, list[Problem]()
    try:
        who = Introduction(name=name, email=email)
    except ValidationError as wrong:
        problems += problems_of(wrong)
    try:
        passwords.check_password(password, email)
    except Invalid as weak:
        problems += weak.problems
    if who is None or problems:
        raise Invalid("; ".join(f"{one.field}: {one.problem}" for one in problems), problems=problems)
    return who


def _valid_from(now: datetime) -> dict[str, datetime]:
    """When a link is made and how long it is good."""
    return {"now": now, "expires_at": now + INVITATION_VALID}


def _address(email: str) -> str:
    """An e-mail address as it is kept."""
    try:
        return Introduction(name="Owner", email=email).email
    except ValidationError as wrong:
        raise Invalid("This is not an e-mail address.", problems=problems_of(wrong)) from None


def _over(row: SessionRow, now: datetime) -> bool:
    return row.expires_at <= now or row.last_seen_at + IDLE_SESSION <= now
