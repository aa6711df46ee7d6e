"""Licences of a company: what needs one asks here, and the owner grants and withdraws them."""

from luma_mcp.domain.licences import Licence, LicenceChange, Licences
from luma_mcp.domain.profiles import ProfileRef
from luma_mcp.errors import Invalid, LicenceRequired
from luma_mcp.operation import writes_account
from luma_mcp.operations.profiles import get_profile
from luma_mcp.store import licences as store
from luma_mcp.store.books import Books, WritableAccountBooks
from luma_mcp.store.profiles import hold_profile


async def require_licence(books: Books, name: str) -> None:
    """Refuse where the company was taken this licence.

    Raises:
        LicenceRequired: it was withdrawn.
    """
    if Licence(name) in await store.withdrawn_from(books, books.profile_id):
        raise LicenceRequired(name)


@writes_account("profiles")
async def update_licences(books: WritableAccountBooks, change: LicenceChange) -> Licences:
    """Grant or withdraw licences of a profile: Subscription, CustomerPortal, MeteredProducts. All are granted at first.

    Raises:
        Invalid: a licence is to be granted and withdrawn at once.
    """
    if both := set(change.grant) & set(change.withdraw):
        raise Invalid.field("withdraw", f"{min(both)} cannot be granted and withdrawn at once")
    await hold_profile(books, change.id)
    await get_profile(books, ProfileRef(id=change.id))
    before = await store.withdrawn_from(books, change.id)
    left = (before - set(change.grant)) | set(change.withdraw)
    if left != before:
        await store.withdraw(books, change.id, left)
    granted = tuple(one for one in Licence if one not in left)
    return Licences(id=change.id, granted=granted, withdrawn=tuple(one for one in Licence if one in left))
