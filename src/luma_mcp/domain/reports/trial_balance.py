"""Trial balance: every account's opening balance, turnover and closing balance; each column sums to what it must."""

from collections.abc import Sequence

from luma_mcp.domain.reports.ground import Ground, Moved, ReportAccount, moved_on
from luma_mcp.domain.reports.report import Sum, Told, must_equal
from luma_mcp.domain.reports.rows import BalanceRow
from luma_mcp.domain.reports.spans import Span

EARLIER = "Result of earlier unclosed years"


def spans_of(ground: Ground) -> tuple[Span, Span, Span]:
    """The range, what came before it in its fiscal year, and all before that year."""
    return ground.span, ground.before_in_year(ground.first), ground.before_year(ground.first)


def trial_balance(ground: Ground, accounts: Sequence[ReportAccount], moved: Moved) -> Told:
    """Make the rows and sums; closing entries are part of it.

    Raises:
        ReportBroken: opening or closing balances do not sum to zero, or debit is not credit.
    """
    lines = [(account, *_line(account, moved)) for account in sorted(accounts, key=lambda account: account.number)]
    earlier = sum(moved_on(moved, account, 3)[2].whole for account in accounts if account.of_result)
    opening = sum(line[1] for line in lines) + earlier
    debit, credit = sum(line[2] for line in lines), sum(line[3] for line in lines)
    must_equal("Sum of opening balances = 0", opening, 0)
    must_equal("Debit = credit", debit, credit)
    must_equal("Sum of closing balances = 0", opening + debit - credit, 0)
    rows = [_row(ground, account.name, found, account) for account, *found in lines if any(found)]
    if earlier:
        rows.append(_row(ground, EARLIER, [earlier, 0, 0], None))
    sums = (
        Sum("opening", opening),
        Sum("debit", debit),
        Sum("credit", credit),
        Sum("closing", opening + debit - credit),
    )
    return Told(tuple(rows), BalanceRow, sums)


def _line(account: ReportAccount, moved: Moved) -> tuple[int, int, int]:
    in_range, in_year, earlier = moved_on(moved, account, 3)
    opening = in_year.whole + (0 if account.of_result else earlier.whole)
    return opening, in_range.debit + in_range.closing_debit, in_range.credit + in_range.closing_credit


def _row(ground: Ground, name: str, found: Sequence[int], account: ReportAccount | None) -> BalanceRow:
    opening, debit, credit = found
    return BalanceRow(
        account=account.number if account else None,
        name=name,
        opening=ground.money(opening),
        debit=ground.money(debit),
        credit=ground.money(credit),
        closing=ground.money(opening + debit - credit),
        drill=account.drill if account else None,
    )
