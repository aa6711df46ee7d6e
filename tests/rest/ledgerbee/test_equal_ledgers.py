"""The same event over every interface: one core, so the ledger is the same."""

from collections.abc import Sequence
from typing import Any

from tests.rest.client import open_client, site_of
from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.rows.journal import line, number_of
from tests.tools.assistant import ask, assistant


async def test_one_invoice_over_v1_v2_lumabill_and_mcp_makes_equal_ledgers(bee: Bee) -> None:
    client = str((await bee.run("create_client", name="Nordlys ApS")).id)
    owed = await number_of(bee, "receivable")
    said = {"entryType": "CUSTOMER_INVOICE", "date": "2026-03-31", "customerId": client, "originalAmount": "125.00"}
    sale = [await line(bee, "1010", "-125", "S01")]
    both = [*sale, await line(bee, owed, "125", customerId=client)]
    await bee.ask("POST", "/v1/journal-entries", 201, said | {"lines": both})
    await bee.ask("POST", "/v2/journal-entries", 201, said | {"lines": sale})
    await bee.ask("POST", "/v2/journal-entries/batch", 201, {"entries": [said | {"lines": sale}]})
    draft = await bee.ask("POST", "/v2/draft-journal-entries", 201, said | {"lines": sale})
    await bee.ask("POST", f"/v2/draft-journal-entries/{draft['id']}/book")
    written: dict[str, Any] = {
        "date": "2026-03-31",
        "description": "Client invoice",
        "type": "client_invoice",
        "lines": [
            {"account": "1010", "credit": "125.00", "vat_code": "S01"},
            {"account": owed, "debit": "125.00", "client_id": client},
        ],
    }
    token, _ = await bee.world.make_key()
    async with open_client(site_of(bee.world), token, bee.company) as http:
        made = await http.post("/v1/journal-entries", json=written)
        assert made.status_code == 201, made.text
    caller = await bee.world.at(bee.company)
    async with assistant(bee.world, caller, toolsets=["ledger"]) as helper:
        await ask(helper, "create_journal_entry", **written)
    entries = (await bee.ask("GET", "/v1/journal-entries?limit=100"))["data"]
    assert len(entries) == 6
    assert {_ledger(entry) for entry in entries} == {_ledger(entries[0])}
    items = (await bee.run("list_open_items", client_id=client)).data
    assert [str(item.open) for item in items] == ["125.00"] * 6


def _ledger(entry: dict[str, Any]) -> Sequence[Any]:
    facts = ("entryType", "originalAmount", "customerId", "vendorId", "journalCategoryId", "currency", "date")
    lines = sorted(
        str([row[name] for name in ("accountId", "debit", "credit", "vatCodeId", "customerId")])
        for row in entry["lines"]
    )
    return (*(entry[name] for name in facts), *lines)
