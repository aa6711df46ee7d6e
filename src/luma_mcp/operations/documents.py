"""What creating and changing invoices, offers and recurring invoices have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from luma_mcp.domain.catalog import SoldItem
from luma_mcp.domain.clients import Client
from luma_mcp.domain.countries import country_pack
from luma_mcp.domain.documents import (
    CatalogDefaults,
    Line,
    LineDraft,
    Party,
    PricedLine,
    Sender,
    Tax,
    check_supply,
    document_totals,
    line_of,
    price_line,
)
from luma_mcp.domain.invoices import Invoice
from luma_mcp.domain.money import round_to_minor, to_major
from luma_mcp.domain.offers import Offer
from luma_mcp.domain.profiles import Profile
from luma_mcp.domain.recurring_invoices import RecurringInvoice
from luma_mcp.domain.vat import TaxableLine, Totals
from luma_mcp.domain.vat_codes import rate_on, vat_pack
from luma_mcp.errors import Invalid, Problem
from luma_mcp.store.books import Books
from luma_mcp.store.catalog import find_sold_items
from luma_mcp.store.clients import find_addressee

_SUPPLY = ("supply_date", "supply_from", "supply_to")


@dataclass(frozen=True, slots=True)
class Pricing:
    """How a document is priced."""

    currency: str
    prices_include_tax: bool
    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """The lines and totals of a document, computed."""

    lines: tuple[Line, ...]
    tax: tuple[Tax, ...]
    totals: Totals
    currency: str

    @property
    def amounts(self) -> dict[str, Any]:
        """Net, tax and gross in major units."""
        totals, currency = self.totals, self.currency
        amounts = {"net": totals.net, "tax_total": totals.tax, "gross": totals.gross}
        return {name: to_major(minor, currency) for name, minor in amounts.items()}


async def price_document(
    books: Books, profile: Profile, drafts: Sequence[LineDraft], pricing: Pricing, supplied: date
) -> Priced:
    """Fill in the lines (from the catalog, the profile and its country) and compute the totals.

    A VAT rate that a line does not say is the one in force on its day of supply (Art. 115 MWSTG in Switzerland).
    """
    items = await find_sold_items(books, [d.catalog_item_id for d in drafts if d.catalog_item_id])
    _check_items(drafts, items)
    pack, currency = country_pack(profile.country), pricing.currency
    priced = [
        price_line(
            draft,
            index,
            _defaults(profile, items.get(draft.catalog_item_id), draft.supply_date or supplied)
            if draft.catalog_item_id
            else None,
            currency=currency,
            default_rate=_rate(profile, profile.default_tax_rate, draft.supply_date or supplied)
            if profile.vat_registered
            else Decimal(0),
            pack=pack,
        )
        for index, draft in enumerate(drafts)
    ]
    return _totalled(priced, pricing)


async def client_of(books: Books, client_id: UUID, *, archived_too: bool = False) -> Client:
    """The client that a document is for.

    Raises:
        Invalid: there is no such client in this profile, or it is archived.
    """
    found = await find_addressee(books, client_id)
    if found is None:
        raise Invalid.field("client_id", f"there is no client {client_id} in this profile; use list_clients")
    if found.archived and not archived_too:
        raise Invalid.field("client_id", f"{found.name} is archived; update it with archived = false first")
    return found


def party_of(client: Client) -> Party:
    """Freeze a client's name and address."""
    return Party(**{name: getattr(client, name) for name in Party.model_fields})


def sender_of(profile: Profile) -> Sender:
    """Freeze the profile's company, address and bank details."""
    fields = {name: getattr(profile, name) for name in Sender.model_fields if name != "name"}
    return Sender(name=profile.legal_name or profile.name, **fields)


def shown_discount(amount: Decimal | None, currency: str) -> Decimal | None:
    """A document's discount with the decimals of its currency, as the books show it."""
    return None if amount is None else to_major(round_to_minor(amount, currency), currency)


def check_period(issue_date: date, later: date, field: str) -> None:
    """Refuse a due or validity date before the issue date."""
    if later < issue_date:
        raise Invalid.field(field, "is before the issue date")


def check_changed_supply(document: Invoice | Offer, fields: Mapping[str, Any]) -> None:
    """Refuse a change after which the dates of supply do not go together."""
    try:
        check_supply(*(fields.get(name, getattr(document, name)) for name in _SUPPLY))
    except ValueError as problem:
        raise Invalid.field("supply_date", str(problem)) from None


def pricing_of(document: Invoice | Offer | RecurringInvoice, fields: Mapping[str, Any]) -> Pricing:
    """How a changed document is priced: as it says now, with what the change gives; one discount ends the other."""
    names = ("currency", "prices_include_tax", "discount_percent", "discount_amount")
    now = {name: fields.get(name, getattr(document, name, None)) for name in names}
    if fields.get("discount_percent") is not None:
        now["discount_amount"] = None
    if fields.get("discount_amount") is not None:
        now["discount_percent"] = None
    return Pricing(**now)


def _totalled(priced: Sequence[PricedLine], pricing: Pricing) -> Priced:
    currency = pricing.currency
    totals = document_totals(
        [TaxableLine(line.amount, line.category, line.rate) for line in priced],
        currency=currency,
        discount_percent=pricing.discount_percent,
        discount_amount=pricing.discount_amount,
        prices_include_tax=pricing.prices_include_tax,
    )
    lines = tuple(
        line_of(position, line, net, currency)
        for position, (line, net) in enumerate(zip(priced, totals.line_nets, strict=True), start=1)
    )
    tax = tuple(
        Tax(
            tax_category=row.category,
            tax_rate=row.rate,
            base=to_major(row.base, currency),
            amount=to_major(row.amount, currency),
        )
        for row in sorted(totals.taxes, key=lambda row: (-row.rate, row.category))
    )
    return Priced(lines, tax, totals, currency)


def _check_items(drafts: Sequence[LineDraft], items: dict[UUID, SoldItem]) -> None:
    problems = [
        Problem(f"lines.{index}.catalog_item_id", "there is no such catalog item in this profile")
        for index, draft in enumerate(drafts)
        if draft.catalog_item_id and draft.catalog_item_id not in items
    ]
    if problems:
        raise Invalid("A line names a catalog item that is not in this profile.", problems=problems)


def _defaults(profile: Profile, item: SoldItem | None, day: date) -> CatalogDefaults | None:
    if item is None:
        return None
    rate = None if item.tax_rate is None else _rate(profile, item.tax_rate, day)
    return CatalogDefaults(item.description or item.name, item.unit, item.price, item.currency, rate)


def rates_of_the_day(profile: Profile, lines: Sequence[LineDraft], day: date) -> tuple[LineDraft, ...]:
    """Lines that were written at another time, with the VAT rates of the day."""
    return tuple(
        line
        if line.tax_rate is None
        else line.model_copy(update={"tax_rate": _rate(profile, line.tax_rate, line.supply_date or day)})
        for line in lines
    )


def _rate(profile: Profile, rate: Decimal, day: date) -> Decimal:
    return rate_on(vat_pack(profile.country).codes, rate, day)
