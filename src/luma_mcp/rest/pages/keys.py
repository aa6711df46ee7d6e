"""API keys: the owner makes, replaces and revokes them. A key is shown once, on the page that answers its form."""

from collections.abc import Sequence
from datetime import datetime

from starlette.responses import Response

from luma_mcp.access.secret_forms import NewSecret
from luma_mcp.domain.keys import MOST_LIVE_KEYS, ROTATE_AFTER_DAYS, Key
from luma_mcp.errors import NotFound, Refusal
from luma_mcp.operations import keys as operations
from luma_mcp.rest.pages.desk import PageRow, Visit, status_of

LIST = "/settings/api"
EVERY_COMPANY = "all"
LABELS = {"label": "Label", "mode": "Access", "profile_id": "Company"}
HOURS = {"0": 0, "24": 24, "168": 168}


async def show_keys(visit: Visit) -> Response:
    """List the keys, and offer to make another."""
    return await _list(visit, {"label": "", "mode": "read_only", "profile_id": None})


async def create_key(visit: Visit) -> Response:
    """Make a key and show it, once."""
    given: dict[str, str | None] = {name: visit.form.text(name) for name in ("label", "mode", "profile_id")}
    chosen = None if given["profile_id"] == EVERY_COMPANY else given["profile_id"]
    new = visit.desk.access.new_key()
    fields = {"label": given["label"], "mode": given["mode"], "profile_id": chosen}
    try:
        made: Key = await visit.run(operations.create_key, **fields, **_kept(new))
    except Refusal as refusal:
        return await _list(visit, given, refusal)
    return await _shown(visit, new, made, "Your new key")


async def show_key(visit: Visit) -> Response:
    """Ask how a key is to be replaced."""
    return visit.page("key_replace.html", key=await _find(visit), problem="")


async def replace_key(visit: Visit) -> Response:
    """Make a key with the same rights and show it, once."""
    new, hours = visit.desk.access.new_key(), HOURS.get(visit.form.text("keep_old_hours"), 0)
    try:
        made: Key = await visit.run(operations.replace_key, id=visit.id, keep_old_hours=hours, **_kept(new))
    except Refusal as refusal:
        key = await _find(visit)
        return visit.page("key_replace.html", status=status_of(refusal), key=key, problem=refusal.message)
    return await _shown(visit, new, made, "Your new key", hours=hours)


async def ask_to_revoke(visit: Visit) -> Response:
    """Ask before a key is revoked."""
    key = await _find(visit)
    return visit.page(
        "confirm.html",
        heading=f"Revoke “{key.label}”?",
        text=f"Whatever uses the key that ends in {key.last_four} is refused from then on. This cannot be undone.",
        button="Revoke this key",
        back=LIST,
    )


async def revoke_key(visit: Visit) -> Response:
    """Revoke a key."""
    await visit.run(operations.revoke_key, id=visit.id)
    return visit.go(LIST, done="key-revoked")


async def _list(visit: Visit, given: dict[str, str | None], refusal: Refusal | None = None) -> Response:
    keys: Sequence[Key] = (await visit.run(operations.list_keys)).data
    profiles, now = await visit.profiles(), visit.desk.clock()
    live = [key for key in keys if _is_live(key, now)]
    return visit.page(
        "keys.html",
        status=status_of(refusal) if refusal else 200,
        live=live,
        ended=[key for key in keys if key not in live],
        names=dict(profiles),
        companies=[*profiles, (EVERY_COMPANY, "All companies, later ones too")],
        given=given | {"profile_id": given["profile_id"] or (profiles[0][0] if profiles else EVERY_COMPANY)},
        labels=LABELS,
        problems={} if refusal is None else {one.field: one.problem for one in refusal.problems},
        refusal=refusal,
        most=MOST_LIVE_KEYS,
        rotate_after=ROTATE_AFTER_DAYS,
    )


async def _shown(visit: Visit, new: NewSecret, made: Key, heading: str, hours: int | None = None) -> Response:
    return visit.page(
        "key_made.html", token=new.token, key=made, heading=heading, hours=hours, names=dict(await visit.profiles())
    )


async def _find(visit: Visit) -> Key:
    """A live key of the account."""
    wanted, now = visit.id, visit.desk.clock()
    keys: Sequence[Key] = (await visit.run(operations.list_keys)).data
    for key in keys:
        if key.id == wanted and _is_live(key, now):
            return key
    raise NotFound("This key is no longer live.", fix="It was revoked or replaced before.")


def _is_live(key: Key, now: datetime) -> bool:
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > now)


def _kept(new: NewSecret) -> dict[str, str]:
    return {"public_id": new.public_id, "mac": new.mac, "last_four": new.last_four}


PAGES: Sequence[PageRow] = (
    PageRow(LIST, show_keys, create_key),
    PageRow(f"{LIST}/{{id}}/replace", show_key, replace_key),
    PageRow(f"{LIST}/{{id}}/revoke", ask_to_revoke, revoke_key),
)
