"""Write-offs: what of an invoice is given up, and the VAT that is corrected with it."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.ledger import AllocationKind
from luma_mcp.domain.model import CalendarDate, Model, Text
from luma_mcp.domain.money import Amount, half_away, share
from luma_mcp.domain.vat import TaxTotal

_ID = "0197a943-2325-7829-b835-b6c71a293065"


class WriteOffReason(StrEnum):
    """Why something is given up."""

    BAD_DEBT = "bad_debt"
    CASH_DISCOUNT = "cash_discount"
    SMALL_DIFFERENCE = "small_difference"


class WriteOffDraft(Model):
    """What of a sent invoice is given up: the client will not or need not pay it. VAT is corrected in proportion."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "reason": "bad_debt"}]})

    id: UUID = Field(description="Invoice")
    reason: WriteOffReason = Field(description="bad_debt, cash_discount or small_difference")
    amount: Annotated[Amount, Field(gt=0)] | None = Field(None, description="With VAT; default all that is open")
    date: CalendarDate | None = Field(None, description="Default: today")
    note: Text | None = None


ALLOCATED_AS = {
    WriteOffReason.BAD_DEBT: AllocationKind.WRITE_OFF,
    WriteOffReason.CASH_DISCOUNT: AllocationKind.DISCOUNT,
    WriteOffReason.SMALL_DIFFERENCE: AllocationKind.DIFFERENCE,
}
BOOKED_ON = {
    WriteOffReason.BAD_DEBT: "bad_debt",
    WriteOffReason.CASH_DISCOUNT: "sales_reduction",
    WriteOffReason.SMALL_DIFFERENCE: "small_difference",
}
"""The role of the account that bears it."""


def left_of(rows: Sequence[TaxTotal], credited: Sequence[TaxTotal]) -> list[TaxTotal]:
    """The VAT rows of a document less those of its credit notes, in minor units."""
    return [
        TaxTotal(
            row.category,
            row.rate,
            row.base - sum(other.base for other in credited if _same(row, other)),
            row.amount - sum(other.amount for other in credited if _same(row, other)),
        )
        for row in rows
    ]


def given_up(rows: Sequence[TaxTotal], before: int, amount: int) -> list[TaxTotal]:
    """The part of a document's VAT rows that is given up now, after `before` was; gross amounts in minor units.

    What is given up in all is spread over the rows in proportion to their gross and rounded once; this is what it adds
    to what was given up before. All of it gives up every row to the cent.
    """
    after, earlier = _spread(rows, before + amount), _spread(rows, before)
    return [
        TaxTotal(one.category, one.rate, one.base - other.base, one.amount - other.amount)
        for one, other in zip(after, earlier, strict=True)
    ]


def _spread(rows: Sequence[TaxTotal], amount: int) -> list[TaxTotal]:
    wholes = [row.base + row.amount for row in rows]
    parts = share(amount, wholes)
    taxes = [
        half_away(Fraction(row.amount * part, whole)) if whole else 0
        for row, part, whole in zip(rows, parts, wholes, strict=True)
    ]
    return [
        TaxTotal(row.category, row.rate, part - tax, tax) for row, part, tax in zip(rows, parts, taxes, strict=True)
    ]


def _same(row: TaxTotal, other: TaxTotal) -> bool:
    return (row.category, row.rate) == (other.category, other.rate)
