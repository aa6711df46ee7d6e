"""Journal entries that change: text in place, all else by a reversal and a new version; taken back, never deleted."""

from typing import Any

import pytest

from luma_mcp.errors import ExternalIdTaken, Invalid, NotFound
from luma_mcp.ledger_errors import EntryManaged, ItemsSettled, PeriodLocked
from tests.books import balances
from tests.operations.entries import entry, line, posted
from tests.world import World

LESS = [line("6570", "100"), line("1020", "-100")]


async def all_of(world: World) -> list[tuple[str, str, str, int]]:
    """Number, status, date and version of every entry, reversed ones and reversals too."""
    page = await world.run("list_journal_entries", include_reversed=True, sort="created_at")
    return [(row.number, row.status, str(row.date), row.version) for row in page.data]


async def changed(world: World, made: Any, **given: Any) -> Any:
    return await world.run("update_journal_entry", id=made.id, **given)


async def test_text_is_mended_in_place(world: World) -> None:
    made = await entry(world)
    mended = await changed(world, made, reference="R-2", description="Server", external_id="x")
    assert (mended.entry_id, mended.number, mended.version, mended.hash) == (made.entry_id, made.number, 1, made.hash)
    assert (mended.reference, mended.description, mended.external_id) == ("R-2", "Server", "x")
    emptied = await changed(world, made, reference=None)
    assert (emptied.reference, emptied.description) == (None, "Server")
    assert await all_of(world) == [("2026-0001", "posted", "2026-03-31", 1)]


async def test_other_lines_make_a_new_version_under_the_same_id(world: World) -> None:
    made = await entry(world, external_id="x")
    anew = await changed(world, made, lines=LESS)
    assert (anew.id, anew.number, anew.version, anew.external_id) == (made.id, "2026-0003", 2, "x")
    assert posted(anew) == [("6570", "100.00", None), ("1020", "-100.00", None)]
    assert await world.run("get_journal_entry", id=made.id) == anew
    first = await world.run("get_journal_entry", id=made.entry_id, include_reversed=True)
    assert first == anew  # the id of the voucher is that of its first entry
    assert await balances(world) == {"1020": -10000, "6570": 10000}
    rows = {row.number: row for row in (await world.run("list_journal_entries", include_reversed=True)).data}
    old, back, new = (rows[f"2026-000{n}"] for n in (1, 2, 3))
    assert (old.status, old.reversed_by, back.reverses) == ("reversed", back.entry_id, old.entry_id)
    assert (old.corrected_by, new.corrects, new.corrected_by) == (new.entry_id, old.entry_id, None)
    assert [row.number for row in (await world.run("list_journal_entries")).data] == ["2026-0003"]


async def test_versions_go_on_and_an_old_one_is_shown_when_asked_for(world: World) -> None:
    made = await entry(world)
    second = await changed(world, made, lines=LESS)
    third = await changed(world, made, date="2026-02-28")
    assert (third.version, str(third.date), third.corrects) == (3, "2026-02-28", second.entry_id)
    old = await world.run("get_journal_entry", id=second.entry_id, include_reversed=True)
    assert (old.status, old.version, old.corrected_by) == ("reversed", 2, third.entry_id)
    assert [row[3] for row in await all_of(world)] == [1, 1, 2, 1, 3]
    with pytest.raises(NotFound):
        await world.run("get_journal_entry", id=second.entry_id)


async def test_another_date_takes_vat_along(world: World) -> None:
    made = await entry(world, line("6570", "108.10", vat_code="I81"), line("1020", "-108.10"))
    moved = await changed(world, made, date="2026-02-15")
    assert posted(moved) == [("6570", "100.00", "base"), ("1171", "8.10", "tax"), ("1020", "-108.10", None)]
    assert [str(row.tax_date) for row in moved.lines[:2]] == ["2026-02-15", "2026-02-15"]


async def test_another_currency_keeps_the_amounts_and_finds_the_rate(world: World) -> None:
    made = await entry(world, line("6570", "1081", vat_code="I81"), line("1020", "-1081"))
    in_euro = await changed(world, made, currency="EUR")
    assert (in_euro.currency, str(in_euro.amount), str(in_euro.rate)) == ("EUR", "1081.00", "0.9551")
    assert [str(row.base_amount) for row in in_euro.lines] == ["955.10", "77.36", "-1032.46"]
    in_yen = await changed(world, made, currency="JPY")
    assert posted(in_yen) == [("6570", "1000", "base"), ("1171", "81", "tax"), ("1020", "-1081", None)]
    odd = await entry(world, line("6570", "0.50"), line("1020", "-0.50"))
    with pytest.raises(Invalid, match="currency"):
        await changed(world, odd, currency="JPY")


