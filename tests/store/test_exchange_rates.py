"""Exchange rates kept: found for a day, imported once, and never changed unasked. On both databases."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import anyio
import pytest
from sqlalchemy import event

from luma_mcp.demo.rates import demo_quotes
from luma_mcp.domain.ecb import Quote
from luma_mcp.domain.exchange import ExchangeRate
from luma_mcp.errors import Invalid, RateMissing
from luma_mcp.store.books import Books, Scene
from luma_mcp.store.exchange_rates import import_quotes, rate_on
from tests.store.raw import ask, attack
from tests.world import START, World

THURSDAY, FRIDAY, NEXT_FRIDAY = date(2026, 3, 26), date(2026, 3, 27), date(2026, 4, 3)


def quote(currency: str, day: date, rate: str) -> Quote:
    return Quote(currency, day, Decimal(rate))


QUOTES = (
    quote("CHF", THURSDAY, "0.94"),
    quote("USD", THURSDAY, "1.08"),
    quote("ISK", THURSDAY, "145"),
    quote("CHF", FRIDAY, "0.9412"),
    quote("USD", FRIDAY, "1.0815"),
    quote("DKK", NEXT_FRIDAY, "7.46"),
)


@pytest.fixture
async def world(world: World) -> World:
    """A world that has not got any rates yet."""
    await attack(world, "DELETE FROM exchange_rate")
    return world


async def keep(world: World, *quotes: Quote, replace: bool = False) -> tuple[int, int]:
    async with world.parts.database.writing() as connection:
        return await import_quotes(connection, quotes, replace=replace)


async def in_books(world: World, work: Callable[[Books], Awaitable[Any]]) -> Any:
    scene = Scene(world.owner.account_id, "test", "test", read_only=True, now=START, today=FRIDAY, new_id=uuid4)
    async with world.parts.database.reading() as connection:
        return await work(Books(connection, scene, world.swiss))


async def found(world: World, base: str, currency: str, day: date) -> ExchangeRate:
    made: ExchangeRate = await in_books(world, lambda books: rate_on(books, base, currency, day))
    return made


@pytest.mark.parametrize(
    ("pair", "day", "rate", "published"),
    [
        ("CHF EUR", FRIDAY, "0.9412", FRIDAY),
        ("EUR CHF", FRIDAY, "1.062473438164", FRIDAY),
        ("CHF USD", FRIDAY, "0.870272769302", FRIDAY),
        ("CHF USD", THURSDAY, "0.87037037037", THURSDAY),
        ("CHF USD", date(2026, 3, 29), "0.870272769302", FRIDAY),
        ("CHF EUR", NEXT_FRIDAY, "0.9412", FRIDAY),
        ("CHF ISK", FRIDAY, "0.006482758621", THURSDAY),
    ],
)
async def test_the_newest_rate_on_or_before_a_day_is_taken(
    world: World, pair: str, day: date, rate: str, published: date
) -> None:
    base, currency = pair.split()
    await keep(world, *QUOTES)
    assert await found(world, base, currency, day) == ExchangeRate(base, currency, Decimal(rate), published, "ecb")


@pytest.mark.parametrize(
    ("base", "currency", "day", "named"),
    [
        ("CHF", "EUR", date(2026, 4, 4), "CHF for 2026-04-04"),
        ("CHF", "USD", date(2026, 3, 25), "USD for 2026-03-25"),
        ("CHF", "KWD", FRIDAY, "KWD for 2026-03-27"),
        ("KWD", "USD", FRIDAY, "KWD for 2026-03-27"),
        ("DKK", "USD", NEXT_FRIDAY, "USD for 2026-04-03"),
    ],
)
async def test_a_rate_that_is_missing_or_too_old_is_named(
    world: World, base: str, currency: str, day: date, named: str
) -> None:
    await keep(world, *QUOTES)
    with pytest.raises(RateMissing) as caught:
        await found(world, base, currency, day)
    assert named in caught.value.message
    assert "luma-mcp rates import FILE" in caught.value.way_out
    assert caught.value.code == "rate_missing"


async def test_a_rate_is_found_with_one_statement_and_its_own_currency_with_none(world: World) -> None:
    await keep(world, *QUOTES)
    statements: list[str] = []
    reader, _ = world.parts.database.engines
    event.listen(reader.sync_engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    await found(world, "CHF", "CHF", FRIDAY)
    assert [one for one in statements if one != "BEGIN"] == []
    await found(world, "CHF", "USD", FRIDAY)
    assert [one[:6] for one in statements if one != "BEGIN"] == ["SELECT"]
    own = await found(world, "CHF", "CHF", FRIDAY)
    assert own == ExchangeRate("CHF", "CHF", Decimal(1), FRIDAY, "same_currency")


async def test_what_is_there_already_is_left_alone(world: World) -> None:
    assert await keep(world, *QUOTES[:4]) == (4, 0)
    assert await keep(world, *QUOTES) == (2, 4)
    assert await keep(world, quote("USD", FRIDAY, "1.08150")) == (0, 1)
    assert await keep(world) == (0, 0)
    assert await ask(world, "SELECT count(*) FROM exchange_rate") == len(QUOTES)


async def test_another_rate_for_a_day_is_refused_and_nothing_is_kept_of_it(world: World) -> None:
    await keep(world, *QUOTES)
    others = (quote("USD", FRIDAY, "1.0816"), quote("CHF", FRIDAY, "0.95"), quote("SEK", THURSDAY, "11.25"))
    with pytest.raises(Invalid, match=r"CHF of 2026-03-27 is kept as 0\.9412 for one euro, and the file says 0\.95"):
        await keep(world, *others)
    assert await ask(world, "SELECT count(*) FROM exchange_rate") == len(QUOTES)
    assert await keep(world, *others, replace=True) == (3, 0)
    assert (await found(world, "CHF", "EUR", FRIDAY)).rate == Decimal("0.95")


async def test_years_of_rates_are_kept_in_one_go(world: World) -> None:
    quotes = demo_quotes()
    assert await keep(world, *quotes) == (len(quotes), 0)
    assert await keep(world, *quotes) == (0, len(quotes))
    late = Quote("USD", quotes[-1].date, Decimal("1.9999"))
    with pytest.raises(Invalid, match="USD of 2026-07-10"):
        await keep(world, quote("USD", date(1999, 1, 4), "1.17"), *quotes[:6000], late)
    assert await ask(world, "SELECT count(*) FROM exchange_rate") == len(quotes)


async def test_two_imports_at_once_do_not_disturb_each_other(world: World) -> None:
    done: list[tuple[int, int]] = []

    async def one() -> None:
        done.append(await keep(world, *QUOTES))

    async with anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(one)
    assert sorted(done) == [(0, 6), (0, 6), (0, 6), (6, 0)]


def test_the_demo_rates_repeat_and_are_plausible() -> None:
    quotes = demo_quotes()
    assert quotes == demo_quotes()
    assert len(quotes) == len({(one.currency, one.date) for one in quotes}) == 15 * 406
    assert all(one.date.weekday() < 5 and one.rate > 0 for one in quotes)
    francs = [one.rate for one in quotes if one.currency == "CHF"]
    assert Decimal("0.92") <= min(francs) < max(francs) <= Decimal("0.96")
