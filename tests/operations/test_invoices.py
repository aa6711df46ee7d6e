"""Invoices: smart defaults, totals, and the life they lead."""

from decimal import Decimal

from tests.world import World


async def test_a_minimal_invoice_takes_everything_else_from_the_profile(world: World) -> None:
    invoice = await world.invoice()
    assert (invoice.number, invoice.status, invoice.currency) == ("IV-001", "draft", "CHF")
    assert (str(invoice.issue_date), str(invoice.due_date)) == ("2026-03-31", "2026-04-30")
    assert (invoice.net, invoice.tax_total, invoice.gross) == (Decimal(300), Decimal("24.30"), Decimal("324.30"))
    assert invoice.sender.name == "Beispiel GmbH"


async def test_a_repeated_key_answers_as_before_and_writes_once(world: World) -> None:
    client = await world.client()
    given = {"client_id": client.id, "lines": [{"description": "Work", "quantity": 1, "price": 10}]}
    first = await world.outcome("create_invoice", key="event-1", **given)
    again = await world.outcome("create_invoice", key="event-1", **given)
    assert again.replayed
    assert again.result == first.result
    assert (await world.run("list_invoices")).meta.total == 1
