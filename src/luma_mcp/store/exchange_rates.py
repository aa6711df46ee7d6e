"""Exchange rates as the European Central Bank publishes them: units of a currency for one euro.

They belong to nobody: every profile of the database converts with the same ones.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, select
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.domain.ecb import Quote
from luma_mcp.domain.exchange import EURO, STALE_DAYS, ExchangeRate, cross_rate
from luma_mcp.domain.model import Day
from luma_mcp.errors import Invalid, RateMissing
from luma_mcp.store.books import Books
from luma_mcp.store.schema import day, decimal, table, text

exchange_rate = table(
    "exchange_rate",
    text("currency"),
    day("date"),
    decimal("rate"),
    text("source"),
    PrimaryKeyConstraint("currency", "date"),
)

ECB = "ecb"
SAME_CURRENCY = "same_currency"
"""The source of the rate 1 between a currency and itself."""

_BATCH = 5_000


async def rate_on(books: Books, base: str, currency: str, day: Day) -> ExchangeRate:
    """What one unit of a currency was worth in the books' currency: the newest rate on or before a day.

    Both sides are of the same day, at most a week before; the euro is always 1.

    Raises:
        RateMissing: no rate was published (or imported) for that week.
    """
    if base == currency:
        return ExchangeRate(base, currency, Decimal(1), day, SAME_CURRENCY)
    kept = exchange_rate.c
    week = kept.date.between(day - timedelta(days=STALE_DAYS), day)
    query = select(kept.date, kept.currency, kept.rate, kept.source).where(kept.currency.in_((base, currency)), week)
    rates: dict[Day, dict[str, Decimal]] = {}
    sources: dict[Day, str] = {}
    for row in await books.fetch_all(query.order_by(kept.date.desc())):
        rates.setdefault(row["date"], {EURO: Decimal(1)})[row["currency"]] = row["rate"]
        sources[row["date"]] = row["source"]
    for published, worth in rates.items():
        if base in worth and currency in worth:
            source = sources[published]
            return cross_rate(base, currency, worth[base], worth[currency], date=published, source=source)
    raise _missing(base, currency, day, rates.values())


def _missing(base: str, currency: str, day: Day, found: Any) -> RateMissing:
    """Name the currency that has no rate; the foreign one where each has some, but never on the same day."""
    has = {one for worth in found for one in worth} | {EURO}
    named = base if currency in has and base not in has else currency
    return RateMissing(f"There is no exchange rate of {named} for {day} or the {STALE_DAYS} days before.")


async def import_quotes(
    connection: AsyncConnection, quotes: Sequence[Quote], *, replace: bool = False, source: str = ECB
) -> tuple[int, int]:
    """Keep published rates; how many were added (or replaced), and how many were there already.

    Raises:
        Invalid: a rate that is there already differs, and `replace` is not set; the caller's transaction ends.
    """
    if connection.dialect.name == "postgresql":  # on SQLite there is no other writer
        await connection.execute(sql("LOCK TABLE exchange_rate IN SHARE ROW EXCLUSIVE MODE"))
    added = 0
    for batch in _batches(sorted(quotes, key=lambda quote: (quote.date, quote.currency))):
        kept = await _kept(connection, batch[0].date, batch[-1].date)
        changed = [quote for quote in batch if kept.get((quote.currency, quote.date)) != quote.rate]
        if not replace:
            _refuse_other_rates(changed, kept)
        await _write(connection, changed, source)
        added += len(changed)
    return added, len(quotes) - added


def _batches(quotes: Sequence[Quote]) -> Iterator[Sequence[Quote]]:
    return (quotes[start : start + _BATCH] for start in range(0, len(quotes), _BATCH))


async def _kept(connection: AsyncConnection, first: Day, last: Day) -> Mapping[tuple[str, Day], Decimal]:
    kept = exchange_rate.c
    query = select(kept.currency, kept.date, kept.rate).where(kept.date.between(first, last))
    return {(row.currency, row.date): row.rate for row in await connection.execute(query)}


def _refuse_other_rates(changed: Sequence[Quote], kept: Mapping[tuple[str, Day], Decimal]) -> None:
    for quote in changed:
        rate = kept.get((quote.currency, quote.date))
        if rate is not None:
            raise Invalid(
                f"{quote.currency} of {quote.date} is kept as {rate:f} for one euro, and the file says {quote.rate:f}.",
                fix="Documents may have been booked with it. Nothing was changed; --replace takes the file's rates.",
            )


async def _write(connection: AsyncConnection, quotes: Sequence[Quote], source: str) -> None:
    if not quotes:
        return
    insert: Any = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    statement = insert(exchange_rate)
    taken = {"rate": statement.excluded.rate, "source": statement.excluded.source}
    rows = [{"currency": one.currency, "date": one.date, "rate": one.rate, "source": source} for one in quotes]
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["currency", "date"], set_=taken),
        rows,
    )
