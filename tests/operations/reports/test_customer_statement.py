"""Customer statement: items and what settled them, with the open amount after each, by currency."""

import pytest

from luma_mcp.domain.reports.query import ReportQuery
from luma_mcp.errors import BadReport, NotFound, ReportBroken
from luma_mcp.operations.registry import BY_NAME
from tests.operations.reports.asking import pages, report, rows, sums
from tests.store.tampering import tampering
from tests.world import World

COLUMNS = ("date", "kind", "number", "amount", "open")


async def test_the_open_amount_runs_through_documents_and_payments(world: World) -> None:
    first = await world.sent_invoice(issue_date="2025-12-20")
    client_id = first.client_id
    await world.sent_invoice(client_id=client_id, issue_date="2026-01-20", price="50")
    await world.run("record_payment", id=first.id, amount="200", date="2026-02-03")
    await world.run("record_payment", id=first.id, amount="200", date="2026-02-10")
    told = await report(world, "customer_statement", client_id=client_id)
    assert sums(told) == {"opening": "324.30", "closing": "32.40", "opening_base": "324.30", "closing_base": "32.40"}
    assert rows(told, *COLUMNS)[:2] == [
        ("2026-01-20", "invoice", "IV-002", "108.10", "432.40"),
        ("2026-02-03", "payment", "IV-001", "-200.00", "232.40"),
    ]
    assert str(told.data[-1].open) == "32.40"
    found = await pages(world, "customer_statement", 1, client_id=client_id)
    assert [row for page in found for row in page.data] == list(told.data)


async def test_each_currency_runs_on_its_own(world: World) -> None:
    first = await world.sent_invoice(issue_date="2026-01-20")
    await world.sent_invoice(client_id=first.client_id, issue_date="2026-01-15", currency="EUR")
    told = await report(world, "customer_statement", client_id=first.client_id)
    assert rows(told, "currency", "number", "open") == [("CHF", "IV-001", "324.30"), ("EUR", "IV-002", "324.30")]
    by_currency = [(figure.name, figure.currency, str(figure.amount)) for figure in told.summary]
    assert by_currency[:4] == [
        ("opening", "CHF", "0.00"),
        ("closing", "CHF", "324.30"),
        ("opening", "EUR", "0.00"),
        ("closing", "EUR", "324.30"),
    ]


async def test_a_client_is_needed_and_must_be_there(world: World) -> None:
    with pytest.raises(BadReport, match="client_id: is needed for customer_statement"):
        await report(world, "customer_statement")
    with pytest.raises(NotFound, match="No client"):
        await report(world, "customer_statement", client_id=world.danish)
    nobody = await world.client("Neu AG")
    assert (await report(world, "customer_statement", client_id=nobody.id)).data == ()


async def test_events_that_do_not_lead_to_what_is_open_are_an_error(world: World) -> None:
    invoice = await world.sent_invoice(issue_date="2026-01-20")
    asked = ReportQuery.model_validate({"type": "customer_statement", "client_id": invoice.client_id})
    forged = ["UPDATE open_item SET open_tc_minor = open_tc_minor + 1"]
    async with tampering(world) as tamper, tamper(forged) as books:
        with pytest.raises(ReportBroken, match="Events = open items in CHF"):
            await BY_NAME["get_report"].run(books, asked)
