"""Posting: the one way into the journal. A voucher becomes an entry, or is taken back by its exact opposite."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from luma_mcp.domain.ledger import Area, EntryKind, Leg, Posted, Voucher
from luma_mcp.domain.periods import fiscal_year_of
from luma_mcp.ledger_errors import PeriodLocked
from luma_mcp.store import posting as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.entry_facts import facts_of
from luma_mcp.store.fiscal_years import add_year, neighbours
from luma_mcp.store.posting import Ground
from luma_mcp.store.profiles import this_profile


async def post(books: WritableBooks, voucher: Voucher) -> Posted | None:
    """Post a voucher; one whose legs are all zero moves nothing and is no entry.

    Raises:
        PeriodLocked: its date lies in a closed year or a locked period; names the first open date.
    """
    legs = tuple(leg for leg in voucher.legs if leg.says_something)
    if not legs:
        return None
    voucher = replace(voucher, legs=legs)
    ground = await open_ground(books, voucher.date, voucher.area)
    voucher = replace(voucher, legs=_in_open_vat_period(legs, ground))
    posted = await store.write_entry(books, ground, voucher, books.new_id())
    books.note_head(posted.seq, posted.hash)
    if voucher.on_cash_basis and voucher.kind is not EntryKind.CLOSING:
        amounts = voucher.cash_amounts()
        await store.write_cash_lines(books, posted.entry_id, voucher.date, amounts, cash_seq=ground.cash_seq)
    return posted


async def reverse(
    books: WritableBooks, entry_id: UUID, *, on: date | None = None, description: str | None = None
) -> Posted | None:
    """Post the exact opposite of an entry: same accounts, VAT codes and parties; dated as it was unless said otherwise.

    What it opened or settled must be settled or taken back first: its items are the caller's to close.
    """
    entry = await store.find_entry(books, entry_id)
    if entry is None:
        raise LookupError("an entry that is not there cannot be reversed")
    day = on or entry.date
    facts = await facts_of(books, entry_id)
    legs = tuple(leg.opposite() for leg in await store.legs_of(books, entry_id))
    if day != entry.date:
        legs = tuple(replace(leg, tax_date=day if leg.tax_date else None) for leg in legs)
    return await post(
        books,
        Voucher(
            date=day,
            description=description or f"Reversal of {entry.number}: {entry.description}"[:200],
            source=entry.source,
            source_id=entry.source_id,
            legs=legs,
            currency=entry.currency,
            kind=entry.kind,
            area=entry.area,
            rate=entry.rate,
            rate_date=entry.rate_date,
            reverses=entry_id,
            tag_ids=await store.tags_of_entry(books, entry_id),
            facts=facts.opposite() if facts else None,
            on_cash_basis=not any(leg.open_item_id for leg in legs),
        ),
    )


async def open_ground(books: WritableBooks, day: date, area: Area) -> Ground:
    """Where an entry of this date goes; makes the fiscal year where none holds it.

    Raises:
        PeriodLocked: the date is not open to this caller.
    """
    ground = await store.ground_for(books, day, [area])
    if ground.locked_through is not None and day <= ground.locked_through:
        raise PeriodLocked.until(day, ground.locked_through + timedelta(days=1))
    if ground.year_id is None:
        await _make_year(books, day)
        ground = await store.ground_for(books, day, [area])
    return ground


async def refuse_locked(books: Books, day: date, area: Area) -> None:
    """Refuse what is dated in a closed year or a locked period, drafts too, as it could never be posted.

    Raises:
        PeriodLocked: names the first open date.
    """
    locked = await store.locked_day(books, [area])
    if locked is not None and day <= locked:
        raise PeriodLocked.until(day, locked + timedelta(days=1))


def _in_open_vat_period(legs: tuple[Leg, ...], ground: Ground) -> tuple[Leg, ...]:
    """What comes too late for a VAT period that was filed counts in the next one."""
    filed = ground.vat_locked_through
    if filed is None:
        return legs
    first = filed + timedelta(days=1)
    return tuple(replace(leg, tax_date=max(leg.tax_date, first)) if leg.tax_date else leg for leg in legs)


async def _make_year(books: WritableBooks, day: date) -> None:
    """Make the fiscal year that holds a day, as long as its neighbours leave room."""
    first, last = fiscal_year_of(day, (await this_profile(books)).fiscal_year_start)
    before, after = await neighbours(books, day)
    first = max(first, before + timedelta(days=1)) if before else first
    last = min(last, after - timedelta(days=1)) if after else last
    await add_year(books, year_name(first, last), first, last)


def year_name(first: date, last: date) -> str:
    """What a fiscal year is called when nobody says: 2026, or 2025/26."""
    return str(first.year) if first.year == last.year else f"{first.year}/{last.year % 100:02d}"
