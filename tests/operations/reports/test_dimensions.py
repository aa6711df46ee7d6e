"""The result by dimension: what lines bear by themselves or by their entry, in all and by value."""

import random
from decimal import Decimal
from typing import Any

import pytest

from luma_mcp.errors import BadReport, NotFound
from tests.operations.reports.asking import adds, report, rows, settings, sums
from tests.world import World

Lines = list[dict[str, Any]]


async def department(world: World, *, is_unique: bool = True) -> tuple[Any, dict[str, Any]]:
    """Sales with North below it, and Office."""
    made = await world.run("create_dimension", name="Department", is_unique=is_unique)
    sales = await world.run("create_dimension_value", id=made.id, name="Sales")
    office = await world.run("create_dimension_value", id=made.id, name="Office")
    north = await world.run("create_dimension_value", id=made.id, name="North", parent_id=sales.id)
    return made, {"Sales": sales, "Office": office, "North": north}


async def posted(world: World, lines: Lines, *tags: Any, date: str = "2026-03-02") -> Any:
    """An entry that bears values."""
    given: dict[str, Any] = {"date": date, "description": "Work", "tag_ids": [tag.id for tag in tags]}
    return await world.run("create_journal_entry", **given, lines=lines)


def earned(amount: int, *tags: Any) -> Lines:
    """Revenue, whose line bears values."""
    bearing = [tag.id for tag in tags]
    return [{"account": "1020", "debit": amount}, {"account": "3400", "credit": amount, "tag_ids": bearing}]


def spent(amount: int, *tags: Any) -> Lines:
    """An expense, whose line bears values."""
    bearing = [tag.id for tag in tags]
    return [{"account": "6570", "debit": amount, "tag_ids": bearing}, {"account": "1020", "credit": amount}]


async def test_rows_are_values_and_what_bears_none(world: World) -> None:
    made, value = await department(world)
    await posted(world, earned(1000, value["North"]))
    await posted(world, spent(300), value["Sales"])
    await posted(world, spent(200, value["North"]), value["North"])
    await posted(world, spent(50))
    told = await report(world, "dimensions", dimension_id=made.id)
    assert rows(told, "name", "revenue", "expense", "result") == [
        ("Sales", "0.00", "300.00", "-300.00"),
        ("Sales / North", "1000.00", "200.00", "800.00"),
        ("(none)", "0.00", "50.00", "-50.00"),
    ]
    whole = sums(await report(world, "profit_loss"))
    assert sums(told, "revenue", "expense", "result") == {
        name: whole[name] for name in ("revenue", "expense", "result")
    }
    assert sums(told, "result_with_value", "result_without_value") == {
        "result_with_value": "500.00",
        "result_without_value": "-50.00",
    }
    assert (adds(told, "result"), told.basis, told.notes) == (Decimal("450.00"), None, ())


async def test_a_row_drills_into_its_accounts(world: World) -> None:
    made, value = await department(world)
    await posted(world, earned(1000), value["Office"])
    await posted(world, spent(50))
    told = await report(world, "dimensions", dimension_id=made.id)
    office, none = told.data
    beneath = await report(world, "dimensions", dimension_id=made.id, drill=office.drill)
    assert rows(beneath, "account", "amount", "drill") == [("3400", "1000.00", "None")]
    beneath = await report(world, "dimensions", dimension_id=made.id, drill=none.drill)
    assert rows(beneath, "account", "amount") == [("6570", "50.00")]
    with pytest.raises(BadReport, match="is not a drill of dimensions"):
        await report(world, "dimensions", dimension_id=made.id, drill=f"value:{made.id}")


async def test_profit_and_loss_of_a_value_holds_those_below_it(world: World) -> None:
    _, value = await department(world)
    await posted(world, earned(1000, value["North"]))
    await posted(world, spent(300), value["Sales"])
    await posted(world, spent(50), value["Office"])
    told = await report(world, "profit_loss", dimension_value_id=value["Sales"].id)
    assert rows(told, "account", "amount", "drill") == [("3400", "1000.00", "None"), ("6570", "300.00", "None")]
    assert sums(told, "result") == {"result": "700.00"}
    earlier: dict[str, Any] = {"first": "2026-01-01", "last": "2026-02-28"}
    assert (await report(world, "profit_loss", dimension_value_id=value["Sales"].id, **earlier)).data == ()


