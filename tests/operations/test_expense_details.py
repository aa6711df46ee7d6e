"""Expenses in detail: VAT in the gross, the way from draft to paid in both modes of bookkeeping, lists and totals."""

from decimal import Decimal
from typing import Any

import pytest

from luma_mcp.errors import BadQuery, ExternalIdTaken, Invalid, NotFound, StatusNotAllowed
from tests.world import World

BOUGHT: dict[str, Any] = {"date": "2026-03-02", "amount": "129.70", "category": "software_it"}


async def expense(world: World, **given: Any) -> Any:
    return await world.run("create_expense", **(BOUGHT | given))


async def numbers(world: World, **query: Any) -> list[str]:
    return [row.number for row in (await world.run("list_expenses", **query)).data]


async def keep_simple_books(world: World) -> None:
    await world.run("update_profile", caller=world.owner, id=world.swiss, bookkeeping_mode="simple")


async def test_an_expense_is_confirmed_at_once_and_bears_no_vat_unless_told(world: World) -> None:
    made = await expense(world)
    assert (made.number, made.status, made.currency) == ("E-001", "unpaid", "CHF")
    assert (str(made.amount), str(made.net), str(made.tax)) == ("129.70", "129.70", "0.00")
    assert (made.paid_on, made.bank_account_id, made.vendor_name, made.receipt) == (None, None, None, None)
    assert made.allowed_actions == ("update_expense", "attach_receipt", "delete_expense")
    assert await world.run("get_expense", id=made.id) == made
    assert (await expense(world)).number == "E-002"


@pytest.mark.parametrize(
    ("amount", "rate", "net", "tax"),
    [
        ("129.70", "8.1", "119.98", "9.72"),
        ("108.10", "8.1", "100.00", "8.10"),
        ("50", "2.6", "48.73", "1.27"),
        ("0.07", "8.1", "0.06", "0.01"),
        ("10000000000000", "25", "8000000000000.00", "2000000000000.00"),
    ],
)
async def test_vat_is_contained_in_the_gross(sqlite_world: World, amount: str, rate: str, net: str, tax: str) -> None:
    made = await expense(sqlite_world, amount=amount, tax_rate=rate)
    assert (str(made.net), str(made.tax), made.net + made.tax) == (net, tax, Decimal(amount))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "0"),
        ("amount", "0.001"),
        ("amount", "10000000000000.01"),
        ("amount", 1.5),
        ("category", "unknown"),
        ("tax_rate", "-1"),
        ("date", "2026-02-30"),
        ("date", "1899-12-31"),
        ("status", "overdue"),
        ("vendor_id", "0197a943-2325-7829-b835-b6c71a293065"),
        ("bank_account_id", "0197a943-2325-7829-b835-b6c71a293065"),
    ],
)
async def test_what_cannot_be_spent_is_refused_by_field(sqlite_world: World, field: str, value: object) -> None:
    with pytest.raises(Invalid) as caught:
        await expense(sqlite_world, **{field: value})
    assert [problem.field for problem in caught.value.problems] == [field]
    assert (await expense(sqlite_world)).number == "E-001"


async def test_an_expense_goes_from_draft_to_unpaid_to_paid(world: World) -> None:
    bank = await world.run("create_bank_account", name="Bank")
    made = await expense(world, status="draft")
    assert (made.status, made.paid_on) == ("draft", None)
    confirmed = await world.run("update_expense", id=made.id, status="unpaid")
    assert (confirmed.status, confirmed.paid_on, confirmed.bank_account_id) == ("unpaid", None, None)
    paid = await world.run("update_expense", id=made.id, status="paid")
    assert (paid.status, str(paid.paid_on), paid.bank_account_id) == ("paid", "2026-03-31", bank.id)
    with pytest.raises(StatusNotAllowed, match="does not become a draft again"):
        await world.run("update_expense", id=made.id, status="draft")
    undone = await world.run("update_expense", id=made.id, status="unpaid")
    assert (undone.status, undone.paid_on) == ("unpaid", None)


async def test_a_day_of_payment_alone_pays_what_is_unpaid(world: World) -> None:
    assert (await expense(world, paid_on="2026-03-05")).status == "paid"
    unpaid = await expense(world)
    paid = await world.run("update_expense", id=unpaid.id, paid_on="2026-03-10")
    assert (paid.status, str(paid.paid_on)) == ("paid", "2026-03-10")
    moved = await world.run("update_expense", id=unpaid.id, paid_on="2026-03-11", amount="100")
    assert (str(moved.paid_on), str(moved.amount)) == ("2026-03-11", "100.00")
    draft = await expense(world, status="draft")
    with pytest.raises(Invalid, match="paid_on: a draft is not paid"):
        await world.run("update_expense", id=draft.id, paid_on="2026-03-10")


