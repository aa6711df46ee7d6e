"""Every report over few and many lines, each beside the same figure made by a scan of all lines in raw sqlite3."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from anyio.from_thread import start_blocking_portal

from bench.books import open_books
from bench.measure import Ratio, in_turns
from luma_mcp.domain.reports.query import ReportType
from luma_mcp.operations.reports.report import get_report

HEAD = ("report, lines", "ours", "scan", "median ratio", "spread")
GROWTH_HEAD = ("report", "ms at most lines", "÷ ms at fewest lines")
ROUNDS = 5

_OF_ACCOUNT = "(SELECT id FROM ledger_account WHERE profile_id = :profile AND number = '{}')"
_OF_RESULT = "(SELECT id FROM ledger_account WHERE profile_id = :profile AND class IN ('revenue', 'expense'))"
_SCAN = "SELECT {}, sum(l.amount_minor) FROM journal_line l NOT INDEXED WHERE {} GROUP BY {}"
_QUARTER = "l.date BETWEEN '2026-01-01' AND '2026-03-31'"
_AR, _BANK = _OF_ACCOUNT.format("1100"), _OF_ACCOUNT.format("1020")


@dataclass(frozen=True)
class Compared:
    """A report with what is asked of it, and the scan that makes its figures."""

    given: Mapping[str, Any]
    scan: str


_RANGE = {"from": "2026-01-01", "to": "2026-03-31"}


def _scan(what: str, where: str) -> str:
    return _SCAN.format(what, where, what)


REPORTS: Mapping[ReportType, Compared] = {
    ReportType.PROFIT_LOSS: Compared(_RANGE, _scan("l.account_id", f"l.account_id IN {_OF_RESULT} AND {_QUARTER}")),
    ReportType.BALANCE_SHEET: Compared({"as_of": "2026-03-31"}, _scan("l.account_id", "l.date <= '2026-03-31'")),
    ReportType.TRIAL_BALANCE: Compared(_RANGE, _scan("l.account_id", "l.date <= '2026-03-31'")),
    ReportType.GENERAL_LEDGER: Compared(_RANGE | {"account": "1020"}, _scan("l.date", f"l.account_id = {_BANK}")),
    ReportType.VAT: Compared(
        _RANGE, _scan("l.vat_code", "l.vat_code IS NOT NULL AND l.tax_date BETWEEN '2026-01-01' AND '2026-03-31'")
    ),
    ReportType.AGED_RECEIVABLES: Compared({"as_of": "2026-03-31"}, _scan("l.client_id", f"l.account_id = {_AR}")),
    ReportType.AGED_PAYABLES: Compared(
        {"as_of": "2026-03-31"}, _scan("l.vendor_id", f"l.account_id = {_OF_ACCOUNT.format('2000')}")
    ),
    ReportType.CASH_FLOW: Compared(_RANGE, _scan("l.date", f"l.account_id = {_BANK} AND {_QUARTER}")),
    ReportType.CUSTOMER_STATEMENT: Compared(
        _RANGE | {"client_id": None}, _scan("l.date", f"l.account_id = {_AR} AND l.client_id = :client")
    ),
}


def measure(path: Path, lines: int) -> Sequence[Ratio]:
    """Measure every report on one file of books."""
    with (
        closing(sqlite3.connect(path)) as connection,
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(open_books(path)) as (parts, caller),
    ):
        client, profile = connection.execute("SELECT id, profile_id FROM client ORDER BY id LIMIT 1").fetchone()

        def ours(kind: ReportType, given: Mapping[str, Any]) -> Callable[[], int]:
            asked: dict[str, Any] = {"type": kind, **given} | ({"client_id": client} if "client_id" in given else {})

            def ask() -> int:
                portal.call(parts.executor.run, caller, get_report, asked)
                return 1

            return ask

        def scan(statement: str) -> Callable[[], int]:
            def add_up() -> int:
                connection.execute(statement, {"client": client, "profile": profile}).fetchall()
                return 1

            return add_up

        return [
            in_turns(f"{kind}, {lines:,}", ours(kind, one.given), scan(one.scan), ROUNDS)
            for kind, one in REPORTS.items()
        ]


def growth(few: Sequence[Ratio], many: Sequence[Ratio]) -> Sequence[Sequence[str]]:
    """What a report costs at the most lines, and as a multiple of what it costs at the fewest."""
    rows = []
    for small, large in zip(few, many, strict=True):
        before, after = median(small.ours_ms), median(large.ours_ms)
        rows.append((small.name.split(",", maxsplit=1)[0], f"{after:.1f}", f"{after / before:.2f}"))
    return rows
