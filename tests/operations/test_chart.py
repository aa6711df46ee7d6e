"""The chart from top to bottom: accounts between headings and totals, by public number."""

from itertools import pairwise
from typing import Any

import pytest

from luma_mcp.domain.chart import digits_of, headings_of
from luma_mcp.domain.charts import chart_of
from luma_mcp.errors import BadCursor, Invalid
from tests.operations.entries import entry, line
from tests.world import World


async def chart(world: World, profile: Any, **given: Any) -> Any:
    return await world.run("list_chart", caller=await world.at(profile), **given)


@pytest.mark.parametrize("country", ["DK", "CH", "XX"])
def test_headings_and_totals_stand_between_accounts_and_refer_to_what_is_there(country: str) -> None:
    seeds = headings_of(country)
    numbers = [seed.number for seed in seeds]
    assert all(before < after for before, after in pairwise(numbers))
    assert not {str(number) for number in numbers} & {account.number for account in chart_of(country).accounts}
    for seed in seeds:
        assert set(seed.names) == set(chart_of(country).accounts[0].names)
        if seed.type == "total_from":
            assert seed.total_from in numbers
            assert seed.total_from < seed.number
        if seed.type == "total_intervals":
            assert all(first < last < seed.number for first, last in seed.intervals)
            assert {number for interval in seed.intervals for number in interval} <= set(numbers)


@pytest.mark.parametrize("country", ["DK", "CH", "XX"])
def test_the_totals_of_a_part_add_every_account_of_it_once(country: str) -> None:
    totals = [(seed.total_from, seed.number) for seed in headings_of(country) if seed.type == "total_from"]
    opening = chart_of(country).roles["opening_equity"]
    for account in chart_of(country).accounts:
        inside = [True for first, last in totals if first is not None and first < int(account.number) < last]
        assert len(inside) == 1 or account.number == opening, account.number


async def test_the_danish_chart_bears_public_numbers(world: World) -> None:
    found = await chart(world, world.danish)
    rows = {row.number: row for row in found.data}
    assert [row.public_number for row in found.data] == sorted(row.public_number for row in found.data)
    assert [(rows[number].public_number, rows[number].type) for number in ("6481", "1205", "1010", "1000")] == [
        (6480, "balance_sheet"), (1010, "profit_and_loss"), (1010, "profit_and_loss"), (1000, "heading"),
    ]  # fmt: skip
    assert (rows["1390"].total_from, rows["1390"].account_class) == (1001, None)
    assert [(one.first, one.last) for one in rows["3710"].intervals] == [(1001, 3190), (3450, 3700)]
    assert (rows["6190"].control, rows["7440"].control, rows["7410"].control) == (
        "accounts_receivable", "accounts_payable", None,
    )  # fmt: skip
    assert (rows["7740"].account_class, rows["3530"].account_class) == ("liability", "revenue")


async def test_elsewhere_an_accounts_own_number_stands_for_it(world: World) -> None:
    rows = {row.number: row for row in (await chart(world, world.swiss)).data}
    assert (rows["1020"].public_number, rows["1020"].name, rows["999"].name) == (1020, "Bank", "Aktiven")
    await world.run("create_account", number="6571.1", name="AI", type="operating_expense")
    again = {row.number: row for row in (await chart(world, world.swiss)).data}
    assert (again["6571.1"].public_number, digits_of("6571.1"), digits_of("A")) == (6571, 6571, 0)


async def test_the_chart_is_given_in_pages_and_without_what_is_archived(world: World) -> None:
    whole = (await chart(world, world.danish)).data
    first = await chart(world, world.danish, limit=100)
    second = await chart(world, world.danish, limit=70, cursor=first.meta.next_cursor)
    assert (*first.data, *second.data) == whole
    assert (first.meta.total, second.meta.next_cursor) == (len(whole), None)
    with pytest.raises(BadCursor):
        await chart(world, world.danish, cursor="nonsense")
    at = await world.at(world.danish)
    account = (await world.run("list_accounts", caller=at, search="6482 1300")).data
    assert account == ()
    gone = next(row for row in whole if row.number == "1300")
    await world.run("update_account", caller=at, id=gone.id, archived=True)
    left = (await chart(world, world.danish, archived=False)).data
    assert {row.number for row in whole} - {row.number for row in left} == {"1300"}


async def test_a_new_danish_account_is_mapped_to_the_one_before_it_unless_it_is_said(world: World) -> None:
    at = await world.at(world.danish)
    savings = await world.run("create_account", caller=at, number="6482", name="Savings", type="bank")
    said = await world.run(
        "create_account", caller=at, number="2311", name="AI", type="operating_expense", public_number=2310
    )
    assert (savings.public_number, said.public_number) == (6480, 2310)
    changed = await world.run("update_account", caller=at, id=said.id, public_number=2410)
    assert changed.public_number == 2410
    back = await world.run("update_account", caller=at, id=said.id, public_number=None)
    assert back.public_number == 2310
    with pytest.raises(Invalid, match="public_number"):
        await world.run("update_account", caller=at, id=said.id, public_number=0)


async def test_nothing_is_booked_on_a_heading_or_total(world: World) -> None:
    for number in ("999", "1990"):
        with pytest.raises(Invalid, match=f"{number} .+ is a heading or a total"):
            await entry(world, line("1020", "10"), line(number, "-10"))
