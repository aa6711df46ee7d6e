"""What invoices, offers and recurring invoices have in common: lines, discounts, frozen parties, computed totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from luma_mcp.domain.countries import Country as CountryPack
from luma_mcp.domain.model import CalendarDate, CountrySaid, Description, Model, Notes, Text
from luma_mcp.domain.money import (
    LIMIT_MINOR,
    Amount,
    Currency,
    Percent,
    Price,
    Quantity,
    multiply,
    round_to_minor,
    to_major,
    to_minor,
)
from luma_mcp.domain.vat import ZERO_RATED, TaxableLine, TaxCategory, Totals, percent_of, totals
from luma_mcp.errors import Invalid, Problem

MAX_LINES = 500


class LineDraft(Model):
    """A line to be written. With `catalog_item_id` the rest comes from the catalog; anything given wins."""

    description: Description | None = Field(None, description="What is sold; required unless catalog_item_id is given")
    quantity: Quantity
    price: Price | None = Field(None, description="Unit price; required unless catalog_item_id is given")
    unit: Annotated[Text | None, Field(description="h, piece, km …")] = None
    tax_rate: Percent | None = Field(None, description="VAT rate in percent; default the profile's")
    tax_category: TaxCategory | None = Field(None, description="Only to choose among zero-rate reasons")
    discount_percent: Percent | None = None
    discount_amount: Annotated[Amount, Field(ge=0)] | None = None
    catalog_item_id: UUID | None = Field(None, description="Catalog item")
    supply_date: CalendarDate | None = Field(None, description="Date of supply, where it differs from the document's")

    @model_validator(mode="after")
    def _one_discount(self) -> Self:
        if self.discount_percent is not None and self.discount_amount is not None:
            raise ValueError("give discount_percent or discount_amount, not both")
        if self.catalog_item_id is None and (self.description is None or self.price is None):
            raise ValueError("description and price are required unless catalog_item_id is given")
        return self


Lines = Annotated[tuple[LineDraft, ...], Field(min_length=1, max_length=MAX_LINES)]


class Line(Model):
    """A line as it stands on a document; `net` is after the line's discount, before the document's."""

    position: int
    description: str
    quantity: Decimal
    unit: str | None
    price: Decimal
    tax_rate: Decimal
    tax_category: TaxCategory
    discount_percent: Decimal | None
    discount_amount: Decimal | None
    catalog_item_id: UUID | None
    supply_date: date | None
    net: Decimal


class Tax(Model):
    """One row of the VAT breakdown."""

    tax_category: TaxCategory
    tax_rate: Decimal
    base: Decimal
    amount: Decimal


class Party(Model):
    """The client as frozen into a document."""

    concise: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    contact_person: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str | None = None
    email: str | None = None
    vat_number: str | None = None


class Sender(Model):
    """Who writes the document, frozen into it: company, address and bank details."""

    name: Text
    street: Text | None = None
    postal_code: Text | None = None
    city: Text | None = None
    country: CountrySaid | None = None
    email: Text | None = None
    phone: Text | None = None
    website: Text | None = None
    vat_number: Text | None = None
    iban: Text | None = None
    qr_iban: Text | None = None
    bic: Text | None = None


NEVER_EMPTY = frozenset(
    {"client_id", "currency", "issue_date", "language", "lines", "number", "prices_include_tax", "sender", "status"}
)
"""What a change to a document may leave away, but not set to null."""


class DocumentHead(Model):
    """What a draft of an invoice or an offer may say; whatever is not given comes from the profile."""

    number: Text | None = Field(None, description="Default: the next number of the series")
    issue_date: CalendarDate | None = Field(None, description="Default: today")
    supply_date: CalendarDate | None = None
    supply_from: CalendarDate | None = None
    supply_to: CalendarDate | None = None
    currency: Currency | None = Field(None, description="ISO 4217 code; default the profile's")
    discount_percent: Percent | None = Field(None, description="Discount on the whole document")
    discount_amount: Annotated[Amount, Field(ge=0)] | None = None
    sender: Sender | None = Field(None, description="Default: the profile's company and bank details")
    payment_info: Notes | None = Field(None, description="Default: the profile's payment template")
    notes: Notes | None = None
    internal_note: Notes | None = Field(None, description="Never shown to the client")


def check_document(given: DocumentHead) -> None:
    """Refuse what cannot stand together on one document; raises ValueError for the model to report."""
    check_discounts(given)
    check_supply(given.supply_date, given.supply_from, given.supply_to)


def check_discounts(given: DocumentHead) -> None:
    """Refuse two discounts on one document; raises ValueError."""
    if given.discount_percent is not None and given.discount_amount is not None:
        raise ValueError("give discount_percent or discount_amount, not both")


def check_supply(on: date | None, first: date | None, last: date | None) -> None:
    """Refuse a supply that is neither on one day nor in one period; raises ValueError."""
    if (first is None) != (last is None):
        raise ValueError("supply_from and supply_to go together")
    if first and last and last < first:
        raise ValueError("supply_to is before supply_from")
    if on and first:
        raise ValueError("give supply_date or supply_from and supply_to, not both; set the other to null")


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with every default filled in and its amount in minor units."""

    draft: LineDraft
    description: str
    unit: str | None
    price: Decimal
    rate: Decimal
    category: TaxCategory
    amount: int


