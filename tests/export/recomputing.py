"""Books that other programs add up again from an export."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from luma_mcp import administration
from luma_mcp.access.caller import Caller
from luma_mcp.app import Parts
from luma_mcp.domain.export.beancount import account_name
from luma_mcp.domain.export.journal import ExportedAccount, ExportFormat
from luma_mcp.operations.registry import BY_NAME
from tests.export.beancount import by_beancount
from tests.export.hledger import Balances, by_hledger

Time = tuple[date, date]
EVER = (date(1990, 1, 1), date(2099, 12, 31))


async def exported(parts: Parts, profile: str, wanted: ExportFormat) -> str:
    """The journal of a company as text."""
    return "".join([text async for text in administration.export(parts, None, profile, wanted)])


async def written(parts: Parts, profile: str, wanted: ExportFormat, folder: Path) -> Path:
    """The journal of a company as a file."""
    path = folder / f"{profile}.{wanted}"
    path.write_text(await exported(parts, profile, wanted), encoding="utf-8")
    return path


async def trial_balance(parts: Parts, caller: Caller, first: date, last: date) -> Balances:
    """What each account moved in a time, by our own report; by class and number."""
    accounts: dict[str, Any] = {}
    cursor = None
    while True:
        page = (await parts.executor.run(caller, BY_NAME["list_accounts"], {"limit": 200, "cursor": cursor})).result
        accounts |= {account.number: account for account in page.data}
        if (cursor := page.meta.next_cursor) is None:
            break
    query = {"type": "trial_balance", "from": first, "to": last}
    report = (await parts.executor.run(caller, BY_NAME["get_report"], query)).result
    assert report.meta.next_cursor is None
    moved = {row.account: row.debit - row.credit for row in report.data if row.account}
    return {
        account_name(ExportedAccount(number=number, name="", class_=accounts[number].class_)): amount
        for number, amount in moved.items()
        if amount
    }


async def recomputed(parts: Parts, caller: Caller, folder: Path, *times: Time) -> None:
    """Let both programs add up a company's journal; hledger comes last, as the test ends where it is missing."""
    assert caller.profile
    profile = str(caller.profile.id)
    ours = {time: await trial_balance(parts, caller, *time) for time in (EVER, *times)}
    assert ours[EVER]
    beancount = await written(parts, profile, ExportFormat.BEANCOUNT, folder)
    assert {time: by_beancount(beancount, *time) for time in ours} == ours
    assert _added_up(await exported(parts, profile, ExportFormat.CSV)) == list(ours[EVER].values())
    hledger = await written(parts, profile, ExportFormat.HLEDGER, folder)
    assert {time: by_hledger(hledger, *time) for time in ours} == ours


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(StringIO(text)))


def _added_up(text: str) -> list[Decimal]:
    sums: dict[str, Decimal] = {}
    for row in rows_of(text):
        sums[row["account"]] = sums.get(row["account"], Decimal(0)) + Decimal(row["amount"])
    return [amount for _, amount in sorted(sums.items()) if amount]
