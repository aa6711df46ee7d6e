"""Who is asking."""

from luma_mcp.domain.profiles import ProfileQuery
from luma_mcp.domain.whoami import ReachableProfile, Whoami, WhoamiQuery
from luma_mcp.operation import reads_account
from luma_mcp.store.books import AccountBooks
from luma_mcp.store.profiles import list_profiles


@reads_account("profiles")
async def whoami(books: AccountBooks, query: WhoamiQuery) -> Whoami:  # noqa: ARG001  every operation takes one model
    """Tell who is calling: label, read-only or not, today's date in the books, and the profiles within reach."""
    found = await list_profiles(books, ProfileQuery())
    profiles = tuple(
        ReachableProfile(id=p.id, name=p.name, country=p.country, currency=p.currency, time_zone=p.time_zone)
        for p in found
    )
    return Whoami(
        caller=books.scene.caller_label, read_only=books.scene.read_only, today=books.today, profiles=profiles
    )
