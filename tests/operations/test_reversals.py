"""Reversals: the exact opposite, once, named both ways; one or several, all or none."""

from typing import Any

import pytest

from luma_mcp.errors import Invalid
from luma_mcp.ledger_errors import EntryManaged, EntryReversed, ItemsSettled
from tests.books import balances
from tests.operations.entries import entry, line, posted
from tests.world import World


async def test_a_reversal_and_its_entry_name_each_other(world: World) -> None:
    made = await entry(world, line("6570", "108.10", vat_code="I81"), line("1020", "-108.10"), external_id="x1")
    back = await world.run("reverse_journal_entry", id=made.id)
    assert posted(back) == [("6570", "-100.00", "base"), ("1171", "-8.10", "tax"), ("1020", "108.10", None)]
    assert (back.reverses, str(back.date), back.type) == (made.entry_id, "2026-03-31", "journal_entry")
    before = await world.run("get_journal_entry", id=made.id, include_reversed=True, exact=True)
    assert (before.reversed_by, before.external_id) == (back.entry_id, "x1")
    assert set((await balances(world)).values()) <= {0}
    with pytest.raises(EntryReversed):
        await world.run("reverse_journal_entry", id=made.id)
    with pytest.raises(EntryReversed, match="is a reversal"):
        await world.run("reverse_journal_entry", id=back.id)


async def test_a_reversal_says_its_own_date_and_words(sqlite_world: World) -> None:
    made = await entry(sqlite_world)
    with pytest.raises(Invalid, match="not reversed before that"):
        await sqlite_world.run("reverse_journal_entry", id=made.id, date="2026-03-30")
    back = await sqlite_world.run("reverse_journal_entry", id=made.id, date="2026-04-02", description="Posted twice")
    assert (str(back.date), back.description) == ("2026-04-02", "Posted twice")


async def test_in_a_locked_period_a_reversal_is_dated_today(sqlite_world: World) -> None:
    world = sqlite_world
    made = await entry(world, date="2026-01-31")
    await world.run("set_lock", area="all", locked_through="2026-01-31")
    back = await world.run("reverse_journal_entry", id=made.id)
    assert str(back.date) > "2026-01-31"


async def test_what_is_settled_or_of_a_document_is_not_reversed(sqlite_world: World) -> None:
    world = sqlite_world
    client = (await world.client()).id
    said: dict[str, Any] = {"client_id": client, "control_leg": "added"}
    sold = await entry(world, line("3400", "-50"), type="client_invoice", original_amount="50", **said)
    await entry(world, line("1020", "20"), type="client_payment", original_amount="20", **said)
    owed, paid = sorted((await world.run("list_open_items")).data, key=lambda item: item.open, reverse=True)
    await world.run("allocate_open_items", id=paid.id, counter_item_id=owed.id)
    with pytest.raises(ItemsSettled, match=f"^{sold.number}: "):
        await world.run("reverse_journal_entry", id=sold.id)
    await world.sent_invoice()
    of_document = (await world.run("list_journal_entries", source="invoice")).data[0]
    with pytest.raises(EntryManaged):
        await world.run("reverse_journal_entry", id=of_document.id)


async def test_a_typed_entry_and_its_reversal_are_opposite(world: World) -> None:
    client = (await world.client()).id
    said: dict[str, Any] = {"client_id": client, "control_leg": "added", "type": "client_invoice"}
    made = await entry(world, line("3400", "-50"), original_amount="50", **said)
    back = await world.run("reverse_journal_entry", id=made.id)
    assert (back.type, str(back.original_amount), back.client_id) == ("client_invoice", "-50.00", client)
    assert [str(item.open) for item in (await world.run("list_open_items", client_id=client)).data] in ([], ["0.00"])


async def test_several_are_reversed_together_or_not_at_all(world: World) -> None:
    one, two = await entry(world), await entry(world, description="Second")
    back = await world.run("reverse_journal_entries", entry_ids=[two.id, one.id])
    assert [made.reverses for made in back.entries] == [two.entry_id, one.entry_id]
    three = await entry(world)
    with pytest.raises(EntryReversed, match=one.number):
        await world.run("reverse_journal_entries", entry_ids=[three.id, one.id])
    assert (await world.run("get_journal_entry", id=three.id)).reversed_by is None


async def test_reference_and_external_id_are_mended_on_any_entry(world: World) -> None:
    await world.sent_invoice()
    of_document = (await world.run("list_journal_entries", source="invoice")).data[0]
    mended = await world.run("update_journal_entry", id=of_document.id, text_only=True, external_id="e-1")
    assert (mended.external_id, mended.lines[0].account) == ("e-1", "1100")
    cleared = await world.run("update_journal_entry", id=of_document.id, text_only=True, external_id=None)
    assert cleared.external_id is None
    with pytest.raises(Invalid, match="stays"):
        await world.run("update_journal_entry", id=of_document.id, text_only=True, description="Else")


async def test_a_typed_entry_keeps_its_lines(sqlite_world: World) -> None:
    client = (await sqlite_world.client()).id
    said: dict[str, Any] = {"client_id": client, "control_leg": "added", "type": "client_invoice"}
    made = await entry(sqlite_world, line("3400", "-50"), original_amount="50", **said)
    lines = [line("1100", "5", client_id=client), line("3400", "-5")]
    with pytest.raises(EntryManaged, match="keeps its lines"):
        await sqlite_world.run("update_journal_entry", id=made.id, lines=lines)
    moved = await sqlite_world.run("update_journal_entry", id=made.id, date="2026-04-01")
    assert (moved.version, moved.type, str(moved.original_amount)) == (2, "client_invoice", "50.00")