async def test_what_is_not_paid_has_no_day_of_payment(world: World) -> None:
    for status, named in (("draft", "a draft"), ("unpaid", "what is unpaid")):
        with pytest.raises(Invalid, match=f"paid_on: {named} is not paid"):
            await expense(world, status=status, paid_on="2026-03-10")
    paid = await expense(world, status="paid")
    with pytest.raises(Invalid, match="paid_on: what is unpaid is not paid"):
        await world.run("update_expense", id=paid.id, status="unpaid", paid_on="2026-03-10")


async def test_nothing_is_paid_in_the_future(world: World) -> None:
    with pytest.raises(Invalid, match="paid_on: lies in the future"):
        await expense(world, paid_on="2026-04-01")
    assert (await expense(world, date="2026-04-01")).status == "unpaid"
    assert str((await expense(world, date="2026-04-01", status="paid")).paid_on) == "2026-03-31"
    await keep_simple_books(world)
    with pytest.raises(Invalid, match="date: lies in the future"):
        await expense(world, date="2026-04-01")


async def test_in_simple_books_what_is_confirmed_is_paid_on_its_day(world: World) -> None:
    await keep_simple_books(world)
    for given in ({}, {"status": "unpaid"}, {"status": "paid"}):
        made = await expense(world, **given)
        assert (made.status, str(made.paid_on)) == ("paid", "2026-03-02")
    draft = await expense(world, status="draft")
    assert (draft.status, draft.paid_on) == ("draft", None)
    confirmed = await world.run("update_expense", id=draft.id, status="unpaid")
    assert (confirmed.status, str(confirmed.paid_on)) == ("paid", "2026-03-02")


async def test_an_expense_is_paid_from_an_account_of_its_currency(world: World) -> None:
    euros = await world.run("create_bank_account", name="Euros", currency="EUR")
    assert (await expense(world, status="paid")).bank_account_id is None
    with pytest.raises(Invalid, match="Euros is in EUR, this is in CHF"):
        await expense(world, status="paid", bank_account_id=euros.id)
    cash = await world.run("create_bank_account", name="Cash")
    assert (await expense(world, status="paid")).bank_account_id == cash.id


async def test_only_the_fields_given_change_and_vat_is_computed_anew(world: World) -> None:
    made = await expense(world, tax_rate="8.1", description="Licences", due_date="2026-04-30")
    world.clock.move(minutes=1)
    changed = await world.run("update_expense", id=made.id, amount="108.10", due_date=None)
    assert (str(changed.net), str(changed.tax), changed.description) == ("100.00", "8.10", "Licences")
    assert (changed.due_date, changed.number, changed.updated_at) == (None, "E-001", world.clock.now)
    without = await world.run("update_expense", id=made.id, tax_rate="0", category="Travel")
    assert (str(without.tax), without.category) == ("0.00", "travel")
    assert await world.run("get_expense", id=made.id) == without


@pytest.mark.parametrize("field", ["date", "amount", "category", "tax_rate", "status"])
async def test_what_every_expense_has_cannot_be_emptied(sqlite_world: World, field: str) -> None:
    made = await expense(sqlite_world)
    with pytest.raises(Invalid, match=f"{field}: cannot be empty"):
        await sqlite_world.run("update_expense", **{"id": made.id, field: None})


async def test_an_external_id_is_recorded_once(world: World) -> None:
    made = await expense(world, external_id="scan-1")
    other = await expense(world)
    with pytest.raises(ExternalIdTaken):
        await expense(world, external_id="scan-1")
    with pytest.raises(ExternalIdTaken):
        await world.run("update_expense", id=other.id, external_id="scan-1")
    assert (await world.run("update_expense", id=made.id, external_id="scan-1")).external_id == "scan-1"
    assert await numbers(world, external_id="scan-1") == ["E-001"]
    await world.run("delete_expense", id=made.id)
    assert (await expense(world, external_id="scan-1")).number == "E-003"


