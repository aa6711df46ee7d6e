"""What locks and fiscal years refuse: an entry dated where it is closed, and every way of opening that again."""

import re
from datetime import date

import pytest

from tests.store.ledger import Forgery, Row, answer, changed, forge, line, outcomes, sold, wrong_with
from tests.store.raw import ask, attack
from tests.world import World

LOCK = "INSERT INTO period_lock SELECT profile_id, '{}', '{}', updated_at FROM fiscal_year WHERE name = '2026'"
YEAR = (
    "INSERT INTO fiscal_year (profile_id, id, name, start_date, end_date, status, closed_at, last_n, created_at, "
    "updated_at) SELECT profile_id, profile_id, {}, '{}', '{}', {}, {}, {}, created_at, updated_at FROM fiscal_year "
    "WHERE name = '2026'"
)
CLOSE = "UPDATE fiscal_year SET status = 'closed', closed_at = updated_at WHERE name = '{}'"
REOPEN = "UPDATE fiscal_year SET status = 'open', closed_at = NULL WHERE name = '{}'"
EXCEPTION = (
    "INSERT INTO lock_exception SELECT profile_id, {}, '{}', {}, 'late', {}, NULL, created_at, created_at "
    "FROM fiscal_year"
)
LATER, EARLIER = "'2027-01-01T00:00:00.000000Z'", "'2025-01-01T00:00:00.000000Z'"


@pytest.mark.parametrize("area", ["all", "hard", "sales"])
async def test_no_entry_is_dated_in_a_locked_period(world: World, area: str) -> None:
    await sold(world)
    await attack(world, LOCK.format(area, "2026-03-01"))
    of_sales = changed(area="sales")
    assert "period_locked" in await answer(forge(world, of_sales))
    assert "period_locked" in await answer(forge(world, dated("2026-01-01", of_sales)))
    assert await answer(forge(world, dated("2026-03-02", of_sales))) == "let through"


def dated(day: str, change: Forgery) -> Forgery:
    """Move the entry to another day besides."""

    def both(entry: Row, lines: list[Row]) -> None:
        change(entry, lines)
        for row in (entry, *lines):
            row["date"] = date.fromisoformat(day)

    return both


async def test_a_lock_of_one_area_leaves_the_others_open(world: World) -> None:
    await sold(world)
    await attack(world, LOCK.format("sales", "2026-03-31"))
    assert await answer(forge(world, changed(area="purchases"))) == "let through"


async def test_no_tax_counts_in_a_period_that_was_filed(world: World) -> None:
    await sold(world)
    await attack(world, LOCK.format("vat", "2026-03-31"))
    for day, said in ((date(2026, 3, 31), "period_locked: the period is locked"), (date(2026, 4, 1), "let through")):
        assert await answer(forge(world, line(vat_code="U81", vat_role="base", tax_date=day))) == said


async def test_an_exception_passes_a_soft_lock_and_no_hard_one(world: World) -> None:
    await sold(world)
    await attack(world, LOCK.format("all", "2026-03-31"))
    await attack(world, EXCEPTION.format("id", "all", "'owner'", EARLIER))
    assert "period_locked" in await answer(forge(world))
    await attack(world, EXCEPTION.format("profile_id", "all", "NULL", LATER))
    assert await answer(forge(world)) == "let through"
    await attack(world, LOCK.format("hard", "2026-03-31"))
    assert "period_locked" in await answer(forge(world))


async def test_an_exception_is_for_its_caller_and_its_area(world: World) -> None:
    await sold(world)
    await attack(world, LOCK.format("all", "2026-03-31"))
    await attack(world, EXCEPTION.format("id", "sales", "NULL", LATER))
    assert "period_locked" in await answer(forge(world, changed(area="sales")))
    await attack(world, EXCEPTION.format("profile_id", "all", "'auditor'", LATER))
    assert "period_locked" in await answer(forge(world))
    assert await answer(forge(world, changed(created_by="auditor"))) == "let through"


async def test_no_entry_is_dated_in_a_closed_year_or_before_it(world: World) -> None:
    await sold(world, on=date(2025, 6, 1))
    await sold(world)
    await attack(world, CLOSE.format("2025"))
    assert await answer(forge(world)) == "let through"
    await attack(world, CLOSE.format("2026"))
    for day in ("2026-12-31", "2026-01-01", "2025-06-01"):
        said = await answer(forge(world, dated(day, changed())))
        assert re.search("period_locked|ledger_year", said), day


async def test_the_lock_date_of_a_year_locks_what_lies_before(world: World) -> None:
    await sold(world)
    await attack(world, "UPDATE fiscal_year SET lock_date = '2026-03-01'")
    assert "period_locked" in await answer(forge(world))
    assert await answer(forge(world, dated("2026-03-02", changed()))) == "let through"


