"""The tools that the suites call: one answer of each kind, and what happens while a tool runs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import anyio
import mcp_types as types
from mcp.server import ServerRequestContext
from mcp.server.subscriptions import InMemorySubscriptionBus, PromptsListChanged, ServerEvent, ToolsListChanged
from mcp.shared.exceptions import MCPError

from tests.conformance.contents import NOTHING, Wire, answer, audio, embedded, file, image, text

Context = ServerRequestContext[Any, Any]
Call = Callable[[Context, types.CallToolRequestParams], Awaitable[Wire]]

PAUSE_SECONDS = 0.01
"""Between two notifications; the suites ask for a noticeable one."""
SCHEMA_2020_12: Wire = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
        "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
        }
    },
    "properties": {
        "name": {"type": "string"},
        "address": {"$ref": "#/$defs/address"},
        "contactMethod": {"type": "string", "enum": ["phone", "email"]},
        "phone": {"type": "string"},
        "email": {"type": "string"},
    },
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Fixture:
    """A tool of the suites."""

    name: str
    call: Call
    schema: Wire

    @property
    def listed(self) -> types.Tool:
        """The tool as a client is shown it."""
        return types.Tool(name=self.name, description=f"Fixture {self.name}.", input_schema=self.schema)


def plain_tools(bus: InMemorySubscriptionBus) -> list[Fixture]:
    """Tools that answer by themselves; changes of lists are published on the bus."""
    fixed = {
        "test_simple_text": answer(text("This is a simple text response for testing.")),
        "test_image_content": answer(image()),
        "test_audio_content": answer(audio()),
        "test_embedded_resource": answer(
            embedded(file("test://embedded-resource", "This is an embedded resource content."))
        ),
        "test_multiple_content_types": answer(
            text("Multiple content types test:"),
            image(),
            embedded(file("test://mixed-content-resource", '{"test":"data","value":123}', "application/json")),
        ),
        "test_error_handling": answer(text("This tool intentionally returns an error for testing")) | {"isError": True},
        "json_schema_2020_12_tool": answer(text("validated")),
    }
    calls: dict[str, Call] = {name: _fixed(result) for name, result in fixed.items()}
    calls |= {
        "test_tool_with_logging": _logging,
        "test_logging_tool": _logging,
        "test_tool_with_progress": _progress,
        "test_missing_capability": _missing_capability,
        "test_trigger_tool_change": _publishing(bus, ToolsListChanged()),
        "test_trigger_prompt_change": _publishing(bus, PromptsListChanged()),
    }
    schemas = {"json_schema_2020_12_tool": SCHEMA_2020_12}
    return [Fixture(name, call, schemas.get(name, NOTHING)) for name, call in calls.items()]


def _fixed(result: Wire) -> Call:
    async def call(_: Context, __: types.CallToolRequestParams) -> Wire:
        return result

    return call


async def _logging(context: Context, _: types.CallToolRequestParams) -> Wire:
    for words in ("Tool execution started", "Tool processing data", "Tool execution completed"):
        await context.session.send_log_message(  # type: ignore[deprecated]
            "info", words, related_request_id=context.request_id
        )
        await anyio.sleep(PAUSE_SECONDS)
    return answer(text("Tool with logging executed successfully"))


async def _progress(context: Context, _: types.CallToolRequestParams) -> Wire:
    for done in (0, 50, 100):
        await context.session.report_progress(done, 100, f"Completed step {done} of 100")
        await anyio.sleep(PAUSE_SECONDS)
    return answer(text("Tool with progress executed successfully"))


async def _missing_capability(context: Context, _: types.CallToolRequestParams) -> Wire:
    needed = types.ClientCapabilities(sampling=types.SamplingCapability())
    if not context.session.check_client_capability(needed):
        missing: Wire = {"requiredCapabilities": {"sampling": {}}}
        raise MCPError(types.MISSING_REQUIRED_CLIENT_CAPABILITY, "The client has to support sampling", missing)
    return answer(text("The client supports sampling"))


def _publishing(bus: InMemorySubscriptionBus, event: ServerEvent) -> Call:
    async def call(_: Context, __: types.CallToolRequestParams) -> Wire:
        await bus.publish(event)
        return answer(text("changed"))

    return call
