"""Proof of documents: totals from lines, VAT from gross, numbers without a gap, files as they came."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from luma_mcp.domain.documents import Line, document_totals, line_amount
from luma_mcp.domain.money import to_major, without_zeros
from luma_mcp.domain.receipts import digest
from luma_mcp.domain.vat import TaxableLine, Totals, tax_in_gross
from luma_mcp.domain.verification import Findings
from luma_mcp.errors import Refusal
from luma_mcp.store.books import Books
from luma_mcp.store.counters import void_ranges
from luma_mcp.store.proofs import documents as store
from luma_mcp.store.proofs.documents import Stored


async def prove_documents(books: Books, found: Findings) -> None:
    """Prove invoices, offers and credit notes against their lines, expenses and income against their rates."""
    for kind, prove in (("invoice", _totals), ("offer", _totals), ("credit_note", _credit)):
        async for stored in store.stored_documents(books, kind):
            found.counts[f"{kind}s"] += 1
            where = f"{kind.replace('_', ' ')} {stored.head['number']} ({stored.head['id']})"
            for fact in prove(stored):
                found.add(f"{where}: {fact}")
    for kind, noun in (("expense", "expenses"), ("income", "income")):
        async for row in store.gross_rows(books, kind):
            found.counts[noun] += 1
            if row["tax_minor"] != tax_in_gross(row["amount_minor"], row["tax_rate"]):
                found.add(f"{kind} {row['id']}: the VAT is not what {row['tax_rate']} % of its amount makes")


async def prove_numbers(books: Books, found: Findings) -> None:
    """Prove that used and void numbers of each series cover 1 to the counter, each once."""
    for series in ("invoice", "offer", "credit_note"):
        last, borne = await store.series_numbers(books, series)
        ranges = sorted([*((n, n) for n in borne), *await void_ranges(books, series)])
        for fact in _gaps(series.replace("_", " "), last, ranges):
            found.add(fact)


async def prove_files(books: Books, found: Findings) -> None:
    """Prove that stored files are what they were when they came."""
    async for row in store.files(books):
        found.counts["files"] += 1
        if digest(row["content"]) != row["sha256"]:
            found.add(f"file {row['sha256']}: its content was changed")


def _totals(stored: Stored) -> Iterator[str]:
    """Compute a document again from its lines, each with the VAT category and rate that it bears."""
    head, currency = stored.head, stored.head["currency"]
    try:
        again = _again(stored)
    except Refusal as refusal:
        yield f"its lines cannot be added up: {refusal.message}"
        return
    for name, minor in {"net": again.net, "tax": again.tax, "gross": again.gross}.items():
        if head[f"{name}_minor"] != minor:
            yield f"{name} is {to_major(head[f'{name}_minor'], currency)}, its lines make {to_major(minor, currency)}"
    if [line["net_minor"] for line in stored.lines] != list(again.line_nets):
        yield "a line does not come to its net amount"
    if _taxes(stored) != {(row.category, row.rate, row.base, row.amount) for row in again.taxes}:
        yield "the VAT rows are not those of its lines"


def _credit(stored: Stored) -> Iterator[str]:
    """Add a credit note up; its VAT follows from its invoice and was posted with it."""
    head, currency = stored.head, stored.head["currency"]
    net = sum(line["net_minor"] for line in stored.lines)
    if head["net_minor"] != net:
        yield f"net is {to_major(head['net_minor'], currency)}, its lines make {to_major(net, currency)}"
    rows = {name: sum(row[f"{name}_minor"] for row in stored.taxes) for name in ("base", "amount")}
    if (head["net_minor"], head["tax_minor"]) != (rows["base"], rows["amount"]):
        yield "the VAT rows are not those of its amounts"


def _again(stored: Stored) -> Totals:
    head, currency = stored.head, stored.head["currency"]
    lines = [_line(row, currency) for row in stored.lines]
    taxable = [
        TaxableLine(line_amount(line, line.price, currency, f"lines.{index}"), line.tax_category, line.tax_rate)
        for index, line in enumerate(lines)
    ]
    discount = head["discount_minor"]
    return document_totals(
        taxable,
        currency=currency,
        discount_percent=head["discount_percent"],
        discount_amount=None if discount is None else to_major(discount, currency),
        prices_include_tax=head["prices_include_tax"],
    )


def _line(row: Mapping[str, Any], currency: str) -> Line:
    fields = {name: row[name] for name in Line.model_fields if name != "net"}
    return Line(**fields, net=to_major(row["net_minor"], currency))


def _taxes(stored: Stored) -> set[tuple[str, Decimal, int, int]]:
    return {
        (row["tax_category"], without_zeros(row["tax_rate"]), row["base_minor"], row["amount_minor"])
        for row in stored.taxes
    }


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
