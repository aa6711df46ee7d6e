"""Cash flow, indirect: the result, and what other accounts took or gave, are what cash moved by."""

from collections.abc import Sequence
from dataclasses import dataclass

from luma_mcp.domain.charts import AccountType
from luma_mcp.domain.reports.ground import Ground, Moved, ReportAccount, moved_on
from luma_mcp.domain.reports.report import Sum, Told, must_equal
from luma_mcp.domain.reports.rows import AmountRow
from luma_mcp.domain.reports.spans import Span

CASH = frozenset({AccountType.BANK, AccountType.CASH})


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A line of the statement and the accounts whose movement, turned around, it shows."""

    key: str
    section: str
    name: str
    types: frozenset[AccountType]


def _line(key: str, section: str, name: str, *types: AccountType) -> FlowLine:
    return FlowLine(key, section, name, frozenset(types))


RESULT = "result"
DEPRECIATION = "depreciation"
FIXED = "fixed_assets"

LINES = (
    _line(RESULT, "operating", "Result of the period"),
    _line(DEPRECIATION, "operating", "Depreciation"),
    _line("receivables", "operating", "Change in receivables", AccountType.RECEIVABLE),
    _line("payables", "operating", "Change in payables", AccountType.PAYABLE),
    _line("prepayments", "operating", "Change in advance payments from clients", AccountType.PREPAYMENT),
    _line("vat", "operating", "Change in VAT", AccountType.INPUT_VAT, AccountType.OUTPUT_VAT, AccountType.VAT_PAYABLE),
    _line("current_assets", "operating", "Change in other current assets", AccountType.CURRENT_ASSET),
    _line("current_liabilities", "operating", "Change in other current liabilities", AccountType.CURRENT_LIABILITY),
    _line(FIXED, "investing", "Fixed assets bought and sold", AccountType.FIXED_ASSET),
    _line("long_term", "financing", "Change in long-term liabilities", AccountType.LONG_TERM_LIABILITY),
    _line("equity", "financing", "Change in equity", AccountType.EQUITY, AccountType.RETAINED_EARNINGS),
)

SECTIONS = ("operating", "investing", "financing")


def spans_of(ground: Ground) -> tuple[Span, ...]:
    """For each range: itself, and all before it."""
    return tuple(span for one in ground.ranges for span in (one, _before(one)))


def cash_flow(ground: Ground, accounts: Sequence[ReportAccount], moved: Moved) -> Told:
    """Make the rows and sums.

    Raises:
        ReportBroken: the flows are not what cash moved by.
    """
    count = len(ground.ranges)
    flows = {line: [_flow(line, accounts, moved, i, count) for i in range(count)] for line in LINES}
    totals = {
        s: [sum(found[i] for line, found in flows.items() if line.section == s) for i in range(count)] for s in SECTIONS
    }
    opening = [_cash(accounts, moved, 2 * i + 1, count) for i in range(count)]
    closing = [opening[i] + _cash(accounts, moved, 2 * i, count) for i in range(count)]
    for i in range(count):
        change = sum(totals[section][i] for section in SECTIONS)
        must_equal("Operating + investing + financing = change of cash", change, closing[i] - opening[i])
    rows = tuple(
        AmountRow(
            section=line.section,
            account=None,
            name=line.name,
            amount=ground.money(found[0]),
            previous=ground.beside(found),
            drill=f"line:{line.key}",
        )
        for line, found in flows.items()
        if any(found)
    )
    named = {**totals, "opening_cash": opening, "closing_cash": closing}
    return Told(rows, sums=tuple(Sum(n, a[0], a[1] if count > 1 else None) for n, a in named.items()))


def beneath(ground: Ground, key: str, accounts: Sequence[ReportAccount], moved: Moved) -> Told | None:
    """The accounts of one line; None where there is no such line."""
    line = next((line for line in LINES if line.key == key), None)
    if line is None:
        return None
    count = len(ground.ranges)
    wanted = sorted((a for a in accounts if _weight(line, a)), key=lambda a: a.number)
    amounts = {a: [_weight(line, a) * _net(a, moved, i, count) for i in range(count)] for a in wanted}
    rows = tuple(
        AmountRow(
            section=line.section,
            account=account.number,
            name=account.name,
            amount=ground.money(found[0]),
            previous=ground.beside(found),
            drill=account.drill,
        )
        for account, found in amounts.items()
        if any(found)
    )
    totals = [sum(found[i] for found in amounts.values()) for i in range(count)]
    return Told(rows, sums=(Sum(line.key, totals[0], totals[1] if count > 1 else None),))


def _before(span: Span) -> Span:
    return Span(None, span.before)


def _weight(line: FlowLine, account: ReportAccount) -> int:
    """What an account's movement counts for in a line: depreciation is no cash, and no purchase of an asset."""
    if line.key == RESULT:
        return -1 if account.of_result else 0
    if account.type is AccountType.DEPRECIATION:
        return {DEPRECIATION: 1, FIXED: -1}.get(line.key, 0)
    return -1 if account.type in line.types else 0


def _flow(line: FlowLine, accounts: Sequence[ReportAccount], moved: Moved, index: int, count: int) -> int:
    return sum(_weight(line, account) * _net(account, moved, index, count) for account in accounts)


def _net(account: ReportAccount, moved: Moved, index: int, count: int) -> int:
    return moved_on(moved, account, 2 * count)[2 * index].net


def _cash(accounts: Sequence[ReportAccount], moved: Moved, place: int, count: int) -> int:
    of_cash = [account for account in accounts if account.type in CASH]
    return sum(moved_on(moved, account, 2 * count)[place].whole for account in of_cash)
