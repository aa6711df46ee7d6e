"""What the rows of entries and drafts share: accounts of the Danish chart, lines, a file."""

import base64
from typing import Any

from tests.rest.ledgerbee.client import Bee

NOBODY = "0197a943-2325-7829-b835-b6c71a293065"
PDF = {
    "fileName": "bilag.pdf",
    "mimeType": "application/pdf",
    "content": base64.b64encode(b"%PDF-1.7\n").decode(),
}


async def account(bee: Bee, number: str) -> str:
    """The id of an account."""
    found = (await bee.run("list_accounts", search=number, limit=200)).data
    return str(next(one.id for one in found if one.number == number))


async def code(bee: Bee, name: str) -> str:
    """The id of a VAT code."""
    found = await bee.ask("GET", "/v1/vat-codes")
    return str(next(one["id"] for one in found if one["vatCode"] == name))


async def line(bee: Bee, number: str, amount: str, vat: str = "", **given: Any) -> dict[str, Any]:
    """A line: debit above zero, credit below; with a VAT code where it is named."""
    side = {"credit": amount[1:]} if amount.startswith("-") else {"debit": amount}
    coded = {"vatCodeId": await code(bee, vat)} if vat else {}
    return {"accountId": await account(bee, number)} | side | coded | given


async def depreciation(bee: Bee, **given: Any) -> dict[str, Any]:
    """An entry between two accounts."""
    lines = [await line(bee, "2450", "120"), await line(bee, await bank(bee), "-120")]
    return {"entryType": "JOURNAL_ENTRY", "date": "2026-03-31", "lines": lines} | given


async def bank(bee: Bee) -> str:
    """The number of the account for money."""
    return str((await bee.run("list_accounts", type="bank")).data[0].number)


async def number_of(bee: Bee, kind: str) -> str:
    """The number of the account of receivables or payables."""
    return str((await bee.run("list_accounts", type=kind)).data[0].number)


async def signed(bee: Bee, entry: dict[str, Any]) -> list[tuple[str, str]]:
    """The lines of an entry: number of the account and amount, credit below zero."""
    numbers = {str(one.id): one.number for one in (await bee.run("list_accounts", limit=200)).data}
    return [(numbers[row["accountId"]], row["debit"] or f"-{row['credit']}") for row in entry["lines"]]
