"""Dimensions and their values: a tree, names that are told apart, and what entries bear stays."""

from typing import Any

import pytest

from luma_mcp.errors import Invalid, NameTaken, NotFound, RecordInUse, UnknownReference
from luma_mcp.ledger_errors import DimensionNotUnique
from tests.world import World


async def department(world: World, *values: str, is_unique: bool = True) -> tuple[Any, dict[str, Any]]:
    """A dimension with values; `Sales/North` is North below Sales."""
    made = await world.run("create_dimension", name="Department", is_unique=is_unique)
    found: dict[str, Any] = {}
    for path in values:
        above, _, name = path.rpartition("/")
        parent = found[above].id if above else None
        found[path] = await world.run("create_dimension_value", id=made.id, name=name, parent_id=parent)
    return made, found


async def borne(world: World, *tags: Any) -> Any:
    """An entry that bears values."""
    lines = [{"account": "6570", "debit": 10}, {"account": "1020", "credit": 10}]
    given: dict[str, Any] = {"date": "2026-03-31", "description": "Hosting", "lines": lines}
    return await world.run("create_journal_entry", **given, tag_ids=[tag.id for tag in tags])


async def test_values_stand_in_the_order_of_their_tree(world: World) -> None:
    made, _ = await department(world, "Sales", "Office", "Sales/North", "Sales/South")
    shown = await world.run("get_dimension", id=made.id)
    assert [value.name for value in shown.values] == ["Sales", "North", "South", "Office"]
    assert shown == (await world.run("list_dimensions", search="depart")).data[0]


async def test_names_are_told_apart(world: World) -> None:
    made, values = await department(world, "Sales", "Office", "Sales/North")
    with pytest.raises(NameTaken):
        await world.run("create_dimension", name="Department", is_unique=False)
    with pytest.raises(NameTaken):
        await world.run("create_dimension_value", id=made.id, name="Sales")
    await world.run("create_dimension_value", id=made.id, name="North", parent_id=values["Office"].id)
    with pytest.raises(NameTaken):
        await world.run("update_dimension_value", id=made.id, value_id=values["Office"].id, name="Sales")


async def test_a_value_never_stands_below_itself(world: World) -> None:
    made, values = await department(world, "A", "A/B", "A/B/C")
    moved = {"id": made.id, "value_id": values["A"].id}
    with pytest.raises(Invalid, match="never below themselves"):
        await world.run("update_dimension_value", **moved, parent_id=values["A/B/C"].id)
    with pytest.raises(UnknownReference):
        await world.run("update_dimension_value", **moved, parent_id=values["A"].id)
    root = await world.run("update_dimension_value", id=made.id, value_id=values["A/B"].id, parent_id=None)
    assert root.parent_id is None


async def test_a_tree_is_at_most_ten_deep(world: World) -> None:
    made, _ = await department(world)
    parent = None
    for n in range(10):
        parent = (await world.run("create_dimension_value", id=made.id, name=f"L{n}", parent_id=parent)).id
    with pytest.raises(Invalid, match="at most 10 deep"):
        await world.run("create_dimension_value", id=made.id, name="L10", parent_id=parent)


async def test_what_entries_bear_is_not_deleted(world: World) -> None:
    made, values = await department(world, "Sales", "Office", "Office/Night")
    await borne(world, values["Sales"])
    with pytest.raises(RecordInUse):
        await world.run("delete_dimension_value", id=made.id, value_id=values["Sales"].id)
    with pytest.raises(RecordInUse, match="below"):
        await world.run("delete_dimension_value", id=made.id, value_id=values["Office"].id)
    with pytest.raises(RecordInUse):
        await world.run("delete_dimension", id=made.id)
    await world.run("delete_dimension_value", id=made.id, value_id=values["Office/Night"].id)
    await world.run("delete_dimension_value", id=made.id, value_id=values["Office"].id)
    with pytest.raises(NotFound):
        await world.run("delete_dimension_value", id=made.id, value_id=values["Office"].id)


async def test_an_unused_dimension_goes_with_its_values(world: World) -> None:
    made, _ = await department(world, "A", "A/B")
    await world.run("delete_dimension", id=made.id)
    assert (await world.run("list_dimensions")).data == ()


async def test_a_dimension_becomes_unique_only_while_no_entry_bears_two_values(world: World) -> None:
    made, values = await department(world, "Sales", "Office", is_unique=False)
    await borne(world, values["Sales"])
    assert (await world.run("update_dimension", id=made.id, is_unique=True)).is_unique
    await world.run("update_dimension", id=made.id, is_unique=False)
    await borne(world, values["Sales"], values["Office"])
    with pytest.raises(DimensionNotUnique):
        await world.run("update_dimension", id=made.id, is_unique=True)
    renamed = await world.run("update_dimension", id=made.id, name="Cost centre")
    assert (renamed.name, renamed.is_unique) == ("Cost centre", False)


async def test_an_assistant_finds_a_dimension_by_name(world: World) -> None:
    made, _ = await department(world)
    assert (await world.run("resolve_dimension", text="depart")).id == made.id
