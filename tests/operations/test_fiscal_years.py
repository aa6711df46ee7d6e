"""Fiscal years: side by side without a gap, made on demand, closed in order and reopened in order."""

from typing import Any

import pytest

from luma_mcp.errors import Invalid, NotFound, StatusNotAllowed
from luma_mcp.ledger_errors import HardLock, PeriodLocked, YearGap, YearOrder, YearOverlap
from tests.books import balances
from tests.operations.entries import entry, line
from tests.world import World

BOUNDS_2025: dict[str, Any] = {"from": "2025-01-01", "to": "2025-12-31"}


async def year(world: World, first: str, last: str, **given: Any) -> Any:
    return await world.run("create_fiscal_year", start_date=first, end_date=last, **given)


async def years(world: World) -> dict[str, Any]:
    return {row.name: row for row in (await world.run("list_fiscal_years")).data}


async def set_status(world: World, name: str, status: str, **given: Any) -> Any:
    return await world.run("update_fiscal_year", id=(await years(world))[name].id, status=status, **given)


async def two_years(world: World) -> None:
    """A profit of 100 in 2024, of 300 - 80 in 2025, and of 50 in 2026."""
    for day, earned in (("2024-06-30", "100"), ("2025-06-30", "300"), ("2026-01-31", "50")):
        await entry(world, line("1020", earned), line("3680", f"-{earned}"), date=day)
    await entry(world, line("6570", "80"), line("1020", "-80"), date="2025-12-31")


async def test_the_year_of_an_entry_is_made_on_demand(world: World) -> None:
    await entry(world)
    await entry(world, date="2027-01-01")
    assert [
        (row.name, str(row.start_date), str(row.end_date), row.entry_count) for row in (await years(world)).values()
    ] == [
        ("2027", "2027-01-01", "2027-12-31", 1),
        ("2026", "2026-01-01", "2026-12-31", 1),
    ]


async def test_a_year_on_demand_starts_on_the_day_of_the_profile_and_fits_between_its_neighbours(world: World) -> None:
    await world.run("update_profile", id=world.swiss, fiscal_year_start="07-01")
    await year(world, "2025-01-01", "2025-12-31")
    await entry(world, date="2026-03-31")
    await entry(world, date="2026-07-01")
    assert [(row.name, str(row.start_date), str(row.end_date)) for row in (await years(world)).values()] == [
        ("2026/27", "2026-07-01", "2027-06-30"),
        ("2026", "2026-01-01", "2026-06-30"),
        ("2025", "2025-01-01", "2025-12-31"),
    ]


async def test_years_share_no_day_and_leave_no_gap(world: World) -> None:
    first = await year(world, "2025-01-01", "2025-12-31", name="First")
    with pytest.raises(YearOverlap, match="shares days with the fiscal year First"):
        await year(world, "2025-12-31", "2026-12-30")
    for start, end in (("2026-01-02", "2026-12-31"), ("2023-12-01", "2024-12-30")):
        with pytest.raises(YearGap) as caught:
            await year(world, start, end)
        assert caught.value.code == "fiscal_year_gap"
    second = await year(world, "2026-01-01", "2026-12-31")
    await year(world, "2024-07-01", "2024-12-31")
    for start, refusal in (("2026-02-01", YearGap), ("2025-12-31", YearOverlap)):
        with pytest.raises(refusal):
            await world.run("update_fiscal_year", id=second.id, start_date=start)
    with pytest.raises(YearGap):
        await world.run("update_fiscal_year", id=first.id, end_date="2025-12-30")
    longer = await world.run("update_fiscal_year", id=second.id, end_date="2027-06-30", name="Long")
    assert (longer.name, str(longer.end_date)) == ("Long", "2027-06-30")


