"""What the list of tools costs an assistant before it has done anything: hard limits."""

from collections.abc import Sequence

import pytest

from luma_mcp.access.caller import Caller
from luma_mcp.tools.door import Listed
from luma_mcp.tools.instructions import INSTRUCTIONS
from tests.surface.tables import rows
from tests.tokens import count_tokens
from tests.tools.assistant import assistant, compact, toolbox_of
from tests.world import World

DISCOVERY = {"find_operation", "read_operation", "write_operation"}


@pytest.fixture(params=["one profile", "several profiles"])
async def caller(request: pytest.FixtureRequest, sqlite_world: World) -> Caller:
    """A caller who may do everything, in one profile or in all."""
    return sqlite_world.owner if request.param == "several profiles" else await sqlite_world.at(sqlite_world.swiss)


async def listed(world: World, caller: Caller, *toolsets: str) -> Sequence[Listed]:
    return await toolbox_of(world, caller, toolsets=toolsets).list_tools(None)


async def test_the_default_list_has_at_most_25_tools(sqlite_world: World, caller: Caller) -> None:
    assert len(await listed(sqlite_world, caller)) <= 25


async def test_what_a_model_sees_of_the_default_list_is_at_most_6000_tokens(
    sqlite_world: World, caller: Caller
) -> None:
    seen = compact([tool.seen_by_model for tool in await listed(sqlite_world, caller)])
    assert '"inputSchema"' in seen
    assert count_tokens(seen) <= 6_000
    assert len(seen) <= 24_000


async def test_the_whole_default_list_is_at_most_12000_tokens(sqlite_world: World, caller: Caller) -> None:
    async with assistant(sqlite_world, caller) as client:
        answer = await client.list_tools()
    whole = compact([tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in answer.tools])
    assert '"outputSchema"' in whole
    assert count_tokens(whole) <= 12_000
    assert len(whole) <= 48_000


def test_the_instructions_are_at_most_2000_characters() -> None:
    assert 0 < len(INSTRUCTIONS) <= 2_000


async def test_all_lists_one_tool_for_each_operation_of_the_surface(sqlite_world: World) -> None:
    names = [tool.name for tool in await listed(sqlite_world, sqlite_world.owner, "all")]
    missing = {row["operation"] for row in rows("missing")}
    bound = {row["operation"] for name in ("lumabill-surface", "lumabill-extra") for row in rows(name)} - missing
    assert sorted(names) == sorted(bound | DISCOVERY | {"whoami"})


async def test_a_read_only_list_is_shorter(sqlite_world: World, caller: Caller) -> None:
    reading = await listed(sqlite_world, caller.narrowed(read_only=True))
    assert all(tool.read_only for tool in reading)
    assert len(reading) < len(await listed(sqlite_world, caller))
