"""VAT codes and forms: what holds in every pack, and which code or rate a day gives."""

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest

from luma_mcp.domain.charts import chart_of
from luma_mcp.domain.countries import country_pack
from luma_mcp.domain.vat import ZERO_RATED, TaxCategory
from luma_mcp.domain.vat_codes import (
    OTHER_RATE,
    VatCodeSeed,
    VatPrinciple,
    VatRole,
    VatType,
    in_force,
    purchase_code,
    rate_on,
    sales_code,
    vat_pack,
)

COUNTRIES = {"CH": {"en", "de", "fr", "it"}, "DK": {"en", "da"}, "XX": {"en"}}
LAST_OF_2023, FIRST_OF_2024 = date(2023, 12, 31), date(2024, 1, 1)
TODAY = date(2026, 6, 30)
STANDARD = TaxCategory.STANDARD
SWISS, DANISH, GENERAL = (vat_pack(country).codes for country in COUNTRIES)

every_country = pytest.mark.parametrize("country", list(COUNTRIES))


def name(code: VatCodeSeed | None) -> str | None:
    return code.code if code else None


def overlap(one: VatCodeSeed, other: VatCodeSeed) -> bool:
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    return starts <= min(one.valid_to or date.max, other.valid_to or date.max)


def return_of(country: str, code: str, lines: dict[str, int]) -> dict[str, int]:
    """The boxes that are not zero after one transaction, its ledger amounts by role (debit positive)."""
    pack = vat_pack(country)
    rules = next(each.boxes for each in pack.codes if each.code == code)
    boxes: Counter[str] = Counter()
    for rule in rules:
        boxes[rule.box] += rule.sign * lines.get(rule.of, 0)
    for box in pack.form:
        for sign, term in box.terms:
            boxes[box.box] += sign * boxes[term]
    return {box: amount for box, amount in boxes.items() if amount}


@every_country
def test_codes_and_boxes_are_unique_and_named_in_the_languages_of_the_country(country: str) -> None:
    pack = vat_pack(country)
    for keys in ([code.code for code in pack.codes], [box.box for box in pack.form]):
        assert len(set(keys)) == len(keys)
    for names in [each.names for each in pack.codes] + [each.names for each in pack.form]:
        assert set(names) == COUNTRIES[country]
        assert all(text.strip() for text in names.values())


@every_country
def test_the_roles_of_a_code_have_accounts(country: str) -> None:
    for code in vat_pack(country).codes:
        roles = {code.account_role, code.contra_role, code.revenue_role} - {None}
        assert roles <= set(chart_of(country).roles), code.code


@every_country
def test_every_rule_feeds_a_box_of_its_kind(country: str) -> None:
    kinds = {box.box: box.kind for box in vat_pack(country).form}
    for code in vat_pack(country).codes:
        for rule in code.boxes:
            assert kinds[rule.box] == ("base" if rule.of is VatRole.BASE else "tax"), code.code


@every_country
def test_a_rule_has_the_sign_of_its_side(country: str) -> None:
    for code in vat_pack(country).codes:
        bought = code.type in {VatType.PURCHASE, VatType.REVERSE_CHARGE, VatType.ACQUISITION}
        for rule in code.boxes:
            assert rule.sign == (1 if bought and rule.of is not VatRole.REVERSE else -1), code.code


@every_country
def test_only_sums_have_terms_and_these_stand_above_them(country: str) -> None:
    above: set[str] = set()
    for box in vat_pack(country).form:
        assert bool(box.terms) == (box.kind == "sum")
        assert {term for _, term in box.terms} <= above
        assert {sign for sign, _ in box.terms} <= {1, -1}
        above.add(box.box)
    assert vat_pack(country).due in above


@every_country
def test_no_two_codes_of_a_family_and_rate_are_in_force_at_once(country: str) -> None:
    for one, other in combinations(vat_pack(country).codes, 2):
        assert (one.family, one.rate) != (other.family, other.rate) or not overlap(one, other)


@every_country
def test_a_code_with_tax_says_where_it_is_booked_and_one_without_does_not(country: str) -> None:
    for code in vat_pack(country).codes:
        assert (code.account_role is not None) == (code.rate != 0), code.code
        reverse = code.type in {VatType.REVERSE_CHARGE, VatType.ACQUISITION}
        assert (code.contra_role is not None) == reverse
        assert code.principle is (VatPrinciple.NET if reverse else VatPrinciple.GROSS)


