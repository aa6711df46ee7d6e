"""Writes the files that are made from the code; with --check it only compares, and fails naming what is stale."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from luma_mcp.operation import AnyOperation
from luma_mcp.operations.registry import OPERATIONS
from luma_mcp.rest.ledgerbee import table as ledgerbee
from luma_mcp.rest.ledgerbee.document import openapi_document as ledgerbee_document
from luma_mcp.rest.lumabill.document import openapi_document
from luma_mcp.rest.lumabill.table import BINDINGS
from luma_mcp.store.rules import declared_rules
from luma_mcp.tools.documentation import tools_markdown

ROOT = Path(__file__).parents[1]

_OPERATIONS = """# Operations

Made by `make docs`; do not edit. One verb of accounting each: the same over REST, MCP and in jobs. The effect decides
what a read-only key may do, noun and effect make the scope that a scoped key needs.

"""


def openapi() -> str:
    """The OpenAPI document of `/v1`."""
    return json.dumps(openapi_document(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def ledgerbee_openapi() -> str:
    """The OpenAPI document of `/api`."""
    return json.dumps(ledgerbee_document(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def operations() -> str:
    """The table of operations."""
    routes: dict[str, list[str]] = {}
    for binding in (*BINDINGS, *ledgerbee.BINDINGS):
        routes.setdefault(binding.operation.name, []).append(f"`{binding.method} {binding.path}`")
    head = "| operation | effect | noun | scope | REST | what it does |\n|---|---|---|---|---|---|\n"
    rows = (_row(operation, routes.get(operation.name, [])) for operation in OPERATIONS)
    return _OPERATIONS + head + "\n".join(rows) + "\n"


def _row(operation: AnyOperation, routes: list[str]) -> str:
    who = "owner only" if operation.owner_only else "internal" if operation.internal else f"`{operation.scope}`"
    who = "any key" if operation.of_any_key else who
    cells = (
        f"`{operation.name}`",
        operation.effect,
        operation.noun,
        who,
        "<br>".join(routes) or "–",
        operation.summary,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


DOCUMENTS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("docs/openapi/lumabill.json", openapi),
    ("docs/openapi/ledgerbee.json", ledgerbee_openapi),
    ("docs/operations.md", operations),
    ("docs/tools.md", tools_markdown),
    ("src/luma_mcp/store/migrations/guards/sqlite_rules.txt", declared_rules),
)


def main() -> int:
    """Write every document, or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a document is stale")
    check = parser.parse_args().check
    stale = [name for name, make in DOCUMENTS if _settle(ROOT / name, make(), check=check)]
    for name in stale:
        print(f"{name} is stale; run 'make docs'" if check else f"{name} written")
    return 1 if check and stale else 0


def _settle(path: Path, text: str, *, check: bool) -> bool:
    """Write a document where it differs; whether it did."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    if not check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return True


if __name__ == "__main__":
    sys.exit(main())
