"""Journal categories: one default that takes all types, others with those that they allow."""

import pytest

from luma_mcp.errors import NameTaken, NotFound, RecordInUse
from luma_mcp.ledger_errors import DefaultCategoryStays
from tests.operations.entries import entry
from tests.world import World

ALL = ("journal_entry", "client_invoice", "client_payment", "vendor_invoice", "vendor_payment")


async def test_a_company_starts_with_a_default_category_for_all_types(world: World) -> None:
    found = (await world.run("list_journal_categories")).data
    assert [(one.name, one.is_default, one.allowed_types) for one in found] == [
        ("Hauptjournal", True, ALL),
        ("Verkauf", False, ALL[1:3]),
        ("Einkauf", False, ALL[3:5]),
    ]
    assert [one.name for one in (await world.run("list_journal_categories", type="journal_entry")).data] == [
        "Hauptjournal"
    ]


async def test_the_default_one_comes_first_and_can_change(world: World) -> None:
    made = await world.run("create_journal_category", name="Payroll")
    assert made.allowed_types == ALL
    changed = await world.run("update_journal_category", id=made.id, is_default=True, name="Wages")
    assert (changed.is_default, changed.name) == (True, "Wages")
    names = [one.name for one in (await world.run("list_journal_categories")).data]
    assert names == ["Wages", "Hauptjournal", "Verkauf", "Einkauf"]
    assert (await entry(world)).category_id == made.id


async def test_the_default_one_takes_all_types_and_stays(sqlite_world: World) -> None:
    default = (await sqlite_world.run("list_journal_categories")).data[0]
    with pytest.raises(DefaultCategoryStays, match="all types"):
        await sqlite_world.run("update_journal_category", id=default.id, allowed_types=["journal_entry"])
    with pytest.raises(DefaultCategoryStays):
        await sqlite_world.run("update_journal_category", id=default.id, is_default=False)
    with pytest.raises(DefaultCategoryStays):
        await sqlite_world.run(
            "create_journal_category", name="Narrow", is_default=True, allowed_types=["journal_entry"]
        )


async def test_a_category_keeps_the_types_that_it_holds(world: World) -> None:
    made = await world.run("create_journal_category", name="Payroll", allowed_types=["journal_entry", "vendor_invoice"])
    await entry(world, category_id=made.id)
    with pytest.raises(RecordInUse, match="journal_entry"):
        await world.run("update_journal_category", id=made.id, allowed_types=["vendor_invoice"])
    changed = await world.run("update_journal_category", id=made.id, allowed_types=["journal_entry"])
    assert changed.allowed_types == ("journal_entry",)


async def test_names_are_unique_and_what_is_not_there_is_not_found(sqlite_world: World) -> None:
    with pytest.raises(NameTaken):
        await sqlite_world.run("create_journal_category", name="Verkauf")
    made = await entry(sqlite_world)
    with pytest.raises(NotFound, match="No journal category"):
        await sqlite_world.run("update_journal_category", id=made.id, name="Else")
