"""What an assistant may not reach by any argument, and what no argument can break."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import ValidationError

from luma_mcp.tools.door import Reply
from luma_mcp.tools.references import reference_of
from luma_mcp.tools.registry import TOOLS
from luma_mcp.tools.schemas import input_schema
from luma_mcp.tools.tool import Tool
from luma_mcp.tools.toolbox import Toolbox
from tests.digest import digest
from tests.laws.stage import MUST_BE_THERE, Made, Stage, arguments_of, fields_of_lines, references, stage_again
from tests.tools.assistant import toolbox_of

POINTING = [(tool, name) for tool in TOOLS for name in references(tool.operation.input)]
IN_LINES = [tool for tool in TOOLS if "catalog_item_id" in fields_of_lines(tool.operation)]
ODD: tuple[Any, ...] = (
    None, "", [], {}, True, -1, 10**30, 1.5, 1e300, float("nan"), "x" * 5_000, "\x00", "%_'\"\\", "2026-02-30",
    "9999-12-31", [None], [{}], {"a": [1]}, "NaN", "1e400", "٢", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
PAST_TYPES: tuple[Any, ...] = (
    None, "", -1, 10**30, 1.5, "x" * 5_000, "\x00", "%_'\"\\", "9999-12-31", "٢",
    "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
"""What some type takes and a database might not; all else is refused before, whichever database it is."""
Place = tuple[str | int, ...]
"""Where an argument stands: at the top, or in the first line."""
REFUSED_BY_TYPE: set[str] = set()
"""What an argument's own type refused, whichever tool has it: `limit` of forty lists is tried with a text once."""


@pytest.fixture(scope="module")
async def shared(shared_stage: tuple[str, Made]) -> AsyncIterator[Stage]:
    """The stage for all laws that change nothing."""
    async with stage_again(*shared_stage) as made:
        yield made


@pytest.fixture(scope="module")
async def worn(worn_stage: tuple[str, Made]) -> AsyncIterator[Stage]:
    """A stage that may be changed by anybody."""
    async with stage_again(*worn_stage) as made:
        yield made


async def run(toolbox: Toolbox, tool: Tool, given: dict[str, Any]) -> Reply:
    """Run a tool's operation with any of its arguments."""
    runner = "write_operation" if tool.operation.writes else "read_operation"
    return await toolbox.call_tool(None, runner, {"name": tool.name, "arguments": given})


async def swiss(stage: Stage) -> Toolbox:
    """The tools of the Swiss profile."""
    return toolbox_of(stage.world, await stage.world.at(stage.world.swiss))


@pytest.mark.parametrize(("tool", "name"), POINTING, ids=lambda value: getattr(value, "name", value))
async def test_a_record_of_another_profile_is_not_pointed_at(shared: Stage, tool: Tool, name: str) -> None:
    before = await digest(shared.world)
    reply = await run(
        await swiss(shared), tool, arguments_of(shared, tool, name) | {name: str(shared.foreign.ids[name])}
    )
    if tool.operation.writes or name in MUST_BE_THERE:
        assert reply.structured["code"] in {"not_found", "validation_failed"}
    else:
        assert reply.structured["meta"]["total"] == 0
    assert await digest(shared.world) == before


@pytest.mark.parametrize("tool", IN_LINES, ids=lambda tool: tool.name)
async def test_a_line_does_not_point_at_another_profiles_catalog_item(shared: Stage, tool: Tool) -> None:
    before = await digest(shared.world)
    line = {"quantity": 1, "catalog_item_id": str(shared.foreign.ids["catalog_item_id"])}
    reply = await run(await swiss(shared), tool, arguments_of(shared, tool) | {"lines": [line]})
    assert reply.structured["code"] in {"not_found", "validation_failed"}
    assert "lines.0.catalog_item_id" in reply.structured["message"]
    assert await digest(shared.world) == before


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
async def test_whatever_an_argument_holds_a_tool_answers_or_refuses(worn: Stage, tool: Tool) -> None:
    properties, given = input_schema(tool, full=True)["properties"], arguments_of(worn, tool)
    toolbox, values = await swiss(worn), ODD if worn.world.parts.database.is_sqlite else PAST_TYPES
    first, *others = given.get("lines") or [{}]
    in_lines = properties.get("lines", {}).get("items", {}).get("properties", {})
    places: list[tuple[Place, Any]] = [((name,), schema) for name, schema in properties.items()]
    places += [(("lines", 0, name), schema) for name, schema in in_lines.items()]
    for place, schema in places:
        for odd in values:
            trial = f"{place} {schema} {odd!r}"
            if trial in REFUSED_BY_TYPE:
                continue
            tried = {str(place[0]): odd} if len(place) == 1 else {"lines": [first | {str(place[-1]): odd}, *others]}
            reply = await run(toolbox, tool, given | tried)
            assert not reply.is_error or {"code", "message", "fix"} <= reply.structured.keys()
            if reply.is_error and is_refused_by_type(tool, tried, place):
                REFUSED_BY_TYPE.add(trial)


def is_refused_by_type(tool: Tool, tried: dict[str, Any], place: Place) -> bool:
    """Whether the field refuses a value by itself, before anything is looked up or asked of the books."""
    if reference_of(tool.operation, str(place[-1])) is not None:
        return False
    try:
        tool.operation.input.model_validate(tried)
    except ValidationError as problem:
        return any(error["loc"][: len(place)] == place for error in problem.errors())
    return False
