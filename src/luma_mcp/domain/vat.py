"""VAT on a document: per category and rate, rounded once per category, half away from zero.

Rule: EN 16931 BT-131, BT-106 … BT-117 (BR-CO-10 … BR-CO-17). With tax-inclusive prices VAT = gross × r / (100 + r) per
category, and the nets of the lines are distributed by largest remainder so that they still sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from luma_mcp.domain.money import distribute, divide, multiply, round_to_minor, share, without_zeros


class TaxCategory(StrEnum):
    """Why a line bears the rate that it bears."""

    STANDARD = "standard"
    REDUCED = "reduced"
    SPECIAL = "special"
    ZERO = "zero"
    EXEMPT = "exempt"
    REVERSE_CHARGE = "reverse_charge"
    EXPORT = "export"


_Group = tuple[TaxCategory, Decimal]

ZERO_RATED = frozenset({TaxCategory.ZERO, TaxCategory.EXEMPT, TaxCategory.REVERSE_CHARGE, TaxCategory.EXPORT})


@dataclass(frozen=True, slots=True)
class TaxableLine:
    """A line as VAT sees it: its amount after the line's own discount, in minor units, in the document's price mode."""

    amount: int
    category: TaxCategory
    rate: Decimal


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """One row of the VAT breakdown, in minor units: BT-116 and BT-117."""

    category: TaxCategory
    rate: Decimal
    base: int
    amount: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of a document, in minor units. `line_nets` are before the document's discount."""

    line_nets: tuple[int, ...]
    taxes: tuple[TaxTotal, ...]

    @property
    def net(self) -> int:
        """BT-109."""
        return sum(tax.base for tax in self.taxes)

    @property
    def tax(self) -> int:
        """BT-110: the sum of the rounded category amounts, not rounded again."""
        return sum(tax.amount for tax in self.taxes)

    @property
    def gross(self) -> int:
        """BT-112."""
        return self.net + self.tax


def percent_of(amount: int, percent: Decimal) -> int:
    """A percentage of minor units, half away from zero."""
    return _rounded(divide(multiply(Decimal(amount), percent), Decimal(100)))


def tax_on_net(base: int, rate: Decimal) -> int:
    """VAT on a net base, in minor units."""
    return percent_of(base, rate)


def tax_in_gross(gross: int, rate: Decimal) -> int:
    """VAT contained in a gross amount, in minor units."""
    return _rounded(divide(multiply(Decimal(gross), rate), rate + 100))


def totals(lines: Sequence[TaxableLine], discount: int, *, prices_include_tax: bool) -> Totals:
    """Compute the totals of a document.

    `discount` is the document's allowance in minor units (in the document's price mode); it is spread over the
    categories in proportion to their amounts.
    """
    groups: dict[_Group, list[int]] = {}
    for index, line in enumerate(lines):
        groups.setdefault((line.category, without_zeros(line.rate)), []).append(index)
    amounts = {group: sum(lines[i].amount for i in indexes) for group, indexes in groups.items()}
    allowances = _spread(discount, amounts)
    nets = [line.amount for line in lines]
    taxes = []
    for group, indexes in groups.items():
        (category, rate), amount = group, amounts[group]
        charged = amount - allowances[group]
        if prices_include_tax:
            tax = tax_in_gross(charged, rate)
            taxes.append(TaxTotal(category, rate, charged - tax, tax))
            before = amount - tax_in_gross(amount, rate)
            exact = [lines[i].amount / (1 + Fraction(rate) / 100) for i in indexes]
            for i, net in zip(indexes, distribute(before, exact), strict=True):
                nets[i] = net
        else:
            taxes.append(TaxTotal(category, rate, charged, tax_on_net(charged, rate)))
    return Totals(tuple(nets), tuple(taxes))


def _spread(discount: int, amounts: Mapping[_Group, int]) -> dict[_Group, int]:
    """A unit that does not divide goes to the higher rate, so that the order of lines decides nothing."""
    ranked = sorted(amounts, key=lambda group: (-group[1], group[0]))
    return dict(zip(ranked, share(discount, [amounts[group] for group in ranked]), strict=True))


def _rounded(minor: Decimal) -> int:
    return round_to_minor(minor, "JPY")
