"""Reports as tests ask for them and read them."""

from decimal import Decimal
from typing import Any

from luma_mcp.access.caller import Caller
from tests.world import World

BOOKS = {"date": "2026-01-15", "category": "software_it"}


async def report(world: World, kind: str, *, caller: Caller | None = None, **given: Any) -> Any:
    """A report of the first profile; `first` and `last` stand for from and to."""
    asked = {{"first": "from", "last": "to"}.get(name, name): value for name, value in given.items()}
    return await world.run("get_report", caller=caller, type=kind, **asked)


async def pages(world: World, kind: str, limit: int, **given: Any) -> list[Any]:
    """All pages of a report, each but the last one full."""
    found = [await report(world, kind, limit=limit, **given)]
    while cursor := found[-1].meta.next_cursor:
        assert len(found[-1].data) == limit
        found.append(await report(world, kind, limit=limit, cursor=cursor, **given))
    return found


def rows(told: Any, *names: str) -> list[tuple[str, ...]]:
    """The named fields of every row, as text."""
    return [tuple(str(getattr(row, name)) for name in names) for row in told.data]


def amounts(told: Any, by: str = "account") -> dict[str, str]:
    """The amount of every row by its account (or box, or name)."""
    return {str(getattr(row, by)): str(row.amount) for row in told.data}


def sums(told: Any, *names: str) -> dict[str, str]:
    """The sums of a report by name; all, or those named."""
    return {figure.name: str(figure.amount) for figure in told.summary if not names or figure.name in names}


def previous(told: Any) -> dict[str, str]:
    """The sums of the comparison by name."""
    return {figure.name: str(figure.previous) for figure in told.summary}


def adds(told: Any, name: str) -> Decimal:
    """What a column of the rows sums to."""
    return sum((getattr(row, name) for row in told.data), Decimal(0))


async def expense(world: World, amount: str, *, caller: Caller | None = None, **given: Any) -> Any:
    """An expense of 15 January for software, unpaid unless said otherwise."""
    return await world.run("create_expense", caller=caller, **BOOKS | {"amount": amount} | given)


async def settings(world: World, **given: Any) -> None:
    """Change the Swiss profile."""
    await world.run("update_profile", caller=world.owner, id=world.swiss, **given)
