"""Projects: their dimension, their sub-projects, the archive, and what they earn and cost."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import anyio
import pytest

from luma_mcp.errors import ClientInUse, ExternalReferenceTaken, Invalid, NameTaken, NotFound, RecordInUse
from luma_mcp.ledger_errors import DefaultSubproject, DimensionClash, DimensionManaged, ProjectArchived
from tests.world import World

LINES: list[dict[str, Any]] = [{"account": "6570", "debit": 120}, {"account": "1020", "credit": 120}]


async def posted(world: World, lines: list[dict[str, Any]], **given: Any) -> Any:
    """An entry of March."""
    return await world.run("create_journal_entry", **{"date": "2026-03-31", "description": "Work"} | given, lines=lines)


def cost(amount: int, *tags: UUID) -> list[dict[str, Any]]:
    """An expense, whose line bears tags."""
    return [{"account": "6570", "debit": amount, "tag_ids": tags}, {"account": "1020", "credit": amount}]


def earned(amount: int, *tags: UUID) -> list[dict[str, Any]]:
    """Revenue, whose line bears tags."""
    return [{"account": "1020", "debit": amount}, {"account": "3400", "credit": amount, "tag_ids": tags}]


async def profit(world: World, project: Any, **given: Any) -> tuple[int, int, int]:
    """Revenue, costs and profit."""
    shown = await world.run("get_project_profit", id=project.id, **given)
    parts = shown.subprojects
    assert shown.revenue == sum(part.revenue for part in parts)
    assert shown.costs == sum(part.costs for part in parts)
    assert shown.profit == shown.revenue - shown.costs == sum(part.profit for part in parts)
    return int(shown.revenue), int(shown.costs), int(shown.profit)


async def test_a_project_comes_with_a_dimension_and_a_default_subproject(world: World) -> None:
    made = await world.run("create_project", name="Website", budget_amount="500.50", color="#1e88e5")
    (part,) = made.subprojects
    assert (made.currency, made.budget_amount, made.color) == ("CHF", Decimal("500.50"), "#1E88E5")
    assert (part.is_default, part.id) == (True, made.default_subproject_id)
    dimension = await world.run("get_dimension", id=made.dimension_id)
    assert (dimension.name, dimension.is_unique) == ("Website", True)
    assert [value.id for value in dimension.values] == [part.id]
    assert made == await world.run("get_project", id=made.id) == (await world.run("list_projects")).data[0]


async def test_two_projects_of_one_name_have_dimensions_of_two(world: World) -> None:
    first = await world.run("create_project", name="Website")
    second = await world.run("create_project", name="Website")
    await world.run("update_project", id=first.id, name="Shop")
    await world.run("update_project", id=second.id, name="Shop")
    names = [row.name for row in (await world.run("list_dimensions")).data]
    assert names == ["Shop", "Shop (2)"]


async def test_the_dimension_of_a_project_changes_with_it_alone(world: World) -> None:
    made = await world.run("create_project", name="Website")
    for operation, given in (
        ("update_dimension", {"name": "Other"}),
        ("delete_dimension", {}),
        ("create_dimension_value", {"name": "Part"}),
        ("delete_dimension_value", {"value_id": made.default_subproject_id}),
    ):
        with pytest.raises(DimensionManaged):
            await world.run(operation, id=made.dimension_id, **given)


async def test_an_upsert_makes_a_project_once_and_changes_what_is_given(world: World) -> None:
    made = await world.run("upsert_project", external_reference="CRM-1", name="Website", budget_hours="10.5")
    again = await world.run("upsert_project", external_reference="CRM-1", name="Web shop")
    assert (made.created, again.created, again.id) == (True, False, made.id)
    assert (again.name, again.budget_hours) == ("Web shop", Decimal("10.5"))
    with pytest.raises(ExternalReferenceTaken):
        await world.run("create_project", name="Other", external_reference="CRM-1")
    other = await world.run("create_project", name="Other")
    with pytest.raises(ExternalReferenceTaken):
        await world.run("update_project", id=other.id, external_reference="CRM-1")


async def test_many_upserts_at_once_make_one_project(world: World) -> None:
    made: list[Any] = []

    async def upsert() -> None:
        made.append(await world.run("upsert_project", external_reference="CRM-1", name="Website"))

    async with anyio.create_task_group() as tasks:
        for _ in range(6):
            tasks.start_soon(upsert)
    assert len({one.id for one in made}) == 1
    assert sorted(one.created for one in made) == [False] * 5 + [True]
    assert (await world.run("list_projects")).meta.total == 1


async def test_an_archived_project_is_only_read(world: World) -> None:
    made = await world.run("create_project", name="Website")
    await world.run("update_project", id=made.id, archived=True)
    assert (await world.run("list_projects")).data == ()
    assert (await world.run("list_projects", include_archived=True)).data[0].archived
    for operation, given in (
        ("update_project", {"name": "Other"}),
        ("update_project", {"archived": True}),
        ("add_subproject", {"name": "Part"}),
        ("update_subproject", {"subproject_id": made.default_subproject_id, "name": "Part"}),
        ("delete_subproject", {"subproject_id": made.default_subproject_id}),
    ):
        with pytest.raises(ProjectArchived):
            await world.run(operation, id=made.id, **given)
    with pytest.raises(ProjectArchived):
        await posted(world, LINES, tag_ids=[made.default_subproject_id])
    opened = await world.run("update_project", id=made.id, archived=False, name="Web shop")
    assert (opened.archived, opened.name) == (False, "Web shop")


async def test_an_archived_subproject_takes_no_more_entries_but_reversals(world: World) -> None:
    made = await world.run("create_project", name="Website")
    part = await world.run("add_subproject", id=made.id, name="Layout")
    entry = await posted(world, cost(100, part.id))
    await world.run("update_subproject", id=made.id, subproject_id=part.id, archived=True)
    with pytest.raises(ProjectArchived, match="Layout"):
        await posted(world, cost(100, part.id))
    await world.run("delete_journal_entry", id=entry.id)
    assert await profit(world, made) == (0, 0, 0)


async def test_subprojects_have_their_place_and_budget(world: World) -> None:
    made = await world.run("create_project", name="Website", currency="EUR")
    layout = await world.run("add_subproject", id=made.id, name="Layout", budget_amount="10.25")
    with pytest.raises(NameTaken):
        await world.run("add_subproject", id=made.id, name="Layout")
    text = await world.run("add_subproject", id=made.id, name="Text", sort_order=0, budget_hours="3")
    await world.run("update_subproject", id=made.id, subproject_id=made.default_subproject_id, sort_order=9)
    shown = await world.run("get_project", id=made.id)
    assert [part.name for part in shown.subprojects] == ["Text", "Layout", "Allgemein"]
    assert shown.subproject(layout.id).budget_amount == Decimal("10.25")
    with pytest.raises(Invalid):
        await world.run("update_project", id=made.id, currency="JPY")
    await world.run("update_subproject", id=made.id, subproject_id=layout.id, budget_amount=None)
    assert (await world.run("update_project", id=made.id, currency="JPY")).currency == "JPY"
    await world.run("delete_subproject", id=made.id, subproject_id=text.id)
    with pytest.raises(NotFound):
        await world.run("delete_subproject", id=made.id, subproject_id=text.id)


async def test_the_default_subproject_and_used_ones_stay(world: World) -> None:
    made = await world.run("create_project", name="Website")
    part = await world.run("add_subproject", id=made.id, name="Layout")
    with pytest.raises(DefaultSubproject):
        await world.run("delete_subproject", id=made.id, subproject_id=made.default_subproject_id)
    with pytest.raises(DefaultSubproject):
        await world.run("update_subproject", id=made.id, subproject_id=made.default_subproject_id, archived=True)
    await posted(world, cost(100, part.id))
    with pytest.raises(RecordInUse):
        await world.run("delete_subproject", id=made.id, subproject_id=part.id)


async def test_a_project_keeps_its_client(world: World) -> None:
    client = await world.run("create_client", name="Muster AG")
    made = await world.run("create_project", name="Website", client_id=client.id)
    assert (await world.run("list_projects", client_id=client.id)).data[0].id == made.id
    with pytest.raises(ClientInUse):
        await world.run("delete_client", id=client.id)
    await world.run("update_project", id=made.id, client_id=None)
    await world.run("delete_client", id=client.id)


async def test_a_project_does_not_end_before_it_starts(world: World) -> None:
    with pytest.raises(Invalid, match="end_date: is before start_date"):
        await world.run("create_project", name="Website", start_date="2026-03-02", end_date="2026-03-01")
    made = await world.run("create_project", name="Website", start_date="2026-03-02", end_date="2026-03-02")
    with pytest.raises(Invalid, match="is before the start"):
        await world.run("update_project", id=made.id, end_date="2026-03-01")


async def test_profit_is_what_lines_and_entries_bear(world: World) -> None:
    made = await world.run("create_project", name="Website")
    layout = await world.run("add_subproject", id=made.id, name="Layout")
    await posted(world, earned(1000, layout.id))
    await posted(world, cost(300), tag_ids=[made.default_subproject_id])
    await posted(world, cost(200, layout.id), date="2026-04-01", tag_ids=[layout.id])
    await posted(world, cost(50))
    assert await profit(world, made) == (1000, 500, 500)
    assert await profit(world, made, to="2026-03-31") == (1000, 300, 700)
    assert await profit(world, made, **{"from": "2026-04-01"}) == (0, 200, -200)
    shown = await world.run("get_project_profit", id=made.id)
    assert [(part.name, part.profit) for part in shown.subprojects] == [("Allgemein", -300), ("Layout", 800)]
    assert shown.currency == "CHF"


async def test_a_reversed_entry_leaves_no_profit(world: World) -> None:
    made = await world.run("create_project", name="Website")
    entry = await posted(world, earned(1000, made.default_subproject_id))
    changed = await world.run("update_journal_entry", id=entry.id, date="2026-04-01")
    assert changed.lines[1].tag_ids == (made.default_subproject_id,)
    assert await profit(world, made) == (1000, 0, 1000)
    await world.run("delete_journal_entry", id=entry.id)
    assert await profit(world, made) == (0, 0, 0)


async def test_an_entry_is_of_one_subproject_of_a_project(world: World) -> None:
    made = await world.run("create_project", name="Website")
    layout = await world.run("add_subproject", id=made.id, name="Layout")
    with pytest.raises(DimensionClash):
        await posted(world, cost(300, layout.id), tag_ids=[made.default_subproject_id])


async def test_an_assistant_finds_a_project_by_name_or_reference(world: World) -> None:
    made = await world.run("create_project", name="Website", external_reference="CRM-17")
    assert (await world.run("resolve_project", text="websi")).id == made.id
    assert (await world.run("resolve_project", text="crm-17")).id == made.id
