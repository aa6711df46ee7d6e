"""Many at once, in one process and in two: nothing is done twice, nothing is lost, nobody waits for ever."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import anyio
import pytest

from luma_mcp.access.caller import Caller
from luma_mcp.errors import NotFound, OfferConverted, Refusal, TooManyKeys
from luma_mcp.jobs.recurring_invoices import JOB
from luma_mcp.ledger_errors import HardLock, PeriodLocked
from tests.operations.entries import entry
from tests.world import SECRET, World

LINES = [{"description": "Work", "quantity": 1, "price": "10.00"}]
MANY = 32

IN_ANOTHER_PROCESS = """
import json, sys
import anyio
from luma_mcp.app import assemble, system_clock
from luma_mcp.operations.registry import BY_NAME
from luma_mcp.settings import Settings
from luma_mcp.store.database import Database

async def main(url, secret, account, profile, client, count):
    parts = assemble(Settings(database_url=url, secret=secret), Database(url), system_clock)
    caller = await parts.access.choose_profile(await parts.access.owner(), profile)
    lines = [{"description": "Work", "quantity": 1, "price": "10.00"}]
    numbers = []
    async def one():
        made = await parts.executor.run(caller, BY_NAME["create_invoice"], {"client_id": client, "lines": lines})
        numbers.append(made.result.number)
    async with anyio.create_task_group() as tasks:
        for _ in range(int(count)):
            tasks.start_soon(one)
    await parts.database.close()
    print(json.dumps(numbers))

