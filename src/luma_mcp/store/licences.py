"""The licences that were withdrawn from a profile; all others are granted."""

from collections.abc import Set as AbstractSet
from uuid import UUID

from sqlalchemy import select

from luma_mcp.domain.licences import Licence
from luma_mcp.store.books import AccountBooks, Books, WritableAccountBooks
from luma_mcp.store.profiles import profile


async def withdrawn_from(books: AccountBooks | Books, profile_id: UUID) -> frozenset[Licence]:
    """The licences that a profile does not have."""
    kept = await books.fetch_value(select(profile.c.withdrawn_licences).where(profile.c.id == profile_id))
    return frozenset(map(Licence, kept or ()))


async def withdraw(books: WritableAccountBooks, profile_id: UUID, licences: AbstractSet[Licence]) -> None:
    """Keep which licences a profile does not have."""
    kept = sorted(str(one) for one in licences)
    changed = {"withdrawn_licences": kept, "updated_at": books.now}
    await books.write(profile.update().where(profile.c.id == profile_id).values(**changed))
