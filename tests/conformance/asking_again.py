"""The tools and the prompt that need input from the client, as 2026-07-28 does it: the whole request comes again."""

from collections.abc import Mapping
from functools import partial

import mcp_types as types

from tests.conformance.contents import NOTHING, Wire, answer, form, said, text
from tests.conformance.tools import Call, Context, Fixture

Carrier = types.CallToolRequestParams | types.GetPromptRequestParams

_NAME = {"method": "elicitation/create", "params": form("What is your name?", ("name",), name={"type": "string"})}
_CONFIRM = {"method": "elicitation/create", "params": form("Please confirm", ("ok",), ok={"type": "boolean"})}
_COLOR = {"method": "elicitation/create", "params": form("Which colour?", ("color",), color={"type": "string"})}
_CONTEXT = {"method": "elicitation/create", "params": form("Which context?", ("context",), context={"type": "string"})}
_ROOTS: Wire = {"method": "roots/list", "params": {}}


def inputs_tools() -> list[Fixture]:
    """Tools that answer once their questions are answered."""
    capital = _sampling("What is the capital of France?")
    every = {"user_name": _NAME, "greeting": _sampling("Generate a greeting"), "client_roots": _ROOTS}
    calls: dict[str, Call] = {
        "elicitation": _asks({"user_name": _NAME}),
        "sampling": _asks({"capital_question": capital}),
        "list_roots": _asks({"client_roots": _ROOTS}),
        "request_state": _asks({"confirm": _CONFIRM}, "asked"),
        "tampered_state": _asks({"confirm": _CONFIRM}, "asked"),
        "multiple_inputs": _asks(every, "asked"),
        "multi_round": _two_rounds,
        "capabilities": _what_the_client_can,
    }
    fixtures = [Fixture(f"test_input_required_result_{name}", call, NOTHING) for name, call in calls.items()]
    return [*fixtures, Fixture("test_streaming_elicitation", _asks({"user_name": _NAME}), NOTHING)]


def asking_prompt(params: types.GetPromptRequestParams) -> Wire:
    """A prompt that answers once its question is answered."""
    asked = {"user_context": _CONTEXT}
    return _still_open(asked, params) or {"messages": said("user", text("With this context"))}


def _asks(asked: Mapping[str, Wire], state: str | None = None) -> Call:
    return partial(_answer_once, asked, state)


async def _answer_once(
    asked: Mapping[str, Wire], state: str | None, _: Context, params: types.CallToolRequestParams
) -> Wire:
    return _still_open(asked, params, state) or answer(text(f"Answered: {', '.join(sorted(asked))}"))


async def _two_rounds(_: Context, params: types.CallToolRequestParams) -> Wire:
    if params.request_state != "second":
        return _still_open({"step1": _NAME}, params, "first") or _input_required({"step2": _COLOR}, "second")
    return _still_open({"step2": _COLOR}, params, "second") or answer(text("Both rounds are done"))


async def _what_the_client_can(context: Context, params: types.CallToolRequestParams) -> Wire:
    can = context.session.client_capabilities or types.ClientCapabilities()
    asked = {}
    if can.elicitation is not None:
        asked["elicit_input"] = _NAME
    if can.sampling is not None:
        asked["sample_input"] = _sampling("Anything")
    return _still_open(asked, params) or answer(text("Nothing is missing"))


def _still_open(asked: Mapping[str, Wire], params: Carrier, state: str | None = None) -> Wire | None:
    """Ask all of it (again) as long as an answer is missing."""
    given = params.input_responses or {}
    return None if asked.keys() <= given.keys() else _input_required(asked, state)


def _input_required(asked: Mapping[str, Wire], state: str | None) -> Wire:
    carried = {} if state is None else {"requestState": state}
    return {"resultType": "input_required", "inputRequests": dict(asked), **carried}


def _sampling(words: str) -> Wire:
    return {"method": "sampling/createMessage", "params": {"messages": said("user", text(words)), "maxTokens": 100}}
