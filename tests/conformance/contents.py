"""Pieces of what the fixtures answer, as they travel on the wire."""

from typing import Any

Wire = dict[str, Any]
"""A piece of a result, as JSON."""

NOTHING: Wire = {"type": "object"}
"""The schema of a tool without arguments."""

_PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC"
_WAV = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQIAAACAgA=="


def text(words: str) -> Wire:
    """A block of text."""
    return {"type": "text", "text": words}


def image() -> Wire:
    """A picture of one red point."""
    return {"type": "image", "data": _PNG, "mimeType": "image/png"}


def audio() -> Wire:
    """Two samples of silence."""
    return {"type": "audio", "data": _WAV, "mimeType": "audio/wav"}


def file(uri: str, words: str, media_type: str = "text/plain") -> Wire:
    """What a resource of text holds."""
    return {"uri": uri, "mimeType": media_type, "text": words}


def picture(uri: str) -> Wire:
    """What a resource of bytes holds."""
    return {"uri": uri, "mimeType": "image/png", "blob": _PNG}


def embedded(held: Wire) -> Wire:
    """A block that carries what a resource holds."""
    return {"type": "resource", "resource": held}


def answer(*content: Wire) -> Wire:
    """The result of a tool."""
    return {"content": list(content)}


def said(role: str, *content: Wire) -> list[Wire]:
    """Messages of one speaker."""
    return [{"role": role, "content": block} for block in content]


def form(message: str, required: tuple[str, ...] = (), /, **fields: Wire) -> Wire:
    """A question to the user with fields to fill in."""
    schema: Wire = {"type": "object", "properties": fields}
    return {"message": message, "requestedSchema": schema | ({"required": list(required)} if required else {})}
