"""VAT codes."""

from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.rows.table import exercises


@exercises("list_vat_codes")
async def list_vat_codes(bee: Bee) -> None:
    """All codes by code, each with the accounts of its VAT; a new one is there at once."""
    found = await bee.ask("GET", "/v1/vat-codes")
    assert [row["vatCode"] for row in found] == sorted(row["vatCode"] for row in found)
    codes = {row["vatCode"]: row for row in found}
    accounts = {row["accountNumber"]: row for row in await bee.ask("GET", "/v1/accounts")}
    assert codes["S01"] == {
        "id": codes["S01"]["id"],
        "vatCode": "S01",
        "name": "Salg 25 %",
        "vatRate": 25,
        "type": "SALES",
        "principle": "gross",
        "accountToBookId": accounts[7680]["id"],
        "accountToBookNumber": 7680,
        "accountToBookName": "Salgsmoms",
        "contraAccountToBookId": None,
        "contraAccountToBookNumber": None,
        "contraAccountToBookName": None,
    }
    services = codes["K260"]
    assert (services["type"], services["principle"], services["accountToBookNumber"]) == ("REVERSE_CHARGE", "net", 7740)
    assert services["contraAccountToBookId"] == accounts[7720]["id"]
    assert (services["contraAccountToBookNumber"], services["contraAccountToBookName"]) == (
        7720,
        "Moms af ydelseskøb i udlandet",
    )
    assert (codes["S99"]["vatRate"], codes["S41"]["type"], codes["S41"]["vatRate"]) == (None, "EXPORT", 0)
    made = await bee.run("create_vat_code", code="S12", name="Salg 12,5 %", type="sales", rate="12.5")
    again = {row["vatCode"]: row for row in await bee.ask("GET", "/v1/vat-codes")}
    assert (again["S12"]["id"], again["S12"]["vatRate"], again["S12"]["accountToBookNumber"]) == (
        str(made.id), 12.5, 7680,
    )  # fmt: skip
