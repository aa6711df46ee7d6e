"""server.json: how the MCP registry describes the package on PyPI, judged by the registry's own schema."""

import json
import sys
from pathlib import Path
from typing import Any

from release.project import REGISTRY_NAME, Project
from release.run import run

SCHEMA = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"
"""The format's identifier, which the format demands; nothing is fetched from there."""

_SECRET = {"isSecret": True}
_VARIABLES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "LUMA_API_KEY",
        "API key that decides what the assistant may do; without one it is the owner of an embedded file.",
        _SECRET,
    ),
    ("LUMA_API_KEY_FILE", "File that holds the API key, in place of LUMA_API_KEY.", {"format": "filepath"}),
    ("LUMA_READ_ONLY", "true: offer and run reads only.", {"format": "boolean", "default": "true"}),
    ("LUMA_PROFILE_ID", "The one company to work in (UUID), where the books hold several.", {}),
    ("LUMA_TOOLSETS", "What is listed, separated by commas: default, all, or names of sets.", {}),
    (
        "LUMA_DATABASE_URL",
        "sqlite+aiosqlite:///PATH or postgresql+asyncpg://USER:PASSWORD@HOST/NAME; else luma.db in the data folder.",
        _SECRET,
    ),
    ("LUMA_SECRET", "The secret that the server's keys were made with; needed with PostgreSQL.", _SECRET),
)


def server_json(project: Project) -> dict[str, Any]:
    """Describe the package."""
    variables = [{"name": name, "description": words, **more} for name, words, more in _VARIABLES]
    return {
        "$schema": SCHEMA,
        "name": REGISTRY_NAME,
        "title": "Luma accounting",
        "description": project.description,
        "version": project.version,
        "packages": [
            {
                "registryType": "pypi",
                "identifier": project.name,
                "version": project.version,
                "runtimeHint": "uvx",
                "transport": {"type": "stdio"},
                "packageArguments": [{"type": "positional", "value": "stdio"}],
                "environmentVariables": variables,
            }
        ],
    }


def write_server_json(project: Project, folder: Path) -> Path:
    """Write server.json into a folder and have it judged."""
    path = folder / "server.json"
    path.write_text(json.dumps(server_json(project), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    check_server_json(path)
    return path


def check_server_json(path: Path) -> None:
    """Have skillsaw judge a server.json: by the official schema, and by the rules for publishing.

    Raises:
        Judged: it is refused; says why.
    """
    skillsaw = [str(Path(sys.executable).with_name("skillsaw")), "lint", "--type", "mcp-registry", "--strict"]
    run([*skillsaw, "--no-plugins", "--no-custom-rules", "--no-progress", str(path)], cwd=path.parent)
