"""The one door: rights, rate, idempotency, audit, outbox, and nothing left behind by what fails."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, text

from luma_mcp.app import assemble
from luma_mcp.errors import (
    IdempotencyConflict,
    IdempotencyInFlight,
    Invalid,
    NotFound,
    RateLimited,
    ReadOnlyKey,
    Refusal,
)
from luma_mcp.operations.invoices import create_invoice
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.database import Database, set_context
from tests.digest import count, digest
from tests.world import World, open_world, rated

LINES = [{"description": "Work", "quantity": 1, "price": "10.00"}]
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SELECT set_config")


async def test_rights_are_checked_before_the_rate_is_spent(world: World) -> None:
    caller = replace(rated(await world.at(world.swiss)), read_only=True)
    with pytest.raises(ReadOnlyKey) as caught:
        await world.run("create_client", caller=caller, name="A")
    assert caught.value.rate is None
    outcome = await world.outcome("create_client", caller=replace(caller, read_only=False), name="A")
    assert outcome.rate is not None
    assert outcome.rate.remaining == 19


async def test_a_refused_input_costs_its_rate_and_nothing_else(world: World) -> None:
    caller, before = rated(await world.at(world.swiss)), await digest(world)
    with pytest.raises(Invalid) as caught:
        await world.run("create_client", caller=caller, nam="A")
    assert getattr(caught.value.rate, "remaining", None) == 19
    assert await digest(world) == before


async def test_the_twenty_first_write_of_a_minute_waits(world: World) -> None:
    caller = rated(await world.at(world.swiss))
    for _ in range(20):
        await world.run("create_vendor", caller=caller, name="A")
    with pytest.raises(RateLimited) as caught:
        await world.run("create_vendor", caller=caller, name="A")
    assert caught.value.retry_after == 60
    assert (await world.run("list_vendors", caller=caller)).meta.total == 20
    world.clock.move(seconds=60)
    assert (await world.run("create_vendor", caller=caller, name="A")).name == "A"


async def test_a_repeated_key_with_another_request_is_a_conflict(world: World) -> None:
    await world.outcome("create_client", key="event", name="A")
    with pytest.raises(IdempotencyConflict):
        await world.outcome("create_client", key="event", name="B")
    with pytest.raises(IdempotencyConflict):
        await world.outcome("create_vendor", key="event", name="A")
    assert (await world.run("list_clients")).meta.total == 1


async def test_the_same_amount_written_otherwise_is_the_same_request(world: World) -> None:
    client = await world.client()
    lines = [{"description": "Work", "quantity": "1.0", "price": 10}]
    first = await world.outcome("create_invoice", key="event", client_id=client.id, lines=LINES)
    again = await world.outcome("create_invoice", key="event", client_id=str(client.id), lines=lines)
    assert again.replayed
    assert again.result == first.result


async def test_a_replay_leaves_no_second_audit_line(world: World) -> None:
    await world.outcome("create_client", key="event", name="A")
    before = await digest(world)
    assert (await world.outcome("create_client", key="event", name="A")).replayed
    assert await digest(world) == before


async def test_every_caller_has_keys_of_its_own(world: World) -> None:
    other = replace(await world.at(world.swiss), id="key:other")
    await world.outcome("create_client", key="event", name="A")
    assert not (await world.outcome("create_client", key="event", caller=other, name="A")).replayed
    danish = await world.at(world.danish)
    assert not (await world.outcome("create_client", key="event", caller=danish, name="A")).replayed


async def test_a_key_is_kept_for_thirty_days(world: World) -> None:
    await world.outcome("create_client", key="event", name="A")
    world.clock.move(days=30)
    assert (await world.outcome("create_client", key="event", name="A")).replayed
    world.clock.move(seconds=1)
    assert not (await world.outcome("create_client", key="event", name="B")).replayed


async def test_a_refused_write_leaves_its_key_free(world: World) -> None:
    client, nobody = await world.client(), world.swiss
    with pytest.raises(Invalid):
        await world.outcome("create_invoice", key="event", client_id=nobody, lines=LINES)
    assert not (await world.outcome("create_invoice", key="event", client_id=client.id, lines=LINES)).replayed


@pytest.mark.parametrize("key", ["", "a" * 256, "a\nb", "a\x00b"])
async def test_an_idempotency_key_is_short_and_printable(sqlite_world: World, key: str) -> None:
    with pytest.raises(Invalid, match="idempotency_key"):
        await sqlite_world.outcome("create_client", key=key, name="A")


async def test_a_key_whose_first_request_still_runs_is_told_to_wait(request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgres_database").app_url
    async with open_world(url) as world:
        slow = Database(url)
        row = {"profile": world.swiss, "now": world.clock.now}
        insert = "INSERT INTO idempotency VALUES (:profile, 'owner', 'event', 'x', NULL, :now)"
        async with slow.writing() as connection:
            await set_context(connection, profile_id=world.swiss)
            await connection.execute(text(insert), row)
            impatient = quick(world)
            with pytest.raises(IdempotencyInFlight) as caught:
                await impatient.outcome("create_client", key="event", name="A")
            await impatient.parts.database.close()
        await slow.close()
    assert caught.value.retryable


async def test_a_write_says_who_did_what_to_which_record(world: World) -> None:
    client = await world.client()
    async with world.parts.database.reading() as connection:
        await set_context(connection, profile_id=world.swiss)
        line = (await connection.execute(text("SELECT caller, operation, input_digest, result_id FROM audit"))).one()
        happened = (await connection.execute(text("SELECT event, resource_id FROM outbox"))).one()
    assert (line.caller, line.operation, len(line.input_digest), str(line.result_id)) == (
        "owner",
        "create_client",
        64,
        str(client.id),
    )
    assert (happened.event, str(happened.resource_id)) == ("create_client", str(client.id))


async def test_a_refusal_leaves_no_audit_line(world: World) -> None:
    with pytest.raises(NotFound):
        await world.run("delete_client", id=world.swiss)
    assert await count(world, "audit") == 0
    assert await count(world, "outbox") == 0


async def test_an_operation_that_fails_after_its_work_leaves_nothing(world: World) -> None:
    async def fails_at_the_end(books: WritableBooks, draft: Any) -> Any:
        await create_invoice.run(books, draft)
        raise ZeroDivisionError

    client = await world.client()
    before = await digest(world)
    broken = replace(create_invoice, run=fails_at_the_end)
    with pytest.raises(ZeroDivisionError):
        await world.parts.executor.run(await world.at(world.swiss), broken, {"client_id": client.id, "lines": LINES})
    assert await digest(world) == before
    assert (await world.invoice(client_id=client.id)).number == "IV-001"


async def test_a_write_that_breaks_off_at_any_statement_leaves_nothing(world: World) -> None:
    client = await world.client()
    before, broken_off = await digest(world), 0
    for n in range(1, 30):
        try:
            with breaking_at(world, n):
                await world.outcome("create_invoice", key="event", client_id=client.id, lines=LINES)
        except ZeroDivisionError:
            broken_off += 1
            assert await digest(world) == before
        else:
            break
    assert 8 <= broken_off <= 16
    assert (await world.run("list_invoices")).meta.total == 1


async def test_a_create_takes_at_most_fourteen_statements(world: World) -> None:
    client = await world.client()
    with counting(world) as statements:
        await world.outcome("create_invoice", key="event", client_id=client.id, lines=LINES * 10)
    assert 5 < len(statements) <= 14


async def test_a_list_page_takes_at_most_four_statements(world: World) -> None:
    await world.invoice()
    for operation in ("list_invoices", "list_clients", "list_expenses", "list_offers", "get_revenue"):
        with counting(world) as statements:
            await world.run(operation, limit=200)
        assert 2 <= len(statements) <= 4


async def test_what_an_input_lacks_is_said_in_plain_words(sqlite_world: World) -> None:
    given: dict[str, Any] = {"client_id": "x", "lines": [], "isue_date": "1", "status": "late"}
    given |= {"due_date": "1.2.2026", "currency": "XYZ"}
    with pytest.raises(Invalid) as caught:
        await sqlite_world.run("create_invoice", **given)
    assert {problem.field: problem.problem for problem in caught.value.problems} == {
        "client_id": "is not a UUID; take the id from the list of these records",
        "lines": "needs at least 1 item",
        "isue_date": "is not a field of this; did you mean issue_date?",
        "status": "must be one of 'draft', 'sent', 'partially_paid', 'paid', 'overdue' or 'cancelled'",
        "due_date": "is not a date (YYYY-MM-DD)",
        "currency": "is not an ISO 4217 currency code such as CHF or EUR",
    }


async def test_what_a_line_lacks_is_said_where_it_is(sqlite_world: World) -> None:
    line = {"desription": "a", "quantity": "1.1234567", "price": 1.5, "discount_percent": 101}
    with pytest.raises(Invalid) as caught:
        await sqlite_world.run("create_invoice", client_id=sqlite_world.swiss, lines=[line])
    assert {problem.field: problem.problem for problem in caught.value.problems} == {
        "lines.0.quantity": "has more than 6 decimals",
        "lines.0.price": "must be a decimal number or a decimal string such as '150.00'",
        "lines.0.discount_percent": "must be at most 100",
        "lines.0.desription": "is not a field of this; did you mean description?",
    }


async def test_words_of_a_refusal_name_no_library(sqlite_world: World) -> None:
    for given in ({}, {"name": 1}, {"name": "a" * 201}, {"name": "a", "country": "CHE"}, {"name": "a", "email": "b"}):
        with pytest.raises(Refusal) as caught:
            await sqlite_world.run("create_client", **given)
        assert "pydantic" not in caught.value.message
        assert "Input should" not in caught.value.message


def quick(world: World) -> World:
    """The same world, with an executor that waits for a lock only shortly."""
    database = Database(world.parts.settings.database_url, busy_timeout_ms=100)
    return replace(world, parts=assemble(world.parts.settings, database, world.clock))


@contextmanager
def listening(world: World, listener: Any) -> Iterator[None]:
    engines = [engine.sync_engine for engine in world.parts.database.engines]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", listener)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", listener)


@contextmanager
def counting(world: World) -> Iterator[list[str]]:
    """The statements that are run inside, but for those of the transaction."""
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(NOT_COUNTED):
            statements.append(statement)

    with listening(world, note):
        yield statements


@contextmanager
def breaking_at(world: World, n: int) -> Iterator[None]:
    """Let the n-th statement fail."""
    seen = [0]

    def fail(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(NOT_COUNTED):
            seen[0] += 1
            if seen[0] == n:
                raise ZeroDivisionError

    with listening(world, fail):
        yield


async def test_every_write_answers_where_the_chain_of_entries_stands(world: World) -> None:
    client = await world.outcome("create_client", name="Muster AG")
    assert str(client.ledger_head) == "0:"
    draft = await world.outcome(
        "create_invoice", client_id=client.result.id, lines=[{"description": "x", "quantity": 1, "price": 1}]
    )
    sent = await world.outcome("send_invoice", id=draft.result.id, key="one")
    again = await world.outcome("send_invoice", id=draft.result.id, key="one")
    assert str(sent.ledger_head) == str(again.ledger_head)
    assert re.fullmatch("1:[0-9a-f]{64}", str(sent.ledger_head))
    assert (await world.outcome("get_invoice", id=draft.result.id)).ledger_head is None
