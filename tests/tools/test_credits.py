"""Credits, write-offs and refunds as an assistant does them: found by words, run by names and numbers."""

from typing import Any

import pytest
from mcp import Client

from tests.tools.assistant import ask, assistant
from tests.world import World

LINE = {"description": "Consulting", "quantity": 2, "price": 150}


@pytest.mark.parametrize(
    ("words", "operation"),
    [
        ("credit note for an invoice", "create_credit_note"),
        ("refund a client", "settle_open_item"),
        ("write off a bad debt", "write_off_invoice"),
        ("set an over-payment against an invoice", "allocate_open_items"),
        ("undo a write-off", "undo_allocation"),
        ("what do clients owe us, open items", "list_open_items"),
    ],
)
async def test_it_is_found_by_words(sqlite_world: World, words: str, operation: str) -> None:
    async with assistant(sqlite_world) as client:
        found = await ask(client, "find_operation", query=words)
    assert operation in [one["name"] for one in found["operations"]]


async def run(client: Client, name: str, **arguments: Any) -> Any:
    return await ask(client, "write_operation", name=name, arguments=arguments)


async def test_an_invoice_is_credited_and_the_money_paid_back(sqlite_world: World) -> None:
    async with assistant(sqlite_world) as client:
        await ask(client, "create_client", name="Muster AG")
        await ask(client, "create_invoice", client_id="Muster AG", lines=[LINE], status="sent")
        await ask(client, "record_payment", id="IV-001")
        note = await run(client, "create_credit_note", invoice_id="IV-001", lines=[{"position": 1, "quantity": 1}])
        assert (note["number"], note["gross"], note["open"]) == ("CN-001", "162.15", "162.15")
        paid = await run(client, "settle_open_item", id="CN-001")
        assert paid["open"] == "0.00"
        other = await ask(client, "create_invoice", client_id="Muster AG", lines=[LINE], status="sent")
        gone = await run(client, "write_off_invoice", id=other["number"], reason="bad_debt")
        assert (gone["status"], gone["written_off"]) == ("paid", "324.30")