@every_country
def test_a_code_with_a_category_is_of_sales_and_says_where_its_revenue_goes(country: str) -> None:
    for code in vat_pack(country).codes:
        assert (code.category is None) == (code.revenue_role is None)
        if code.category is not None:
            assert code.type in {VatType.SALES, VatType.EXEMPT, VatType.EXPORT}
            assert (code.rate == 0) == (code.category in ZERO_RATED)


@every_country
def test_every_category_of_sales_without_vat_has_a_code_of_its_own(country: str) -> None:
    for category in ZERO_RATED:
        code = sales_code(vat_pack(country).codes, category, Decimal(0), TODAY)
        assert code is not None
        assert (code.category, code.rate) == (category, Decimal(0))


@every_country
def test_every_current_rate_of_a_country_has_codes_for_sales_and_purchases(country: str) -> None:
    codes = vat_pack(country).codes
    for rate, category in country_pack(country).rates.items():
        sold = sales_code(codes, category, rate, TODAY)
        assert sold is not None
        assert (sold.family, sold.category, sold.rate) == ("sales", category, rate)
        assert purchase_code(codes, "input_other", rate, TODAY) is not None
    sold_rates = {code.rate for code in codes if code.family == "sales"}
    assert sold_rates == set(country_pack(country).rates)


@every_country
def test_every_country_takes_any_rate_on_sales(country: str) -> None:
    code = sales_code(vat_pack(country).codes, STANDARD, Decimal(19), TODAY)
    assert code is not None
    assert (code.family, code.rate, code.account_role) == (OTHER_RATE, None, "output_vat")


@pytest.mark.parametrize(
    ("category", "rate", "day", "code"),
    [
        ("standard", "7.7", LAST_OF_2023, "U77"),
        ("standard", "8.1", FIRST_OF_2024, "U81"),
        ("standard", "8.10", FIRST_OF_2024, "U81"),
        ("reduced", "2.5", LAST_OF_2023, "U25"),
        ("reduced", "2.6", FIRST_OF_2024, "U26"),
        ("special", "3.8", FIRST_OF_2024, "U38"),
        ("standard", "7.7", FIRST_OF_2024, "U77"),
        ("standard", "8.1", LAST_OF_2023, "U81"),
        ("standard", "2.6", FIRST_OF_2024, "U26"),
        ("standard", "20", FIRST_OF_2024, "UXX"),
        ("standard", "0", FIRST_OF_2024, "UXX"),
        ("exempt", "0", FIRST_OF_2024, "EXE"),
        ("export", "0", LAST_OF_2023, "EXP"),
        ("reverse_charge", "0", FIRST_OF_2024, "AUS"),
        ("zero", "0.0", FIRST_OF_2024, "ZER"),
    ],
)
def test_the_code_of_a_swiss_sale(category: str, rate: str, day: date, code: str) -> None:
    assert name(sales_code(SWISS, TaxCategory(category), Decimal(rate), day)) == code


@pytest.mark.parametrize(
    ("category", "rate", "code"),
    [("standard", "25", "S01"), ("reverse_charge", "0", "S23"), ("export", "0", "S41"), ("standard", "19", "S99")],
)
def test_the_code_of_a_danish_sale_in_whatever_order_the_codes_come(category: str, rate: str, code: str) -> None:
    for codes in (DANISH, DANISH[::-1]):
        assert name(sales_code(codes, TaxCategory(category), Decimal(rate), TODAY)) == code


@pytest.mark.parametrize(
    ("family", "rate", "day", "code"),
    [
        ("input_material", "8.1", FIRST_OF_2024, "M81"),
        ("input_material", "7.7", LAST_OF_2023, "M77"),
        ("input_other", "7.7", FIRST_OF_2024, "I77"),
        ("input_other", "2.6", LAST_OF_2023, "I26"),
        ("acquisition_other", "8.1", FIRST_OF_2024, "BI81"),
        ("input_other", "19", FIRST_OF_2024, None),
        ("input_other", "0", FIRST_OF_2024, None),
    ],
)
def test_the_code_of_a_swiss_purchase(family: str, rate: str, day: date, code: str | None) -> None:
    assert name(purchase_code(SWISS, family, Decimal(rate), day)) == code


