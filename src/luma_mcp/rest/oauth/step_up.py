"""Whether a request calls a tool that changes the books: what a client that did not ask to write is told at once.

Where a person decided that a client only reads, asking again would lead nowhere; the tool refuses it then.
"""

import json
from collections.abc import Callable

from starlette.requests import Request
from starlette.types import Message, Receive

from luma_mcp.rest.binding import MCP_BYTES
from luma_mcp.rest.body import read_within


async def peeked(request: Request, receive: Receive) -> tuple[bytes, Receive]:
    """The body of a request, and what gives it again to whoever reads it next."""
    body = await read_within(request, MCP_BYTES)
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return first.pop() if first else await receive()

    return body, again


def calls_a_change(body: bytes, changes: Callable[[str], bool]) -> bool:
    """Whether a JSON-RPC message calls a tool that changes the books; what cannot be read is no such call."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(message, dict) or message.get("method") != "tools/call":
        return False
    params = message.get("params")
    name = params.get("name") if isinstance(params, dict) else None
    return isinstance(name, str) and changes(name)
