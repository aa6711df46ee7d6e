"""Opening balances: what books begin with in mid-year, what is owed as open items that are paid and grow old."""

from typing import Any

import pytest

from luma_mcp.errors import Invalid, WriteOnce
from luma_mcp.ledger_errors import ItemsSettled, PeriodLocked
from tests.books import balances
from tests.operations.entries import line
from tests.world import World


async def opening(world: World, *lines: dict[str, Any], date: str = "2026-01-01") -> Any:
    return await world.run("record_opening_balances", date=date, lines=list(lines))


async def items(world: World) -> dict[str, Any]:
    return {row.number: row for row in (await world.run("list_open_items")).data}


async def aged(world: World, kind: str, day: str) -> list[tuple[str, str, str, str]]:
    """Party, not due, up to 30 days, open in all."""
    report = await world.run("get_report", type=kind, as_of=day)
    return [(row.party, str(row.not_due), str(row.days_1_30), str(row.open)) for row in report.data]


async def mid_year(world: World) -> tuple[Any, Any]:
    """Books that begin on 1 March with a bank, two receivables, a payable, capital, and the year's results so far."""
    client, vendor = await world.client("Alt AG"), await world.run("create_vendor", name="Lieferant")
    await opening(
        world,
        line("1020", "900"),
        line("1100", "200", client_id=client.id, number="ALT-7", due_date="2026-03-10"),
        line("1100", "50", client_id=client.id, number="ALT-8", due_date="2026-04-10"),
        line("2000", "-80", vendor_id=vendor.id, number="R-99", due_date="2026-03-20"),
        line("2800", "-700"),
        line("3400", "-600"),
        line("6570", "230"),
        date="2026-03-01",
    )
    return client, vendor


async def test_what_is_missing_goes_to_opening_equity(world: World) -> None:
    made = await opening(world, line("1020", "12500"), line("2800", "-10000"))
    assert (str(made.difference), made.currency, str(made.date)) == ("-2500.00", "CHF", "2026-01-01")
    assert [(row.number, row.source, row.description) for row in made.entries] == [
        ("2026-0001", "opening_balance", "Opening balances")
    ]
    assert await balances(world) == {"1020": 1250000, "2800": -1000000, "9100": -250000}


async def test_balances_that_are_whole_leave_opening_equity_at_zero(world: World) -> None:
    made = await opening(world, line("1020", "100"), line("2800", "-100"))
    assert str(made.difference) == "0.00"
    assert await balances(world) == {"1020": 10000, "2800": -10000}


async def test_books_begin_in_mid_year_with_open_items_and_results(world: World) -> None:
    await mid_year(world)
    assert await balances(world) == {
        "1020": 90000, "1100": 25000, "2000": -8000, "2800": -70000, "3400": -60000, "6570": 23000,
    }  # fmt: skip
    found = {number: (row.kind, str(row.open), str(row.due_date)) for number, row in (await items(world)).items()}
    assert found == {
        "ALT-7": ("receivable", "200.00", "2026-03-10"),
        "ALT-8": ("receivable", "50.00", "2026-04-10"),
        "R-99": ("payable", "-80.00", "2026-03-20"),
    }
    bounds: dict[str, Any] = {"from": "2026-01-01", "to": "2026-03-31"}
    for basis in ("accrual", "cash"):
        report = await world.run("get_report", type="profit_loss", basis=basis, **bounds)
        assert [(row.account, str(row.amount)) for row in report.data if row.account] == [
            ("3400", "600.00"),
            ("6570", "230.00"),
        ]


async def test_opening_items_grow_old_and_are_paid(world: World) -> None:
    await mid_year(world)
    assert await aged(world, "aged_receivables", "2026-03-31") == [("Alt AG", "50.00", "200.00", "250.00")]
    assert await aged(world, "aged_payables", "2026-03-31") == [("Lieferant", "0.00", "80.00", "80.00")]
    owed = await items(world)
    await world.run("settle_open_item", id=owed["ALT-7"].id, amount="150", date="2026-03-15")
    await world.run("settle_open_item", id=owed["R-99"].id, date="2026-03-15")
    assert await aged(world, "aged_receivables", "2026-03-31") == [("Alt AG", "50.00", "50.00", "100.00")]
    assert await aged(world, "aged_receivables", "2026-03-14") == [("Alt AG", "50.00", "200.00", "250.00")]
    assert await aged(world, "aged_payables", "2026-03-31") == []
    books = await balances(world)
    assert (books["1020"], books["1100"], "2000" in books) == (97000, 10000, False)


