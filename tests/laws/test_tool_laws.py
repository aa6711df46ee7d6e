"""What must hold for every tool, whatever it does."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import jsonschema
import mcp_types as types
import pytest

from luma_mcp.errors import NotFound
from luma_mcp.operation import Effect
from luma_mcp.operations.registry import OPERATIONS
from luma_mcp.tools.discovery import DISCOVERY
from luma_mcp.tools.door import Listed
from luma_mcp.tools.registry import BY_NAME, TOOLS
from luma_mcp.tools.replies import plain, refused
from luma_mcp.tools.schemas import Schema, input_schema
from luma_mcp.tools.tool import Tool
from luma_mcp.tools.toolbox import listed
from luma_mcp.tools.toolsets import TOOLSETS, chosen
from tests.digest import digest
from tests.laws.stage import Made, Stage, arguments_of, stage_again
from tests.tools.assistant import toolbox_of

OFFERED = [operation for operation in OPERATIONS if operation.is_offered]
NOT_FLAT = {"anyOf", "oneOf", "allOf", "$ref", "$defs", "not"}
MOST_LETTERS = 320

each = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
each_write = pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool.operation.writes], ids=lambda t: t.name)
each_read = pytest.mark.parametrize("tool", [one for one in TOOLS if not one.operation.writes], ids=lambda t: t.name)
each_with_id = pytest.mark.parametrize(
    "tool", [tool for tool in TOOLS if "id" in tool.operation.input.model_fields], ids=lambda t: t.name
)


@pytest.fixture(scope="module")
async def shared(shared_stage: tuple[str, Made]) -> AsyncIterator[Stage]:
    """The stage for all laws that change nothing."""
    async with stage_again(*shared_stage) as made:
        yield made


@pytest.fixture
async def stage(own_stage: tuple[str, Made]) -> AsyncIterator[Stage]:
    """A stage of its own for one law."""
    async with stage_again(*own_stage) as made:
        yield made


def schemas_in(schema: object) -> list[Schema]:
    """Every schema inside a schema, itself first."""
    if isinstance(schema, list):
        return [found for inner in schema for found in schemas_in(inner)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(found for inner in schema.values() for found in schemas_in(inner))]


def test_every_operation_that_a_caller_may_run_is_a_tool() -> None:
    assert {tool.name for tool in TOOLS} == {operation.name for operation in OFFERED}
    assert len(BY_NAME) == len(TOOLS)


def test_every_toolset_names_tools_that_exist_and_whoami() -> None:
    for name, names in TOOLSETS.items():
        assert set(names) <= set(BY_NAME), name
        assert "whoami" in chosen([name])


@each
def test_a_tool_says_what_it_is_for_and_what_it_changes(tool: Tool) -> None:
    assert 1 <= len(tool.title) <= 40
    assert tool.title[0].isupper()
    assert len(tool.description) <= MOST_LETTERS
    assert tool.description.endswith((".", ".)"))
    assert ("Changes nothing." in tool.description) == (not tool.operation.writes)
    assert len(tool.name) <= 64


@each
def test_the_hints_of_a_tool_are_those_of_its_effect(tool: Tool) -> None:
    shown = listed(tool)
    assert shown.read_only == (tool.operation.effect is Effect.READ)
    assert shown.destructive == (tool.operation.effect is Effect.DESTRUCTIVE)
    assert not shown.read_only or shown.idempotent
    assert not (shown.idempotent and tool.name.startswith(("create_", "record_")))


@each
@pytest.mark.parametrize("full", [False, True])
def test_the_arguments_of_a_tool_are_flat_and_described(tool: Tool, *, full: bool) -> None:
    schema = input_schema(tool, full=full)
    jsonschema.Draft202012Validator.check_schema(schema)
    inner = schemas_in(schema)
    assert not [found for found in inner if NOT_FLAT & found.keys() or isinstance(found.get("type"), list)]
    objects = [found for found in inner if found.get("type") == "object"]
    closed = [found for found in objects if "properties" in found]
    assert all(found["additionalProperties"] is False for found in closed)
    assert all("additionalProperties" in found for found in objects)
    assert set(schema.get("required", ())) <= set(schema["properties"])


@each
def test_what_is_listed_is_part_of_what_can_be_given_and_holds_all_that_must_be(tool: Tool) -> None:
    shown, full = input_schema(tool), input_schema(tool, full=True)
    assert set(shown["properties"]) <= set(full["properties"])
    assert shown.get("required") == full.get("required")
    given = {info.alias or name for name, info in tool.operation.input.model_fields.items()}
    assert set(full["properties"]) - {"idempotency_key"} == given
    assert ("idempotency_key" in shown["properties"]) == tool.operation.writes


@each
def test_a_tool_says_what_it_answers_without_choices(tool: Tool) -> None:
    schema = listed(tool).output_schema
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["type"] == "object"
    assert not [found for found in schemas_in(schema) if NOT_FLAT & found.keys()]


@pytest.mark.parametrize("shown", [*map(listed, TOOLS), *DISCOVERY.values()], ids=lambda shown: shown.name)
def test_a_refusal_fits_what_a_tool_says_it_answers(shown: Listed) -> None:
    refusal = refused(NotFound.of("client", "C-404", candidates=("C-001",)))
    assert refusal.is_error
    jsonschema.validate(refusal.structured, shown.output_schema)


@each_read
async def test_a_tool_that_reads_answers_as_it_says_and_as_its_operation_does(shared: Stage, tool: Tool) -> None:
    await _answers_as_it_says(shared, tool)


@each_write
async def test_a_tool_that_writes_answers_as_it_says_and_as_its_operation_does(stage: Stage, tool: Tool) -> None:
    await _answers_as_it_says(stage, tool)


async def _answers_as_it_says(stage: Stage, tool: Tool) -> None:
    caller = replace(await stage.world.at(stage.world.swiss), profile_ids=frozenset({stage.world.swiss}))
    given = arguments_of(stage, tool)
    if tool.operation.writes:
        given["idempotency_key"] = "once"
    reply = await toolbox_of(stage.world, caller).call_tool(None, "read_operation", wrapped(tool, given))
    if tool.operation.writes:
        assert reply.structured["fix"] == "Run it with write_operation."
        reply = await toolbox_of(stage.world, caller).call_tool(None, "write_operation", wrapped(tool, given))
    assert not reply.is_error, reply.text
    jsonschema.validate(reply.structured, listed(tool).output_schema)
    key = given.pop("idempotency_key", None)
    fields = await by_id(stage, stage.own.given(tool.operation))
    outcome = await stage.world.parts.executor.run(caller, tool.operation, fields, idempotency_key=key)
    assert outcome.replayed == tool.operation.writes
    assert reply.structured == plain(outcome.result, concise=tool.is_concise)


async def by_id(stage: Stage, fields: dict[str, Any]) -> dict[str, Any]:
    """An input whose lines name accounts by id, as a tool hands them on."""
    if "entries" in fields:
        return fields | {"entries": [await by_id(stage, one) for one in fields["entries"]]}
    lines = []
    for line in fields.get("lines", ()):
        spoken = {"account": line["account"]} if "account" in line else {}
        found = {name: (await stage.world.run("resolve_account", text=text)).id for name, text in spoken.items()}
        lines.append({**line, **found})
    return {**fields, "lines": lines} if "lines" in fields else fields


@each_read
async def test_the_text_carries_the_facts_of_the_structure(shared: Stage, tool: Tool) -> None:
    caller = await shared.world.at(shared.world.swiss)
    reply = await toolbox_of(shared.world, caller).call_tool(None, tool.name, arguments_of(shared, tool))
    assert not reply.is_error, reply.text
    assert [said for said in scalars(reply.structured) if said not in reply.text] == []


@each_write
async def test_a_read_only_caller_is_refused_a_write_and_shown_none(shared: Stage, tool: Tool) -> None:
    caller = replace(await shared.world.at(shared.world.swiss), read_only=True)
    toolbox, before = toolbox_of(shared.world, caller, toolsets=["all"]), await digest(shared.world)
    given = arguments_of(shared, tool)
    for name, arguments in ((tool.name, given), ("write_operation", wrapped(tool, given))):
        reply = await toolbox.call_tool(None, name, arguments)
        assert reply.is_error
        assert reply.structured["code"] == "read_only_key"
    assert tool.name not in {shown.name for shown in await toolbox.list_tools(None)}
    assert await digest(shared.world) == before


@each
async def test_an_argument_that_nobody_knows_is_refused(shared: Stage, tool: Tool) -> None:
    caller, before = await shared.world.at(shared.world.swiss), await digest(shared.world)
    given = arguments_of(shared, tool) | {"memmo": "x"}
    for name, arguments in ((tool.name, given), (runner(tool), wrapped(tool, given))):
        reply = await toolbox_of(shared.world, caller).call_tool(None, name, arguments)
        assert reply.is_error
        assert reply.structured["message"].startswith("memmo: is not an argument")
    assert await digest(shared.world) == before


@each_with_id
async def test_a_record_of_another_profile_is_not_found(shared: Stage, tool: Tool) -> None:
    caller, before = await shared.world.at(shared.world.swiss), await digest(shared.world)
    given = arguments_of(shared, tool) | {"id": plain(shared.foreign.given(tool.operation)["id"], concise=False)}
    reply = await toolbox_of(shared.world, caller).call_tool(None, runner(tool), wrapped(tool, given))
    assert reply.is_error
    assert reply.structured["code"] == "not_found"
    assert await digest(shared.world) == before


@each
def test_the_example_of_a_tool_names_arguments_that_there_are(tool: Tool) -> None:
    assert set(tool.example) <= set(input_schema(tool, full=True)["properties"])


@pytest.mark.parametrize("name", list(DISCOVERY))
def test_a_tool_of_discovery_is_as_well_described(name: str) -> None:
    shown = DISCOVERY[name]
    assert len(shown.description) <= MOST_LETTERS
    jsonschema.Draft202012Validator.check_schema(shown.input_schema)
    assert shown.input_schema["additionalProperties"] is False
    assert all("description" in argument for argument in shown.input_schema["properties"].values())


def test_types_of_the_wire_take_every_tool() -> None:
    for tool in TOOLS:
        shown = listed(tool)
        types.Tool(name=shown.name, input_schema=shown.input_schema, output_schema=shown.output_schema)


def runner(tool: Tool) -> str:
    """The tool that runs any operation of this effect."""
    return "write_operation" if tool.operation.writes else "read_operation"


def wrapped(tool: Tool, given: dict[str, Any]) -> dict[str, Any]:
    """The same call through the tool that runs any operation."""
    return {"name": tool.name, "arguments": given}


def scalars(value: object) -> list[str]:
    """Everything that a structure says, as text."""
    if isinstance(value, dict):
        return [said for inner in value.values() for said in scalars(inner)]
    if isinstance(value, list):
        return [said for inner in value for said in scalars(inner)]
    return [value] if isinstance(value, str) and value else []
