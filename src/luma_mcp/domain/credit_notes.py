"""Credit notes: what is given back of an invoice, whole or by line, so that the last one clears it to the cent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue, model_validator

from luma_mcp.domain.documents import MAX_LINES, Line, Party, Sender, Tax, line_amount
from luma_mcp.domain.invoices import Invoice
from luma_mcp.domain.model import CalendarDate, Day, Model, Resource, Text
from luma_mcp.domain.money import (
    Amount,
    Currency,
    Quantity,
    distribute,
    half_away,
    round_to_minor,
    share,
    to_major,
    to_minor,
)
from luma_mcp.domain.paging import DatedQuery
from luma_mcp.domain.vat import TaxCategory, TaxTotal, tax_in_gross, tax_on_net
from luma_mcp.errors import Invalid

_ID = "0197a943-2325-7829-b835-b6c71a293065"
_LINES: list[JsonValue] = [{"position": 1, "quantity": 1}]
_NOTHING_LEFT = "nothing of it is left to credit"


class CreditLineDraft(Model):
    """What is credited of a line of the invoice: a quantity or an amount; by default all that is left of it."""

    position: int = Field(ge=1, le=MAX_LINES, description="Line of the invoice (lines[].position)")
    quantity: Quantity | None = Field(None, description="Default: all that is left of the line")
    amount: Annotated[Amount, Field(gt=0)] | None = Field(
        None, description="Instead of a quantity; with or without VAT as the invoice's prices are"
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.quantity is not None and self.amount is not None:
            raise ValueError("give quantity or amount, not both")
        return self


class CreditNoteDraft(Model):
    """A credit note for a sent invoice: all that is left of it, or some of its lines."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"invoice_id": _ID, "lines": _LINES}]})

    invoice_id: UUID = Field(description="Invoice")
    lines: Annotated[tuple[CreditLineDraft, ...], Field(min_length=1, max_length=MAX_LINES)] | None = Field(
        None, description="Default: all that is left of every line"
    )
    issue_date: CalendarDate | None = Field(None, description="Default: today")
    reason: Text | None = Field(None, description="Shown to the client")


class CreditNoteQuery(DatedQuery):
    """Which credit notes. `from` and `to` bound the issue date."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"from": "2026-01-01"}]})
    sorts: ClassVar[tuple[str, ...]] = ("issue_date", "number", "gross", "created_at")
    default_sort: ClassVar[str] = "-issue_date"

    client_id: UUID | None = Field(None, description="Client")
    invoice_id: UUID | None = Field(None, description="Invoice")
    currency: Currency | None = None


class CreditNoteLine(Model):
    """A line of a credit note; `position` is that of the invoice's line, `net` what is given back without VAT."""

    position: int
    description: str
    quantity: Decimal
    unit: str | None
    price: Decimal
    tax_rate: Decimal
    tax_category: TaxCategory
    net: Decimal


class CreditNoteRow(Resource):
    """A credit note as a list shows it. Amounts are above zero: what the client gets back."""

    concise: ClassVar[tuple[str, ...]] = (
        "id", "number", "invoice", "client", "issue_date", "currency", "net", "tax_total", "gross", "open", "reason",
        "open_item_id", "allowed_actions",
    )  # fmt: skip

    number: str
    invoice_id: UUID
    invoice: str | None = Field(description="Number of the invoice")
    client_id: UUID
    client: Party
    issue_date: Day
    currency: Currency
    net: Decimal
    tax_total: Decimal
    gross: Decimal
    open: Decimal = Field(description="Not yet set against an invoice or paid back")
    open_item_id: UUID | None = Field(description="Its open item, to pay back or to set against an invoice")
    reason: str | None
    allowed_actions: tuple[str, ...]


