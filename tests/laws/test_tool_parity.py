"""MCP and REST answer the same question with the same facts, but for how a number is written."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import pytest

from luma_mcp.rest.binding import Binding, Body
from luma_mcp.rest.lumabill.table import BINDINGS
from luma_mcp.tools.replies import plain
from tests.laws.stage import Made, Stage, stage_again
from tests.rest.client import Rest, open_client, site_of
from tests.tools.assistant import toolbox_of

READS = [binding for binding in BINDINGS if binding.method == "GET" and binding.gives is not Body.FILE]

SHOWN = {binding.path for binding in READS}
CREATES = [one for one in BINDINGS if one.method == "POST" and f"{one.path}/{{id}}" in SHOWN]


@pytest.fixture(scope="module")
async def stage(shared_stage: tuple[str, Made]) -> AsyncIterator[Stage]:
    """Books to read."""
    async with stage_again(*shared_stage) as made:
        yield made


@pytest.fixture(scope="module")
async def rest(stage: Stage) -> AsyncIterator[Rest]:
    """A client of the same books over REST."""
    token, _ = await stage.world.make_key(profile_id=stage.world.swiss)
    async with open_client(site_of(stage.world), token) as client:
        yield Rest(stage.world, client)


@pytest.mark.parametrize("binding", READS, ids=lambda binding: binding.path)
async def test_mcp_and_rest_say_the_same(stage: Stage, rest: Rest, binding: Binding) -> None:
    given = stage.own.given(binding.operation)
    path = binding.path.format(**{name: given[field] for name, field in binding.in_path.items()})
    response = await rest.send("GET", path)
    arguments = {field: str(given[field]) for field in binding.in_path.values()}
    caller = replace(await stage.world.at(stage.world.swiss), profile_ids=frozenset({stage.world.swiss}))
    reply = await toolbox_of(stage.world, caller).call_tool(None, binding.operation.name, arguments)
    assert not reply.is_error, reply.text
    assert list(differences(json.loads(response.text, parse_float=Decimal), reply.structured)) == []


@pytest.mark.parametrize("binding", CREATES, ids=lambda binding: binding.path)
async def test_what_a_tool_made_is_what_rest_shows(stage: Stage, rest: Rest, binding: Binding) -> None:
    caller = replace(await stage.world.at(stage.world.swiss), profile_ids=frozenset({stage.world.swiss}))
    arguments = {"name": binding.operation.name, "arguments": plain(stage.own.given(binding.operation), concise=False)}
    reply = await toolbox_of(stage.world, caller).call_tool(None, "write_operation", arguments)
    assert not reply.is_error, reply.text
    response = await rest.send("GET", f"{binding.path}/{reply.structured['id']}")
    assert list(differences(json.loads(response.text, parse_float=Decimal), reply.structured)) == []


def differences(rest: object, tool: object, path: str = "") -> list[str]:
    """Where what a tool says is not what REST says; a tool may say less."""
    if isinstance(tool, dict) and isinstance(rest, dict):
        missing = [f"{path}.{name} is not in REST" for name in tool if name not in rest]
        both = [name for name in tool if name in rest]
        return missing + [found for name in both for found in differences(rest[name], tool[name], f"{path}.{name}")]
    if isinstance(tool, list) and isinstance(rest, list) and len(tool) == len(rest):
        pairs = enumerate(zip(rest, tool, strict=True))
        return [found for index, (left, right) in pairs for found in differences(left, right, f"{path}.{index}")]
    if isinstance(tool, str) and isinstance(rest, int | Decimal) and not isinstance(rest, bool):
        return [] if Decimal(tool) == rest else [f"{path}: {rest} and {tool}"]
    return [] if tool == rest else [f"{path}: {rest!r} and {tool!r}"]
