"""Reports: which there are, and each by its type."""

from collections.abc import Awaitable, Callable

from luma_mcp.domain.money import to_major
from luma_mcp.domain.reports.csv_file import csv_of
from luma_mcp.domain.reports.query import (
    ALWAYS,
    PAGE_OF_LINES,
    PAGE_OF_ROWS,
    TAKES,
    DateRange,
    ReportFormat,
    ReportQuery,
    ReportType,
    ReportTypeQuery,
)
from luma_mcp.domain.reports.report import TITLES, Figure, Report, ReportMeta, ReportTypes, Sum, Told
from luma_mcp.domain.reports.rows import ReportKind, ReportRow
from luma_mcp.operation import reads
from luma_mcp.operations.reports import ageing, balances, customer_statement, dimensions, lines, vat
from luma_mcp.operations.reports.asked import Asked, resolve
from luma_mcp.store.books import Books

MAKERS: dict[ReportType, Callable[[Books, Asked], Awaitable[Told]]] = {
    ReportType.PROFIT_LOSS: balances.profit_loss,
    ReportType.BALANCE_SHEET: balances.balance_sheet,
    ReportType.TRIAL_BALANCE: balances.trial_balance,
    ReportType.GENERAL_LEDGER: lines.general_ledger,
    ReportType.VAT: vat.vat,
    ReportType.AGED_RECEIVABLES: ageing.aged,
    ReportType.AGED_PAYABLES: ageing.aged,
    ReportType.CASH_FLOW: balances.cash_flow,
    ReportType.CUSTOMER_STATEMENT: customer_statement.customer_statement,
    ReportType.DIMENSIONS: dimensions.dimensions,
}


@reads("reports")
async def list_reports(books: Books, query: ReportTypeQuery) -> ReportTypes:  # noqa: ARG001  the same in all books
    """List the types of reports: what each shows and which parameters it takes."""
    kinds = tuple(
        ReportKind(type=kind, title=title, shows=shows, parameters=(*TAKES[kind], *ALWAYS))
        for kind, (title, shows) in TITLES.items()
    )
    return ReportTypes(data=kinds[: query.limit], meta=ReportMeta(total=len(kinds), limit=query.limit))


@reads("reports")
async def get_report(books: Books, query: ReportQuery) -> Report:
    """Make a report of a period or a date: profit and loss, balance sheet, VAT return, ageing and others.

    Default period: this fiscal year to today; as_of: today. A row's drill, sent with the same type and period, answers
    what lies beneath it. A report that contradicts itself is refused (report_broken).
    """
    asked = await resolve(books, query)
    told = await MAKERS[query.type](books, asked)
    return _dressed(asked, told)


def _dressed(asked: Asked, told: Told) -> Report:
    """A report as it is answered: one page of rows, or all of them as CSV."""
    query, ground = asked.query, asked.ground
    rows, meta = _page(asked, told)
    is_csv = query.format is ReportFormat.CSV
    previous = ground.previous and DateRange(from_=ground.previous[0], to=ground.previous[1])
    return Report(
        type=query.type,
        title=TITLES[query.type][0],
        from_=None if asked.is_spot else ground.first,
        to=None if asked.is_spot else ground.last,
        as_of=ground.last if asked.is_spot else None,
        currency=ground.currency,
        basis=asked.basis if query.type is ReportType.PROFIT_LOSS else None,
        previous=previous,
        data=() if is_csv else rows,
        meta=meta,
        summary=tuple(_figure(one, ground.currency) for one in told.sums),
        notes=told.notes,
        csv=csv_of(told.row, rows) if is_csv else None,
    )


def _page(asked: Asked, told: Told) -> tuple[tuple[ReportRow, ...], ReportMeta]:
    """The rows from the cursor on, where they are not one page already."""
    limit = asked.query.most_rows(PAGE_OF_ROWS)
    if told.is_page:
        limit = asked.query.most_rows(PAGE_OF_LINES)
        return told.rows, ReportMeta(total=None, limit=limit, next_cursor=told.next_cursor)
    start = (asked.key(int) or (0,))[0]
    more = start + limit < len(told.rows)
    cursor = asked.cursor(start + limit) if more else None
    return told.rows[start : start + limit], ReportMeta(total=len(told.rows), limit=limit, next_cursor=cursor)


def _figure(one: Sum, currency: str) -> Figure:
    own = one.currency or currency
    previous = None if one.previous is None else to_major(one.previous, own)
    return Figure(name=one.name, amount=to_major(one.amount, own), previous=previous, currency=own)
