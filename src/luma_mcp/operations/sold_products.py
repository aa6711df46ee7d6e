"""Where what an invoice sells is booked: on the account of its product's group for the VAT zone of the client."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from luma_mcp.domain.documents import Line
from luma_mcp.domain.invoices import Invoice
from luma_mcp.domain.money import round_to_minor, share
from luma_mcp.domain.vat import TaxCategory, TaxTotal
from luma_mcp.domain.vat_codes import is_valid
from luma_mcp.store.books import Books
from luma_mcp.store.chart import ChartAccount, ChartVatCode, WorkingChart, accounts_by_id
from luma_mcp.store.product_groups import accounts_of_products

Part: TypeAlias = tuple[TaxTotal, ChartAccount | None]
"""A VAT row, or what of it goes to the account that products name."""


@dataclass(frozen=True, slots=True)
class Sold:
    """A line as revenue sees it: its VAT, its net in minor units, and the account where its product names one."""

    category: TaxCategory
    rate: Decimal
    net: int
    account: ChartAccount | None


async def sold_by(books: Books, invoice: Invoice, given: Iterable[tuple[Line, int]] | None = None) -> tuple[Sold, ...]:
    """The lines of an invoice, or what is given back of them; nothing where no product names an account."""
    products = {line.catalog_item_id for line in invoice.lines if line.catalog_item_id}
    named = await accounts_of_products(books, products, invoice.client_id) if products else {}
    if not named:
        return ()
    accounts = await accounts_by_id(books, list(named.values()))
    lines = given or [(line, round_to_minor(line.net, invoice.currency)) for line in invoice.lines]
    return tuple(
        Sold(line.tax_category, line.tax_rate, net, accounts.get(named[line.catalog_item_id]))
        if line.catalog_item_id in named
        else Sold(line.tax_category, line.tax_rate, net, None)
        for line, net in lines
    )


def parts_of_rows(rows: Sequence[TaxTotal], sold: Sequence[Sold]) -> Iterator[Part]:
    """VAT rows by account, in proportion to the lines; a row of one account stays whole, as do all without products."""
    for row in rows:
        nets: dict[ChartAccount | None, int] = {}
        for line in sold:
            if (line.category, line.rate) == (row.category, row.rate):
                nets[line.account] = nets.get(line.account, 0) + line.net
        accounts = list(nets) or [None]
        bases = share(row.base, list(nets.values()) or [1])
        taxes = share(row.amount, list(nets.values()) or [1])
        for account, base, tax in zip(accounts, bases, taxes, strict=True):
            if base or tax or len(accounts) == 1:
                yield replace(row, base=base, amount=tax), account


def own_code(chart: WorkingChart, account: ChartAccount, row: TaxTotal, day: date) -> ChartVatCode | None:
    """The VAT code of an account, where it is one of the row's category and rate on the day."""
    code = chart.code(account.vat_code or "")
    fits = code is not None and (code.category, code.rate) == (row.category, row.rate) and is_valid(code, day)
    return code if fits else None