def test_a_purchase_of_a_country_without_rates_takes_any_rate() -> None:
    assert name(purchase_code(GENERAL, "input_other", Decimal(20), TODAY)) == "P"


@pytest.mark.parametrize(
    ("rate", "day", "then"),
    [
        ("8.1", LAST_OF_2023, "7.7"),
        ("2.6", LAST_OF_2023, "2.5"),
        ("3.8", LAST_OF_2023, "3.7"),
        ("7.7", FIRST_OF_2024, "8.1"),
        ("8.1", FIRST_OF_2024, "8.1"),
        ("7.7", LAST_OF_2023, "7.7"),
        ("19", LAST_OF_2023, "19"),
        ("0", LAST_OF_2023, "0"),
        ("8.1", date(2010, 1, 1), "8.1"),
    ],
)
def test_the_swiss_rate_of_a_day(rate: str, day: date, then: str) -> None:
    assert rate_on(SWISS, Decimal(rate), day) == Decimal(then)


def test_a_code_is_in_force_from_its_first_to_its_last_day() -> None:
    old, new = Decimal("7.7"), Decimal("8.1")
    assert name(in_force(SWISS, "sales", old, LAST_OF_2023)) == "U77"
    assert in_force(SWISS, "sales", old, FIRST_OF_2024) is None
    assert in_force(SWISS, "sales", new, LAST_OF_2023) is None
    assert name(in_force(SWISS, "sales", new, FIRST_OF_2024)) == "U81"


def test_a_swiss_sale_of_1000_fills_the_form() -> None:
    filled = return_of("CH", "U81", {"base": -100000, "tax": -8100})
    assert filled == {
        "200": 100000,
        "299": 100000,
        "303": 100000,
        "303_tax": 8100,
        "399": 8100,
        "500": 8100,
        "510": -8100,
    }


@pytest.mark.parametrize(("code", "box"), [("EXP", "220"), ("ZER", "220"), ("AUS", "221"), ("EXE", "230")])
def test_a_swiss_sale_without_vat_is_deducted_again(code: str, box: str) -> None:
    assert return_of("CH", code, {"base": -100000}) == {"200": 100000, box: 100000, "289": 100000}


def test_a_swiss_sale_at_a_foreign_rate_leaves_the_tax_owed_alone() -> None:
    filled = return_of("CH", "UXX", {"base": -100000, "tax": -20000})
    assert filled == {"200": 100000, "280": 100000, "289": 100000}


def test_swiss_acquisition_tax_is_owed_and_deducted() -> None:
    filled = return_of("CH", "BI81", {"base": 100000, "tax": 8100, "reverse": -8100})
    assert filled == {"383": 100000, "383_tax": 8100, "399": 8100, "405": 8100, "479": 8100}


def test_swiss_input_tax_is_refunded() -> None:
    assert return_of("CH", "M81", {"base": 100000, "tax": 8100}) == {
        "400": 8100,
        "479": 8100,
        "500": -8100,
        "510": 8100,
    }


@pytest.mark.parametrize(
    ("code", "lines", "filled"),
    [
        ("S01", {"base": -1000, "tax": -250}, {"salgsmoms": 250, "momstilsvar": 250}),
        ("S09", {"base": -1000}, {}),
        ("S21", {"base": -1000}, {"rubrik_b_varer": 1000}),
        ("S41", {"base": -1000}, {"rubrik_c": 1000}),
        ("K010", {"base": 1000, "tax": 250}, {"kobsmoms": 250, "momstilsvar": -250}),
        (
            "K260",
            {"base": 1000, "tax": 250, "reverse": -250},
            {"rubrik_a_ydelser": 1000, "moms_ydelseskob_udland": 250, "kobsmoms": 250},
        ),
        ("K310", {"base": 1000, "tax": 250, "reverse": -250}, {"salgsmoms": 250, "kobsmoms": 250}),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_danish_transaction_fills_the_form(code: str, lines: dict[str, int], filled: dict[str, int]) -> None:
    assert return_of("DK", code, lines) == filled


def test_a_country_without_vat_codes_gets_the_general_ones() -> None:
    assert vat_pack("FR") == vat_pack("XX")
    assert return_of("FR", "S", {"base": -1000, "tax": -200}) == {"sales": 1000, "output_vat": 200, "due": 200}