async def test_a_year_holds_its_entries(world: World) -> None:
    await entry(world, date="2026-03-31")
    made = (await years(world))["2026"]
    with pytest.raises(YearOverlap):
        await world.run("update_fiscal_year", id=made.id, end_date="2026-03-30")
    assert str((await world.run("update_fiscal_year", id=made.id, end_date="2026-03-31")).end_date) == "2026-03-31"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"start_date": "2026-01-01", "end_date": "2025-12-31"}, "end_date"),
        ({"start_date": "2026-01-01", "end_date": "2027-12-01"}, "end_date"),
        ({"start_date": "2026-01-01", "end_date": "2026-12-31", "lock_date": "2027-01-01"}, "lock_date"),
        ({"start_date": "2026-01-01", "end_date": "2026-12-31", "name": "2025"}, "name"),
    ],
)
async def test_a_year_that_cannot_be_is_refused(sqlite_world: World, given: dict[str, Any], field: str) -> None:
    await year(sqlite_world, "2025-01-01", "2025-12-31")
    with pytest.raises(Invalid) as caught:
        await sqlite_world.run("create_fiscal_year", **given)
    assert [problem.field for problem in caught.value.problems] == [field]


async def test_a_closed_year_takes_nothing_and_names_the_first_open_date(world: World) -> None:
    await two_years(world)
    made = await entry(world, date="2024-12-31")
    closed = await set_status(world, "2024", "closed")
    assert (closed.status, str(closed.closed_at)) == ("closed", "2026-03-31 10:00:00+00:00")
    client = await world.client()
    lines = [{"description": "Consulting", "quantity": 1, "price": 100}]
    bank = await world.run("create_bank_account", name="Bank")
    earned = {"amount": "1", "category": "interest", "description": "Interest", "bank_account_id": bank.id}
    late: list[tuple[str, dict[str, Any]]] = [
        (
            "create_journal_entry",
            {"date": "2024-12-31", "description": "Late", "lines": [line("6570", "1"), line("1020", "-1")]},
        ),
        ("delete_journal_entry", {"id": made.id}),
        ("update_journal_entry", {"id": made.id, "reference": "R-1"}),
        ("create_invoice", {"client_id": client.id, "lines": lines, "issue_date": "2024-12-31", "status": "sent"}),
        ("create_expense", {"date": "2024-12-31", "amount": "10", "category": "travel"}),
        ("create_income", {"date": "2024-12-31", **earned}),
        ("record_opening_balances", {"date": "2024-12-31", "lines": [{"account": "1000", "debit": "1"}]}),
    ]
    for operation, given in late:
        with pytest.raises(PeriodLocked, match="The first open date is 2025-01-01") as caught:
            await world.run(operation, **given)
        assert caught.value.code == "period_locked"
    with pytest.raises(PeriodLocked):
        await year(world, "2023-01-01", "2023-12-31")
    with pytest.raises(PeriodLocked):
        await world.run("update_fiscal_year", id=closed.id, end_date="2024-12-30")
    assert (await entry(world, date="2025-01-01")).number == "2025-0003"


async def test_years_are_closed_the_earliest_first_and_reopened_the_latest_first(world: World) -> None:
    await two_years(world)
    with pytest.raises(YearOrder, match="The fiscal year 2024 is open"):
        await set_status(world, "2025", "closed")
    await set_status(world, "2024", "closed")
    await set_status(world, "2025", "closed")
    with pytest.raises(StatusNotAllowed, match="runs until 2026-12-31"):
        await set_status(world, "2026", "closed")
    with pytest.raises(YearOrder, match="closed, through 2025-12-31"):
        await set_status(world, "2024", "open")
    assert (await set_status(world, "2025", "open")).closed_at is None
    assert (await set_status(world, "2024", "open")).status == "open"
    assert (await entry(world, date="2024-12-31")).number == "2024-0002"


async def test_closing_twice_or_opening_an_open_year_changes_nothing(world: World) -> None:
    await two_years(world)
    first = await set_status(world, "2024", "closed", closing_entry=True)
    world.clock.move(hours=1)
    assert (await set_status(world, "2024", "closed", closing_entry=True)).closed_at == first.closed_at
    assert (await set_status(world, "2025", "open")).status == "open"
    assert (await world.run("list_journal_entries", source="year_close")).meta.total == 1


