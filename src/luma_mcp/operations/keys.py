"""API keys: list, make, revoke. Only the owner manages them, and no operation ever sees a secret."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from luma_mcp.access.caller import KEY
from luma_mcp.domain.keys import (
    DEFAULT_TIER,
    MOST_LIVE_KEYS,
    ROTATE_AFTER_DAYS,
    CurrentKey,
    CurrentKeyQuery,
    Key,
    KeyDraft,
    KeyMode,
    KeyQuery,
    KeyRef,
    KeyReplacement,
    Keys,
    RateTier,
)
from luma_mcp.domain.model import Deleted
from luma_mcp.domain.profiles import ProfileRef
from luma_mcp.domain.scopes import PARTNER
from luma_mcp.errors import Invalid, NotFound, PlanRequired, ScopeNotAssignable, TooManyKeys
from luma_mcp.operation import reads_account, writes_account
from luma_mcp.operations.profiles import get_profile
from luma_mcp.store import keys as store
from luma_mcp.store.accounts import hold_account, plan_of
from luma_mcp.store.books import AccountBooks, WritableAccountBooks


@reads_account("keys", owner_only=True)
async def list_keys(books: AccountBooks, query: KeyQuery) -> Keys:
    """List the account's keys, newest first, with when they were last used; those over 90 days old say rotate."""
    return Keys(data=tuple(_key(row, books.now) for row in await store.list_keys(books, query.limit)))


@reads_account("keys", of_any_key=True)
async def get_current_key(books: AccountBooks, _: CurrentKeyQuery) -> CurrentKey:
    """Show the key that calls, never its secret: scopes, rate tiers, addresses it is taken from, last moment."""
    row = await store.read_key(books, UUID(books.scene.caller_id.removeprefix(KEY)))
    return CurrentKey(
        id=row.id,
        label=row.label,
        mode=KeyMode(row.mode),
        last_four=row.last_four,
        scopes=None if row.scopes is None else tuple(row.scopes),
        tiers=tuple(RateTier.model_validate(tier) for tier in row.tiers) or (DEFAULT_TIER,),
        ip_list=tuple(row.ip_list),
        expires_at=row.expires_at,
    )


@writes_account("keys")
async def create_key(books: WritableAccountBooks, draft: KeyDraft) -> Key:
    """Keep a new key. At most 10 live keys an account, none on the free plan; scopes need one profile."""
    await hold_account(books)
    if await plan_of(books) == "free":
        raise PlanRequired
    if await store.count_live_keys(books) >= MOST_LIVE_KEYS:
        raise TooManyKeys
    refuse_partner_scopes(draft.scopes)
    if draft.scopes and draft.profile_id is None:
        raise Invalid.field("profile_id", "a key with scopes belongs to one profile")
    if draft.profile_id is not None:
        await get_profile(books, ProfileRef(id=draft.profile_id))
    expires_at = None
    if draft.expires is not None:
        expires_at = datetime.combine(draft.expires, time.max, UTC)
        if expires_at <= books.now:
            raise Invalid.field("expires", "lies in the past")
    key_id = books.new_id()
    row = {
        "id": key_id,
        "public_id": draft.public_id,
        "mac": draft.mac,
        "last_four": draft.last_four,
        "label": draft.label,
        "mode": draft.mode,
        "profile_id": draft.profile_id,
        "scopes": list(draft.scopes) or None,
        "tiers": [tier.model_dump() for tier in draft.tiers],
        "ip_list": list(draft.ip_list),
        "expires_at": expires_at,
    }
    await store.add_key(books, row)
    return _key(await store.read_key(books, key_id), books.now)


@writes_account("keys", destructive=True)
async def replace_key(books: WritableAccountBooks, wanted: KeyReplacement) -> Key:
    """Make a key with the rights of another, which ends now or works on for some hours."""
    await hold_account(books)
    old = await store.find_live_key(books, wanted.id)
    if old is None:
        raise NotFound(f"No live key {wanted.id}.", fix="See 'luma-mcp keys list'.")
    if wanted.keep_old_hours and await store.count_live_keys(books) >= MOST_LIVE_KEYS:
        raise TooManyKeys
    key_id, new = books.new_id(), wanted.model_dump(include={"public_id", "mac", "last_four"})
    same = ("label", "mode", "profile_id", "scopes", "tiers", "ip_list")
    rights = {name: getattr(old, name) for name in same}
    if wanted.keep_old_hours:
        until = books.now + timedelta(hours=wanted.keep_old_hours)
        await store.end_key_at(books, old.id, min(until, old.expires_at or until))
    else:
        await store.revoke_key(books, old.id)
    await store.add_key(books, rights | new | {"id": key_id, "expires_at": old.expires_at})
    return _key(await store.read_key(books, key_id), books.now)


@writes_account("keys", destructive=True)
async def revoke_key(books: WritableAccountBooks, wanted: KeyRef) -> Deleted:
    """Revoke a key at once and for good."""
    if not await store.revoke_key(books, wanted.id):
        raise NotFound(f"No live key {wanted.id}.", fix="See 'luma-mcp keys list'.")
    return Deleted(id=wanted.id)


def refuse_partner_scopes(scopes: Iterable[str]) -> None:
    """Refuse scopes that only a partner's single sign-on key carries.

    Raises:
        ScopeNotAssignable: there is one among them.
    """
    if PARTNER & set(scopes):
        raise ScopeNotAssignable.of(min(PARTNER & set(scopes)))


def _key(row: store.KeyRow, now: datetime) -> Key:
    old = now - row.created_at > timedelta(days=ROTATE_AFTER_DAYS)
    return Key(
        id=row.id,
        label=row.label,
        mode=KeyMode(row.mode),
        profile_id=row.profile_id,
        scopes=None if row.scopes is None else tuple(row.scopes),
        last_four=row.last_four,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        rotate=old and row.revoked_at is None,
    )
