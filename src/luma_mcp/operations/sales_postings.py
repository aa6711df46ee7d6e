"""What sales do in the ledger: an invoice that is issued opens an item; what is given back of it goes by its rate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from luma_mcp.domain.exchange import shares_to_base
from luma_mcp.domain.invoices import Invoice
from luma_mcp.domain.ledger import Area, ItemKind, Leg, NewItem, Source, Voucher
from luma_mcp.domain.money import round_to_minor
from luma_mcp.domain.open_items import Item
from luma_mcp.domain.profiles import Profile
from luma_mcp.domain.vat import TaxCategory, TaxTotal
from luma_mcp.domain.vat_codes import sales_code
from luma_mcp.domain.vat_postings import in_base, net_and_tax
from luma_mcp.operations.posting import post
from luma_mcp.operations.sold_products import Part, own_code, parts_of_rows, sold_by
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.chart import ChartAccount, ChartVatCode, WorkingChart, working_chart
from luma_mcp.store.exchange_rates import rate_on
from luma_mcp.store.party_groups import control_account_of_client
from luma_mcp.store.posting import live_entries
from luma_mcp.store.settlements import item_of


async def post_invoice(books: WritableBooks, profile: Profile, invoice: Invoice) -> None:
    """Post an invoice that is issued: the client owes the gross; revenue and VAT per category.

    Raises:
        RateMissing: no exchange rate of its day.
        PeriodLocked: its date is not open.
    """
    chart, gross = await working_chart(books), round_to_minor(invoice.gross, invoice.currency)
    item_id, owed = books.new_id(), await control_account_of_client(books, invoice.client_id)
    control = Leg(owed.id, 0, gross, open_item_id=item_id, client_id=invoice.client_id)
    parts = parts_of_rows(tax_totals(invoice), await sold_by(books, invoice))
    legs = [control, *revenue_legs(chart, profile, invoice, parts, sign=-1, tax_date=invoice.issue_date)]
    rate = await rate_on(books, chart.base, invoice.currency, invoice.issue_date)
    posted = in_base(legs, invoice.currency, chart.base, rate.rate, fixed=0)
    item = NewItem(
        id=item_id,
        kind=ItemKind.RECEIVABLE,
        account_id=owed.id,
        amount_tc=gross,
        amount=posted[0].amount,
        due_date=invoice.due_date,
        client_id=invoice.client_id,
        number=invoice.number,
    )
    voucher = Voucher(
        date=invoice.issue_date,
        description=f"Invoice {invoice.number} {invoice.client.name}"[:200],
        source=Source.INVOICE,
        source_id=invoice.id,
        legs=tuple(posted),
        items=(item,) if gross else (),
        currency=invoice.currency,
        area=Area.SALES,
        rate=rate.rate,
        rate_date=rate.date,
    )
    await post(books, voucher)


def tax_totals(document: Invoice) -> list[TaxTotal]:
    """The VAT rows of a document in minor units."""
    currency = document.currency
    return [
        TaxTotal(
            row.tax_category, row.tax_rate, round_to_minor(row.base, currency), round_to_minor(row.amount, currency)
        )
        for row in document.tax
    ]


def supply_day(invoice: Invoice) -> date:
    """The day that chooses the VAT rate: that of the supply, or of the document."""
    return invoice.supply_date or invoice.supply_to or invoice.issue_date


def revenue_legs(
    chart: WorkingChart,
    profile: Profile,
    invoice: Invoice,
    parts: Iterable[Part],
    *,
    sign: int,
    tax_date: date,
    on: ChartAccount | None = None,
) -> list[Leg]:
    """Revenue and VAT of a document, category by category; sign −1 earns, +1 gives back, `on` one account or each's.

    The day of supply chooses the VAT code, the tax date the return in which it counts. What products sell whose group
    names an account goes there, under the VAT code of that account where it bears the row's category and rate.
    """
    legs: list[Leg] = []
    for row, chosen in parts:
        code = code_of_sale(chart, profile, row, supply_day(invoice))
        if chosen is not None and code is not None:
            code = own_code(chart, chosen, row, supply_day(invoice)) or code
        account = on or chosen or revenue_account(chart, code)
        net = Leg(account.id, 0, sign * row.base, client_id=invoice.client_id, of_result=account.of_result)
        legs += net_and_tax(net, sign * row.amount, code, tax_date)
    return legs


@dataclass(frozen=True, slots=True)
class Basis:
    """What an invoice stands on in the ledger: its open item, and the rate at which it was booked."""

    item: Item
    rate: Decimal
    rate_date: date


async def basis_of(books: WritableBooks, invoice: Invoice) -> Basis:
    """The open item of a sent invoice and its rate; what is given back of it is given back at that rate."""
    item = await item_of(books, Source.INVOICE, invoice.id)
    entries = await live_entries(books, [Source.INVOICE], invoice.id)
    if item is None or not entries:
        raise LookupError("a sent invoice without an entry")
    return Basis(item, entries[0].rate or Decimal(1), entries[0].rate_date or entries[0].date)


def given_back_in_base(legs: Sequence[Leg], basis: Basis, base: str, worth: int) -> list[Leg]:
    """Lines that give back something of an invoice, with base amounts that sum to what the item loses by them."""
    amounts = [leg.amount_tc for leg in legs]
    shares = shares_to_base(amounts, basis.item.currency, base, basis.rate, total_base=worth)
    return [replace(leg, amount=amount) for leg, amount in zip(legs, shares, strict=True)]


def code_of_sale(chart: WorkingChart, profile: Profile, row: TaxTotal, day: date) -> ChartVatCode | None:
    """The VAT code of a category; who is not registered reports nothing, but owes VAT that is on the bill."""
    if row.category is TaxCategory.ZERO and not profile.vat_registered:
        return None
    return sales_code(chart.codes, row.category, row.rate, day)


def revenue_account(chart: WorkingChart, code: ChartVatCode | None) -> ChartAccount:
    """The account of revenue under a VAT code."""
    return chart.account(code.revenue_role if code and code.revenue_role else "sales_revenue")
