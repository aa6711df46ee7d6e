"""Revenue of a period."""

from datetime import date

from luma_mcp.domain.paging import Meta, Sums
from luma_mcp.domain.periods import a_year_before, fiscal_year_of, named_period, period_before
from luma_mcp.domain.revenue import PreviousPeriod, Revenue, RevenueGroup, RevenueQuery, RevenueRow
from luma_mcp.errors import BadQuery
from luma_mcp.operation import reads
from luma_mcp.store import revenue as store
from luma_mcp.store.books import Books
from luma_mcp.store.profiles import this_profile


@reads("revenue")
async def get_revenue(books: Books, query: RevenueQuery) -> Revenue:
    """Show revenue of a period: issued invoices and recorded income, by row or grouped, with totals per currency.

    Default period: this fiscal year to today. Drafts and cancelled invoices are not revenue. compare=previous adds the
    totals of the period before, of the same length.
    """
    start = (await this_profile(books)).fiscal_year_start
    first, last = _period(books, query, start)
    data: tuple[RevenueRow, ...] | tuple[RevenueGroup, ...]
    meta: Meta
    totals: dict[str, Sums]
    if query.group_by is None:
        data, meta, totals = await store.list_revenue(books, query, first, last)
    else:
        data, meta, totals = await store.group_revenue(books, query, first, last)
    previous = None
    if query.compare is not None:
        earlier = _period_before(query, first, last)
        before = await store.total_revenue(books, query, *earlier)
        previous = PreviousPeriod(from_=earlier[0], to=earlier[1], totals=before)
    return Revenue(from_=first, to=last, data=data, meta=meta, totals=totals, previous=previous)


def _period(books: Books, query: RevenueQuery, fiscal_start: str) -> tuple[date, date]:
    if query.period is not None:
        return named_period(query.period, books.today, fiscal_start)
    last = query.to or books.today
    first = query.from_ or fiscal_year_of(last, fiscal_start)[0]
    if first > last:
        raise BadQuery.field("to", "is before from")
    return first, last


def _period_before(query: RevenueQuery, first: date, last: date) -> tuple[date, date]:
    """The fiscal year to date is compared with the year before to the same day, all else with what came just before."""
    if query.period is None and query.from_ is None:
        return a_year_before(first, last)
    return period_before(first, last)