@dataclass(frozen=True, slots=True)
class CatalogDefaults:
    """What a catalog item gives to a line that names it."""

    description: str
    unit: str | None
    price: Decimal | None
    currency: str | None
    tax_rate: Decimal | None


def price_line(
    draft: LineDraft,
    index: int,
    item: CatalogDefaults | None,
    *,
    currency: str,
    default_rate: Decimal,
    pack: CountryPack,
) -> PricedLine:
    """Fill in what a line leaves open and compute its amount after its own discount (BT-131)."""
    field = f"lines.{index}"
    description = draft.description or (item.description if item else None)
    price = draft.price if draft.price is not None else (item.price if item else None)
    if item is not None and price is None:
        raise Invalid.field(f"{field}.price", "the product has no one-time flat price; give a price")
    if item is not None and draft.price is None and item.currency != currency:
        raise Invalid.field(f"{field}.price", f"the catalog price is in {item.currency}; give a price in {currency}")
    if description is None or price is None:
        raise Invalid.field(field, "description and price are required unless catalog_item_id is given")
    rate = _first(draft.tax_rate, item.tax_rate if item else None, default_rate)
    category = _category(draft.tax_category, rate, pack, field)
    amount = line_amount(draft, price, currency, field)
    return PricedLine(draft, description, draft.unit or (item.unit if item else None), price, rate, category, amount)


def line_amount(line: LineDraft | Line, price: Decimal, currency: str, field: str) -> int:
    """Compute the amount of a line after its own discount, in minor units (BT-131): each part rounded by itself."""
    full = _within(round_to_minor(multiply(price, line.quantity), currency), f"{field}.price")
    return full - _allowance(line.discount_percent, line.discount_amount, full, currency, field)


def document_totals(
    lines: Sequence[TaxableLine],
    *,
    currency: str,
    discount_percent: Decimal | None,
    discount_amount: Decimal | None,
    prices_include_tax: bool,
) -> Totals:
    """Compute a document's totals; a document below zero is refused, for that is a credit note."""
    amount = sum(line.amount for line in lines)
    discount = _allowance(discount_percent, discount_amount, amount, currency, "")
    computed = totals(lines, discount, prices_include_tax=prices_include_tax)
    _within(computed.gross, "lines")
    if computed.gross < 0:
        raise Invalid.field("lines", "the total is below zero; what is given back needs a credit note")
    return computed


def line_of(position: int, priced: PricedLine, net: int, currency: str) -> Line:
    """Show a priced line as it stands on the document."""
    draft = priced.draft
    return Line(
        position=position,
        description=priced.description,
        quantity=draft.quantity,
        unit=priced.unit,
        price=priced.price,
        tax_rate=priced.rate,
        tax_category=priced.category,
        discount_percent=draft.discount_percent,
        discount_amount=draft.discount_amount,
        catalog_item_id=draft.catalog_item_id,
        supply_date=draft.supply_date,
        net=to_major(net, currency),
    )


def draft_of(line: Line) -> LineDraft:
    """Turn a line back into a draft with nothing left open, as for a copy onto another document."""
    chosen = line.tax_category if line.tax_category in ZERO_RATED else None
    fields = line.model_dump(exclude={"position", "net", "tax_category"})
    return LineDraft(**fields, tax_category=chosen)


def _category(given: TaxCategory | None, rate: Decimal, pack: CountryPack, field: str) -> TaxCategory:
    if rate != 0:
        natural = pack.category_of(rate)
        if given not in (None, natural):
            problem = Problem(f"{field}.tax_category", f"at {rate} % the category is {natural}; leave it away")
            raise Invalid(f"{problem.field}: {problem.problem}", problems=[problem])
        return natural
    if given is not None and given not in ZERO_RATED:
        raise Invalid.field(f"{field}.tax_category", f"{given} does not go with a rate of 0 %")
    return given or TaxCategory.ZERO


def _allowance(percent: Decimal | None, amount: Decimal | None, full: int, currency: str, field: str) -> int:
    if percent is not None:
        return percent_of(full, percent)
    if amount is None:
        return 0
    name = f"{field}.discount_amount".lstrip(".")
    minor = to_minor(amount, currency, name)
    if minor > max(full, 0):
        raise Invalid.field(name, "is more than the amount that it is taken from")
    return minor


def _within(minor: int, field: str) -> int:
    if abs(minor) > LIMIT_MINOR:
        raise Invalid.field(field, "the amount is beyond the largest that the books hold")
    return minor


def _first(*rates: Decimal | None) -> Decimal:
    return next(rate for rate in rates if rate is not None)
