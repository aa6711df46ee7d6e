"""The Swiss VAT return by the effective method: by quarter and half-year, at rates before 2024 and since."""

from typing import Any

import pytest

from tests.operations.entries import entry, line
from tests.operations.reports.asking import adds, amounts, expense, pages, previous, report, rows, settings, sums
from tests.world import World

QUARTER: dict[str, Any] = {"first": "2026-01-01", "last": "2026-03-31"}


def sale(price: str, rate: str | None = None, category: str | None = None) -> dict[str, Any]:
    given = {"tax_rate": rate, "tax_category": category}
    return {"description": "Something", "quantity": 1, "price": price} | {k: v for k, v in given.items() if v}


async def a_quarter(world: World) -> None:
    """Sales of every kind, purchases of both kinds, and one from abroad, in the first quarter of 2026."""
    lines = [sale("1000"), sale("200", "2.6"), sale("300", "3.8"), sale("90", "0", "exempt")]
    await world.sent_invoice(issue_date="2026-01-20", lines=lines)
    abroad = [sale("400", "0", "export"), sale("500", "0", "reverse_charge")]
    await world.sent_invoice(issue_date="2026-03-31", lines=abroad)
    await expense(world, "54.05", tax_rate="8.1", category="software_it", date="2026-02-28")
    await expense(world, "216.20", tax_rate="8.1", category="goods", date="2026-03-01")
    await expense(world, "100", vat_code="BI81", date="2026-03-02")


async def test_the_boxes_of_a_quarter(world: World) -> None:
    await a_quarter(world)
    told = await report(world, "vat", **QUARTER)
    assert amounts(told, "box") == {
        "200": "2490.00",
        "220": "400.00",
        "221": "500.00",
        "230": "90.00",
        "289": "990.00",
        "299": "1500.00",
        "303": "1000.00",
        "303_tax": "81.00",
        "313": "200.00",
        "313_tax": "5.20",
        "343": "300.00",
        "343_tax": "11.40",
        "383": "100.00",
        "383_tax": "8.10",
        "399": "105.70",
        "400": "16.20",
        "405": "12.15",
        "479": "28.35",
        "500": "77.35",
        "510": "0.00",
    }
    assert (sums(told), told.notes) == ({"due": "77.35"}, ())
    assert ("299", "Steuerbarer Gesamtumsatz") in rows(told, "box", "label")
    assert [row.drill for row in told.data if row.box in ("500", "510")] == ["box:500", None]


async def test_every_box_leads_to_documents_that_sum_to_it(world: World) -> None:
    await a_quarter(world)
    told = await report(world, "vat", **QUARTER)
    for row in told.data:
        if row.drill:
            below = await report(world, "vat", **QUARTER, drill=row.drill)
            assert adds(below, "amount") == row.amount
    below = await report(world, "vat", **QUARTER, drill="box:399")
    assert rows(below, "number", "vat_code", "net", "tax", "amount") == [
        ("IV-001", "U26", "200.00", "5.20", "5.20"),
        ("IV-001", "U38", "300.00", "11.40", "11.40"),
        ("IV-001", "U81", "1000.00", "81.00", "81.00"),
        ("E-003", "BI81", "100.00", "8.10", "8.10"),
    ]
    assert below.notes == ("399 Total geschuldete Steuer",)


async def test_all_documents_of_a_quarter_sum_to_what_is_due_page_by_page(world: World) -> None:
    await a_quarter(world)
    whole = await report(world, "vat", **QUARTER, drill="due")
    assert (sums(whole), str(adds(whole, "amount"))) == ({"due": "77.35"}, "77.35")
    assert whole.data[0].description is None
    found = await pages(world, "vat", 4, **QUARTER, drill="due")
    assert [row for page in found for row in page.data] == list(whole.data)
    assert [(len(page.data), sums(page)) for page in found] == [(size, {"due": "77.35"}) for size in (4, 4, 1)]


async def test_a_credit_of_the_taxpayer_stands_in_its_own_box(world: World) -> None:
    await expense(world, "1081", tax_rate="8.1")
    told = await report(world, "vat", **QUARTER)
    found = amounts(told, "box")
    assert (found["405"], found["500"], found["510"], sums(told)) == ("81.00", "0.00", "81.00", {"due": "-81.00"})