anyio.run(main, *sys.argv[1:])
"""


async def at_once(count: int, work: Callable[[int], Awaitable[Any]]) -> list[Any]:
    """Run the same work many times at once; results and refusals as they came."""
    found: list[Any] = []

    async def one(n: int) -> None:
        try:
            found.append(await work(n))
        except Refusal as refusal:
            found.append(refusal)

    async with anyio.create_task_group() as tasks:
        for n in range(count):
            tasks.start_soon(one, n)
    return found


def numbered(count: int) -> list[str]:
    return [f"IV-{n:03d}" for n in range(1, count + 1)]


async def test_invoices_made_at_once_have_every_number_once(world: World) -> None:
    client = await world.client()
    made = await at_once(MANY, lambda _: world.invoice(client_id=client.id))
    assert sorted(invoice.number for invoice in made) == numbered(MANY)
    assert (await world.run("verify_books")).broken == ()


async def test_two_processes_share_one_series(world: World) -> None:
    client = await world.client()
    arguments = (world.parts.settings.database_url, SECRET, world.owner.account_id, world.swiss, client.id, MANY // 2)
    command = [sys.executable, "-W", "error", "-c", IN_ANOTHER_PROCESS, *map(str, arguments)]
    outputs = await at_once(2, lambda _: anyio.run_process(command, stderr=None))
    numbers = [number for finished in outputs for number in json.loads(finished.stdout)]
    assert sorted(numbers) == numbered(MANY)
    assert (await world.run("verify_books")).broken == ()


async def test_the_same_event_sent_at_once_is_written_once(world: World) -> None:
    client = await world.client()
    given = {"client_id": client.id, "lines": LINES}
    found = await at_once(8, lambda _: world.outcome("create_invoice", key="event", **given))
    assert {outcome.result.number for outcome in found} == {"IV-001"}
    assert sorted(outcome.replayed for outcome in found) == [False] + [True] * 7
    assert (await world.run("list_invoices")).meta.total == 1


async def test_an_offer_becomes_an_invoice_once(world: World) -> None:
    client = await world.client()
    offer = await world.run("create_offer", client_id=client.id, lines=LINES, status="sent")
    await world.run("update_offer", id=offer.id, status="accepted")
    found = await at_once(6, lambda _: world.run("convert_offer", id=offer.id))
    assert sorted(type(one).__name__ for one in found) == ["Invoice"] + [OfferConverted.__name__] * 5
    assert (await world.run("list_invoices")).meta.total == 1


async def test_a_due_date_makes_one_draft_however_many_run_it(world: World) -> None:
    client = await world.client()
    schedule: dict[str, Any] = {"interval": "monthly", "start_date": "2026-03-31", "lines": LINES}
    recurring = await world.run("create_recurring_invoice", client_id=client.id, **schedule)
    profile = (await world.at(world.swiss)).profile
    assert profile is not None
    job = Caller.system(world.owner.account_id, profile, JOB, frozenset({"run_recurring_invoice"}))
    found = await at_once(6, lambda _: world.run("run_recurring_invoice", caller=job, id=recurring.id))
    assert sum(run.invoice_id is not None for run in found) == 1
    assert (await world.run("list_invoices")).meta.total == 1
    again = await world.run("get_recurring_invoice", id=recurring.id)
    assert str(again.next_run_date) == "2026-04-30"


async def test_an_account_gets_no_more_than_ten_keys_at_once(world: World) -> None:
    found = await at_once(14, lambda _: world.make_key())
    assert sum(isinstance(one, TooManyKeys) for one in found) == 4


async def test_changes_of_different_fields_at_once_all_stand(world: World) -> None:
    client = await world.client()
    fields = ["phone", "website", "street", "city", "contact_person", "vat_number", "notes", "postal_code"]
    await at_once(len(fields), lambda n: world.run("update_client", **{"id": client.id, fields[n]: "changed"}))
    changed = await world.run("get_client", id=client.id)
    assert {getattr(changed, field) for field in fields} == {"changed"}


async def test_bank_accounts_made_at_once_have_one_default(world: World) -> None:
    await at_once(5, lambda n: world.run("create_bank_account", name=f"Account {n}", is_default=True))
    accounts = (await world.run("list_bank_accounts")).data
    assert sum(account.is_default for account in accounts) == 1


async def test_payments_at_once_never_settle_more_than_is_open(world: World) -> None:
    invoice = await world.sent_invoice()
    await at_once(8, lambda _: world.run("record_payment", id=invoice.id, amount="100"))
    paid = await world.run("get_invoice", id=invoice.id)
    assert (str(paid.paid), str(paid.open), str(paid.overpaid)) == ("324.30", "0.00", "475.70")
    assert (await world.run("verify_books")).broken == ()


async def test_open_items_are_settled_at_once_and_nobody_waits_in_a_ring(world: World) -> None:
    client = await world.client()
    first, second = [await world.sent_invoice(client_id=client.id) for _ in range(2)]
    await world.run("record_payment", id=first.id, amount="424.30")
    items = {item.number: item.id for item in (await world.run("list_open_items")).data}
    kept, owed = items[first.number], items[second.number]
    works: list[dict[str, Any]] = [
        {"operation": "allocate_open_items", "id": owed, "counter_item_id": kept, "amount": "1"},
        {"operation": "allocate_open_items", "id": kept, "counter_item_id": owed, "amount": "1"},
        {"operation": "settle_open_item", "id": kept, "amount": "1"},
        {"operation": "record_payment", "id": first.id, "amount": "10"},
    ]
    found = await at_once(12, lambda n: world.run(**works[n % 4]))
    assert not [one for one in found if isinstance(one, Refusal)]
    assert str((await world.run("get_open_item", id=kept)).open) == "-91.00"
    assert str((await world.run("get_open_item", id=owed)).open) == "318.30"


async def test_a_year_is_closed_between_the_entries_that_are_made_at_once(world: World) -> None:
    await entry(world, date="2025-06-01")
    await entry(world)
    year = next(row for row in (await world.run("list_fiscal_years")).data if row.name == "2025")

    async def race(n: int) -> Any:
        if n == 2:
            return await world.run("update_fiscal_year", id=year.id, status="closed", closing_entry=True)
        return await entry(world, date="2025-07-01" if n % 2 else "2026-03-01")

    found = await at_once(8, race)
    refused = [one for one in found if isinstance(one, Refusal)]
    assert {type(one) for one in refused} <= {PeriodLocked}
    closed = next(row for row in (await world.run("list_fiscal_years")).data if row.name == "2025")
    assert (closed.status, closed.entry_count) == ("closed", 6 - len(refused))
    assert (await world.run("verify_books")).broken == ()


async def test_locks_that_are_set_at_once_are_set_one_after_the_other(world: World) -> None:
    days = [f"2026-01-{n:02d}" for n in (20, 10, 31, 15)]
    found = await at_once(4, lambda n: world.run("set_lock", area="hard", locked_through=days[n]))
    refused = [one for one in found if isinstance(one, Refusal)]
    assert {type(one) for one in refused} <= {HardLock}
    locks = (await world.run("list_locks")).locks
    assert [str(lock.locked_through) for lock in locks if lock.area == "hard"] == ["2026-01-31"]


async def test_a_client_is_not_deleted_while_an_invoice_is_made_for_it(world: World) -> None:
    client = await world.client()

    async def race(n: int) -> Any:
        if n == 3:
            return await world.run("delete_client", id=client.id)
        return await world.invoice(client_id=client.id)

    found = await at_once(6, race)
    deleted = any(type(one).__name__ == "Deleted" for one in found)
    invoices = [one for one in found if type(one).__name__ == "Invoice"]
    assert not (deleted and invoices)
    assert all(isinstance(one, Refusal) or type(one).__name__ in {"Deleted", "Invoice"} for one in found)
    assert (await world.run("verify_books")).broken == ()


@pytest.mark.parametrize("way", ["by its scope", "as a task"])
async def test_writes_that_are_given_up_leave_the_next_one_free(sqlite_world: World, way: str) -> None:
    """Hundreds, at every moment of a write: one that is given up while the disk works once crashed the process."""
    world, client = sqlite_world, await sqlite_world.client()
    for n in range(200):
        seconds = n % 25 * 0.0002
        if way == "by its scope":
            with anyio.move_on_after(seconds):
                await world.invoice(client_id=client.id)
        else:
            with suppress(TimeoutError):
                await asyncio.wait_for(world.invoice(client_id=client.id), seconds)
    made = await world.invoice(client_id=client.id)
    assert int(made.number[3:]) == (await world.run("list_invoices")).meta.total
    assert (await world.run("verify_books")).broken == ()


async def test_reads_see_one_state_while_writes_go_on(world: World) -> None:
    invoice = await world.sent_invoice()

    async def race(n: int) -> Any:
        if n % 2:
            return await world.run("get_invoice", id=invoice.id)
        return await world.run("record_payment", id=invoice.id, amount="10")

    seen = await at_once(20, race)
    assert all(one.paid + one.open == one.gross for one in seen)
    assert all(sum(payment.amount for payment in one.payments) == one.paid for one in seen)


@pytest.mark.parametrize("operation", ["send_invoice", "cancel_invoice", "delete_invoice"])
async def test_a_draft_ends_one_way(world: World, operation: str) -> None:
    invoice = await world.invoice()

    async def race(n: int) -> Any:
        return await world.run(operation if n % 2 else "send_invoice", id=invoice.id)

    found = await at_once(6, race)
    assert all(isinstance(one, Refusal) or type(one).__name__ in {"Invoice", "Deleted"} for one in found)
    assert (await world.run("verify_books")).broken == ()
    if any(isinstance(one, NotFound) for one in found):
        assert (await world.run("list_invoices")).meta.total == 0
