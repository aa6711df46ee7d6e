"""Journal entries as tests write them."""

from typing import Any

from tests.world import World

HOSTING: list[dict[str, Any]] = [{"account": "6570", "debit": "120"}, {"account": "1020", "credit": "120"}]


def line(account: Any, amount: str, /, **given: Any) -> dict[str, Any]:
    """A line: debit above zero, credit below."""
    side = {"credit": amount[1:]} if amount.startswith("-") else {"debit": amount}
    return {"account": account, **side, **given}


async def entry(world: World, *lines: dict[str, Any], **given: Any) -> Any:
    """An entry of 31 March: by default 120 for hosting, from the bank."""
    fields = {"date": "2026-03-31", "description": "Hosting", "lines": list(lines) or HOSTING}
    return await world.run("create_journal_entry", **fields | given)


def posted(made: Any) -> list[tuple[str, str, str | None]]:
    """Account, signed amount and VAT role of every line."""
    return [(row.account, str((row.debit or 0) - (row.credit or 0)), row.vat_role) for row in made.lines]
