"""Configurations of MCP clients, ready to paste: a read-only key first, and no key in plain text."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("luma-mcp"))


def configurations(books: Path, keys: Mapping[str, Path], address: str) -> str:
    """Say how to connect Claude Desktop, Claude Code, Cursor, VS Code, a plain MCP client and curl to the demo."""
    database = f"sqlite+aiosqlite:///{books.as_posix()}"
    stdio = {
        "command": COMMAND,
        "args": ["stdio"],
        "env": {"LUMA_DATABASE_URL": database, "LUMA_API_KEY_FILE": str(keys["read_only"])},
    }
    cursor = {"url": f"{address}/mcp", "headers": {"Authorization": "Bearer ${env:LUMA_API_KEY}"}}
    code = {"type": "http", "url": f"{address}/mcp", "headers": {"Authorization": "Bearer ${input:luma-key}"}}
    prompt = {"type": "promptString", "id": "luma-key", "description": "luma_mcp key", "password": True}
    sections = (
        ("Claude Desktop, read-only (claude_desktop_config.json)", _json({"mcpServers": {"luma": stdio}})),
        (
            "Claude Code, read-only",
            _claude_code(keys["read_only"], address),
        ),
        ("Cursor (.cursor/mcp.json), the key from the environment", _json({"mcpServers": {"luma": cursor}})),
        ("VS Code (.vscode/mcp.json), asks for the key", _json({"inputs": [prompt], "servers": {"luma": code}})),
        ("Any other MCP client over HTTP", f"{address}/mcp with the header Authorization: Bearer KEY"),
        ("REST, Lumabill's", f'curl -s {address}/v1/profiles -H "Authorization: Bearer $(cat {keys["owner"]})"'),
        ("REST, LedgerBee's", f'curl -s {address}/api/v1/customers -H "x-api-key: $(cat {keys["ledgerbee"]})"'),
    )
    return "\n".join(f"## {title}\n{text}\n" for title, text in sections)


def _claude_code(key: Path, address: str) -> str:
    header = "'Authorization: Bearer ${LUMA_API_KEY}'"
    return f'export LUMA_API_KEY="$(cat {key})"\nclaude mcp add --transport http luma {address}/mcp --header {header}'


def _json(value: object) -> str:
    return json.dumps(value, indent=2)
