"""Journal categories, row by row."""

from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.rows.table import exercises

ALL = ["JOURNAL_ENTRY", "SUPPLIER_INVOICE", "SUPPLIER_PAYMENT", "CUSTOMER_INVOICE", "CUSTOMER_PAYMENT"]


@exercises("list_journal_categories")
async def _list(bee: Bee) -> None:
    found = await bee.ask("GET", "/v1/journal-categories")
    assert found[0].keys() == {"id", "name", "isDefault", "allowedJournalTypes"}
    assert [(one["name"], one["isDefault"], one["allowedJournalTypes"]) for one in found] == [
        ("Finanskladde", True, ALL),
        ("Salg", False, ALL[3:]),
        ("Køb", False, ALL[1:3]),
    ]
    await bee.run("create_journal_category", name="Afslutning", is_default=True)
    assert [one["name"] for one in await bee.ask("GET", "/v1/journal-categories")][:2] == ["Afslutning", "Finanskladde"]
