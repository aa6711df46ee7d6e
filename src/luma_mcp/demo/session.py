"""`make run`: fresh demo books, a short MCP session over stdio as an assistant has it, then everything is served."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import anyio
import mcp_types as types
from mcp import Client, StdioServerParameters

from luma_mcp.demo.clients import configurations

FOLDER = Path(".demo")
BOOKS = FOLDER / "luma.db"
HOST = "127.0.0.1"
LUMA_MCP = (sys.executable, "-m", "luma_mcp.cli")

_COMPANY = "Aareblick"
_QUESTIONS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Who am I, and which companies do I reach?", "whoami", {}),
    ("Whom do we buy from?", "list_vendors", {"profile": _COMPANY, "limit": 5}),
    (
        "Write an invoice to Velowerk Thun for 3 hours of web development.",
        "create_invoice",
        {
            "profile": _COMPANY,
            "client_id": "Velowerk Thun",
            "lines": [{"catalog_item_id": "Webentwicklung", "quantity": "3"}],
            "idempotency_key": "demo-session-1",
        },
    ),
    (
        "How did revenue develop, quarter by quarter?",
        "get_revenue",
        {"profile": _COMPANY, "from": "2025-07-01", "to": "2026-06-30", "group_by": "quarter"},
    ),
    (
        "What do we owe in VAT for the last quarter?",
        "get_report",
        {"profile": _COMPANY, "type": "vat", "period": "last_quarter"},
    ),
    (
        "And which invoices make it up?",
        "get_report",
        {"profile": _COMPANY, "type": "vat", "period": "last_quarter", "drill": "due", "limit": 5},
    ),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the books, play the session, print how to connect, and serve until stopped."""
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--once", action="store_true", help="stop after the session")
    parser.add_argument("--port", type=int, default=8000, help="where to serve (8000)")
    asked = parser.parse_args(arguments)
    made = make_books()
    print(
        f"Fresh demo books in {BOOKS}: {' and '.join(profile['name'] for profile in made['profiles'])}.\n", flush=True
    )
    anyio.run(play)
    _print_keys(made["keys"])
    print(configurations(BOOKS.resolve(), _key_files(made["keys"]), f"http://{HOST}:{asked.port}"), flush=True)
    if not asked.once:
        _serve(asked.port)


def make_books() -> dict[str, Any]:
    """Make fresh demo books, never the user's own; answers what `luma-mcp demo --json` prints."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("luma.db*"):
        old.unlink()
    done = subprocess.run([*LUMA_MCP, "demo", "--json"], env=_environment(), check=True, stdout=subprocess.PIPE)
    made: dict[str, Any] = json.loads(done.stdout)
    return made


async def play() -> None:
    """Ask the questions over stdio and print the answers as an assistant gets them."""
    server = StdioServerParameters(command=LUMA_MCP[0], args=[*LUMA_MCP[1:], "stdio", "--no-jobs"], env=_environment())
    async with Client(server) as client:
        for question, tool, arguments in _QUESTIONS:
            result = await client.call_tool(tool, arguments)
            answer = "\n".join(block.text for block in result.content if isinstance(block, types.TextContent))
            print(
                f"? {question}\n> {tool} {json.dumps(arguments, ensure_ascii=False)}\n{_indented(answer)}\n", flush=True
            )
            if result.is_error:
                sys.exit(f"{tool} was refused.")


def _serve(port: int) -> None:
    """Become the server, so that whoever stops us stops it; where a system cannot, wait for it."""
    command = [*LUMA_MCP, "serve", "--host", HOST, "--port", str(port)]
    if os.name == "posix":
        os.execve(command[0], command, _environment())
    sys.exit(subprocess.run(command, env=_environment(), check=False).returncode)


def _print_keys(keys: Mapping[str, str]) -> None:
    print("## Keys of the demo (an assistant that only reports needs no more than read_only)")
    for name in sorted(keys, key=lambda name: name != "read_only"):
        print(f"{name:<10} {keys[name]}")
    print()


def _key_files(keys: Mapping[str, str]) -> dict[str, Path]:
    """Keep the keys in files that only their owner reads, so that no configuration holds one in plain text."""
    files = {}
    for name, key in keys.items():
        file = FOLDER / f"{name}.key"
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
            opened.write(key)
        files[name] = file.resolve()
    return files


def _environment() -> dict[str, str]:
    """Our environment without the user's own settings, pointing at the demo."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LUMA_")}
    return kept | {"LUMA_DATABASE_URL": f"sqlite+aiosqlite:///{BOOKS.resolve().as_posix()}"}


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


if __name__ == "__main__":
    main()
