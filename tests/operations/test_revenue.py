"""Revenue: invoices and income of a period, in rows, in groups, and beside the period before."""

from typing import Any

import pytest

from luma_mcp.errors import BadQuery, Invalid
from tests.world import World

LINES = [{"description": "Work", "quantity": 1, "price": "100"}]


async def fill(world: World) -> None:
    """Issued: 2 × 108.10 CHF in January, 1 in March, 108.10 EUR; interest; a draft and a cancelled one."""
    muster, andere = await world.client("Muster AG"), await world.client("Andere AG")

    async def invoice(day: str, client: Any = muster, **given: Any) -> Any:
        return await world.sent_invoice(client_id=client.id, issue_date=day, lines=LINES, **given)

    await invoice("2026-01-10")
    await world.run("record_payment", id=(await invoice("2026-01-20")).id, amount="8.10")
    await invoice("2026-03-05", andere)
    await invoice("2026-03-06", currency="EUR")
    await invoice("2025-02-01")
    await world.run("cancel_invoice", id=(await invoice("2026-02-01")).id)
    await world.invoice(client_id=muster.id, issue_date="2026-02-02", lines=LINES)
    account = await world.run("create_bank_account", name="Bank")
    income: dict[str, Any] = {
        "date": "2026-03-31",
        "amount": "10.81",
        "description": "Interest Q1",
        "category": "interest",
    }
    made = await world.run("create_income", bank_account_id=account.id, tax_rate="8.1", **income)
    assert (str(made.net), str(made.tax), made.currency) == ("10.00", "0.81", "CHF")


async def test_by_default_it_is_this_fiscal_year_to_today(world: World) -> None:
    await fill(world)
    revenue = await world.run("get_revenue")
    assert (str(revenue.from_), str(revenue.to), revenue.meta.total) == ("2026-01-01", "2026-03-31", 5)
    francs, euros = revenue.totals["CHF"], revenue.totals["EUR"]
    assert (str(francs.net), str(francs.tax), str(francs.gross)) == ("310.00", "25.11", "335.11")
    assert (str(francs.paid), str(francs.open), str(euros.gross)) == ("18.91", "316.20", "108.10")
    assert [row.kind for row in revenue.data][:2] == ["income", "invoice"]


async def test_totals_are_over_everything_even_when_rows_are_cut(world: World) -> None:
    await fill(world)
    first = await world.run("get_revenue", limit=2, sort="date")
    assert (len(first.data), first.meta.total, str(first.totals["CHF"].gross)) == (2, 5, "335.11")
    seen = [str(row.date) for row in first.data]
    page = first
    while page.meta.next_cursor:
        page = await world.run("get_revenue", limit=2, sort="date", cursor=page.meta.next_cursor)
        seen += [str(row.date) for row in page.data]
    assert seen == ["2026-01-10", "2026-01-20", "2026-03-05", "2026-03-06", "2026-03-31"]


@pytest.mark.parametrize(
    ("group_by", "groups"),
    [
        ("month", [("2026-01", "CHF", "216.20"), ("2026-03", "CHF", "118.91"), ("2026-03", "EUR", "108.10")]),
        ("quarter", [("2026-Q1", "CHF", "335.11"), ("2026-Q1", "EUR", "108.10")]),
        ("currency", [("CHF", "CHF", "335.11"), ("EUR", "EUR", "108.10")]),
        ("category", [("invoices", "CHF", "324.30"), ("interest", "CHF", "10.81"), ("invoices", "EUR", "108.10")]),
    ],
)
async def test_revenue_is_grouped(world: World, group_by: str, groups: list[tuple[str, str, str]]) -> None:
    await fill(world)
    revenue = await world.run("get_revenue", group_by=group_by)
    assert [(group.key, group.currency, str(group.gross)) for group in revenue.data] == groups
    assert str(revenue.totals["CHF"].gross) == "335.11"


async def test_groups_of_clients_come_largest_first_and_in_pages(world: World) -> None:
    await fill(world)
    first = await world.run("get_revenue", group_by="client", limit=2)
    second = await world.run("get_revenue", group_by="client", limit=2, cursor=first.meta.next_cursor)
    labels = [(group.label, group.count, str(group.gross)) for group in (*first.data, *second.data)]
    assert labels[:3] == [("Muster AG", 2, "216.20"), ("Andere AG", 1, "108.10"), ("Without client", 1, "10.81")]
    assert (first.meta.total, second.meta.next_cursor) == (4, None)


async def test_the_period_before_is_told_beside(world: World) -> None:
    await fill(world)
    year = (await world.run("get_revenue", compare="previous")).previous
    assert (str(year.from_), str(year.to), str(year.totals["CHF"].gross)) == ("2025-01-01", "2025-03-31", "108.10")
    month = (await world.run("get_revenue", period="this_month", compare="previous")).previous
    assert (str(month.from_), str(month.to), month.totals) == ("2026-02-01", "2026-02-28", {})


async def test_revenue_is_filtered(world: World) -> None:
    await fill(world)
    assert (await world.run("get_revenue", kind="income")).meta.total == 1
    assert (await world.run("get_revenue", search="interest q1")).meta.total == 1
    assert (await world.run("get_revenue", currency="EUR")).meta.total == 1
    assert (await world.run("get_revenue", category="interest")).meta.total == 1
    january: dict[str, Any] = {"from": "2026-01-01", "to": "2026-01-31"}
    assert (await world.run("get_revenue", **january)).meta.total == 2


async def test_a_period_that_cannot_be_is_refused(world: World) -> None:
    wrong: dict[str, Any] = {"from": "2026-02-01", "to": "2026-01-01"}
    with pytest.raises(BadQuery):
        await world.run("get_revenue", **wrong)
    with pytest.raises(Invalid, match="period"):
        await world.run("get_revenue", period="this_month", to="2026-01-01")
    with pytest.raises(BadQuery):
        await world.run("get_revenue", group_by="month", cursor="bm9uc2Vuc2U")


async def test_income_is_recorded_in_the_profiles_currency_and_a_known_category(world: World) -> None:
    account = await world.run("create_bank_account", name="Bank")
    income: dict[str, Any] = {"date": "2026-03-31", "amount": "10", "description": "A", "bank_account_id": account.id}
    with pytest.raises(Invalid, match="currency"):
        await world.run("create_income", category="interest", currency="EUR", **income)
    with pytest.raises(Invalid, match="category"):
        await world.run("create_income", category="lottery", **income)
