"""The tools that ask the client back while they run, as the handshake revisions do it: over a session."""

import json
from functools import partial

import mcp_types as types
from mcp.shared.message import ServerMessageMetadata

from tests.conformance.contents import NOTHING, Wire, answer, form, text
from tests.conformance.tools import Call, Context, Fixture

_OPTIONS = ["option1", "option2", "option3"]
_TITLED = [
    {"const": "value1", "title": "First Option"},
    {"const": "value2", "title": "Second Option"},
    {"const": "value3", "title": "Third Option"},
]
_DEFAULTS: dict[str, Wire] = {
    "name": {"type": "string", "default": "John Doe"},
    "age": {"type": "integer", "default": 30},
    "score": {"type": "number", "default": 95.5},
    "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
    "verified": {"type": "boolean", "default": True},
}
_ENUMS: dict[str, Wire] = {
    "untitledSingle": {"type": "string", "enum": _OPTIONS},
    "titledSingle": {"type": "string", "oneOf": _TITLED},
    "legacyEnum": {
        "type": "string",
        "enum": ["opt1", "opt2", "opt3"],
        "enumNames": ["Option One", "Option Two", "Option Three"],
    },
    "untitledMulti": {"type": "array", "items": {"type": "string", "enum": _OPTIONS}},
    "titledMulti": {"type": "array", "items": {"anyOf": _TITLED}},
}
_PERSON: dict[str, Wire] = {
    "username": {"type": "string", "description": "User's response"},
    "email": {"type": "string", "description": "User's email address"},
}


def asking_tools() -> list[Fixture]:
    """Tools that elicit and sample."""
    prompt = {"type": "object", "properties": {"prompt": {"type": "string"}}, "required": ["prompt"]}
    message = {"type": "object", "properties": {"message": {"type": "string"}}, "required": ["message"]}
    return [
        Fixture("test_sampling", _sample, prompt),
        Fixture("test_elicitation", _elicit_person, message),
        Fixture("test_elicitation_sep1034_defaults", _elicits(form("Please review", **_DEFAULTS)), NOTHING),
        Fixture("test_elicitation_sep1330_enums", _elicits(form("Please choose", **_ENUMS)), NOTHING),
    ]


async def _sample(context: Context, params: types.CallToolRequestParams) -> Wire:
    words = types.TextContent(text=(params.arguments or {})["prompt"])
    asked = types.CreateMessageRequestParams(
        messages=[types.SamplingMessage(role="user", content=words)], max_tokens=100
    )
    about = ServerMessageMetadata(related_request_id=context.request_id)
    request = types.CreateMessageRequest(params=asked)
    given = await context.session.send_request(request, types.CreateMessageResult, metadata=about)
    return answer(text(f"LLM response: {given.content.text if given.content.type == 'text' else given.content.type}"))


async def _elicit_person(context: Context, params: types.CallToolRequestParams) -> Wire:
    asked = form((params.arguments or {})["message"], ("username", "email"), **_PERSON)
    return await _elicit(asked, context, params)


def _elicits(asked: Wire) -> Call:
    return partial(_elicit, asked)


async def _elicit(asked: Wire, context: Context, _: types.CallToolRequestParams) -> Wire:
    given = await context.session.elicit_form(asked["message"], asked["requestedSchema"], context.request_id)
    return answer(text(f"Elicitation completed: action={given.action}, content={json.dumps(given.content)}"))
