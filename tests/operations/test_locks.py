"""Locks: soft ones by area with exceptions that end, a hard one that only moves forward."""

from typing import Any

import pytest

from luma_mcp.errors import Invalid, NotFound
from luma_mcp.ledger_errors import HardLock, PeriodLocked
from luma_mcp.operations.registry import BY_NAME
from tests.operations.entries import entry
from tests.world import World

UNTIL = "2026-03-31T12:00:00Z"


async def lock(world: World, area: str, day: str | None) -> Any:
    return await world.run("set_lock", area=area, locked_through=day)


async def grant(world: World, area: str = "all", **given: Any) -> Any:
    fields = {"area": area, "reason": "Auditor", "until": UNTIL} | given
    return (await world.parts.executor.run(await world.at(world.swiss), BY_NAME["grant_lock_exception"], fields)).result


async def locks(world: World) -> dict[str, str]:
    shown = await world.run("list_locks")
    return {row.area: str(row.locked_through) for row in shown.locks if row.locked_through}


async def bought(world: World, day: str = "2026-02-15") -> Any:
    return await world.run("create_expense", date=day, amount="10", category="travel")


async def sold(world: World, day: str = "2026-02-15") -> Any:
    return await world.sent_invoice(issue_date=day)


async def test_a_lock_closes_its_area_alone(world: World) -> None:
    await lock(world, "sales", "2026-02-28")
    with pytest.raises(PeriodLocked, match="The first open date is 2026-03-01"):
        await sold(world)
    await bought(world)
    await entry(world, date="2026-02-15")
    await lock(world, "purchases", "2026-02-28")
    with pytest.raises(PeriodLocked):
        await bought(world)
    await sold(world, "2026-03-01")
    await lock(world, "sales", None)
    await sold(world)
    assert await locks(world) == {"purchases": "2026-02-28"}


async def test_a_lock_of_all_closes_everything_and_moves_either_way(world: World) -> None:
    await lock(world, "all", "2026-02-28")
    for write in (sold, bought):
        with pytest.raises(PeriodLocked):
            await write(world)
    with pytest.raises(PeriodLocked):
        await entry(world, date="2026-02-28")
    await lock(world, "all", "2026-01-31")
    await entry(world, date="2026-02-01")
    with pytest.raises(PeriodLocked, match="The first open date is 2026-02-01"):
        await entry(world, date="2026-01-31")


async def test_the_later_of_two_locks_holds(world: World) -> None:
    await lock(world, "all", "2026-01-31")
    await lock(world, "sales", "2026-02-28")
    with pytest.raises(PeriodLocked, match="The first open date is 2026-03-01"):
        await sold(world, "2026-01-15")
    with pytest.raises(PeriodLocked, match="The first open date is 2026-02-01"):
        await bought(world, "2026-01-15")


async def test_a_hard_lock_only_moves_forward(world: World) -> None:
    await lock(world, "hard", "2026-01-31")
    for back in ("2026-01-30", None):
        with pytest.raises(HardLock, match="stands at 2026-01-31") as caught:
            await lock(world, "hard", back)
        assert caught.value.code == "hard_lock"
    await lock(world, "hard", "2026-01-31")
    await lock(world, "hard", "2026-02-28")
    for ahead in ("2026-03-31", "2026-12-31"):
        with pytest.raises(Invalid, match="lies before today"):
            await lock(world, "hard", ahead)
    assert await locks(world) == {"hard": "2026-02-28"}
    for write in (sold, bought):
        with pytest.raises(PeriodLocked):
            await write(world)


async def test_an_exception_opens_a_soft_lock_until_its_time(world: World) -> None:
    await lock(world, "all", "2026-02-28")
    made = await grant(world)
    assert (made.area, made.reason, made.caller, made.revoked_at) == ("all", "Auditor", None, None)
    await entry(world, date="2026-02-15")
    assert [row.id for row in (await world.run("list_locks")).exceptions] == [made.id]
    world.clock.move(hours=2)
    with pytest.raises(PeriodLocked):
        await entry(world, date="2026-02-15")
    assert (await world.run("list_locks")).exceptions == ()


