"""VAT per category and rate, rounded once per category: vectors by hand, and what always holds."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luma_mcp.domain.vat import TaxableLine, TaxCategory, TaxTotal, tax_in_gross, tax_on_net, totals

STANDARD, REDUCED = TaxCategory.STANDARD, TaxCategory.REDUCED
RATES = st.sampled_from([Decimal(rate) for rate in ("0", "2.6", "3.8", "7.7", "8.1", "20", "25")])
LINES = st.lists(st.builds(TaxableLine, st.integers(0, 10**12), st.just(STANDARD), RATES), min_size=1, max_size=12)


def line(amount: int, rate: str = "8.1", category: TaxCategory = STANDARD) -> TaxableLine:
    return TaxableLine(amount, category, Decimal(rate))


@pytest.mark.parametrize(
    ("base", "rate", "tax"),
    [
        (100000, "25", 25000),
        (-649134, "25", -162284),
        (214105, "14", 29975),
        (-761250, "19", -144638),
        (30000, "8.1", 2430),
        (50, "1", 1),
        (-50, "1", -1),
    ],
)
def test_vat_on_a_net_amount(base: int, rate: str, tax: int) -> None:
    assert tax_on_net(base, Decimal(rate)) == tax


@pytest.mark.parametrize(
    ("gross", "rate", "tax"), [(10810, "8.1", 810), (12970, "8.1", 972), (100, "25", 20), (-10810, "8.1", -810)]
)
def test_vat_in_a_gross_amount(gross: int, rate: str, tax: int) -> None:
    assert tax_in_gross(gross, Decimal(rate)) == tax


def test_vat_is_rounded_per_category_and_not_per_line() -> None:
    """Three lines of 99.99 at 25 %: 74.99, where rounding each line would make 75.00."""
    made = totals([line(9999, "25")] * 3, 0, prices_include_tax=False)
    assert (made.net, made.tax, made.gross) == (29997, 7499, 37496)


def test_rates_and_categories_are_kept_apart() -> None:
    made = totals([line(10000), line(10000, "2.6", REDUCED), line(5000, "8.10")], 0, prices_include_tax=False)
    assert made.taxes == (
        TaxTotal(STANDARD, Decimal("8.1"), 15000, 1215),
        TaxTotal(REDUCED, Decimal("2.6"), 10000, 260),
    )


def test_a_document_discount_is_spread_over_the_categories() -> None:
    """10.00 off 300.00: two thirds on the standard rate, one third on the reduced."""
    made = totals([line(20000), line(10000, "2.6", REDUCED)], 1000, prices_include_tax=False)
    assert [tax.base for tax in made.taxes] == [19333, 9667]
    assert [tax.amount for tax in made.taxes] == [1566, 251]
    assert made.line_nets == (20000, 10000)


def test_prices_that_include_vat_give_it_up_per_category() -> None:
    made = totals([line(10810), line(5405)], 0, prices_include_tax=True)
    assert (made.net, made.tax, made.gross) == (15000, 1215, 16215)
    assert made.line_nets == (10000, 5000)


def test_the_nets_of_gross_lines_sum_to_the_net_of_their_category() -> None:
    """Three times 0.99 at 8.1 %: 2.97 holds 0.22 of VAT, so 2.75 are spread as 0.92 + 0.92 + 0.91."""
    made = totals([line(99)] * 3, 0, prices_include_tax=True)
    assert made.line_nets == (92, 92, 91)


def test_a_line_and_its_return_cancel_out_with_gross_prices() -> None:
    made = totals([line(10000), line(-9999)], 0, prices_include_tax=True)
    assert made.line_nets == (9251, -9250)
    assert (made.net, made.gross) == (1, 1)


@given(LINES, st.booleans(), st.integers(0, 100))
def test_totals_add_up(lines: list[TaxableLine], included: bool, percent: int) -> None:  # noqa: FBT001
    whole = sum(each.amount for each in lines)
    discount = whole * percent // 100
    made = totals(lines, discount, prices_include_tax=included)
    assert made.gross == made.net + made.tax
    assert (made.gross if included else made.net) == whole - discount
    assert made.net >= 0
    assert made.tax >= 0


@given(LINES, st.booleans())
def test_a_credit_mirrors_its_invoice(lines: list[TaxableLine], included: bool) -> None:  # noqa: FBT001
    back: Any = [TaxableLine(-each.amount, each.category, each.rate) for each in lines]
    one, other = (totals(kind, 0, prices_include_tax=included) for kind in (lines, back))
    assert (other.net, other.tax, other.gross) == (-one.net, -one.tax, -one.gross)


@given(LINES)
def test_line_nets_sum_to_the_net(lines: list[TaxableLine]) -> None:
    made = totals(lines, 0, prices_include_tax=True)
    assert sum(made.line_nets) == made.net


@given(st.integers(-(10**15), 10**15), RATES)
def test_net_and_vat_make_the_gross_again(gross: int, rate: Decimal) -> None:
    tax = tax_in_gross(gross, rate)
    assert abs(tax_on_net(gross - tax, rate) - tax) <= 1
