"""Which profile a call is about, among those within reach."""

from collections.abc import Sequence
from uuid import UUID

from luma_mcp.access.caller import Caller
from luma_mcp.errors import BadProfileHeader, ProfileForbidden, ProfileNotFound, ProfileRequired
from luma_mcp.store.profiles import ProfileHandle


def pick(handles: Sequence[ProfileHandle], caller: Caller, wanted: str | None, *, by_name: bool) -> ProfileHandle:
    """The profile that is meant; absent, the only one within reach.

    Raises:
        ProfileRequired: several can be meant.
        BadProfileHeader: not a UUID (and names are not taken here).
        ProfileForbidden: out of reach.
        ProfileNotFound: not of this account.
    """
    reachable = [handle for handle in handles if caller.reaches(handle.id)]
    if wanted is None:
        if len(reachable) == 1:
            return reachable[0]
        raise ProfileRequired(candidates=_named(reachable))
    found = _by_id_or_name(handles, wanted, by_name=by_name)
    if len(found) > 1:
        raise ProfileRequired(candidates=_named([handle for handle in found if handle in reachable]))
    if not found:
        raise ProfileNotFound(candidates=_named(reachable) if by_name else ())
    if found[0] not in reachable:
        raise ProfileForbidden
    return found[0]


def _named(handles: Sequence[ProfileHandle]) -> list[str]:
    return [f"{handle.id} {handle.name}" for handle in handles]


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