async def test_a_closing_entry_carries_the_result_and_reports_stay(world: World) -> None:
    await two_years(world)
    before = await reports(world)
    await set_status(world, "2024", "closed", closing_entry=True)
    await set_status(world, "2025", "closed", closing_entry=True)
    closing = (await world.run("list_journal_entries", source="year_close")).data
    assert [(str(row.date), row.description, row.allowed_actions) for row in closing] == [
        ("2025-12-31", "Closing of the fiscal year 2025", ()),
        ("2024-12-31", "Closing of the fiscal year 2024", ()),
    ]
    assert await balances(world) == {"1020": 37000, "2970": -32000, "3680": -5000}
    assert await reports(world) == before
    assert await sheet(world, "2025-12-31") == {"1020": "320.00", "2970": "100.00", None: "220.00"}
    assert await sheet(world, "2026-01-31") == {"1020": "370.00", "2970": "320.00", None: "50.00"}


async def sheet(world: World, day: str) -> dict[str | None, str]:
    """What stands on each account; None: the result of the year."""
    report = await world.run("get_report", type="balance_sheet", as_of=day)
    return {row.account: str(row.amount) for row in report.data}


async def reports(world: World) -> list[Any]:
    """The result of 2025 by account, and the sums of the balance sheet at its end but for who holds the equity."""
    result = await world.run("get_report", type="profit_loss", basis="accrual", **BOUNDS_2025)
    report = await world.run("get_report", type="balance_sheet", as_of="2025-12-31")
    sums = [(one.name, str(one.amount)) for one in report.summary if one.name != "result_of_earlier_years"]
    return [(row.account, str(row.amount)) for row in result.data] + sums


async def test_reopening_takes_the_closing_entry_back(world: World) -> None:
    await two_years(world)
    await set_status(world, "2024", "closed", closing_entry=True)
    assert (await set_status(world, "2024", "open")).status == "open"
    assert (await world.run("list_journal_entries", source="year_close")).meta.total == 0
    await entry(world, line("6570", "30"), line("1020", "-30"), date="2024-12-31")
    await set_status(world, "2024", "closed", closing_entry=True)
    assert (await balances(world))["2970"] == -7000


async def test_a_year_without_result_is_closed_without_an_entry(world: World) -> None:
    await entry(world, line("1000", "50"), line("1020", "-50"), date="2024-06-30")
    await set_status(world, "2024", "closed", closing_entry=True)
    assert (await world.run("list_journal_entries", source="year_close")).meta.total == 0


async def test_a_hard_lock_keeps_a_year_closed(world: World) -> None:
    await two_years(world)
    await set_status(world, "2024", "closed")
    await world.run("set_lock", area="hard", locked_through="2024-12-31")
    with pytest.raises(HardLock, match="A hard lock through 2024-12-31"):
        await set_status(world, "2024", "open")


async def test_the_lock_date_of_a_year_locks_what_lies_before(world: World) -> None:
    await two_years(world)
    made = (await years(world))["2026"]
    locked = await world.run("update_fiscal_year", id=made.id, lock_date="2026-01-31")
    assert (str(locked.lock_date), locked.status) == ("2026-01-31", "open")
    for day in ("2026-01-31", "2025-12-31"):
        with pytest.raises(PeriodLocked, match="The first open date is 2026-02-01"):
            await entry(world, date=day)
    await world.run("update_fiscal_year", id=made.id, lock_date=None)
    assert (await entry(world, date="2026-01-31")).number == "2026-0002"


async def test_years_are_listed_by_status_and_name(world: World) -> None:
    await two_years(world)
    await set_status(world, "2024", "closed")
    assert [row.name for row in (await world.run("list_fiscal_years", status="open")).data] == ["2026", "2025"]
    assert [row.name for row in (await world.run("list_fiscal_years", search="2024")).data] == ["2024"]
    danish = await world.at(world.danish)
    with pytest.raises(NotFound):
        await world.run("update_fiscal_year", caller=danish, id=(await years(world))["2024"].id, status="open")
