"""The page about tools, made from the tools themselves."""

from collections.abc import Iterable

from luma_mcp.tools.discovery import DISCOVERY
from luma_mcp.tools.door import Listed
from luma_mcp.tools.instructions import INSTRUCTIONS
from luma_mcp.tools.registry import TOOLS
from luma_mcp.tools.schemas import Schema, input_schema
from luma_mcp.tools.toolbox import listed
from luma_mcp.tools.toolsets import ALL, DEFAULT, TOOLSETS, chosen

_HEAD = """# Tools

Made by `make docs`; do not edit. What an assistant is shown over MCP. `--toolsets a,b` (stdio), `?toolsets=a,b` (HTTP)
or `LUMA_TOOLSETS` choose what is listed; what is allowed depends on the key alone, and every tool can be called by its
name, listed or not. Who may only read is shown no tool that changes something. Who reaches several companies has the
argument `profile` (name or id) on every tool.

Arguments in **bold** are required, those in *italics* are not listed: `write_operation` and `read_operation` take
them. Wherever a record is meant, its name or number does as well as its id. Answers hold the operation's output: whole
for one record, the fields that matter for rows and after changes; money is a decimal string.
"""


def tools_markdown() -> str:
    """Write the page: toolsets, instructions, every tool with its arguments."""
    parts = [_HEAD, "## Toolsets\n", *_toolsets(), "", "## What an assistant is told first\n"]
    parts += [f"> {line}".rstrip() for line in INSTRUCTIONS.splitlines()]
    parts += ["", "## The tools\n"]
    for tool in TOOLS:
        full = input_schema(tool, full=True)
        parts += _tool(listed(tool), full)
    for found in DISCOVERY.values():
        parts += _tool(found, found.input_schema)
    return "\n".join(parts).rstrip() + "\n"


def _toolsets() -> Iterable[str]:
    yield "| toolset | tools |\n|---|---|"
    for name in TOOLSETS:
        shown = "every tool below" if name == ALL else ", ".join(f"`{tool}`" for tool in chosen([name]))
        yield f"| `{name}`{' (when nothing is chosen)' if name == DEFAULT else ''} | {shown} |"
    yield f"\nEvery toolset also lists {', '.join(f'`{name}`' for name in DISCOVERY)}."


def _tool(shown: Listed, full: Schema) -> Iterable[str]:
    yield f"### {shown.name}\n"
    yield f"{shown.title} ({_effect(shown)}). {shown.description}\n"
    required, usual = full.get("required", ()), shown.input_schema["properties"]
    for name, schema in full["properties"].items():
        mark = "**" if name in required else "" if name in usual else "*"
        yield f"- {mark}`{name}`{mark} {_kind(schema)}{_words(schema)}"
    if full["properties"]:
        yield ""


def _effect(shown: Listed) -> str:
    if shown.read_only:
        return "reads"
    return "changes, cannot be undone" if shown.destructive else "changes"


def _kind(schema: Schema) -> str:
    if "enum" in schema:
        return " · ".join(schema["enum"])
    if schema["type"] == "array":
        return f"list of {_kind(schema['items'])}"
    if schema["type"] == "object" and "properties" in schema:
        return f"{{{', '.join(schema['properties'])}}}"
    return str(schema.get("format", schema["type"]))


def _words(schema: Schema) -> str:
    return f": {schema['description']}" if schema.get("description") else ""
