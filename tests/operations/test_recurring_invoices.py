"""Recurring invoices: one draft a due date, paused, resumed, ended."""

from typing import Any

import pytest

from luma_mcp.errors import Conflict, Invalid, NotFound, StatusNotAllowed, WriteOnce
from tests.store.raw import attack
from tests.world import World

LINES = [{"description": "Hosting", "quantity": 1, "price": 49}]


async def recurring(world: World, start: str = "2026-03-31", interval: str = "monthly", **given: Any) -> Any:
    client = await world.client()
    given = {"lines": LINES, "interval": interval, "start_date": start} | given
    return await world.run("create_recurring_invoice", client_id=client.id, **given)


async def run_all(world: World, recurring_id: Any) -> list[str]:
    """Make everything that is due; the dates of supply, or the issue date where there is none."""
    while (await world.run("run_recurring_invoice", id=recurring_id)).more:
        pass
    found = await world.run("list_invoices", recurring_invoice_id=recurring_id, sort="number")
    return [str(row.supply_date or row.issue_date) for row in found.data]


async def test_a_recurring_invoice_shows_what_one_invoice_will_be(world: World) -> None:
    made = await recurring(world, title="Hosting")
    assert (made.status, str(made.next_run_date), made.invoices_created) == ("active", "2026-03-31", 0)
    assert (str(made.net), str(made.tax_total), str(made.gross)) == ("49.00", "3.97", "52.97")
    assert await world.run("get_recurring_invoice", id=made.id) == made
    assert (await world.run("list_recurring_invoices", status="active", search="hosting")).meta.total == 1


async def test_a_due_date_makes_one_draft_dated_today(world: World) -> None:
    made = await recurring(world, payment_deadline_days=5, notes="Thanks")
    assert (await world.run("list_due_runs")).ids == (made.id,)
    run = await world.run("run_recurring_invoice", id=made.id)
    invoice = await world.run("get_invoice", id=run.invoice_id)
    assert (invoice.status, str(invoice.due_date), invoice.notes) == ("draft", "2026-04-05", "Thanks")
    assert not run.more
    assert (await world.run("run_recurring_invoice", id=made.id)).invoice_id is None
    assert (await world.run("list_due_runs")).ids == ()


async def test_a_due_date_that_was_made_is_not_made_again_even_when_it_comes_back(world: World) -> None:
    made = await recurring(world)
    await world.run("run_recurring_invoice", id=made.id)
    await attack(world, "UPDATE recurring_invoice SET next_run_date = '2026-03-31'")
    assert (await world.run("run_recurring_invoice", id=made.id)).invoice_id is None
    again = await world.run("get_recurring_invoice", id=made.id)
    assert (str(again.next_run_date), again.invoices_created) == ("2026-04-30", 1)


async def test_missed_dates_are_made_up_with_their_anchor(world: World) -> None:
    made = await recurring(world, "2025-12-31")
    assert await run_all(world, made.id) == ["2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31"]
    now = await world.run("get_recurring_invoice", id=made.id)
    assert (str(now.next_run_date), now.invoices_created) == ("2026-04-30", 4)


async def test_after_the_last_date_it_has_ended(world: World) -> None:
    made = await recurring(world, "2026-03-20", "weekly", end_date="2026-03-30")
    assert await run_all(world, made.id) == ["2026-03-20", "2026-03-27"]
    ended = await world.run("get_recurring_invoice", id=made.id)
    assert (ended.status, ended.next_run_date) == ("ended", None)
    with pytest.raises(StatusNotAllowed):
        await world.run("resume_recurring_invoice", id=made.id)
    with pytest.raises(StatusNotAllowed):
        await world.run("update_recurring_invoice", id=made.id, notes="late")


async def test_what_was_paused_is_not_made_up(world: World) -> None:
    made = await recurring(world, "2026-01-31")
    assert (await world.run("pause_recurring_invoice", id=made.id)).allowed_actions[0] == "resume_recurring_invoice"
    assert (await world.run("run_recurring_invoice", id=made.id)).invoice_id is None
    world.clock.move(days=1)
    resumed = await world.run("resume_recurring_invoice", id=made.id)
    assert str(resumed.next_run_date) == "2026-04-30"
    noted = await world.run("update_recurring_invoice", id=made.id, notes="unchanged schedule")
    assert str(noted.next_run_date) == "2026-04-30"


async def test_a_changed_interval_goes_on_from_the_next_date(world: World) -> None:
    made = await recurring(world, "2026-01-31")
    await run_all(world, made.id)
    changed = await world.run("update_recurring_invoice", id=made.id, interval="quarterly")
    assert str(changed.next_run_date) == "2026-04-30"
    shorter = await world.run("update_recurring_invoice", id=made.id, end_date="2026-04-29")
    assert (shorter.status, shorter.next_run_date) == ("ended", None)


async def test_the_start_is_fixed_once_an_invoice_was_made(world: World) -> None:
    made = await recurring(world)
    moved = await world.run("update_recurring_invoice", id=made.id, start_date="2026-03-15")
    assert str(moved.next_run_date) == "2026-03-15"
    await world.run("run_recurring_invoice", id=made.id)
    with pytest.raises(WriteOnce):
        await world.run("update_recurring_invoice", id=made.id, start_date="2026-04-15")


async def test_later_invoices_follow_a_change(world: World) -> None:
    made = await recurring(world, "2026-03-30", "weekly")
    other = await world.client("Andere AG")
    lines = [LINES[0] | {"price": 59}]
    changed = await world.run("update_recurring_invoice", id=made.id, client_id=other.id, lines=lines, currency="EUR")
    assert (changed.client.name, str(changed.net), changed.currency) == ("Andere AG", "59.00", "EUR")
    run = await world.run("run_recurring_invoice", id=made.id)
    invoice = await world.run("get_invoice", id=run.invoice_id)
    assert (invoice.client.name, str(invoice.net), invoice.currency) == ("Andere AG", "59.00", "EUR")


async def test_one_that_made_invoices_stays_on_record(world: World) -> None:
    unused, used = await recurring(world), await recurring(world)
    await world.run("run_recurring_invoice", id=used.id)
    assert (await world.run("delete_recurring_invoice", id=unused.id)).deleted
    with pytest.raises(NotFound):
        await world.run("get_recurring_invoice", id=unused.id)
    with pytest.raises(Conflict, match="stays on record"):
        await world.run("delete_recurring_invoice", id=used.id)
    assert (await world.run("update_recurring_invoice", id=used.id, status="ended")).status == "ended"


async def test_an_end_before_the_start_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="before"):
        await recurring(world, end_date="2026-03-30")
    made = await recurring(world)
    with pytest.raises(Invalid, match="before"):
        await world.run("update_recurring_invoice", id=made.id, end_date="2026-01-01")
