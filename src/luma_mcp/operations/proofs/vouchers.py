"""Proof of vouchers: what is issued, paid and confirmed is in the journal once, with its amount; a draft is not."""

from luma_mcp.domain.verification import MOST_NAMED, Findings
from luma_mcp.operations.proofs.entry_types import prove_entry_types
from luma_mcp.store.books import Books
from luma_mcp.store.proofs import vouchers as store
from luma_mcp.store.proofs.vouchers import KINDS, Kind, Missettled

_COUNTED = {"payment": "payments"}
"""Nouns that no other section counts."""


async def prove_vouchers(books: Books, found: Findings) -> None:
    """Prove documents and typed entries against the journal, and what invoices say about their settlement."""
    await prove_entry_types(books, found)
    for kind in KINDS:
        if kind.noun in _COUNTED:
            found.counts[_COUNTED[kind.noun]] = await store.count_documents(books, kind)
        await _prove(books, found, kind)
    for invoice in await store.missettled_invoices(books, MOST_NAMED + 1):
        found.add(f"invoice {invoice.name} ({invoice.id}): {_difference(invoice)}")
    for expense in await store.missettled_expenses(books, MOST_NAMED + 1):
        found.add(
            f"expense {expense.name} ({expense.id}): {expense.owed} minor units should be open, {expense.open} are"
        )


async def _prove(books: Books, found: Findings, kind: Kind) -> None:
    most = MOST_NAMED + 1
    for counted in await store.miscounted(books, kind, most):
        wanted = "one" if counted.wanted else "none"
        where = f"{kind.noun} {counted.name} ({counted.id})"
        found.add(f"{where}: it has {counted.entries} live entries, it should have {wanted}")
    for posted in await store.misposted(books, kind, most):
        where = f"{kind.noun} {posted.name} ({posted.id})"
        found.add(f"{where}: no line of entry {posted.entry} bears its amount of {posted.amount} minor units")
    for number in await store.strays(books, kind, most):
        found.add(f"entry {number}: the {kind.noun} that it posts is not there")


def _difference(invoice: Missettled) -> str:
    paid, credited, written_off, received = invoice.said
    if invoice.said != invoice.made:
        return (
            f"paid {paid} and received {received} minor units, credited {credited}, written off {written_off}; its "
            f"settlements make {invoice.made[0]} and {invoice.made[3]}, {invoice.made[1]}, {invoice.made[2]}"
        )
    return f"{invoice.left} minor units are left to pay, {invoice.open} are open in the ledger"
