"""Posting and taking back, below every operation: numbers, chain, locks, VAT periods and exact opposites."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from luma_mcp.domain.ledger import AllocationKind, Area, EntryKind, Leg, Posted, Source, Voucher
from luma_mcp.domain.open_items import NewAllocation
from luma_mcp.domain.vat_codes import VatRole
from luma_mcp.ledger_errors import ItemsSettled, PeriodLocked
from luma_mcp.operations.posting import post, refuse_locked, reverse
from luma_mcp.operations.taking_back import day_to_undo, take_back, take_back_document
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import accounts_by_role
from luma_mcp.store.fiscal_years import fiscal_year
from luma_mcp.store.journal import cash_line, head_of, journal_entry, period_balance, vat_balance
from luma_mcp.store.open_items import open_item
from luma_mcp.store.posting import digest_of, legs_of
from luma_mcp.store.settlements import allocate, find_item
from tests.store.ledger import MARCH, bill, last_entry, sell, sold, writing, wrong_with
from tests.store.raw import ask
from tests.world import World

FEBRUARY, APRIL = date(2026, 2, 15), date(2026, 4, 1)


async def taxed(books: WritableBooks, on: date, tax_date: date | None = None, **more: Any) -> Posted:
    """Post a sale of 100.00 and 8.10 VAT, paid at once."""
    accounts = await accounts_by_role(books, "bank", "sales_revenue", "output_vat")
    bank, revenue, vat = (accounts[role].id for role in ("bank", "sales_revenue", "output_vat"))
    code: dict[str, Any] = {"vat_code": "U81", "tax_date": tax_date or on}
    legs = (
        Leg(bank, 10810, 10810, description="Till"),
        Leg(revenue, -10000, -10000, vat_role=VatRole.BASE, of_result=True, **code),
        Leg(vat, -810, -810, vat_role=VatRole.TAX, vat_base=-10000, **code),
    )
    posted = await post(books, Voucher(on, "Sale", Source.MANUAL, legs, "CHF", **more))
    assert posted
    return posted


async def entry_of(books: Books, posted: Posted | None) -> dict[str, Any]:
    """An entry as it was written."""
    assert posted
    found = await books.fetch_one(select(journal_entry).where(books.this(journal_entry, posted.entry_id)))
    return dict(found or {})


async def vat_by_month(books: Books) -> dict[tuple[str, str], int]:
    """What was posted under each VAT role in each month."""
    rows = await books.fetch_all(select(vat_balance).where(books.own(vat_balance)).order_by(vat_balance.c.period))
    return {(row["period"], row["vat_role"]): row["amount_minor"] for row in rows}


async def test_vouchers_are_numbered_without_a_gap_in_each_fiscal_year(world: World) -> None:
    days = [MARCH, date(2025, 6, 1), FEBRUARY, date(2025, 12, 31), date(2026, 12, 31)]
    numbers = [(await sold(world, on=day)).number for day in days]
    assert numbers == ["2026-0001", "2025-0001", "2026-0002", "2025-0002", "2026-0003"]
    async with writing(world) as books:
        years = await books.fetch_all(select(fiscal_year.c.name, fiscal_year.c.last_n).where(books.own(fiscal_year)))
    assert {row["name"]: row["last_n"] for row in years} == {"2025": 2, "2026": 3}


async def test_a_fiscal_year_from_july_on_numbers_its_vouchers_over_new_year(world: World) -> None:
    await world.run("update_profile", id=world.swiss, fiscal_year_start="07-01")
    days = [date(2025, 7, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    numbers = [(await sold(world, on=day)).number for day in days]
    assert numbers == [*(f"2025/26-000{n}" for n in range(1, 5)), "2026/27-0001"]


async def test_a_leap_day_begins_a_fiscal_year_only_where_there_is_one(world: World) -> None:
    await world.run("update_profile", id=world.swiss, fiscal_year_start="03-01")
    assert (await sold(world, on=date(2024, 2, 29))).number == "2023/24-0001"
    assert str(await ask(world, "SELECT end_date FROM fiscal_year")) == "2024-02-29"


async def test_a_refused_posting_takes_no_number(world: World) -> None:
    await sold(world)
    await world.run("set_lock", area="all", locked_through="2026-02-28")
    with pytest.raises(PeriodLocked):
        await sold(world, on=FEBRUARY)
    assert (await sold(world)).number == "2026-0002"


async def test_each_entry_follows_the_digest_of_the_one_before(world: World) -> None:
    async with writing(world) as books:
        assert str(await head_of(books)) == "0:"
        before = ""
        seen: list[str] = []
        for day in (MARCH, date(2025, 6, 1), APRIL):
            posted = await taxed(books, day)
            entry, lines = await last_entry(books)
            assert (entry["seq"], entry["prev_hash"]) == (len(seen) + 1, before)
            assert posted.hash == entry["hash"] == digest_of(entry, lines)
            assert str(books.ledger_head) == str(await head_of(books)) == f"{entry['seq']}:{entry['hash']}"
            before = posted.hash
            seen.append(before)
    assert len({*seen}) == 3
    assert all(len(digest) == 64 for digest in seen)


async def test_the_chain_of_a_profile_is_its_own(world: World) -> None:
    await sold(world)
    async with writing(world, profile=world.danish) as books:
        accounts = await accounts_by_role(books, "bank", "sales_revenue")
        legs = (Leg(accounts["bank"].id, 5, 5), Leg(accounts["sales_revenue"].id, -5, -5, of_result=True))
        posted = await post(books, Voucher(MARCH, "Salg", Source.MANUAL, legs, "DKK"))
        entry = await entry_of(books, posted)
    assert (entry["seq"], entry["prev_hash"], entry["number"]) == (1, "", "2026-0001")


CONTENT = {
    "date": FEBRUARY,
    "number": None,
    "description": None,
    "n": 7,
    "currency": "EUR",
    "created_by": "somebody",
    "reverses": UUID(int=1),
    "rate": Decimal("0.9"),
}
UNDIGESTED = {"number", "description"}


@pytest.mark.parametrize("name", sorted(CONTENT))
async def test_the_digest_covers_what_is_fixed(sqlite_world: World, name: str) -> None:
    await sold(sqlite_world)
    async with writing(sqlite_world) as books:
        entry, lines = await last_entry(books)
    changed = entry | {name: CONTENT[name]}
    assert (digest_of(changed, lines) == entry["hash"]) is (name in UNDIGESTED)


async def test_the_digest_covers_every_line_in_order(sqlite_world: World) -> None:
    async with writing(sqlite_world) as books:
        await taxed(books, MARCH)
        entry, lines = await last_entry(books)
    cent = [lines[0] | {"amount_minor": 10811}, *lines[1:]]
    later = [*lines[:2], lines[2] | {"tax_date": APRIL}]
    worded = [lines[0] | {"description": "Other words"}, *lines[1:]]
    assert entry["hash"] not in {digest_of(entry, found) for found in (cent, later, lines[:2], lines[::-1])}
    assert digest_of(entry, worded) == entry["hash"]


async def test_legs_that_say_nothing_are_left_out_and_a_voucher_of_them_is_no_entry(world: World) -> None:
    async with writing(world) as books:
        accounts = await accounts_by_role(books, "bank", "sales_revenue")
        nothing = tuple(Leg(account.id, 0, 0) for account in accounts.values())
        assert await post(books, Voucher(MARCH, "Nothing", Source.MANUAL, nothing, "CHF")) is None
        assert await books.fetch_value(select(fiscal_year.c.id).where(books.own(fiscal_year))) is None
        assert books.ledger_head is None
        legs = (Leg(accounts["bank"].id, 5, 5), nothing[0], Leg(accounts["sales_revenue"].id, -5, -5, of_result=True))
        posted = await post(books, Voucher(MARCH, "Something", Source.MANUAL, legs, "CHF"))
        entry, lines = await last_entry(books)
    assert posted
    assert (posted.number, entry["line_count"], [line["n"] for line in lines]) == ("2026-0001", 2, [1, 2])


async def test_late_vat_counts_on_the_first_open_day_and_other_vat_on_its_own(world: World) -> None:
    await world.run("set_lock", area="vat", locked_through="2026-02-28")
    async with writing(world) as books:
        late, meant = await taxed(books, FEBRUARY), await taxed(books, FEBRUARY, tax_date=APRIL)
        assert (await entry_of(books, late))["date"] == FEBRUARY
        assert [leg.tax_date for leg in await legs_of(books, late.entry_id)] == [None, MARCH, MARCH]
        assert [leg.tax_date for leg in await legs_of(books, meant.entry_id)] == [None, APRIL, APRIL]
        months = await vat_by_month(books)
    assert months == {
        (month, role): n for month in ("2026-03", "2026-04") for role, n in (("base", -10000), ("tax", -810))
    }


async def test_what_is_reversed_after_its_vat_was_filed_counts_against_the_next_period(world: World) -> None:
    async with writing(world) as books:
        posted = await taxed(books, FEBRUARY)
    await world.run("set_lock", area="vat", locked_through="2026-02-28")
    async with writing(world) as books:
        back = await reverse(books, posted.entry_id)
        assert (await entry_of(books, back))["date"] == FEBRUARY
        months = await vat_by_month(books)
    assert months[("2026-02", "tax")] == -810
    assert months[("2026-03", "tax")] == 810


LOCKS = {"all": "2026-01-31", "sales": "2026-02-20", "purchases": "2026-02-25", "hard": "2026-02-10"}


@pytest.mark.parametrize(
    ("area", "first_open"), [(Area.GENERAL, "2026-02-11"), (Area.SALES, "2026-02-21"), (Area.PURCHASES, "2026-02-26")]
)
async def test_who_comes_too_early_is_told_the_first_day_that_is_open_to_it(
    world: World, area: Area, first_open: str
) -> None:
    for locked, day in LOCKS.items():
        await world.run("set_lock", area=locked, locked_through=day)
    with pytest.raises(PeriodLocked, match=f"The first open date is {first_open}"):
        await sold(world, on=date(2026, 2, 1), area=area)
    async with writing(world) as books:
        with pytest.raises(PeriodLocked, match=f"The first open date is {first_open}"):
            await refuse_locked(books, date(2026, 2, 1), area)
        await refuse_locked(books, date.fromisoformat(first_open), area)
    assert (await sold(world, on=date.fromisoformat(first_open), area=area)).number == "2026-0001"


async def test_before_a_closed_year_the_first_open_date_follows_it(world: World) -> None:
    await sold(world, on=date(2025, 6, 1))
    year = (await world.run("list_fiscal_years")).data[0]
    await world.run("update_fiscal_year", id=year.id, status="closed")
    for day in (date(2025, 12, 31), date(2024, 1, 1)):
        with pytest.raises(PeriodLocked, match="The first open date is 2026-01-01"):
            await sold(world, on=day)
    assert await ask(world, "SELECT count(*) FROM fiscal_year") == 1


async def test_a_reversal_is_the_exact_opposite(world: World) -> None:
    client = await world.client()
    async with writing(world) as books:
        accounts = await accounts_by_role(books, "bank", "sales_revenue")
        code: dict[str, Any] = {"vat_code": "EXP", "vat_role": VatRole.BASE, "tax_date": MARCH, "client_id": client.id}
        legs = (
            Leg(accounts["bank"].id, 9500, 10000, description="EUR"),
            Leg(accounts["sales_revenue"].id, -9500, -10000, of_result=True, **code),
        )
        rated: dict[str, Any] = {"rate": Decimal("0.95"), "rate_date": FEBRUARY, "area": Area.SALES}
        posted = await post(books, Voucher(MARCH, "Export", Source.MANUAL, legs, "EUR", **rated))
        assert posted
        back = await reverse(books, posted.entry_id)
        entry = await entry_of(books, back)
        made = await legs_of(books, entry["id"])
        same = {name: entry[name] for name in ("date", "currency", "area", "source", "kind", *rated)}
        balances = await books.fetch_all(select(period_balance).where(books.own(period_balance)))
    assert made == tuple(leg.opposite() for leg in legs)
    assert same == rated | {"date": MARCH, "currency": "EUR", "source": "manual", "kind": "normal"}
    assert (entry["number"], entry["reverses"]) == ("2026-0002", posted.entry_id)
    assert entry["description"] == "Reversal of 2026-0001: Export"
    assert {row["debit_minor"] - row["credit_minor"] for row in balances} == {0}


async def test_a_reversal_on_another_day_takes_its_vat_there(world: World) -> None:
    async with writing(world) as books:
        posted = await taxed(books, FEBRUARY)
        back = await reverse(books, posted.entry_id, on=APRIL, description="Taken back")
        entry = await entry_of(books, back)
        tax_dates = [leg.tax_date for leg in await legs_of(books, entry["id"])]
        months = await vat_by_month(books)
    assert (entry["date"], entry["description"], tax_dates) == (APRIL, "Taken back", [None, APRIL, APRIL])
    assert (months[("2026-02", "tax")], months[("2026-04", "tax")]) == (-810, 810)


async def test_what_counted_on_a_cash_basis_counts_no_more_once_it_is_reversed(world: World) -> None:
    async with writing(world) as books:
        await reverse(books, (await sell(books)).entry_id, on=APRIL)
        counted = await books.fetch_all(select(cash_line).where(books.own(cash_line)).order_by(cash_line.c.seq))
    assert [(row["date"], row["amount_minor"]) for row in counted] == [(MARCH, -100), (APRIL, 100)]


async def test_what_closes_a_year_counts_in_no_result_and_neither_does_its_reversal(world: World) -> None:
    async with writing(world) as books:
        posted = await sell(books, kind=EntryKind.CLOSING)
        assert (await entry_of(books, await reverse(books, posted.entry_id)))["kind"] == "closing"
        kept = await books.fetch_all(select(period_balance.c.book).where(books.own(period_balance)))
        assert await books.fetch_value(select(cash_line.c.seq).where(books.own(cash_line))) is None
    assert {row["book"] for row in kept} == {"closing"}


async def test_an_entry_that_is_not_there_is_not_reversed(sqlite_world: World) -> None:
    async with writing(sqlite_world) as books:
        with pytest.raises(LookupError):
            await reverse(books, books.new_id())


async def paid(books: WritableBooks, item_id: Any, amount: int = 60) -> Posted:
    """Post money for an open item and settle it by so much."""
    item = await find_item(books, item_id)
    bank = (await accounts_by_role(books, "bank"))["bank"].id
    assert item
    legs = (Leg(bank, amount, amount), Leg(item.account_id, -amount, -amount, open_item_id=item.id))
    posted = await post(books, Voucher(MARCH, "Payment", Source.PAYMENT, legs, "CHF", source_id=books.new_id()))
    assert posted
    entry = posted.entry_id
    await allocate(
        books, item, NewAllocation(AllocationKind.PAYMENT, MARCH, amount_tc=amount, amount=amount, entry_id=entry)
    )
    return posted


async def test_what_an_entry_settled_is_open_again_once_it_is_taken_back(world: World) -> None:
    async with writing(world) as books:
        item_id = await bill(books)
        payment = await paid(books, item_id)
        assert await books.fetch_value(select(open_item.c.open_minor).where(books.this(open_item, item_id))) == 40
        await take_back(books, payment.entry_id, APRIL)
        item = await find_item(books, item_id)
    assert item
    assert (item.open, item.open_tc) == (100, 100)
    assert await wrong_with(world) == []


async def test_what_an_entry_opened_is_closed_once_it_is_taken_back(world: World) -> None:
    async with writing(world) as books:
        item = await find_item(books, await bill(books))
        assert item
        await take_back(books, item.entry_id, APRIL)
        closed = await find_item(books, item.id)
    assert closed == replace(item, open=0, open_tc=0)
    assert str(await ask(world, "SELECT closed_on FROM open_item")) == "2026-04-01"
    assert await wrong_with(world) == []


async def test_what_was_settled_in_part_is_not_taken_back(world: World) -> None:
    async with writing(world) as books:
        item = await find_item(books, await bill(books))
        assert item
        payment = await paid(books, item.id)
        with pytest.raises(ItemsSettled):
            await take_back(books, item.entry_id, APRIL)
        await take_back(books, payment.entry_id, APRIL)
        await take_back(books, item.entry_id, APRIL)
    assert await ask(world, "SELECT open_minor FROM open_item") == 0


async def test_a_document_is_taken_back_newest_first_each_entry_on_its_day_and_once(world: World) -> None:
    async with writing(world) as books:
        document = books.new_id()
        for day in (FEBRUARY, APRIL):
            await taxed(books, day, source_id=document)
        for _ in range(2):
            await take_back_document(books, [Source.MANUAL], document)
        query = select(journal_entry.c.date, journal_entry.c.reverses).where(books.own(journal_entry))
        entries = await books.fetch_all(query.order_by(journal_entry.c.seq))
    assert [row["date"] for row in entries] == [FEBRUARY, APRIL, APRIL, FEBRUARY]
    assert [row["reverses"] is not None for row in entries] == [False, False, True, True]


async def test_what_is_undone_in_a_locked_period_is_undone_today(world: World) -> None:
    await world.run("set_lock", area="all", locked_through="2026-02-28")
    async with writing(world) as books:
        days = [await day_to_undo(books, day, Area.SALES) for day in (FEBRUARY, MARCH)]
    assert days == [date(2026, 3, 31), MARCH]