class CreditNote(CreditNoteRow):
    """A credit note, whole."""

    sender: Sender
    lines: tuple[CreditNoteLine, ...]
    tax: tuple[Tax, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What earlier credit notes gave back of a line: its quantity, and minor units as the prices are."""

    quantity: Decimal = Decimal(0)
    amount: int = 0


@dataclass(frozen=True, slots=True)
class CreditedLine:
    """A line of a credit note: the invoice's line, how much of it, and minor units as the prices are."""

    line: Line
    quantity: Decimal
    price: Decimal
    amount: int
    net: int = 0


@dataclass(frozen=True)
class Credit:
    """A credit note, computed: its lines and its VAT rows in minor units."""

    lines: tuple[CreditedLine, ...]
    taxes: tuple[TaxTotal, ...]

    @property
    def net(self) -> int:
        """Without VAT."""
        return sum(row.base for row in self.taxes)

    @property
    def tax(self) -> int:
        """VAT."""
        return sum(row.amount for row in self.taxes)

    @property
    def gross(self) -> int:
        """With VAT."""
        return self.net + self.tax


def credit_actions(left: int) -> tuple[str, ...]:
    """What may be done with a credit note of which so much is open, as operation names."""
    return ("settle_open_item", "allocate_open_items") if left else ()


def credit(invoice: Invoice, drafts: Sequence[CreditLineDraft] | None, before: Mapping[int, Given]) -> Credit:
    """Compute a credit note: VAT per category is what everything credited so far bears, less what it bore before.

    Raises:
        Invalid: a line that is not there or named twice, more than is left of it, or nothing at all.
    """
    charged = charged_lines(invoice)
    chosen = _of_all(invoice, charged, before) if drafts is None else _chosen(invoice, charged, before, drafts)
    taxes = tuple(_tax_row(invoice, row, chosen, before) for row in invoice.tax if _in_row(row, chosen))
    made = Credit(_with_nets(invoice, chosen, taxes), taxes)
    if made.gross <= 0:
        field = "invoice_id" if drafts is None else "lines"
        raise Invalid.field(field, _NOTHING_LEFT if drafts is None else "gives back nothing in all")
    return made


def charged_lines(invoice: Invoice) -> dict[int, int]:
    """What was charged for each line after every discount, by position, in minor units as the prices are."""
    found: dict[int, int] = {}
    for row in invoice.tax:
        lines = [line for line in invoice.lines if _same(line, row)]
        amounts = [line_amount(line, line.price, invoice.currency, "lines") for line in lines]
        whole = _minor(invoice, row.base + row.amount if invoice.prices_include_tax else row.base)
        parts = amounts if sum(amounts) == whole else share(whole, amounts)
        found |= {line.position: part for line, part in zip(lines, parts, strict=True)}
    return found


@dataclass(frozen=True, slots=True)
class _Left:
    """A line of the invoice and what of it is not credited yet: quantity, and minor units as the prices are."""

    line: Line
    charged: int
    quantity: Decimal
    amount: int


def _left(line: Line, charged: Mapping[int, int], before: Mapping[int, Given]) -> _Left:
    given, whole = _given(before, line), charged[line.position]
    return _Left(line, whole, line.quantity - given.quantity, whole - given.amount)


def _of_all(invoice: Invoice, charged: Mapping[int, int], before: Mapping[int, Given]) -> list[CreditedLine]:
    lines = [_left(line, charged, before) for line in invoice.lines]
    return [_rest(invoice, left) for left in lines if left.amount]


def _chosen(
    invoice: Invoice, charged: Mapping[int, int], before: Mapping[int, Given], drafts: Sequence[CreditLineDraft]
) -> list[CreditedLine]:
    lines = {line.position: line for line in invoice.lines}
    found: dict[int, CreditedLine] = {}
    for index, draft in enumerate(drafts):
        at = f"lines.{index}"
        if draft.position not in lines:
            raise Invalid.field(f"{at}.position", f"the invoice has lines 1 to {len(lines)}")
        if draft.position in found:
            raise Invalid.field(f"{at}.position", "this line is named twice")
        found[draft.position] = _part(invoice, _left(lines[draft.position], charged, before), draft, at)
    return list(found.values())


def _part(invoice: Invoice, left: _Left, draft: CreditLineDraft, at: str) -> CreditedLine:
    if not left.amount:
        raise Invalid.field(f"{at}.position", _NOTHING_LEFT)
    if draft.amount is not None:
        amount = to_minor(draft.amount, invoice.currency, f"{at}.amount") * (1 if left.amount > 0 else -1)
        made = CreditedLine(left.line, Decimal(1), _major(invoice, amount), amount)
        return _within(invoice, left, made, f"{at}.amount")
    if draft.quantity is None or draft.quantity == left.quantity:
        return _rest(invoice, left)
    whole = Fraction(left.line.quantity)
    if not 0 < Fraction(draft.quantity) * whole <= Fraction(left.quantity) * whole:
        raise Invalid.field(f"{at}.quantity", f"is between 0 and {left.quantity}, which is left of the line")
    amount = half_away(Fraction(left.charged) * Fraction(draft.quantity) / whole)
    made = CreditedLine(left.line, draft.quantity, left.line.price, amount)
    return _within(invoice, left, made, f"{at}.quantity")


def _within(invoice: Invoice, left: _Left, made: CreditedLine, field: str) -> CreditedLine:
    if abs(made.amount) > abs(left.amount):
        raise Invalid.field(field, f"only {_major(invoice, abs(left.amount))} is left of the line")
    return made


def _rest(invoice: Invoice, left: _Left) -> CreditedLine:
    if Fraction(left.quantity) * Fraction(left.line.quantity) <= 0:
        return CreditedLine(left.line, Decimal(1), _major(invoice, left.amount), left.amount)
    return CreditedLine(left.line, left.quantity, left.line.price, left.amount)


def _tax_row(invoice: Invoice, row: Tax, chosen: Sequence[CreditedLine], before: Mapping[int, Given]) -> TaxTotal:
    done = sum(_given(before, line).amount for line in invoice.lines if _same(line, row))
    amount = sum(one.amount for one in chosen if _same(one.line, row))
    of = tax_in_gross if invoice.prices_include_tax else tax_on_net
    tax = of(done + amount, row.tax_rate) - of(done, row.tax_rate)
    base = amount - tax if invoice.prices_include_tax else amount
    return TaxTotal(row.tax_category, row.tax_rate, base, tax)


def _with_nets(invoice: Invoice, chosen: Sequence[CreditedLine], taxes: Sequence[TaxTotal]) -> tuple[CreditedLine, ...]:
    nets = {one.line.position: one.amount for one in chosen}
    if invoice.prices_include_tax:
        for row in taxes:
            lines = [one for one in chosen if (one.line.tax_category, one.line.tax_rate) == (row.category, row.rate)]
            exact = [one.amount / (1 + Fraction(row.rate) / 100) for one in lines]
            parts = distribute(row.base, exact)
            nets |= {one.line.position: net for one, net in zip(lines, parts, strict=True)}
    return tuple(
        CreditedLine(one.line, one.quantity, one.price, one.amount, nets[one.line.position])
        for one in sorted(chosen, key=lambda one: one.line.position)
    )


def _given(before: Mapping[int, Given], line: Line) -> Given:
    return before.get(line.position, Given())


def _same(line: Line, row: Tax) -> bool:
    return (line.tax_category, line.tax_rate) == (row.tax_category, row.tax_rate)


def _in_row(row: Tax, chosen: Sequence[CreditedLine]) -> bool:
    return any(_same(one.line, row) for one in chosen)


def _minor(invoice: Invoice, amount: Decimal) -> int:
    return round_to_minor(amount, invoice.currency)


def _major(invoice: Invoice, minor: int) -> Decimal:
    return to_major(minor, invoice.currency)
