"""Proof of open items: what is open is what was opened without what settled it, and control accounts hold just that."""

from luma_mcp.domain.verification import MOST_NAMED, Findings
from luma_mcp.store.books import Books
from luma_mcp.store.proofs import balances
from luma_mcp.store.proofs import items as store
from luma_mcp.store.proofs.items import Opened, Settled


async def prove_items(books: Books, found: Findings) -> None:
    """Prove every open item against its allocations and its entry, and their sums against the accounts."""
    found.counts["open_items"] = await store.count_items(books)
    most = MOST_NAMED + 1
    for opened in await store.misposted_items(books, most):
        found.add(
            f"{_name(opened)}: it opened with {opened.original_tc} ({opened.original} in base currency), "
            f"its entry posted {opened.posted_tc} ({opened.posted})"
        )
    for settled in await store.unsettled_items(books, most):
        found.add(f"{_name(settled)}: {_difference(settled)}")
    for undone in await store.lopsided_reversals(books, most):
        found.add(f"allocation {undone.id} of item {undone.item_id}: it is not the opposite of what it takes back")
    for number, n in await store.strayed_lines(books, most):
        found.add(f"entry {number}: line {n} belongs to an open item of another account")
    for number, lines, items in await balances.control_accounts(books):
        if lines != items:
            found.add(f"account {number}: its lines make {lines}, its open items {items}")


def _difference(item: Settled) -> str:
    left_tc, left = item.original_tc - item.settled_tc, item.original - item.settled
    if (item.open_tc, item.open) != (left_tc, left):
        return f"{item.open_tc} ({item.open} in base currency) are open, its allocations leave {left_tc} ({left})"
    if item.open_tc * item.original_tc < 0 or abs(item.open_tc) > abs(item.original_tc):
        return f"{item.settled_tc} were settled of {item.original_tc}"
    if not item.open_tc and item.open:
        return f"nothing is open, but {item.open} in base currency"
    return f"closed on {item.closed_on or 'no day'}, the last allocation is of {item.last or 'no day'}"


def _name(item: Opened | Settled) -> str:
    return f"{item.kind} {item.number or ''} ({item.id})".replace("  ", " ")
