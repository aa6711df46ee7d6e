"""Charts of accounts: numbers, classes, types, roles and names of every packaged chart."""

import json
from importlib.resources import files
from itertools import pairwise

import pytest

from luma_mcp.domain.charts import CLASS_OF, CONTROL_TYPES, AccountClass, AccountSeed, AccountType, chart_of
from luma_mcp.domain.vat_codes import VatType, vat_pack

COUNTRIES = {"CH": {"en", "de", "fr", "it"}, "DK": {"en", "da"}, "XX": {"en"}}
CONTROL_ROLES = {"receivable": "receivable", "payable": "payable", "customer_prepayment": "prepayment"}
ROLES = {
    *CONTROL_ROLES,
    "bank",
    "cash",
    "sales_revenue",
    "sales_revenue_eu",
    "sales_revenue_abroad",
    "sales_revenue_exempt",
    "sales_reduction",
    "bad_debt",
    "small_difference",
    "output_vat",
    "input_vat",
    "input_vat_other",
    "acquisition_vat",
    "vat_payable",
    "fx_gain",
    "fx_loss",
    "rounding",
    "opening_equity",
    "retained_earnings",
}
ASSET, LIABILITY, EQUITY = AccountClass.ASSET, AccountClass.LIABILITY, AccountClass.EQUITY
REVENUE, EXPENSE = AccountClass.REVENUE, AccountClass.EXPENSE
SWISS_RANGES = [
    (1000, {ASSET}),
    (2000, {LIABILITY}),
    (2800, {EQUITY}),
    (3000, {REVENUE}),
    (4000, {EXPENSE}),
    (6950, {REVENUE}),
    (7000, {REVENUE, EXPENSE}),
    (9000, {EQUITY}),
]
DANISH_RANGES = [
    (1000, {REVENUE}),
    (1600, {EXPENSE}),
    (3200, {REVENUE}),
    (3550, {EXPENSE}),
    (5000, {ASSET}),
    (6500, {EQUITY}),
    (7000, {LIABILITY}),
]
GENERAL_RANGES = [
    (1000, {ASSET}),
    (2000, {LIABILITY}),
    (3000, {EQUITY}),
    (4000, {REVENUE}),
    (5000, {EXPENSE}),
    (7000, {REVENUE}),
    (7100, {EXPENSE}),
]

every_country = pytest.mark.parametrize("country", list(COUNTRIES))


def category_roles() -> set[str]:
    text = (files("luma_mcp.domain") / "packs" / "categories.json").read_text(encoding="utf-8")
    return {row["role"] for rows in json.loads(text).values() for row in rows.values()}


def account_of(country: str, role: str) -> AccountSeed:
    chart = chart_of(country)
    return next(account for account in chart.accounts if account.number == chart.roles[role])


@every_country
def test_account_numbers_have_four_digits_and_ascend_without_twins(country: str) -> None:
    numbers = [account.number for account in chart_of(country).accounts]
    assert all(len(number) == 4 and number.isdigit() for number in numbers)
    assert all(before < after for before, after in pairwise(numbers))


@every_country
def test_every_account_has_a_name_of_its_own_in_the_languages_of_its_country(country: str) -> None:
    accounts = chart_of(country).accounts
    assert {frozenset(account.names) for account in accounts} == {frozenset(COUNTRIES[country])}
    for language in COUNTRIES[country]:
        names = {account.names[language].strip() for account in accounts}
        assert "" not in names
        assert len(names) >= len(accounts) - 1  # Swiss German has "Darlehen" for lent and borrowed money


@pytest.mark.parametrize(
    ("country", "ranges"), [("CH", SWISS_RANGES), ("DK", DANISH_RANGES), ("XX", GENERAL_RANGES)], ids=["CH", "DK", "XX"]
)
def test_classes_fit_numbers(country: str, ranges: list[tuple[int, set[AccountClass]]]) -> None:
    for account in chart_of(country).accounts:
        allowed = [classes for start, classes in ranges if start <= int(account.number)][-1]
        assert account.account_class in allowed, account


@every_country
def test_classes_fit_types(country: str) -> None:
    strange = [each for each in chart_of(country).accounts if each.account_class is not CLASS_OF[each.type]]
    assert [each.number for each in strange] == (["7740"] if country == "DK" else [])


