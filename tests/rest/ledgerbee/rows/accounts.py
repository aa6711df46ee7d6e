"""Accounts."""

from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.rows.table import exercises


@exercises("list_accounts")
async def list_accounts(bee: Bee) -> None:
    """The whole chart in its order, headings and totals too; only two kinds of rows are accounts."""
    found = await bee.ask("GET", "/v1/accounts")
    order = [(row["publicAccountId"], row["accountNumber"]) for row in found]
    assert order == sorted(order)
    by_number = {row["accountNumber"]: row for row in found if row["accountClassification"]}
    bank = by_number[6481]
    assert {name: bank[name] for name in bank if name != "id"} == {
        "name": "Bank",
        "accountNumber": 6481,
        "publicAccountId": 6480,
        "ledgerType": "BALANCE_SHEET",
        "accountClassification": "ASSET",
        "controlAccountType": None,
    }
    assert (by_number[1010]["ledgerType"], by_number[1010]["accountClassification"]) == ("PROFIT_AND_LOSS", "REVENUE")
    control = {row["accountNumber"]: row["controlAccountType"] for row in found if row["controlAccountType"]}
    assert control == {6190: "ACCOUNTS_RECEIVABLE", 7440: "ACCOUNTS_PAYABLE"}
    structure = {row["accountNumber"]: row["ledgerType"] for row in found if row["accountClassification"] is None}
    assert (structure[1000], structure[5000], structure[1390], structure[3990]) == (
        "HEADING", "HEADING_BREAK", "TOTAL_FROM", "TOTAL_INTERVALS",
    )  # fmt: skip
    made = await bee.run("create_account", number="6482", name="Savings", type="bank")
    await bee.run("update_account", id=by_number[6471]["id"], name="Till")
    again = {row["accountNumber"]: row for row in await bee.ask("GET", "/v1/accounts")}
    assert (again[6482]["id"], again[6482]["publicAccountId"], again[6471]["name"]) == (str(made.id), 6480, "Till")
    await bee.run("update_account", id=made.id, archived=True)
    assert 6482 not in {row["accountNumber"] for row in await bee.ask("GET", "/v1/accounts")}
