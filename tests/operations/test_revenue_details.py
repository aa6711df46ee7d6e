"""Revenue in detail: fiscal years, periods compared, order and pages of groups, and what stops being revenue."""

from typing import Any

import pytest

from luma_mcp.errors import BadCursor, BadQuery
from tests.world import World


async def sold(world: World, day: str, price: str = "100", **given: Any) -> Any:
    """An issued invoice of one line, plus 8.1 %."""
    return await world.sent_invoice(issue_date=day, price=price, quantity="1", **given)


async def grouped(world: World, group_by: str, **query: Any) -> list[tuple[str, int, str]]:
    groups = (await world.run("get_revenue", group_by=group_by, **query)).data
    return [(group.label, group.count, f"{group.currency} {group.gross}") for group in groups]


async def compared(world: World, **query: Any) -> tuple[str, str]:
    before = (await world.run("get_revenue", compare="previous", **query)).previous
    return str(before.from_), str(before.to)


async def test_the_default_period_is_the_profiles_fiscal_year_to_today(world: World) -> None:
    await world.run("update_profile", caller=world.owner, id=world.swiss, fiscal_year_start="07-01")
    for day in ("2025-06-30", "2025-07-01", "2026-03-31", "2026-04-01"):
        await sold(world, day)
    revenue = await world.run("get_revenue")
    assert (str(revenue.from_), str(revenue.to)) == ("2025-07-01", "2026-03-31")
    assert [str(row.date) for row in revenue.data] == ["2026-03-31", "2025-07-01"]
    until = await world.run("get_revenue", to="2025-06-30")
    assert (str(until.from_), until.meta.total) == ("2024-07-01", 1)


@pytest.mark.parametrize(
    ("query", "before"),
    [
        ({}, ("2025-01-01", "2025-03-31")),
        ({"period": "this_month"}, ("2026-02-01", "2026-02-28")),
        ({"period": "last_quarter"}, ("2025-07-01", "2025-09-30")),
        ({"period": "this_fiscal_year"}, ("2025-01-01", "2025-12-31")),
        ({"from": "2026-02-10", "to": "2026-02-19"}, ("2026-01-31", "2026-02-09")),
        ({"from": "2026-01-01", "to": "2026-02-28"}, ("2025-11-01", "2025-12-31")),
        ({"from": "2026-03-31", "to": "2026-03-31"}, ("2026-03-30", "2026-03-30")),
    ],
    ids=["default", "month", "quarter", "year", "ten days", "two months", "a day"],
)
async def test_what_is_compared_is_as_long_and_just_before(
    sqlite_world: World, query: dict[str, Any], before: tuple[str, str]
) -> None:
    assert await compared(sqlite_world, **query) == before


async def test_the_period_before_is_filtered_in_the_same_way(world: World) -> None:
    client = await world.client()
    await sold(world, "2025-03-31", client_id=client.id)
    await sold(world, "2025-03-31", currency="EUR", client_id=client.id)
    await sold(world, "2025-04-01")
    await sold(world, "2025-03-30")
    before = (await world.run("get_revenue", compare="previous", client_id=client.id)).previous.totals
    assert {currency: str(sums.gross) for currency, sums in before.items()} == {"CHF": "108.10", "EUR": "108.10"}
    francs = await world.run("get_revenue", compare="previous", currency="CHF", group_by="client", limit=1)
    assert (francs.totals, str(francs.previous.totals["CHF"].net)) == ({}, "200.00")


async def test_a_renamed_client_stays_one_group(world: World) -> None:
    client = await world.client("Alt AG")
    await sold(world, "2026-01-10", client_id=client.id)
    await world.run("update_client", id=client.id, name="Neu AG")
    await sold(world, "2026-02-10", client_id=client.id)
    assert await grouped(world, "client") == [("Neu AG", 2, "CHF 216.20")]


async def test_groups_come_in_the_order_asked_for(world: World) -> None:
    await sold(world, "2026-01-10", "10")
    await sold(world, "2026-02-10", "30")
    await sold(world, "2026-03-10", "20")
    await sold(world, "2026-02-10", "20", currency="EUR")
    january, february, march = ("2026-01", 1, "CHF 10.81"), ("2026-02", 1, "CHF 32.43"), ("2026-03", 1, "CHF 21.62")
    euros = ("2026-02", 1, "EUR 21.62")
    assert await grouped(world, "month") == [january, february, euros, march]
    assert await grouped(world, "month", sort="-date") == [march, february, euros, january]
    assert await grouped(world, "month", sort="-gross") == [february, march, january, euros]
    assert await grouped(world, "month", sort="gross") == [january, march, february, euros]
    with pytest.raises(BadQuery, match="sort: is one of date, gross"):
        await grouped(world, "month", sort="name")


async def test_a_cursor_of_groups_goes_on_with_the_same_groups_alone(world: World) -> None:
    for day in ("2026-01-10", "2026-02-10", "2026-03-10"):
        await sold(world, day)
    page = await world.run("get_revenue", group_by="month", limit=2)
    cursor = page.meta.next_cursor
    assert (page.meta.total, str(page.totals["CHF"].gross)) == (3, "324.30")
    assert await grouped(world, "month", limit=2, cursor=cursor) == [("2026-03", 1, "CHF 108.10")]
    others: list[dict[str, Any]] = [{"group_by": "client"}, {"group_by": "month", "sort": "-date"}, {}]
    for other in others:
        with pytest.raises(BadCursor):
            await world.run("get_revenue", cursor=cursor, **other)


async def test_rows_of_one_amount_are_each_on_one_page(world: World) -> None:
    for _ in range(4):
        await sold(world, "2026-03-01")
    first = await world.run("get_revenue", sort="-gross", limit=2)
    await sold(world, "2026-03-01", "500")
    rest = await world.run("get_revenue", sort="-gross", limit=5, cursor=first.meta.next_cursor)
    assert len({row.id for row in (*first.data, *rest.data)}) == 4
    assert (rest.meta.total, str(rest.totals["CHF"].net), rest.meta.next_cursor) == (5, "900.00", None)


async def test_what_is_cancelled_later_is_no_revenue_and_what_is_paid_is_not_open(world: World) -> None:
    first, second = await sold(world, "2026-01-10"), await sold(world, "2026-01-11")
    await world.run("record_payment", id=first.id, amount="200")
    totals = (await world.run("get_revenue")).totals["CHF"]
    assert (str(totals.gross), str(totals.paid), str(totals.open)) == ("216.20", "108.10", "108.10")
    await world.run("cancel_invoice", id=second.id)
    totals = (await world.run("get_revenue")).totals["CHF"]
    assert (str(totals.gross), str(totals.paid), str(totals.open)) == ("108.10", "108.10", "0.00")


async def test_search_takes_percent_and_accents_as_they_are(world: World) -> None:
    await sold(world, "2026-01-10", client_id=(await world.client("Zürich 100%")).id)
    await sold(world, "2026-01-11", client_id=(await world.client("Zurich 100")).id)
    for words in ("ZÜRICH", "%", "iv-001"):
        (row,) = (await world.run("get_revenue", search=words)).data
        assert (row.number, row.client) == ("IV-001", "Zürich 100%")
    assert (await world.run("get_revenue", search="_", compare="previous")).totals == {}
