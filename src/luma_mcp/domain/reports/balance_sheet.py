"""Balance sheet: assets = liabilities + equity, equity with the result of the year and of years not yet closed."""

from collections.abc import Sequence
from datetime import date

from luma_mcp.domain.charts import AccountClass
from luma_mcp.domain.reports.ground import Ground, Moved, ReportAccount, moved_on
from luma_mcp.domain.reports.report import Sum, Told, must_equal
from luma_mcp.domain.reports.rows import AmountRow
from luma_mcp.domain.reports.spans import Span

SECTIONS = (AccountClass.ASSET, AccountClass.LIABILITY, AccountClass.EQUITY)

CURRENT = "Result of the year"
RETAINED = "Result of earlier years, not closed"
OWN_CLOSING = "The closing entry of the year itself is left out: its result is shown as {}."


def dates_of(ground: Ground) -> tuple[date, ...]:
    """The date of the balance sheet, and that of the comparison."""
    return tuple(span.last for span in ground.ranges)


def spans_of(ground: Ground) -> tuple[Span, ...]:
    """For each date: the fiscal year to date, and all before it."""
    return tuple(
        span for day in dates_of(ground) for span in (Span(ground.years.holding(day)[0], day), ground.before_year(day))
    )


def balance_sheet(ground: Ground, accounts: Sequence[ReportAccount], moved: Moved) -> Told:
    """Make the rows and sums.

    Raises:
        ReportBroken: assets are not liabilities and equity.
    """
    count = len(dates_of(ground))
    amounts = {a: _amounts(a, moved, count) for a in accounts if not a.of_result}
    current, retained = _results(accounts, moved, count)
    totals = {
        section: [sum(found[i] for a, found in amounts.items() if a.account_class is section) for i in range(count)]
        for section in SECTIONS
    }
    equity = [totals[AccountClass.EQUITY][i] + current[i] + retained[i] for i in range(count)]
    for i in range(count):
        claims = totals[AccountClass.LIABILITY][i] + equity[i]
        must_equal("Assets = liabilities + equity", totals[AccountClass.ASSET][i], claims)
    shown = sorted(amounts, key=lambda a: (SECTIONS.index(a.account_class), a.number))
    rows = [_row(ground, a.account_class, a.name, amounts[a], a) for a in shown if any(amounts[a])]
    rows += [_row(ground, AccountClass.EQUITY, RETAINED, retained)] if any(retained) else []
    rows += [_row(ground, AccountClass.EQUITY, CURRENT, current)] if any(current) else []
    sums = (
        _sum("assets", totals[AccountClass.ASSET]),
        _sum("liabilities", totals[AccountClass.LIABILITY]),
        _sum("equity", equity),
        _sum("result_of_the_year", current),
        _sum("result_of_earlier_years", retained),
    )
    closed = any(moved_on(moved, a, 2 * count)[0].closing for a in accounts)
    return Told(tuple(rows), sums=sums, notes=(OWN_CLOSING.format(CURRENT.lower()),) if closed else ())


def _amounts(account: ReportAccount, moved: Moved, count: int) -> list[int]:
    """What stands on an account on each date, in the sign of its side of the balance sheet."""
    turnovers = moved_on(moved, account, 2 * count)
    sign = 1 if account.account_class is AccountClass.ASSET else -1
    return [sign * (turnovers[2 * i].net + turnovers[2 * i + 1].whole) for i in range(count)]


def _results(accounts: Sequence[ReportAccount], moved: Moved, count: int) -> tuple[list[int], list[int]]:
    found = [moved_on(moved, account, 2 * count) for account in accounts if account.of_result]
    current = [-sum(turnovers[2 * i].net for turnovers in found) for i in range(count)]
    return current, [-sum(turnovers[2 * i + 1].whole for turnovers in found) for i in range(count)]


def _row(
    ground: Ground, section: AccountClass, name: str, amounts: Sequence[int], account: ReportAccount | None = None
) -> AmountRow:
    return AmountRow(
        section=section,
        account=account.number if account else None,
        name=name,
        amount=ground.money(amounts[0]),
        previous=ground.beside(amounts),
        drill=account.drill if account else None,
    )


def _sum(name: str, amounts: Sequence[int]) -> Sum:
    return Sum(name, amounts[0], amounts[1] if len(amounts) > 1 else None)
