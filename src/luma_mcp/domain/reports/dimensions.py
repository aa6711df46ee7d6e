"""Revenue, expense and result by the values of a dimension, and of what bears none of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from luma_mcp.domain.charts import AccountClass
from luma_mcp.domain.dimensions import Dimension
from luma_mcp.domain.reports.ground import Ground, Moved, ReportAccount
from luma_mcp.domain.reports.report import Sum, Told, must_equal
from luma_mcp.domain.reports.rows import DimensionRow
from luma_mcp.domain.reports.spans import NOTHING, Turnover

NONE = "none"
WITHOUT = "(none)"
SEVERAL = "A line with several values counts under each of them, so the rows may come to more than the sums."

ByValue = Mapping[tuple[UUID, UUID], Turnover]
"""What moved by value and account."""


@dataclass(frozen=True, slots=True)
class Result:
    """Revenue and expense, positive both, in minor units."""

    revenue: int = 0
    expense: int = 0

    @property
    def result(self) -> int:
        """What remains."""
        return self.revenue - self.expense

    def __add__(self, other: "Result") -> "Result":
        return Result(self.revenue + other.revenue, self.expense + other.expense)

    def __sub__(self, other: "Result") -> "Result":
        return Result(self.revenue - other.revenue, self.expense - other.expense)


@dataclass(frozen=True, slots=True)
class Movements:
    """What moved in a range: in all, on lines that bear any value of a dimension, and under each of them."""

    whole: Moved
    borne: Moved
    by_value: ByValue

    def under(self, value: str) -> Moved:
        """What moved under one value by its id, or on lines that bear none."""
        if value == NONE:
            taken = {account: _first(self.borne, account).times(-1) for account in self.whole}
            return {account: [_first(self.whole, account) + taken[account]] for account in self.whole}
        return {account: [moved] for (of, account), moved in self.by_value.items() if str(of) == value}


def dimension_report(ground: Ground, dimension: Dimension, accounts: Sequence[ReportAccount], moved: Movements) -> Told:
    """Make a row for each value that anything was booked under, each value by itself, and one for what bears none.

    Raises:
        ReportBroken: the values of a unique dimension do not come to what bears any of them.
    """
    whole, borne = _result(accounts, moved.whole), _result(accounts, moved.borne)
    results = {value.id: _result(accounts, moved.under(str(value.id))) for value in dimension.values}
    if dimension.is_unique:
        _check(borne, list(results.values()))
    rows = [
        _row(ground, path, results[value], str(value))
        for value, path in paths(dimension).items()
        if results[value] != Result()
    ]
    if whole != borne:
        rows.append(_row(ground, WITHOUT, whole - borne, NONE))
    sums = (
        Sum("revenue", whole.revenue),
        Sum("expense", whole.expense),
        Sum("result", whole.result),
        Sum("result_with_value", borne.result),
        Sum("result_without_value", (whole - borne).result),
    )
    return Told(tuple(rows), DimensionRow, sums, () if dimension.is_unique else (SEVERAL,))


def paths(dimension: Dimension) -> Mapping[UUID, str]:
    """What each value is called with those above it, in the order of the tree."""
    found: dict[UUID, str] = {}
    for value in dimension.values:
        above = found.get(value.parent_id) if value.parent_id else None
        found[value.id] = f"{above} / {value.name}" if above else value.name
    return found


def _row(ground: Ground, name: str, result: Result, which: str) -> DimensionRow:
    return DimensionRow(
        name=name,
        revenue=ground.money(result.revenue),
        expense=ground.money(result.expense),
        result=ground.money(result.result),
        drill=f"value:{which}",
    )


def _result(accounts: Sequence[ReportAccount], moved: Moved) -> Result:
    found = Result()
    for account in accounts:
        net = _first(moved, account.id).net if account.of_result else 0
        found += Result(-net, 0) if account.account_class is AccountClass.REVENUE else Result(0, net)
    return found


def _first(moved: Moved, account: UUID) -> Turnover:
    turnovers = moved.get(account)
    return turnovers[0] if turnovers else NOTHING


def _check(borne: Result, results: Sequence[Result]) -> None:
    total = sum(results, Result())
    must_equal("Revenue of all values = revenue of what bears any", total.revenue, borne.revenue)
    must_equal("Expense of all values = expense of what bears any", total.expense, borne.expense)
