"""The reports that balances alone answer: profit and loss, balance sheet, trial balance, cash flow."""

from luma_mcp.domain.reports import balance_sheet as sheet
from luma_mcp.domain.reports import cash_flow as flow
from luma_mcp.domain.reports import trial_balance as trial
from luma_mcp.domain.reports.profit_loss import profit_loss as profit_and_loss
from luma_mcp.domain.reports.query import Basis, bad_drill
from luma_mcp.domain.reports.report import Told
from luma_mcp.operations.reports.asked import Asked
from luma_mcp.operations.reports.dimensions import value_profit_loss
from luma_mcp.operations.reports.lines import beneath_account
from luma_mcp.store.books import Books
from luma_mcp.store.reports.balances import turnovers
from luma_mcp.store.reports.ground import accounts_of


async def profit_loss(books: Books, asked: Asked) -> Told:
    """Revenue, expense and result of a range, of what bears a value of a dimension, or the lines of one account."""
    if asked.query.drill:
        return await beneath_account(books, asked)
    if asked.query.dimension_value_id:
        return await value_profit_loss(books, asked, asked.query.dimension_value_id)
    is_cash = asked.basis is Basis.CASH
    accounts = await accounts_of(books)
    moved = await turnovers(books, asked.ground.ranges, cash=is_cash)
    return profit_and_loss(asked.ground, accounts, moved, is_whole=not is_cash)


async def balance_sheet(books: Books, asked: Asked) -> Told:
    """Assets, liabilities and equity on a date, or the lines of one account in its fiscal year to date."""
    if asked.query.drill:
        return await beneath_account(books, asked)
    accounts = await accounts_of(books)
    return sheet.balance_sheet(asked.ground, accounts, await turnovers(books, sheet.spans_of(asked.ground)))


async def trial_balance(books: Books, asked: Asked) -> Told:
    """Balances and turnover of every account, or the lines of one."""
    if asked.query.drill:
        return await beneath_account(books, asked)
    accounts = await accounts_of(books)
    return trial.trial_balance(asked.ground, accounts, await turnovers(books, trial.spans_of(asked.ground)))


async def cash_flow(books: Books, asked: Asked) -> Told:
    """Where cash came from and went, the accounts of one line, or the lines of one account."""
    kind, which = asked.query.handle
    if kind == "account":
        return await beneath_account(books, asked)
    accounts = await accounts_of(books)
    moved = await turnovers(books, flow.spans_of(asked.ground))
    if not kind:
        return flow.cash_flow(asked.ground, accounts, moved)
    told = flow.beneath(asked.ground, which, accounts, moved) if kind == "line" else None
    if told is None:
        raise bad_drill(asked.query, "line:receivables", "account:1100")
    return told
