"""Customer statement: what happened to one client's items, and the open amount after each event, by currency."""

from collections.abc import Mapping, Sequence
from typing import Any

from luma_mcp.domain.money import to_major
from luma_mcp.domain.reports.ground import Ground
from luma_mcp.domain.reports.report import Sum, must_equal
from luma_mcp.domain.reports.rows import StatementRow


def statement_rows(ground: Ground, events: Sequence[Mapping[str, Any]]) -> tuple[StatementRow, ...]:
    """A row for each event."""
    return tuple(
        StatementRow(
            date=event["date"],
            kind=event["kind"],
            number=event["number"],
            due_date=event["due_date"],
            currency=event["currency"],
            amount=to_major(int(event["amount_tc"]), event["currency"]),
            open=to_major(int(event["open_tc"]), event["currency"]),
            base=ground.money(int(event["amount"])),
        )
        for event in events
    )


def statement_sums(sums: Sequence[Mapping[str, Any]], open_now: Mapping[str, int]) -> tuple[Sum, ...]:
    """Opening and closing amount by currency, and in the books' currency over all.

    Raises:
        ReportBroken: what happened does not lead to what is open.
    """
    found: list[Sum] = []
    for row in sums:
        currency, closing = row["currency"], int(row["closing"])
        must_equal(f"Events = open items in {currency}", closing, open_now.get(currency, 0))
        found += [Sum("opening", int(row["opening"]), None, currency), Sum("closing", closing, None, currency)]
    base = {name: sum(int(row[f"{name}_base"]) for row in sums) for name in ("opening", "closing")}
    return (*found, *(Sum(f"{name}_base", amount) for name, amount in base.items()))