async def test_an_exception_is_for_its_area(world: World) -> None:
    await lock(world, "all", "2026-01-31")
    await lock(world, "sales", "2026-02-28")
    await grant(world, "sales")
    await sold(world)
    with pytest.raises(PeriodLocked):
        await sold(world, "2026-01-15")
    await grant(world)
    await sold(world, "2026-01-15")


async def test_no_exception_passes_a_hard_lock_or_a_closed_year(world: World) -> None:
    await entry(world, date="2024-06-30")
    year = (await world.run("list_fiscal_years")).data[0]
    await world.run("update_fiscal_year", id=year.id, status="closed")
    await lock(world, "hard", "2026-01-31")
    await grant(world)
    for day in ("2026-01-31", "2024-06-30"):
        with pytest.raises(PeriodLocked, match="The first open date is 2026-02-01"):
            await entry(world, date=day)
    assert str((await world.run("list_locks")).closed_through) == "2024-12-31"


async def test_an_exception_for_one_caller_is_not_for_others(world: World) -> None:
    await lock(world, "all", "2026-02-28")
    token, key = await world.make_key(label="auditor")
    other, _ = await world.make_key(label="clerk")
    await grant(world, caller=f"key:{key.id}")
    auditor, clerk = [await world.at(world.swiss, await world.caller(secret)) for secret in (token, other)]
    lines = [{"account": "6570", "debit": "1"}, {"account": "1020", "credit": "1"}]
    given: dict[str, Any] = {"date": "2026-02-15", "description": "Late", "lines": lines}
    await world.run("create_journal_entry", caller=auditor, **given)
    for who in (clerk, None):
        with pytest.raises(PeriodLocked):
            await world.run("create_journal_entry", caller=who, **given)


async def test_an_exception_is_revoked_once_and_stays_so(world: World) -> None:
    await lock(world, "all", "2026-02-28")
    made = await grant(world)
    revoked = await world.run("revoke_lock_exception", id=made.id)
    assert str(revoked.revoked_at) == "2026-03-31 10:00:00+00:00"
    world.clock.move(minutes=5)
    assert await world.run("revoke_lock_exception", id=made.id) == revoked
    with pytest.raises(PeriodLocked):
        await entry(world, date="2026-02-15")
    with pytest.raises(NotFound, match="No lock exception"):
        await world.run("revoke_lock_exception", caller=await world.at(world.danish), id=made.id)


async def test_an_exception_has_a_reason_an_end_and_a_soft_area(sqlite_world: World) -> None:
    for wrong in ({"reason": " "}, {"until": "2026-03-31T10:00:00Z"}, {"area": "hard"}, {"until": "tomorrow"}):
        with pytest.raises(Invalid):
            await grant(sqlite_world, **wrong)


async def test_a_vat_lock_lets_late_lines_count_in_the_next_period(world: World) -> None:
    await lock(world, "vat", "2026-02-28")
    lines = [{"account": "6570", "debit": "108.10", "vat_code": "I81"}, {"account": "1020", "credit": "108.10"}]
    made = await world.run("create_journal_entry", date="2026-02-15", description="Late", lines=lines)
    assert [str(row.tax_date) for row in made.lines[:2]] == ["2026-03-01", "2026-03-01"]
    assert str(made.date) == "2026-02-15"


async def test_locks_of_one_profile_are_not_those_of_another(world: World) -> None:
    await lock(world, "all", "2026-02-28")
    danish = await world.at(world.danish)
    assert {row.locked_through for row in (await world.run("list_locks", caller=danish)).locks} == {None}
    expense: dict[str, Any] = {"date": "2026-02-15", "amount": "10", "category": "travel"}
    assert (await world.run("create_expense", caller=danish, **expense)).number == "E-001"
