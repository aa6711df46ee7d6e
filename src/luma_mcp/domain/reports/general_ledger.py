"""General ledger: the lines of an account with the balance after each."""

from collections.abc import Mapping, Sequence
from typing import Any

from luma_mcp.domain.reports.ground import Ground
from luma_mcp.domain.reports.rows import LedgerRow


def ledger_rows(ground: Ground, lines: Sequence[Mapping[str, Any]], balance: int) -> tuple[tuple[LedgerRow, ...], int]:
    """The rows of lines that come after a balance, and the balance after the last."""
    rows = []
    for line in lines:
        amount = int(line["amount_minor"])
        balance += amount
        rows.append(
            LedgerRow(
                date=line["date"],
                entry=line["entry"],
                source=line["source"],
                number=line["number"],
                party=line["party"],
                description=line["description"] or line["entry_description"],
                debit=ground.money(max(amount, 0)),
                credit=ground.money(max(-amount, 0)),
                balance=ground.money(balance),
            )
        )
    return tuple(rows), balance