async def test_a_credit_note_lowers_the_turnover_of_its_own_quarter(world: World) -> None:
    invoice = await world.sent_invoice(issue_date="2025-12-20")
    await world.run("create_credit_note", invoice_id=invoice.id)
    last = await report(world, "vat", first="2025-10-01", last="2025-12-31")
    assert (amounts(last, "box")["303"], sums(last)) == ("300.00", {"due": "24.30"})
    told = await report(world, "vat", **QUARTER, compare="previous")
    assert (amounts(told, "box")["303"], sums(told)["due"], previous(told)["due"]) == ("-300.00", "-24.30", "24.30")


async def test_rates_before_2024_fill_their_own_boxes(world: World) -> None:
    lines = [sale("1000", "7.7"), sale("200", "2.5"), sale("300", "3.7")]
    await world.sent_invoice(issue_date="2023-12-31", lines=lines)
    await expense(world, "107.70", tax_rate="7.7", date="2023-11-02")
    await expense(world, "100", vat_code="BI77", date="2023-11-03")
    told = await report(world, "vat", first="2023-10-01", last="2023-12-31")
    found = amounts(told, "box")
    assert {box: found[box] for box in ("302", "302_tax", "312_tax", "342_tax", "382", "382_tax", "399", "405")} == {
        "302": "1000.00",
        "302_tax": "77.00",
        "312_tax": "5.00",
        "342_tax": "11.10",
        "382": "100.00",
        "382_tax": "7.70",
        "399": "100.80",
        "405": "15.40",
    }
    assert "303" not in found
    assert sums(told) == {"due": "85.40"}


async def test_the_day_of_supply_chooses_the_rate_and_the_day_of_the_invoice_the_period(world: World) -> None:
    await world.sent_invoice(issue_date="2024-01-10", supply_date="2023-12-20", lines=[sale("1000", "7.7")])
    told = await report(world, "vat", first="2024-01-01", last="2024-03-31")
    found = amounts(told, "box")
    assert (found["302"], found["302_tax"], sums(told)) == ("1000.00", "77.00", {"due": "77.00"})
    assert sums(await report(world, "vat", first="2023-10-01", last="2023-12-31")) == {"due": "0.00"}


async def test_half_years_are_returned_by_those_who_settle_so(world: World) -> None:
    await a_quarter(world)
    await settings(world, vat_period="half_year")
    told = await report(world, "vat", period="this_half_year")
    assert (str(told.from_), str(told.to), sums(told), told.notes) == (
        "2026-01-01",
        "2026-06-30",
        {"due": "77.35"},
        (),
    )


@pytest.mark.parametrize(
    ("unit", "given"),
    [("quarter", {"first": "2026-02-01", "last": "2026-04-30"}), ("half_year", QUARTER), ("quarter", {})],
)
async def test_a_range_that_is_no_vat_period_is_said(sqlite_world: World, unit: str, given: dict[str, Any]) -> None:
    await settings(sqlite_world, vat_period=unit, fiscal_year_start="07-01")
    told = await report(sqlite_world, "vat", **given)
    assert told.notes == (f"This is not one VAT period: VAT is settled by {unit} (period this_{unit} or last_{unit}).",)


async def test_net_rates_are_said_to_be_another_method(sqlite_world: World) -> None:
    await settings(sqlite_world, vat_method="net_rate")
    told = await report(sqlite_world, "vat", **QUARTER)
    assert told.notes == ("The profile settles VAT by net tax rates; this form is computed by the effective method.",)


async def test_vat_that_no_code_explains_is_said(world: World) -> None:
    await a_quarter(world)
    await entry(world, line("2200", "50"), line("2201", "-50"))
    told = await report(world, "vat", **QUARTER)
    assert sums(told) == {"due": "77.35"}
    assert told.notes[0].startswith("VAT accounts moved by 27.35 by booking date, the codes say 77.35 by tax date")


async def test_what_comes_after_a_filed_period_counts_in_the_next(world: World) -> None:
    await world.run("set_lock", area="vat", locked_through="2025-12-31")
    await world.sent_invoice(issue_date="2025-12-20")
    assert sums(await report(world, "vat", first="2025-10-01", last="2025-12-31")) == {"due": "0.00"}
    late = await report(world, "vat", **QUARTER, drill="due")
    assert rows(late, "date", "number", "tax") == [("2026-01-01", "IV-001", "24.30")]
