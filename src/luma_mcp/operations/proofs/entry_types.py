"""Proof of typed entries: the category takes the type, and the control leg is what type and amount say."""

from luma_mcp.domain.verification import MOST_NAMED, Findings
from luma_mcp.store.books import Books
from luma_mcp.store.proofs import entry_types as store


async def prove_entry_types(books: Books, found: Findings) -> None:
    """Prove what entries say beside their lines against their lines and their category."""
    for number in await store.misfiled(books, MOST_NAMED + 1):
        found.add(f"entry {number}: its journal category does not take its type")
    for one in await store.mistyped(books, MOST_NAMED + 1):
        found.add(
            f"entry {one.number}: as {one.type} its control account should move by {one.said} minor units, it moves "
            f"by {one.posted}"
        )
