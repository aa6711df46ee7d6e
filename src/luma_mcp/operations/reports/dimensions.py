"""Profit and loss by the values of a dimension, or of one value with all that are below it."""

from uuid import UUID

from luma_mcp.domain.dimensions import Dimension
from luma_mcp.domain.reports.dimensions import NONE, Movements, dimension_report, paths
from luma_mcp.domain.reports.ground import Moved
from luma_mcp.domain.reports.profit_loss import profit_loss
from luma_mcp.domain.reports.query import bad_drill
from luma_mcp.domain.reports.report import Told
from luma_mcp.domain.reports.rows import AmountRow
from luma_mcp.errors import BadReport, NotFound
from luma_mcp.operations.reports.asked import Asked
from luma_mcp.store.books import Books
from luma_mcp.store.dimensions import find_dimension, find_values_below
from luma_mcp.store.reports.balances import turnovers
from luma_mcp.store.reports.ground import accounts_of
from luma_mcp.store.reports.tagged import turnovers_by_value, turnovers_of_any


async def dimensions(books: Books, asked: Asked) -> Told:
    """Revenue, expense and result by the values of a dimension, or the accounts under one of them.

    Raises:
        BadReport: no dimension is named.
        NotFound: there is no such dimension.
        ReportBroken: the values of a unique dimension do not come to what bears any of them.
    """
    if asked.query.dimension_id is None:
        raise BadReport.field("dimension_id", "is needed for dimensions: list_dimensions names them")
    dimension = await find_dimension(books, asked.query.dimension_id)
    if dimension is None:
        raise NotFound.of("dimension", asked.query.dimension_id)
    span, accounts = asked.ground.span, await accounts_of(books)
    moved = Movements(
        whole=await turnovers(books, [span], accounts=[account.id for account in accounts if account.of_result]),
        borne=await turnovers_of_any(books, [span], dimension_id=dimension.id),
        by_value=await turnovers_by_value(books, dimension.id, span),
    )
    if asked.query.drill is None:
        return dimension_report(asked.ground, dimension, accounts, moved)
    return await _accounts(books, asked, moved.under(_value(asked, dimension)))


async def value_profit_loss(books: Books, asked: Asked, value_id: UUID) -> Told:
    """Profit and loss of the lines that bear a value or one below it, each line once.

    Raises:
        NotFound: there is no such value.
    """
    values = await find_values_below(books, value_id)
    if not values:
        raise NotFound.of("dimension value", value_id)
    return await _accounts(books, asked, await turnovers_of_any(books, asked.ground.ranges, values=values))


async def _accounts(books: Books, asked: Asked, moved: Moved) -> Told:
    """The accounts of a part of the books; what is beneath them is not told apart."""
    told = profit_loss(asked.ground, await accounts_of(books), moved, is_whole=False)
    rows = tuple(row.model_copy(update={"drill": None}) for row in told.rows)
    return Told(rows, AmountRow, told.sums)


def _value(asked: Asked, dimension: Dimension) -> str:
    kind, which = asked.query.handle
    if kind != "value" or which not in {NONE, *map(str, paths(dimension))}:
        raise bad_drill(asked.query, "value:ID", "value:none")
    return which