async def test_an_item_in_another_currency_keeps_both_values(world: World) -> None:
    client = await world.client("Euro AG")
    owed = line("1100", "930", client_id=client.id, number="E-1", currency="EUR", amount="1000")
    made = await opening(world, line("1020", "500"), owed)
    assert [(row.number, row.currency, str(row.amount)) for row in made.entries] == [
        ("2026-0001", "CHF", "500.00"),
        ("2026-0002", "EUR", "1000.00"),
    ]
    assert str(made.difference) == "-1430.00"
    item = (await items(world))["E-1"]
    assert (item.currency, str(item.open)) == ("EUR", "1000.00")
    await world.run("settle_open_item", id=item.id, date="2026-03-31")
    books = await balances(world)
    assert ("1100" in books, books["1020"], books["6999"], books["9100"]) == (False, 50000 + 95510, -2510, -143000)


async def test_what_was_recorded_is_not_recorded_twice(world: World) -> None:
    client, vendor = await mid_year(world)
    repeated = [
        line("1020", "900"),
        line("1020", "1"),
        line("1100", "200", client_id=client.id, number="ALT-7"),
        line("2000", "-80", vendor_id=vendor.id),
        line("3400", "-600"),
    ]
    for one in repeated:
        with pytest.raises(WriteOnce, match=r"lines\.0\.account: .* was recorded by 2026-000[12]") as caught:
            await opening(world, one, date="2026-03-01")
        assert (caught.value.code, "delete_journal_entry" in caught.value.way_out) == ("write_once", True)
    other = await world.client("Neu AG")
    await opening(world, line("1021", "5"), line("1100", "200", client_id=other.id, number="ALT-7"), date="2026-03-01")
    assert (await world.run("list_open_items", kind="receivable")).meta.total == 3


async def test_a_retry_records_once(world: World) -> None:
    given: dict[str, Any] = {"date": "2026-01-01", "lines": [line("1020", "100")]}
    first = await world.outcome("record_opening_balances", key="k", **given)
    again = await world.outcome("record_opening_balances", key="k", **given)
    assert (again.replayed, again.result) == (True, first.result)
    assert await balances(world) == {"1020": 10000, "9100": -10000}


async def test_they_are_corrected_by_a_new_version_or_taken_back(world: World) -> None:
    made = await opening(world, line("1020", "100"))
    right = await world.run("update_journal_entry", id=made.id, lines=[line("1020", "120"), line("9100", "-120")])
    assert (right.version, right.source) == (2, "opening_balance")
    assert await balances(world) == {"1020": 12000, "9100": -12000}
    await world.run("delete_journal_entry", id=made.id)
    assert await balances(world) == {}
    await opening(world, line("1020", "130"))
    assert (await balances(world))["1020"] == 13000


async def test_another_date_keeps_what_the_items_said(world: World) -> None:
    client = await world.client("Euro AG")
    owed = line("1100", "930", client_id=client.id, number="E-1", due_date="2026-02-20", currency="EUR", amount="1000")
    made = await opening(world, owed)
    moved = await world.run("update_journal_entry", id=made.id, date="2026-01-15")
    item = (await items(world))["E-1"]
    assert (str(item.open), str(item.due_date), str(item.date)) == ("1000.00", "2026-02-20", "2026-01-15")
    assert [str(row.base_amount) for row in moved.lines] == ["930.00", "-930.00"]
    assert await balances(world) == {"1100": 93000, "9100": -93000}


async def test_they_stay_while_one_of_their_items_is_settled(world: World) -> None:
    client = await world.client()
    made = await opening(world, line("1100", "200", client_id=client.id))
    item = (await world.run("list_open_items")).data[0]
    assert (item.number, str(item.due_date)) == ("2026-0001", "2026-01-31")
    await world.run("settle_open_item", id=item.id, amount="1")
    with pytest.raises(ItemsSettled):
        await world.run("delete_journal_entry", id=made.id)


async def test_they_are_no_result_of_the_year_on_a_cash_basis_when_they_are_paid(world: World) -> None:
    client = await world.client()
    await opening(world, line("1100", "200", client_id=client.id))
    await world.run("settle_open_item", id=(await world.run("list_open_items")).data[0].id)
    bounds: dict[str, Any] = {"from": "2026-01-01", "to": "2026-03-31"}
    report = await world.run("get_report", type="profit_loss", basis="cash", **bounds)
    assert [row for row in report.data if row.account] == []


@pytest.mark.parametrize(
    ("one", "field"),
    [
        (line("1100", "200"), "lines.0.client_id"),
        (line("2000", "-200"), "lines.0.vendor_id"),
        (line("9999", "200"), "lines.0.account"),
        (line("1020", "200.001"), "lines.0.debit"),
        (line("1020", "200", currency="EUR"), "lines.0"),
        (line("3400", "-200", vat_code="U81"), "lines.0"),
    ],
)
async def test_lines_that_cannot_be_taken_are_named(sqlite_world: World, one: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        await opening(sqlite_world, one)
    assert field in [problem.field for problem in caught.value.problems]


async def test_a_locked_date_is_refused(world: World) -> None:
    await world.run("set_lock", area="all", locked_through="2026-01-31")
    with pytest.raises(PeriodLocked, match="The first open date is 2026-02-01"):
        await opening(world, line("1020", "100"))
