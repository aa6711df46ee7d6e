"""Prove the books again from the rows: totals from lines, what is paid from payments, numbers without a gap."""

from luma_mcp.domain.documents import document_totals, line_amount
from luma_mcp.domain.invoices import Invoice
from luma_mcp.domain.model import Ref
from luma_mcp.domain.money import to_major, without_zeros
from luma_mcp.domain.offers import Offer
from luma_mcp.domain.receipts import digest
from luma_mcp.domain.vat import TaxableLine, Totals, tax_in_gross
from luma_mcp.domain.verification import Verification, VerificationQuery
from luma_mcp.errors import Refusal
from luma_mcp.operation import reads
from luma_mcp.operations.invoices import get_invoice
from luma_mcp.operations.offers import get_offer
from luma_mcp.store import verification as store
from luma_mcp.store.books import Books
from luma_mcp.store.counters import void_ranges


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
        broken += _totals(kind, document)
    return count


def _totals(kind: str, document: Invoice | Offer) -> list[str]:
    """Compute a document again from its lines, each with the VAT category and rate that it bears."""
    where, currency = f"{kind} {document.number} ({document.id})", document.currency
    try:
        again = _again(document)
    except Refusal as refusal:
        return [f"{where}: its lines cannot be added up: {refusal.message}"]
    made = {"net": again.net, "tax_total": again.tax, "gross": again.gross}
    broken = [
        f"{where}: {name} is {getattr(document, name)}, its lines make {to_major(minor, currency)}"
        for name, minor in made.items()
        if getattr(document, name) != to_major(minor, currency)
    ]
    if [line.net for line in document.lines] != [to_major(net, currency) for net in again.line_nets]:
        broken.append(f"{where}: a line does not come to its net amount")
    rows = {(t.category, t.rate, to_major(t.base, currency), to_major(t.amount, currency)) for t in again.taxes}
    if {(t.tax_category, without_zeros(t.tax_rate), t.base, t.amount) for t in document.tax} != rows:
        broken.append(f"{where}: the VAT rows are not those of its lines")
    return broken


def _again(document: Invoice | Offer) -> Totals:
    taxable = [
        TaxableLine(
            line_amount(line, line.price, document.currency, f"lines.{index}"), line.tax_category, line.tax_rate
        )
        for index, line in enumerate(document.lines)
    ]
    return document_totals(
        taxable,
        currency=document.currency,
        discount_percent=document.discount_percent,
        discount_amount=document.discount_amount,
        prices_include_tax=document.prices_include_tax,
    )


async def _numbers(books: Books, series: str) -> list[str]:
    """Walk over the ranges of used and void numbers in order: they must cover 1 to the counter, each once."""
    last, borne = await store.series_numbers(books, series)
    ranges = sorted([*((n, n) for n in borne), *await void_ranges(books, series)])
    broken, expected = [], 1
    for first_n, last_n in ranges:
        if first_n < expected:
            broken.append(f"{series} series: number {first_n} is accounted for twice")
        elif first_n > expected:
            broken.append(f"{series} series: number {expected} is neither used nor void")
        expected = max(expected, last_n + 1)
    if expected <= last:
        broken.append(f"{series} series: number {expected} is neither used nor void")
    elif expected > last + 1:
        broken.append(f"{series} series: number {expected - 1} lies ahead of the counter ({last})")
    return broken


async def _payments(books: Books) -> list[str]:
    return [
        f"invoice {row['number']} ({row['id']}): received {row['received_minor']} minor units, its payments make "
        f"{row['paid_in']}"
        for row in await store.unsettled_invoices(books)
    ]


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
