"""Profit and loss: revenue and expense of a period, positive both, and what remains."""

from collections.abc import Callable, Sequence

from luma_mcp.domain.charts import AccountClass, AccountType
from luma_mcp.domain.reports.ground import Ground, Moved, ReportAccount, moved_on
from luma_mcp.domain.reports.report import Sum, Told, must_equal
from luma_mcp.domain.reports.rows import AmountRow

SECTIONS = (
    AccountType.REVENUE,
    AccountType.COST_OF_SALES,
    AccountType.OTHER_INCOME,
    AccountType.OPERATING_EXPENSE,
    AccountType.DEPRECIATION,
    AccountType.OTHER_EXPENSE,
    AccountType.FINANCIAL_INCOME,
    AccountType.FINANCIAL_EXPENSE,
    AccountType.TAX_EXPENSE,
)
"""The headings, in the order in which they are read."""


def profit_loss(ground: Ground, accounts: Sequence[ReportAccount], moved: Moved, *, is_whole: bool) -> Told:
    """Make the rows and sums; the result of the whole, on accrual basis, must be what the balance sheet moved by.

    Raises:
        ReportBroken: it is not.
    """
    count = len(ground.ranges)
    if is_whole:
        _check(accounts, moved, count)
    shown = sorted((a for a in accounts if a.of_result), key=lambda a: (SECTIONS.index(a.type), a.number))
    amounts = {account: _amounts(account, moved, count) for account in shown}
    rows = tuple(
        AmountRow(
            section=account.type,
            account=account.number,
            name=account.name,
            amount=ground.money(found[0]),
            previous=ground.beside(found),
            drill=account.drill,
        )
        for account, found in amounts.items()
        if any(found)
    )
    return Told(rows, sums=_sums(amounts, count))


def _amounts(account: ReportAccount, moved: Moved, count: int) -> list[int]:
    sign = -1 if account.account_class is AccountClass.REVENUE else 1
    return [sign * turnover.net for turnover in moved_on(moved, account, count)]


def _sums(amounts: dict[ReportAccount, list[int]], count: int) -> tuple[Sum, ...]:
    def total(is_wanted: Callable[[ReportAccount], bool]) -> list[int]:
        of = [found for account, found in amounts.items() if is_wanted(account)]
        return [sum(found[index] for found in of) for index in range(count)]

    revenue = total(lambda account: account.account_class is AccountClass.REVENUE)
    expense = total(lambda account: account.account_class is AccountClass.EXPENSE)
    sales = total(lambda account: account.type is AccountType.REVENUE)
    cost = total(lambda account: account.type is AccountType.COST_OF_SALES)
    return (
        _sum("revenue", revenue),
        _sum("expense", expense),
        _sum("gross_profit", _less(sales, cost)),
        _sum("result", _less(revenue, expense)),
    )


def _less(left: Sequence[int], right: Sequence[int]) -> list[int]:
    return [a - b for a, b in zip(left, right, strict=True)]


def _sum(name: str, amounts: Sequence[int]) -> Sum:
    return Sum(name, amounts[0], amounts[1] if len(amounts) > 1 else None)


def _check(accounts: Sequence[ReportAccount], moved: Moved, count: int) -> None:
    for index in range(count):
        net = {account: moved_on(moved, account, count)[index].net for account in accounts}
        result = -sum(amount for account, amount in net.items() if account.of_result)
        balance_sheet = sum(amount for account, amount in net.items() if not account.of_result)
        must_equal("Result = movement of the balance sheet", result, balance_sheet)