async def test_an_entry_is_taken_back_by_its_opposite_on_its_date(world: World) -> None:
    made = await entry(world, line("6570", "108.10", vat_code="I81"), line("1020", "-108.10"), external_id="x")
    await world.run("delete_journal_entry", id=made.id)
    with pytest.raises(NotFound):
        await world.run("get_journal_entry", id=made.id)
    with pytest.raises(NotFound):
        await world.run("delete_journal_entry", id=made.id)
    with pytest.raises(NotFound):
        await changed(world, made, reference="R-1")
    shown = await world.run("get_journal_entry", id=made.id, include_reversed=True)
    assert (shown.status, shown.allowed_actions) == ("reversed", ())
    back = await world.run("get_journal_entry", id=shown.reversed_by, include_reversed=True)
    assert posted(back) == [("6570", "-100.00", "base"), ("1171", "-8.10", "tax"), ("1020", "108.10", None)]
    assert (str(back.date), back.reverses, back.allowed_actions) == ("2026-03-31", made.entry_id, ())
    assert (await world.run("list_journal_entries")).meta.total == 0
    assert (await world.run("list_journal_entries", status="reversed")).meta.total == 1
    assert await balances(world) == {}
    assert (await entry(world, external_id="x")).number == "2026-0003"


async def test_an_external_id_of_another_entry_is_refused(world: World) -> None:
    await entry(world, external_id="a")
    other = await entry(world, external_id="b")
    with pytest.raises(ExternalIdTaken):
        await changed(world, other, external_id="a")
    assert (await changed(world, other, external_id="b", lines=LESS)).external_id == "b"
    assert (await changed(world, other, external_id=None)).external_id is None


async def test_entries_of_documents_change_with_their_document(world: World) -> None:
    invoice = await world.sent_invoice()
    bank = await world.run("create_bank_account", name="Bank", opening_balance="10")
    await world.run("record_payment", id=invoice.id)
    await world.run("create_expense", date="2026-03-02", amount="10", category="travel")
    entries = (await world.run("list_journal_entries")).data
    mended: dict[str, Any] = {"reference": "R"}
    assert {row.source for row in entries} == {"invoice", "payment", "expense", "bank_account"}
    for row in entries:
        assert row.allowed_actions == ()
        for operation, given in (("update_journal_entry", mended), ("delete_journal_entry", {})):
            with pytest.raises(EntryManaged) as caught:
                await world.run(operation, id=row.id, **given)
            assert caught.value.code == "entry_managed_by_document"
            assert str(row.source_id) in caught.value.way_out
    assert str((await world.run("get_bank_account", id=bank.id)).balance) == "334.30"


async def test_what_lies_in_a_locked_period_stays_as_it_is(world: World) -> None:
    made = await entry(world, date="2026-02-15")
    await world.run("set_lock", area="all", locked_through="2026-02-28")
    for given in ({"lines": LESS}, {"date": "2026-03-15"}, {"currency": "EUR"}, {"reference": "R-1"}):
        with pytest.raises(PeriodLocked, match="The first open date is 2026-03-01"):
            await changed(world, made, **given)
    with pytest.raises(PeriodLocked):
        await world.run("delete_journal_entry", id=made.id)
    later = await entry(world)
    with pytest.raises(PeriodLocked):
        await changed(world, later, date="2026-02-28")
    assert await world.run("get_journal_entry", id=made.id) == made
    assert len(await all_of(world)) == 2


async def test_what_an_entry_opened_is_settled_before_it_changes(world: World) -> None:
    client = await world.client()
    made = await entry(world, line("1100", "50", client_id=client.id), line("3680", "-50"))
    item = (await world.run("list_open_items")).data[0]
    paid = await world.run("settle_open_item", id=item.id, amount="20")
    other: dict[str, Any] = {"lines": LESS}
    for operation, given in (("update_journal_entry", other), ("delete_journal_entry", {})):
        with pytest.raises(ItemsSettled):
            await world.run(operation, id=made.id, **given)
    await world.run("undo_allocation", id=item.id, allocation_id=paid.settlements[0].id)
    await changed(world, made, lines=LESS)
    assert (await world.run("list_open_items")).meta.total == 0
    assert await balances(world) == {"1020": -10000, "6570": 10000}


async def test_a_change_that_says_nothing_changes_nothing(sqlite_world: World) -> None:
    made = await entry(sqlite_world)
    assert await changed(sqlite_world, made) == made
    assert await changed(sqlite_world, made, date="2026-03-31", currency="CHF") == made
    for name in ("date", "description", "lines", "currency"):
        with pytest.raises(Invalid, match=f"{name}: cannot be empty"):
            await changed(sqlite_world, made, **{name: None})
