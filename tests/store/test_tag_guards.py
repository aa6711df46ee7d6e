"""What the database itself refuses of tags: they come before their entry, stay, and are one of a unique dimension."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from luma_mcp.errors import ChangedMeanwhile
from luma_mcp.ledger_errors import DimensionClash
from tests.operations.entries import entry
from tests.store.raw import ask, attack
from tests.world import World

TABLES = ["entry_tag", "line_tag"]


async def tagged(world: World, *, is_unique: bool = True) -> tuple[Any, list[Any]]:
    """An entry that bears a value, its line as well; and both values of the dimension."""
    made = await world.run("create_dimension", name="Department", is_unique=is_unique)
    values = [await world.run("create_dimension_value", id=made.id, name=name) for name in ("Sales", "Office")]
    lines = [{"account": "6570", "debit": 1, "tag_ids": [values[0].id]}, {"account": "1020", "credit": 1}]
    return await entry(world, *lines, tag_ids=[values[0].id]), values


def fresh_id(world: World) -> str:
    """The id of no entry, as SQL says it."""
    kind = "::uuid" if world.parts.database.url.get_backend_name() == "postgresql" else ""
    return f"'{uuid4()}'{kind}"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["DELETE FROM {0}", "UPDATE {0} SET value_id = value_id"])
async def test_what_an_entry_is_tagged_with_stays(world: World, table: str, change: str) -> None:
    await tagged(world)
    with pytest.raises((ChangedMeanwhile, DBAPIError)):
        await attack(world, change.format(table))
    assert await ask(world, f"SELECT count(*) FROM {table}") == 1  # noqa: S608  from the list above


@pytest.mark.parametrize("columns", ["entry_id", "entry_id, n"])
async def test_a_posted_entry_takes_no_tag(world: World, columns: str) -> None:
    await tagged(world, is_unique=False)
    table = "line_tag" if "n" in columns.split(", ") else "entry_tag"
    more = f"INSERT INTO {table} (profile_id, {columns}, value_id) SELECT t.profile_id, {columns}, v.id "
    with pytest.raises(ChangedMeanwhile):
        await attack(world, more + f"FROM {table} t JOIN dimension_value v ON v.name = 'Office'")


async def test_an_entry_bears_one_value_of_a_unique_dimension(world: World) -> None:
    await tagged(world)
    entry_id = fresh_id(world)
    both = "INSERT INTO entry_tag (profile_id, entry_id, value_id) SELECT profile_id, {0}, id FROM dimension_value"
    with pytest.raises(DimensionClash):
        await attack(world, both.format(entry_id))


async def test_a_tag_without_its_entry_is_not_kept(world: World) -> None:
    await tagged(world, is_unique=False)
    entry_id = fresh_id(world)
    one = f"INSERT INTO entry_tag (profile_id, entry_id, value_id) SELECT profile_id, {entry_id}, id "
    with pytest.raises(ChangedMeanwhile):
        await attack(world, one + "FROM dimension_value WHERE name = 'Office'")
