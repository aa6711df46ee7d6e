"""The job of recurring invoices: what is due is made once, whoever runs it and however often."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

import anyio

from luma_mcp.access.caller import Caller
from luma_mcp.app import worker_of
from luma_mcp.errors import Busy
from luma_mcp.executor import Executor, Outcome
from luma_mcp.jobs.recurring_invoices import JOB, LEASE, RecurringInvoices
from luma_mcp.operation import AnyOperation
from luma_mcp.operations.recurring_invoices import run_recurring_invoice
from luma_mcp.store.leases import take_lease
from tests.world import World


def job_of(world: World) -> RecurringInvoices:
    return RecurringInvoices(world.parts.database, world.parts.executor, world.clock)


async def monthly(world: World, start: str, **given: Any) -> Any:
    client = await world.client()
    lines = [{"description": "Hosting", "quantity": 1, "price": "49"}]
    return await world.run(
        "create_recurring_invoice", client_id=client.id, lines=lines, interval="monthly", start_date=start, **given
    )


async def test_a_due_date_makes_one_draft(world: World) -> None:
    recurring = await monthly(world, "2026-03-31")
    assert await job_of(world).run() == 1
    assert await job_of(world).run() == 0
    page = await world.run("list_invoices", recurring_invoice_id=recurring.id)
    assert [(row.status, row.issue_date) for row in page.data] == [("draft", date(2026, 3, 31))]


async def test_missed_dates_are_made_up_and_keep_their_anchor(world: World) -> None:
    recurring = await monthly(world, "2026-01-31")
    assert await job_of(world).run() == 3
    page = await world.run("list_invoices", recurring_invoice_id=recurring.id)
    missed = sorted(str(row.supply_date) for row in page.data)
    assert missed == ["2026-01-31", "2026-02-28", "None"]
    now = await world.run("get_recurring_invoice", id=recurring.id)
    assert (now.next_run_date, now.invoices_created) == (date(2026, 4, 30), 3)


async def test_workers_at_the_same_time_make_each_run_once(world: World) -> None:
    for day in range(1, 6):
        await monthly(world, f"2026-03-0{day}")
    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(job_of(world).run)
    await job_of(world).run()
    numbers = [row.number for row in (await world.run("list_invoices")).data]
    assert sorted(numbers) == ["IV-001", "IV-002", "IV-003", "IV-004", "IV-005"]


async def test_nothing_is_done_while_another_worker_has_the_lease(world: World) -> None:
    await monthly(world, "2026-03-31")
    async with world.parts.database.writing() as connection:
        assert await take_lease(connection, JOB, "another", world.clock(), LEASE)
    assert await job_of(world).run() == 0
    world.clock.move(seconds=LEASE.total_seconds() + 1)
    assert await job_of(world).run() == 1


async def test_every_profile_has_its_own_today(world: World) -> None:
    danish = await world.at(world.danish)
    client = await world.run("create_client", caller=danish, name="Kunde A/S")
    lines = [{"description": "Hosting", "quantity": 1, "price": "49"}]
    await world.run(
        "create_recurring_invoice",
        caller=danish,
        client_id=client.id,
        lines=lines,
        interval="weekly",
        start_date="2026-04-01",
        end_date="2026-04-08",
    )
    assert await job_of(world).run() == 0
    world.clock.now = world.clock.now.replace(hour=22, minute=1)
    assert await job_of(world).run() == 1


class Refusing:
    """An executor that refuses the runs of one recurring invoice, as a database does that is busy."""

    def __init__(self, executor: Executor, refused: UUID) -> None:
        self._executor = executor
        self._refused = refused

    async def run(self, caller: Caller, operation: AnyOperation, given: dict[str, Any]) -> Outcome[Any]:
        if operation is run_recurring_invoice and given["id"] == self._refused:
            raise Busy
        return await self._executor.run(caller, operation, given)


async def test_a_run_that_cannot_be_made_does_not_stop_the_others_and_is_tried_again(world: World) -> None:
    refused, made = await monthly(world, "2026-03-30"), await monthly(world, "2026-03-31")
    refusing = cast("Executor", Refusing(world.parts.executor, refused.id))
    assert await replace(job_of(world), executor=refusing).run() == 1
    assert (await world.run("get_recurring_invoice", id=made.id)).invoices_created == 1
    assert await job_of(world).run() == 1


async def test_paused_and_ended_ones_make_nothing(world: World) -> None:
    paused = await monthly(world, "2026-03-01")
    await world.run("pause_recurring_invoice", id=paused.id)
    ended = await monthly(world, "2026-03-01")
    await world.run("update_recurring_invoice", id=ended.id, status="ended")
    assert await job_of(world).run() == 0


async def test_the_worker_keeps_running_after_a_failure(sqlite_world: World) -> None:
    await monthly(sqlite_world, "2026-03-31")
    worker = worker_of(sqlite_world.parts)
    with anyio.move_on_after(0.3):
        await worker.run(every_seconds=0.05)
    assert (await sqlite_world.run("list_invoices")).meta.total == 1


async def test_the_last_use_of_a_key_is_noted_by_the_worker(world: World) -> None:
    token, key = await world.make_key(label="used")
    await world.caller(token)
    world.clock.move(minutes=1)
    await worker_of(world.parts).run_once()
    kept = {row.id: row for row in (await world.run("list_keys", caller=world.owner)).data}
    assert kept[key.id].last_used_at == world.clock() - timedelta(minutes=1)
