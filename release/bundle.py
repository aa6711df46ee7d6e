"""The bundle for Claude Desktop (MCPB), packed and judged by the format's own tool.

Its server is of the type `uv`: the bundle holds the wheel unpacked and names every package that it needs in its one
locked version; the host's uv installs those for the machine that it runs on. Of the other types, `python` would need a
bundle for each system and Python, for several of these packages are compiled.
"""

import json
import shutil
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from luma_mcp.tools.discovery import DISCOVERY
from luma_mcp.tools.registry import TOOLS
from luma_mcp.tools.toolbox import listed
from luma_mcp.tools.toolsets import chosen
from release.project import ROOT, Project, locked_requirements
from release.run import run
from tests.clients import typescript

SERVER = "server"
ENTRY_POINT = f"{SERVER}/main.py"
_MCPB = typescript.FOLDER / "node_modules" / "@anthropic-ai" / "mcpb" / "dist" / "cli" / "cli.js"

_LONG = """Accounting books of your companies: clients, offers, invoices, payments, expenses, a double-entry ledger and
its reports. The books stay on this computer, or on the PostgreSQL that you name.

Make the books once, in a terminal: `uvx luma-mcp init`. The bundle begins read-only: the assistant then sees no tool
that changes something. Switch that off, or give it an API key of its own, when it has earned your trust."""

_USER_CONFIG = {
    "read_only": {
        "type": "boolean",
        "title": "Read only",
        "description": "The assistant may look at the books and change nothing.",
        "default": True,
    },
    "api_key": {
        "type": "string",
        "title": "API key",
        "description": "Decides what the assistant may do (luma-mcp keys create). "
        "Leave it empty to be the owner of the books on this computer.",
        "sensitive": True,
        "default": "",
    },
    "profile": {
        "type": "string",
        "title": "Company",
        "description": "The one company to work in, by name or id. Leave it empty to reach all that the key reaches.",
        "default": "",
    },
    "database_url": {
        "type": "string",
        "title": "Books",
        "description": "sqlite+aiosqlite:///PATH or postgresql+asyncpg://USER:PASSWORD@HOST/NAME. "
        "Leave it empty for the books in your data folder.",
        "sensitive": True,
        "default": "",
    },
    "secret": {
        "type": "string",
        "title": "Secret",
        "description": "LUMA_SECRET of the books, with PostgreSQL only.",
        "sensitive": True,
        "default": "",
    },
}
"""What the user is asked. Everything has a default: without one a host would pass on the name of the variable."""

_PYPROJECT = """[project]
name = "{name}-bundle"
version = "{version}"
requires-python = "{requires_python}"
dependencies = [
{dependencies}
]

[tool.uv]
package = false
constraint-dependencies = [
{locked}
]
"""


def manifest(project: Project) -> dict[str, Any]:
    """Describe the bundle: how it is started, what the user is asked, which tools are listed by default."""
    names = chosen(())
    tools = [*(listed(tool) for tool in TOOLS if tool.name in names), *DISCOVERY.values()]
    return {
        "manifest_version": "0.4",
        "name": project.name,
        "display_name": "Luma accounting",
        "version": project.version,
        "description": project.description,
        "long_description": _LONG,
        "author": {"name": project.author},
        "license": project.license,
        "keywords": list(project.keywords),
        "server": {"type": "uv", "entry_point": ENTRY_POINT, "mcp_config": _mcp_config()},
        "tools": [{"name": tool.name, "description": tool.description} for tool in tools],
        "tools_generated": True,
        "compatibility": {
            "platforms": ["darwin", "win32", "linux"],
            "runtimes": {"python": project.requires_python},
        },
        "user_config": _USER_CONFIG,
    }


def _mcp_config() -> dict[str, Any]:
    start = ["run", "--directory", "${__dirname}", ENTRY_POINT]
    return {
        "command": "uv",
        "args": [*start, "stdio", "--profile=${user_config.profile}"],
        "env": {
            "LUMA_API_KEY": "${user_config.api_key}",
            "LUMA_DATABASE_URL": "${user_config.database_url}",
            "LUMA_READ_ONLY": "${user_config.read_only}",
            "LUMA_SECRET": "${user_config.secret}",
        },
    }


def pack_bundle(project: Project, wheel: Path, folder: Path) -> Path:
    """Pack the bundle into a folder; the tool judges its manifest first.

    Raises:
        Judged: it is refused; says why.
    """
    packed = folder / f"{project.name}-{project.version}.mcpb"
    with TemporaryDirectory() as temporary:
        contents = Path(temporary)
        _fill(project, wheel, contents)
        mcpb("validate", str(contents / "manifest.json"))
        mcpb("pack", str(contents), str(packed))
    return packed


def mcpb(*arguments: str) -> str:
    """Run the format's own tool."""
    return run([str(typescript.NODE), str(_MCPB), *arguments])


def _fill(project: Project, wheel: Path, contents: Path) -> None:
    with zipfile.ZipFile(wheel) as unpacked:
        unpacked.extractall(contents / SERVER)
    shutil.copy(Path(__file__).with_name("start.py"), contents / ENTRY_POINT)
    shutil.copy(ROOT / "LICENSE", contents)
    (contents / "pyproject.toml").write_text(_pyproject(project), encoding="utf-8")
    text = json.dumps(manifest(project), indent=2, ensure_ascii=False) + "\n"
    (contents / "manifest.json").write_text(text, encoding="utf-8")


def _pyproject(project: Project) -> str:
    def listing(requirements: tuple[str, ...]) -> str:
        return "\n".join(f"    {json.dumps(requirement)}," for requirement in requirements)

    return _PYPROJECT.format(
        name=project.name,
        version=project.version,
        requires_python=project.requires_python,
        dependencies=listing(tuple(project.dependencies)),
        locked=listing(tuple(locked_requirements())),
    )