async def test_a_line_with_several_values_counts_once_in_the_sums(world: World) -> None:
    made, value = await department(world, is_unique=False)
    await posted(world, earned(1000, value["North"]), value["Sales"], value["Office"])
    told = await report(world, "dimensions", dimension_id=made.id)
    assert rows(told, "name", "result") == [("Sales", "1000.00"), ("Sales / North", "1000.00"), ("Office", "1000.00")]
    assert sums(told, "result", "result_with_value") == {"result": "1000.00", "result_with_value": "1000.00"}
    assert told.notes[0].startswith("A line with several values")
    below = await report(world, "profit_loss", dimension_value_id=value["Sales"].id)
    assert sums(below, "result") == {"result": "1000.00"}


async def test_what_was_taken_back_counts_no_more(world: World) -> None:
    made, value = await department(world)
    entry = await posted(world, earned(1000, value["North"]), value["North"])
    await world.run("delete_journal_entry", id=entry.id)
    told = await report(world, "dimensions", dimension_id=made.id)
    assert (told.data, sums(told, "result")) == ((), {"result": "0.00"})


async def test_a_closed_year_keeps_its_result_by_dimension(world: World) -> None:
    made, value = await department(world)
    await posted(world, earned(1000), value["Office"], date="2025-05-01")
    year = next(one for one in (await world.run("list_fiscal_years")).data if one.name == "2025")
    await world.run("update_fiscal_year", id=year.id, status="closed", closing_entry=True)
    given: dict[str, Any] = {"first": "2025-01-01", "last": "2025-12-31"}
    told = await report(world, "dimensions", dimension_id=made.id, **given)
    assert rows(told, "name", "result") == [("Office", "1000.00")]


async def test_books_on_a_cash_basis_tell_values_apart_by_posting(world: World) -> None:
    made, value = await department(world)
    await settings(world, bookkeeping_mode="simple")
    await posted(world, earned(1000), value["Office"])
    told = await report(world, "profit_loss", dimension_value_id=value["Office"].id)
    assert (told.basis, sums(told, "result")) == ("accrual", {"result": "1000.00"})
    assert rows(await report(world, "dimensions", dimension_id=made.id), "result") == [("1000.00",)]
    with pytest.raises(BadReport, match="basis"):
        await report(world, "profit_loss", dimension_value_id=value["Office"].id, basis="cash")


async def test_a_dimension_and_a_value_must_be_there(world: World) -> None:
    made, value = await department(world)
    with pytest.raises(BadReport, match="is needed for dimensions"):
        await report(world, "dimensions")
    with pytest.raises(NotFound):
        await report(world, "dimensions", dimension_id=value["Sales"].id)
    with pytest.raises(NotFound):
        await report(world, "profit_loss", dimension_value_id=made.id)
    with pytest.raises(BadReport, match="drill"):
        await report(world, "profit_loss", dimension_value_id=value["Sales"].id, drill="account:3400")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("is_unique", [True, False])
async def test_reports_agree_with_sums_made_by_hand(world: World, *, seed: int, is_unique: bool) -> None:
    dice = random.Random(seed)  # noqa: S311  the same numbers each time
    made, value = await department(world, is_unique=is_unique)
    booked: list[tuple[int, set[str]]] = []
    for _ in range(25):
        most = 1 if is_unique else 3
        names = dice.sample(sorted(value), dice.randint(0, most))
        on_line = names if dice.random() < 0.5 else names[:1]
        on_entry = [name for name in names if name not in on_line or dice.random() < 0.3]
        amount, kind = dice.randint(1, 900), dice.choice([earned, spent])
        lines = kind(amount, *(value[name] for name in on_line))
        entry = await posted(world, lines, *(value[name] for name in on_entry), date=f"2026-0{dice.randint(1, 3)}-11")
        if dice.random() < 0.2:
            await world.run("delete_journal_entry", id=entry.id)
        else:
            booked.append((amount if kind is earned else -amount, {*on_line, *on_entry}))
    told = await report(world, "dimensions", dimension_id=made.id)
    found = {row.name.rpartition(" / ")[2]: row.result for row in told.data}
    for name in value:
        assert found.get(name, 0) == sum(amount for amount, names in booked if name in names)
    assert found.get("(none)", 0) == sum(amount for amount, names in booked if not names)
    assert told.summary[2].amount == sum(amount for amount, _ in booked)
    if is_unique:
        assert adds(told, "result") == told.summary[2].amount
    below = await report(world, "profit_loss", dimension_value_id=value["Sales"].id)
    assert below.summary[3].amount == sum(amount for amount, names in booked if names & {"Sales", "North"})
