"""The number of a new document: the next of its series, or the one given."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from luma_mcp.domain.numbering import format_number, parse_number
from luma_mcp.errors import NumberTaken
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.counters import move_past, record_void, take_next

NumberTakenCheck = Callable[[WritableBooks, str, UUID | None], Awaitable[bool]]


async def next_number(
    books: WritableBooks, series: str, prefix: str, padding: int, taken: NumberTakenCheck
) -> tuple[str, int]:
    """The next number of a series; one that a document outside the series already bears is recorded void."""
    while True:
        n = await take_next(books, series)
        number = format_number(prefix, padding, n)
        if not await taken(books, number, None):
            return number, n
        await record_void(books, series, n, n, number=number, reason="borne by a document outside the series")


async def given_number(
    books: WritableBooks, series: str, prefix: str, padding: int, number: str, taken: NumberTakenCheck
) -> tuple[str, int | None]:
    """A number that was given: one of the series moves the counter past it, any other lies outside the series.

    Raises:
        NumberTaken: it is used, or was used and is void.
    """
    if await taken(books, number, None):
        raise NumberTaken
    n = parse_number(number, prefix, padding)
    if n is not None and not await move_past(books, series, n):
        raise NumberTaken("This number was used before and is void; numbers are never used again.")
    return number, n
