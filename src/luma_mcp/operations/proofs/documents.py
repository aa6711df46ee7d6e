"""Proof of documents: totals from lines, VAT from gross, numbers without a gap, files as they came."""

from luma_mcp.domain.documents import document_totals, line_amount
from luma_mcp.domain.invoices import Invoice
from luma_mcp.domain.model import Ref
from luma_mcp.domain.money import to_major, without_zeros
from luma_mcp.domain.offers import Offer
from luma_mcp.domain.receipts import digest
from luma_mcp.domain.vat import TaxableLine, Totals, tax_in_gross
from luma_mcp.domain.verification import Findings
from luma_mcp.errors import Refusal
from luma_mcp.operations.invoices import get_invoice
from luma_mcp.operations.offers import get_offer
from luma_mcp.store.books import Books
from luma_mcp.store.counters import void_ranges
from luma_mcp.store.proofs import documents as store


async def prove_documents(books: Books, found: Findings) -> None:
    """Prove invoices and offers against their lines, expenses and income against their rates."""
    for kind in ("invoice", "offer"):
        async for document_id in store.document_ids(books, kind):
            found.counts[f"{kind}s"] += 1
            show = get_invoice if kind == "invoice" else get_offer
            for fact in _totals(kind, await show(books, Ref(id=document_id))):
                found.add(fact)
    for kind, noun in (("expense", "expenses"), ("income", "income")):
        async for row in store.gross_rows(books, kind):
            found.counts[noun] += 1
            if row["tax_minor"] != tax_in_gross(row["amount_minor"], row["tax_rate"]):
                found.add(f"{kind} {row['id']}: the VAT is not what {row['tax_rate']} % of its amount makes")


async def prove_numbers(books: Books, found: Findings) -> None:
    """Prove that used and void numbers of each series cover 1 to the counter, each once."""
    for series in ("invoice", "offer"):
        last, borne = await store.series_numbers(books, series)
        ranges = sorted([*((n, n) for n in borne), *await void_ranges(books, series)])
        for fact in _gaps(series, last, ranges):
            found.add(fact)


async def prove_files(books: Books, found: Findings) -> None:
    """Prove that stored files are what they were when they came."""
    async for row in store.files(books):
        found.counts["files"] += 1
        if digest(row["content"]) != row["sha256"]:
            found.add(f"file {row['sha256']}: its content was changed")


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


def _gaps(series: str, last: int, ranges: list[tuple[int, int]]) -> list[str]:
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
