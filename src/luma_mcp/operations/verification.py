"""Prove the books again: the journal from its lines, balances and open items from the journal, documents too."""

from collections.abc import Awaitable, Callable, Mapping

from luma_mcp.domain.verification import MOST_NAMED, Findings, Section, Verification, VerificationQuery
from luma_mcp.operation import reads
from luma_mcp.operations.proofs.balances import prove_balances
from luma_mcp.operations.proofs.chain import prove_entries, prove_years
from luma_mcp.operations.proofs.documents import prove_documents, prove_files, prove_numbers
from luma_mcp.operations.proofs.items import prove_items
from luma_mcp.operations.proofs.vouchers import prove_vouchers
from luma_mcp.store.books import Books
from luma_mcp.store.proofs.integrity import damage


@reads("verification", internal=True)
async def verify_books(books: Books, query: VerificationQuery) -> Verification:
    """Prove the books of a profile again, or a section of them, and name every fact that does not hold."""
    if query.section is Section.ENTRIES:
        found = Findings()
        await prove_entries(books, found, query.after_seq, query.stretch)
        return found.result(Section.ENTRIES)
    proved = Verification()
    for section in [query.section] if query.section else Section:
        found = Findings()
        await _PROOFS[section](books, found)
        proved = proved.plus(found.result(section))
    return proved


async def _prove_file(books: Books, found: Findings) -> None:
    for fact in await damage(books, MOST_NAMED):
        found.add(fact)


async def _prove_all_entries(books: Books, found: Findings) -> None:
    await prove_entries(books, found, 0, None)


_PROOFS: Mapping[Section, Callable[[Books, Findings], Awaitable[None]]] = {
    Section.FILE: _prove_file,
    Section.ENTRIES: _prove_all_entries,
    Section.YEARS: prove_years,
    Section.BALANCES: prove_balances,
    Section.ITEMS: prove_items,
    Section.VOUCHERS: prove_vouchers,
    Section.DOCUMENTS: prove_documents,
    Section.NUMBERS: prove_numbers,
    Section.FILES: prove_files,
}
