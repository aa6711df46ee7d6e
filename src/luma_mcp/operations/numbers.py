"""The number of a new document or record: the next of its series, or the one given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from luma_mcp.domain.numbering import format_number, parse_number
from luma_mcp.errors import NumberTaken
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.counters import last_taken, move_past, record_void, take_next


@dataclass(frozen=True, slots=True)
class Series:
    """A series of document numbers; `taken` tells whether a document bears a number, in the series or not."""

    name: str
    prefix: str
    padding: int
    taken: Callable[[WritableBooks, str], Awaitable[bool]]


async def next_number(books: WritableBooks, series: Series) -> tuple[str, int]:
    """The next number of a series; one that a document outside the series already bears is recorded void."""
    while True:
        n = await take_next(books, series.name)
        number = format_number(series.prefix, series.padding, n)
        if not await series.taken(books, number):
            return number, n
        await record_void(books, series.name, n, n, number=number, reason="borne by a document outside the series")


async def party_number(
    books: WritableBooks, series: str, prefix: str, taken: Callable[[Books, str], Awaitable[bool]]
) -> str:
    """The next number of clients or vendors that nobody bears; theirs are no documents, so none has to be void."""
    while True:
        number = format_number(prefix, 3, await take_next(books, series))
        if not await taken(books, number):
            return number


async def given_number(books: WritableBooks, series: Series, number: str) -> tuple[str, int | None]:
    """A number that was given: one of the series moves the counter past it, any other lies outside the series.

    Raises:
        NumberTaken: it is used, or was used and is void.
    """
    if await series.taken(books, number):
        raise NumberTaken
    n = parse_number(number, series.prefix, series.padding)
    if n is not None and not await move_past(books, series.name, n):
        raise NumberTaken("This number was used before and is void; numbers are never used again.")
    return number, n


async def record_number(books: WritableBooks, series: Series, given: str | None, *, subject: str) -> str:
    """The number of a record that is no document: the one given, or the next that none bears; gaps mean nothing.

    Raises:
        NumberTaken: it is used.
    """
    if given is None:
        while True:
            number = format_number(series.prefix, series.padding, await take_next(books, series.name))
            if not await series.taken(books, number):
                return number
    if await series.taken(books, given):
        raise NumberTaken(subject=subject)
    n = parse_number(given, series.prefix, series.padding)
    if n is not None and n > await last_taken(books, series.name):
        await move_past(books, series.name, n)
    return given