def test_every_type_has_a_class() -> None:
    assert set(CLASS_OF) == set(AccountType)


@every_country
def test_every_role_has_an_account(country: str) -> None:
    chart = chart_of(country)
    assert set(chart.roles) >= ROLES | category_roles()
    assert set(chart.roles.values()) <= {account.number for account in chart.accounts}


@every_country
def test_control_accounts_serve_one_role_and_are_the_only_ones_of_their_type(country: str) -> None:
    chart = chart_of(country)
    for role, kind in CONTROL_ROLES.items():
        assert [name for name, number in chart.roles.items() if number == chart.roles[role]] == [role]
        assert account_of(country, role).type == kind
    of_control = {account.number for account in chart.accounts if account.type in CONTROL_TYPES}
    assert of_control == {chart.roles[role] for role in CONTROL_ROLES}


@every_country
def test_accounts_of_money_and_vat_serve_no_role_of_another_purpose(country: str) -> None:
    chart = chart_of(country)
    reserved = {"bank", "cash", "output_vat", "vat_payable", "retained_earnings", "opening_equity"}
    for role in reserved:
        assert [name for name, number in chart.roles.items() if number == chart.roles[role]] == [role]


@every_country
@pytest.mark.parametrize(
    ("role", "kind"),
    [
        ("bank", "bank"),
        ("cash", "cash"),
        ("output_vat", "output_vat"),
        ("acquisition_vat", "output_vat"),
        ("input_vat", "input_vat"),
        ("input_vat_other", "input_vat"),
        ("vat_payable", "vat_payable"),
        ("sales_revenue", "revenue"),
        ("sales_reduction", "revenue"),
        ("fx_gain", "financial_income"),
        ("fx_loss", "financial_expense"),
        ("interest_income", "financial_income"),
        ("opening_equity", "equity"),
        ("owner_contribution", "equity"),
        ("retained_earnings", "retained_earnings"),
        ("equipment_asset", "fixed_asset"),
        ("cost_of_goods", "cost_of_sales"),
        ("wages_expense", "operating_expense"),
    ],
)
def test_a_role_has_an_account_of_its_type(country: str, role: str, kind: str) -> None:
    assert account_of(country, role).type == kind


@every_country
def test_no_account_but_retained_earnings_takes_the_result_of_earlier_years(country: str) -> None:
    kinds = [account.type for account in chart_of(country).accounts]
    assert kinds.count(AccountType.RETAINED_EARNINGS) == 1


@every_country
def test_the_vat_code_of_an_account_is_of_its_side(country: str) -> None:
    types = {code.code: code.type for code in vat_pack(country).codes}
    sides = {each: each in {VatType.SALES, VatType.EXEMPT, VatType.EXPORT} for each in VatType}
    for account in chart_of(country).accounts:
        if account.vat_code is not None and account.number != chart_of(country).roles["bad_debt"]:
            assert sides[types[account.vat_code]] == (account.account_class is REVENUE), account


@every_country
def test_the_vat_code_of_an_account_is_not_of_the_past(country: str) -> None:
    current = {code.code for code in vat_pack(country).codes if code.valid_to is None}
    assert {account.vat_code for account in chart_of(country).accounts if account.vat_code} <= current


@pytest.mark.parametrize(("country", "least", "most"), [("CH", 110, 140), ("DK", 90, 130), ("XX", 45, 70)])
def test_a_chart_is_neither_thin_nor_endless(country: str, least: int, most: int) -> None:
    assert least <= len(chart_of(country).accounts) <= most


def test_the_swiss_chart_has_the_accounts_that_every_swiss_bookkeeper_knows() -> None:
    known = {account.number: (account.type, account.vat_code) for account in chart_of("CH").accounts}
    assert known["1100"] == (AccountType.RECEIVABLE, None)
    assert known["2201"] == (AccountType.VAT_PAYABLE, None)
    assert known["3400"] == (AccountType.REVENUE, "U81")
    assert known["4000"] == (AccountType.COST_OF_SALES, "M81")
    assert known["6500"] == (AccountType.OPERATING_EXPENSE, "I81")


def test_a_country_without_a_chart_gets_the_general_one() -> None:
    assert chart_of("FR") == chart_of("XX")
    assert chart_of("dk") == chart_of("DK") != chart_of("XX")
