"""Which fields of a body a document lets be null."""

from typing import Any


def by_null(schema: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The optional fields of a schema: those that may be null, and those that may not."""
    optional = {name: schema["properties"][name] for name in schema["properties"].keys() - schema.get("required", ())}
    taken = {name for name, part in optional.items() if {"type": "null"} in part.get("anyOf", ())}
    return taken, optional.keys() - taken
