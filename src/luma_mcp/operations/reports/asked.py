"""What is asked of a report, with everything that was left away: range, comparison, basis, and where a page begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from luma_mcp.domain.paging import decode_cursor, encode_cursor
from luma_mcp.domain.periods import FiscalYears, a_year_before, period_before
from luma_mcp.domain.profiles import BookkeepingMode, Profile
from luma_mcp.domain.reports.ground import Ground
from luma_mcp.domain.reports.query import TAKES, Basis, Comparison, ReportQuery, ReportType
from luma_mcp.errors import BadCursor, BadReport
from luma_mcp.store.books import Books
from luma_mcp.store.chart import base_currency
from luma_mcp.store.profiles import this_profile
from luma_mcp.store.reports.ground import fiscal_years


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, resolved."""

    query: ReportQuery
    profile: Profile
    ground: Ground
    basis: Basis

    @property
    def is_spot(self) -> bool:
        """Whether the report is about a date, not a range."""
        return "as_of" in TAKES[self.query.type]

    @property
    def cursor_name(self) -> str:
        """What a cursor belongs to: a report, and what is beneath one of its rows."""
        query = self.query
        words = (query.type, self.basis, query.account, query.client_id, query.vendor_id, query.drill)
        of_dimension = (query.dimension_id, query.dimension_value_id)
        return " ".join(str(word) for word in (*words, *of_dimension, self.ground.first, self.ground.last) if word)

    def key(self, *kinds: type) -> tuple[Any, ...] | None:
        """Where the page begins, read from the cursor; None at the start."""
        if self.query.cursor is None:
            return None
        return tuple(_read(kind, value) for kind, value in zip(kinds, self._keys(len(kinds)), strict=True))

    def cursor(self, *values: object) -> str:
        """The cursor of the next page."""
        return encode_cursor(self.cursor_name, values)

    def _keys(self, count: int) -> Sequence[Any]:
        return decode_cursor(self.query.cursor or "", self.cursor_name, count)


def _read(kind: type, value: Any) -> Any:  # noqa: ANN401  a cursor's parts are of many kinds
    try:
        if kind is int:
            if not isinstance(value, int) or not 0 <= value < 2**62:
                raise BadCursor
            return value
        return date.fromisoformat(str(value)) if kind is date else kind(str(value))
    except ValueError:
        raise BadCursor from None


async def resolve(books: Books, query: ReportQuery) -> Asked:
    """Resolve a query against the profile and its fiscal years.

    Raises:
        BadReport: the type does not take a parameter, or the range is none.
    """
    query.check()
    profile = await this_profile(books)
    years = await fiscal_years(books, profile.fiscal_year_start)
    first, last = _range(books.today, query, years)
    ground = Ground(
        first=first,
        last=last,
        previous=_previous(query, years, first, last),
        currency=await base_currency(books),
        language=profile.language,
        country=profile.country,
        years=years,
    )
    simple = profile.bookkeeping_mode is BookkeepingMode.SIMPLE
    of_all = query.type is ReportType.PROFIT_LOSS and query.dimension_value_id is None
    usual = Basis.CASH if simple and of_all else Basis.ACCRUAL
    return Asked(query, profile, ground, query.basis or usual)


def _range(today: date, query: ReportQuery, years: FiscalYears) -> tuple[date, date]:
    if "as_of" in TAKES[query.type]:
        last = years.period(query.period, today)[1] if query.period else query.as_of or today
        return years.holding(last)[0], last
    if query.period is not None:
        return years.period(query.period, today)
    last = query.to or today
    first = query.from_ or years.holding(last)[0]
    if first > last:
        raise BadReport.field("from", "lies after today: give to as well")
    return first, last


def _previous(query: ReportQuery, years: FiscalYears, first: date, last: date) -> tuple[date | None, date] | None:
    """The range to compare with; a balance sheet is compared with the end of the fiscal year before."""
    if query.compare is None:
        return None
    if "as_of" in TAKES[query.type]:
        if query.compare is Comparison.PREVIOUS_YEAR:
            return None, a_year_before(first, last)[1]
        return None, period_before(years.holding(last)[0], last)[1]
    return (period_before if query.compare is Comparison.PREVIOUS else a_year_before)(first, last)
