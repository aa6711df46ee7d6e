"""Designs of documents: one of each type at first, and always one default of each type."""

from typing import Any

import pytest

from luma_mcp.errors import DefaultRequired, Invalid, NameTaken, NotFound
from tests.world import World

UNKNOWN = "0197a943-2325-7829-b835-b6c71a293065"


async def listed(world: World, **query: Any) -> list[tuple[str, bool]]:
    return [(one.name, one.is_default) for one in (await world.run("list_document_templates", **query)).data]


async def made(world: World, name: str = "Green", kind: str = "invoice", **given: Any) -> Any:
    return await world.run("create_document_template", name=name, document_type=kind, **given)


async def test_a_profile_starts_with_a_default_of_each_type(world: World) -> None:
    found = (await world.run("list_document_templates", sort="document_type")).data
    assert [(one.document_type, one.name, one.is_default) for one in found] == [
        ("credit_note", "Standard", True),
        ("invoice", "Standard", True),
        ("offer", "Standard", True),
        ("order_confirmation", "Standard", True),
    ]


async def test_a_design_is_made_with_colour_and_footer(world: World) -> None:
    design = await made(world, accent_colour="#2E7D32", footer="Thank you")
    assert (design.accent_colour, design.footer, design.is_default) == ("#2e7d32", "Thank you", False)
    assert await listed(world, document_type="invoice") == [("Green", False), ("Standard", True)]
    assert await listed(world, search="gre") == [("Green", False)]


async def test_one_design_of_a_type_is_the_default(world: World) -> None:
    green = await made(world, is_default=True)
    assert await listed(world, document_type="invoice") == [("Green", True), ("Standard", False)]
    standard = (await world.run("list_document_templates", document_type="invoice", search="standard")).data[0]
    assert (await world.run("update_document_template", id=standard.id, is_default=True)).is_default
    assert await listed(world, document_type="invoice") == [("Green", False), ("Standard", True)]
    assert (await world.run("update_document_template", id=green.id, is_default=False)).is_default is False
    assert await listed(world, document_type="offer") == [("Standard", True)]
    with pytest.raises(DefaultRequired):
        await world.run("update_document_template", id=standard.id, is_default=False)


async def test_a_design_is_renamed_and_emptied(world: World) -> None:
    green = await made(world, footer="Thank you")
    world.clock.move(seconds=1)
    changed = await world.run("update_document_template", id=green.id, name="Blue", footer=None)
    assert (changed.name, changed.footer, changed.created_at) == ("Blue", None, green.created_at)
    assert changed.updated_at > green.updated_at


async def test_a_name_stands_once_in_its_type(world: World) -> None:
    green = await made(world)
    with pytest.raises(NameTaken) as caught:
        await made(world, "GREEN")
    assert caught.value.subject == "document template"
    await made(world, kind="offer")
    with pytest.raises(NameTaken):
        await world.run("update_document_template", id=green.id, name="standard")


async def test_what_cannot_be_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="colour"):
        await made(world, accent_colour="green")
    with pytest.raises(Invalid, match="document_type"):
        await made(world, kind="letter")
    with pytest.raises(NotFound):
        await world.run("update_document_template", id=UNKNOWN, name="x")