HARD = {
    "UPDATE period_lock SET locked_through = '2026-02-27'": "hard_lock",
    "UPDATE period_lock SET locked_through = NULL": "hard_lock",
    "UPDATE period_lock SET area = 'all'": "hard_lock",
    "UPDATE period_lock SET profile_id = (SELECT id FROM fiscal_year)": "hard_lock",
    "DELETE FROM period_lock": "hard_lock|permission denied",
    "DELETE FROM period_lock WHERE area = 'hard'": "hard_lock|permission denied",
    "INSERT INTO period_lock SELECT profile_id, area, '2020-01-01', updated_at FROM period_lock WHERE true "
    "ON CONFLICT (profile_id, area) DO UPDATE SET locked_through = '2020-01-01'": "hard_lock",
    LOCK.format("hard", "2020-01-01"): "(?i)unique",
    LOCK.format("harder", "2020-01-01"): "(?i)check",
}


async def test_a_hard_lock_only_moves_forward(world: World) -> None:
    await sold(world)
    await attack(world, LOCK.format("hard", "2026-02-28"))
    assert await outcomes(world, HARD) == []
    assert await attack(world, "UPDATE period_lock SET locked_through = '2026-03-31'") == 1
    assert "period_locked" in await answer(forge(world))


async def test_a_soft_lock_is_moved_and_not_deleted(world: World) -> None:
    await sold(world)
    await attack(world, LOCK.format("all", "2026-03-31"))
    assert re.search("hard_lock|permission denied", await answer(attack(world, "DELETE FROM period_lock")))
    assert await attack(world, "UPDATE period_lock SET locked_through = NULL") == 1
    assert await answer(forge(world)) == "let through"


EXCEPTIONS = {
    "UPDATE lock_exception SET area = 'vat'": "lock_exception",
    "UPDATE lock_exception SET caller = NULL": "lock_exception",
    "UPDATE lock_exception SET reason = 'another'": "lock_exception",
    "UPDATE lock_exception SET until = created_at": "lock_exception",
    "UPDATE lock_exception SET id = profile_id": "lock_exception",
    "DELETE FROM lock_exception": "lock_exception|permission denied",
    "INSERT INTO lock_exception SELECT profile_id, profile_id, area, caller, reason, until, created_at, created_at, "
    "updated_at FROM lock_exception": "lock_exception",
    EXCEPTION.format("id", "hard", "NULL", LATER): "(?i)check",
}


async def test_an_exception_is_revoked_once_and_not_changed(world: World) -> None:
    await sold(world)
    await attack(world, EXCEPTION.format("id", "all", "'owner'", EARLIER))
    assert await outcomes(world, EXCEPTIONS) == []
    assert await attack(world, "UPDATE lock_exception SET revoked_at = updated_at") == 1
    for again in ("NULL", "until"):
        revoked = f"UPDATE lock_exception SET revoked_at = {again}"  # noqa: S608  from the line above
        assert "lock_exception" in await answer(attack(world, revoked))


YEARS = {
    YEAR.format("'A'", "2025-06-01", "2026-01-01", "'open'", "NULL", 0): "fiscal_year_overlap",
    YEAR.format("'A'", "2026-02-01", "2026-02-28", "'open'", "NULL", 0): "fiscal_year_overlap",
    YEAR.format("'A'", "2024-01-01", "2028-12-31", "'open'", "NULL", 0): "fiscal_year_overlap",
    YEAR.format("'A'", "2028-12-31", "2028-01-01", "'open'", "NULL", 0): "(?i)check",
    YEAR.format("'A'", "2028-01-01", "2028-12-31", "'open'", "NULL", 7): "ledger_year",
    YEAR.format("'A'", "2028-01-01", "2028-12-31", "'closed'", "created_at", 0): "ledger_year",
    YEAR.format("name", "2028-01-01", "2028-12-31", "'open'", "NULL", 0): "(?i)unique",
    "UPDATE fiscal_year SET end_date = '2026-02-28' WHERE name = '2026'": "fiscal_year_overlap",
    "UPDATE fiscal_year SET start_date = '2026-03-02' WHERE name = '2026'": "fiscal_year_overlap",
    "UPDATE fiscal_year SET start_date = '2025-12-01' WHERE name = '2026'": "fiscal_year_overlap",
    "UPDATE fiscal_year SET end_date = '2025-11-30' WHERE name = '2025'": "period_locked",
    "UPDATE fiscal_year SET id = profile_id WHERE name = '2026'": "ledger_year",
    "UPDATE fiscal_year SET status = 'ajar' WHERE name = '2026'": "(?i)check|ledger_year",
    CLOSE.format("2027"): "ledger_year",
    REOPEN.format("2024"): "ledger_year",
}


async def test_years_hold_their_entries_and_close_in_order(world: World) -> None:
    for year in (2024, 2025, 2026, 2027):
        await sold(world, on=date(year, 3, 1))
    for year in (2024, 2025):
        await attack(world, CLOSE.format(year))
    assert await outcomes(world, YEARS) == []
    assert await attack(world, REOPEN.format(2025)) == 1
    assert await wrong_with(world) == []


async def test_a_hard_lock_keeps_a_year_closed(world: World) -> None:
    await sold(world)
    await attack(world, CLOSE.format("2026"))
    await attack(world, LOCK.format("hard", "2026-01-01"))
    assert "hard_lock" in await answer(attack(world, REOPEN.format("2026")))
    assert await ask(world, "SELECT status FROM fiscal_year") == "closed"
