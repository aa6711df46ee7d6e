"""What always holds for VAT on a document: EN 16931's sums, whichever order, sign or price mode it has."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from luma_mcp.domain.vat import TaxableLine, TaxCategory, Totals, tax_in_gross, tax_on_net, totals

STANDARD, REDUCED, EXEMPT = TaxCategory.STANDARD, TaxCategory.REDUCED, TaxCategory.EXEMPT
KINDS = st.sampled_from(
    [(STANDARD, Decimal("8.1")), (STANDARD, Decimal(25)), (STANDARD, Decimal(20)), (REDUCED, Decimal("2.6")),
     (EXEMPT, Decimal(0)), (TaxCategory.EXPORT, Decimal(0))]
)  # fmt: skip
AMOUNTS = st.integers(-(10**6), 10**9) | st.integers(-100, 100)
LINES = st.lists(
    st.builds(lambda amount, kind: TaxableLine(amount, *kind), AMOUNTS, KINDS), min_size=1, max_size=8
)  # fmt: skip
DISCOUNTS = st.integers(0, 10**6) | st.integers(0, 5)
MODES = st.booleans()


def rounded(exact: Fraction) -> int:
    """Half away from zero, said in another way than the code does."""
    size = floor(abs(exact) + Fraction(1, 2))
    return size if exact >= 0 else -size


def line(amount: int, rate: str, category: TaxCategory = STANDARD) -> TaxableLine:
    return TaxableLine(amount, category, Decimal(rate))


def breakdown(made: Totals) -> set[tuple[TaxCategory, Decimal, int, int]]:
    return {(tax.category, tax.rate, tax.base, tax.amount) for tax in made.taxes}


def credited(lines: Sequence[TaxableLine]) -> list[TaxableLine]:
    return [TaxableLine(-each.amount, each.category, each.rate) for each in lines]


@pytest.mark.parametrize(
    ("base", "rate", "tax"),
    [(100000, "25", 25000), (-649134, "25", -162284), (214105, "14", 29975), (29997, "25", 7499)],
)
def test_the_official_vectors_of_en_16931(base: int, rate: str, tax: int) -> None:
    assert tax_on_net(base, Decimal(rate)) == tax
    assert totals([line(base, rate)], 0, prices_include_tax=False).tax == tax


@given(AMOUNTS, KINDS)
def test_vat_is_rounded_half_away_from_zero_and_symmetric(amount: int, kind: tuple[TaxCategory, Decimal]) -> None:
    rate = Fraction(kind[1])
    assert tax_on_net(amount, kind[1]) == rounded(amount * rate / 100)
    assert tax_in_gross(amount, kind[1]) == rounded(amount * rate / (100 + rate))
    assert tax_on_net(-amount, kind[1]) == -tax_on_net(amount, kind[1])
    assert tax_in_gross(-amount, kind[1]) == -tax_in_gross(amount, kind[1])


@given(st.data(), LINES, DISCOUNTS, MODES)
def test_totals_do_not_depend_on_the_order_of_lines(
    data: st.DataObject,
    lines: list[TaxableLine],
    discount: int,
    included: bool,  # noqa: FBT001
) -> None:
    other = totals(data.draw(st.permutations(lines)), discount, prices_include_tax=included)
    one = totals(lines, discount, prices_include_tax=included)
    assert breakdown(one) == breakdown(other)
    assert (one.net, one.tax, one.gross) == (other.net, other.tax, other.gross)


@pytest.mark.parametrize("discount", [1, 3, 101])
def test_a_discount_that_does_not_divide_falls_on_the_same_category_in_any_order(discount: int) -> None:
    lines = [line(10000, "8.1"), line(10000, "2.6", REDUCED)]
    one = totals(lines, discount, prices_include_tax=False)
    assert breakdown(one) == breakdown(totals(lines[::-1], discount, prices_include_tax=False))


@given(LINES, DISCOUNTS, MODES)
def test_the_sums_are_those_of_en_16931(lines: list[TaxableLine], discount: int, included: bool) -> None:  # noqa: FBT001
    made = totals(lines, discount, prices_include_tax=included)
    assert made.net == sum(tax.base for tax in made.taxes)
    assert made.tax == sum(tax.amount for tax in made.taxes)
    assert made.gross == made.net + made.tax
    assert len({(tax.category, tax.rate) for tax in made.taxes}) == len(made.taxes)


@given(LINES, DISCOUNTS)
def test_net_prices_bear_vat_per_category_and_the_discount_is_spread_exactly(
    lines: list[TaxableLine], discount: int
) -> None:
    made = totals(lines, discount, prices_include_tax=False)
    assert made.line_nets == tuple(each.amount for each in lines)
    assert sum(tax.base for tax in made.taxes) == sum(made.line_nets) - discount
    assert all(tax.amount == rounded(tax.base * Fraction(tax.rate) / 100) for tax in made.taxes)


@given(LINES, DISCOUNTS)
def test_gross_prices_stay_what_they_are(lines: list[TaxableLine], discount: int) -> None:
    made = totals(lines, discount, prices_include_tax=True)
    assert made.gross == sum(each.amount for each in lines) - discount
    for tax in made.taxes:
        rate = Fraction(tax.rate)
        assert tax.amount == rounded((tax.base + tax.amount) * rate / (100 + rate))


@given(LINES, DISCOUNTS, MODES)
@example([line(3, "20"), line(-3, "20")], 0, True)  # noqa: FBT003
@example([line(-3, "20"), line(3, "20")], 0, True)  # noqa: FBT003
def test_a_credit_is_the_exact_mirror(lines: list[TaxableLine], discount: int, included: bool) -> None:  # noqa: FBT001
    one = totals(lines, discount, prices_include_tax=included)
    back = totals(credited(lines), -discount, prices_include_tax=included)
    mirrored = {(category, rate, -base, -amount) for category, rate, base, amount in breakdown(back)}
    assert breakdown(one) == mirrored
    assert one.line_nets == tuple(-net for net in back.line_nets)
    assert (one.net, one.tax, one.gross) == (-back.net, -back.tax, -back.gross)


@given(LINES, DISCOUNTS, MODES, st.integers(-(10**6), 10**6))
def test_splitting_a_line_in_two_changes_no_total(
    lines: list[TaxableLine],
    discount: int,
    included: bool,  # noqa: FBT001
    taken: int,
) -> None:
    first, *others = lines
    split = [TaxableLine(part, first.category, first.rate) for part in (taken, first.amount - taken)]
    whole = totals(lines, discount, prices_include_tax=included)
    assert breakdown(totals([*split, *others], discount, prices_include_tax=included)) == breakdown(whole)


@given(LINES)
def test_the_nets_of_gross_lines_sum_to_their_category_and_stay_within_a_unit(lines: list[TaxableLine]) -> None:
    made = totals(lines, 0, prices_include_tax=True)
    for tax in made.taxes:
        of_it = [index for index, each in enumerate(lines) if (each.category, each.rate) == (tax.category, tax.rate)]
        assert sum(made.line_nets[index] for index in of_it) == tax.base
    for net, each in zip(made.line_nets, lines, strict=True):
        assert abs(net - each.amount / (1 + Fraction(each.rate) / 100)) <= 1