async def test_a_deleted_expense_is_gone_with_what_it_took_from_the_bank(world: World) -> None:
    bank = await world.run("create_bank_account", name="Bank")
    made = await expense(world, status="paid")
    assert str((await world.run("get_bank_account", id=bank.id)).balance) == "-129.70"
    assert (await world.run("delete_expense", id=made.id)).deleted
    assert str((await world.run("get_bank_account", id=bank.id)).balance) == "0.00"
    with pytest.raises(NotFound, match="No expense"):
        await world.run("get_expense", id=made.id)


async def test_totals_are_over_everything_that_matches_and_not_only_the_page(world: World) -> None:
    await expense(world, amount="108.10", tax_rate="8.1", status="paid")
    await expense(world, amount="50", tax_rate="2.6")
    await expense(world, amount="10", status="draft")
    page = await world.run("list_expenses", limit=1)
    total = page.totals["CHF"]
    assert (len(page.data), page.meta.total) == (1, 3)
    assert (str(total.net), str(total.tax), str(total.gross)) == ("158.73", "9.37", "168.10")
    assert (str(total.paid), str(total.open)) == ("108.10", "60.00")
    unpaid = (await world.run("list_expenses", status="unpaid")).totals["CHF"]
    assert (str(unpaid.gross), str(unpaid.open)) == ("50.00", "50.00")
    assert (await world.run("list_expenses", from_="2026-03-03")).totals == {}


async def test_expenses_are_narrowed_by_date_status_category_vendor_and_account(world: World) -> None:
    bank = await world.run("create_bank_account", name="Bank")
    vendor = await world.run("create_vendor", name="Swisscom")
    await expense(world, date="2026-01-31", status="paid")
    await expense(world, date="2026-02-01", category="travel", vendor_id=vendor.id)
    await expense(world, date="2026-02-28", status="draft")
    assert await numbers(world, **{"from": "2026-02-01", "to": "2026-02-28"}) == ["E-003", "E-002"]
    assert await numbers(world, to="2026-01-31") == ["E-001"]
    assert await numbers(world, status="draft") == ["E-003"]
    assert await numbers(world, category="travel") == ["E-002"]
    assert await numbers(world, vendor_id=vendor.id) == ["E-002"]
    assert await numbers(world, bank_account_id=bank.id) == ["E-001"]


async def test_expenses_are_searched_by_words_of_their_own_and_of_the_vendor(world: World) -> None:
    vendor = await world.run("create_vendor", name="Bäckerei Süß", city="Bern")
    await expense(world, description="Gipfeli 50% + Kaffee_1", vendor_id=vendor.id, external_id="Q7")
    await expense(world, description="Gipfeli 50 + Kaffee1")
    for words in ("50%", "e_1", "BÄCKEREI", "süss", "bern gipfeli", "e-001", "q7"):
        assert await numbers(world, search=words) == ["E-001"]
    assert await numbers(world, search="software_it") == ["E-002", "E-001"]
    assert await numbers(world, search="gipfeli zürich") == []


async def test_expenses_come_newest_first_or_as_asked(world: World) -> None:
    vendor = await world.run("create_vendor", name="anna")
    await expense(world, date="2026-03-01", amount="9.5", vendor_id=vendor.id)
    await expense(world, date="2026-03-03", amount="100")
    await expense(world, date="2026-03-02", amount="20", vendor_id=(await world.run("create_vendor", name="Beat")).id)
    assert await numbers(world) == ["E-002", "E-003", "E-001"]
    assert await numbers(world, sort="amount") == ["E-001", "E-003", "E-002"]
    assert await numbers(world, sort="-number") == ["E-003", "E-002", "E-001"]
    assert await numbers(world, sort="vendor") == ["E-002", "E-001", "E-003"]
    with pytest.raises(BadQuery, match="sort"):
        await numbers(world, sort="status")


@pytest.mark.parametrize("sort", ["-date", "vendor", "-amount", "updated_at"])
async def test_pages_stay_right_while_expenses_are_added(world: World, sort: str) -> None:
    made = {(await expense(world)).number for _ in range(3)}
    first = await world.run("list_expenses", limit=2, sort=sort)
    late = (await expense(world, date="2026-03-30", amount="500")).number
    rest = await world.run("list_expenses", limit=5, sort=sort, cursor=first.meta.next_cursor)
    seen = [row.number for row in (*first.data, *rest.data)]
    assert (len(seen), set(seen) - {late}) == (len(set(seen)), made)
    assert rest.meta.next_cursor is None
