"""Prove the books again from the rows: totals from lines, what is paid from payments, numbers without a gap."""

from luma_mcp.domain.documents import draft_of
from luma_mcp.domain.invoices import Invoice
from luma_mcp.domain.model import Ref
from luma_mcp.domain.offers import Offer
from luma_mcp.domain.receipts import digest
from luma_mcp.domain.vat import tax_in_gross
from luma_mcp.domain.verification import Verification, VerificationQuery
from luma_mcp.operation import reads
from luma_mcp.operations.documents import Pricing, price_document
from luma_mcp.operations.invoices import get_invoice
from luma_mcp.operations.offers import get_offer
from luma_mcp.store import verification as store
from luma_mcp.store.books import Books
from luma_mcp.store.counters import void_ranges
from luma_mcp.store.profiles import this_profile


@reads("verification", internal=True)
async def verify_books(books: Books, query: VerificationQuery) -> Verification:  # noqa: ARG001  one model each
    """Prove the books of a profile again and name every fact that does not hold."""
    broken = await store.damage(books)
    invoices = await _documents(books, "invoice", broken)
    offers = await _documents(books, "offer", broken)
    for series in ("invoice", "offer"):
        broken += await _numbers(books, series)
    broken += await _payments(books)
    return Verification(
        invoices=invoices,
        offers=offers,
        payments=await store.count_payments(books),
        expenses=await _gross(books, "expense", broken),
        income=await _gross(books, "income", broken),
        files=await _files(books, broken),
        broken=tuple(broken),
    )


async def _documents(books: Books, kind: str, broken: list[str]) -> int:
    count = 0
    async for document_id in store.document_ids(books, kind):
        count += 1
        show = get_invoice if kind == "invoice" else get_offer
        document = await show(books, Ref(id=document_id))
        broken += await _totals(books, kind, document)
    return count


async def _totals(books: Books, kind: str, document: Invoice | Offer) -> list[str]:
    pricing = Pricing(
        document.currency, document.prices_include_tax, document.discount_percent, document.discount_amount
    )
    drafts = [draft_of(line) for line in document.lines]
    again = await price_document(books, await this_profile(books), drafts, pricing)
    where = f"{kind} {document.number} ({document.id})"
    broken = [
        f"{where}: {name} is {getattr(document, name)}, its lines make {amount}"
        for name, amount in again.amounts.items()
        if getattr(document, name) != amount
    ]
    if again.lines != document.lines:
        broken.append(f"{where}: a line does not come to its net amount")
    if again.tax != document.tax:
        broken.append(f"{where}: the VAT rows are not those of its lines")
    return broken


async def _numbers(books: Books, series: str) -> list[str]:
    last, borne = await store.series_numbers(books, series)
    broken, accounted = [], set(borne)
    for first_n, last_n in await void_ranges(books, series):
        void = set(range(first_n, last_n + 1))
        if void & accounted:
            broken.append(f"{series} series: number {min(void & accounted)} is void and used")
        accounted |= void
    missing = set(range(1, last + 1)) - accounted
    if missing:
        broken.append(f"{series} series: number {min(missing)} is neither used nor void")
    if accounted - set(range(1, last + 1)):
        broken.append(f"{series} series: number {max(accounted)} lies ahead of the counter ({last})")
    return broken


async def _payments(books: Books) -> list[str]:
    broken = [
        f"invoice {row['number']} ({row['id']}): paid {row['paid_minor']} and received {row['received_minor']} minor "
        f"units, its payments make {row['allocated']} and {row['paid_in']}"
        for row in await store.unsettled_invoices(books)
    ]
    return broken + [f"payment {row['id']}: settles more than it is" for row in await store.overdrawn_payments(books)]


async def _gross(books: Books, kind: str, broken: list[str]) -> int:
    count = 0
    async for row in store.gross_rows(books, kind):
        count += 1
        if row["tax_minor"] != tax_in_gross(row["amount_minor"], row["tax_rate"]):
            broken.append(f"{kind} {row['id']}: the VAT is not what {row['tax_rate']} % of its amount makes")
    return count


async def _files(books: Books, broken: list[str]) -> int:
    count = 0
    async for row in store.files(books):
        count += 1
        if digest(row["content"]) != row["sha256"]:
            broken.append(f"file {row['sha256']}: its content was changed")
    return count
