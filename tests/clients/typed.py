"""A TypeScript client generated from an OpenAPI document: types are made, a program is checked against them and run."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.clients.typescript import FOLDER, NODE

_OPTIONAL = ["--default-non-nullable", "false"]
"""What has a default need not be sent."""

_STRICT = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--allowImportingTsExtensions"]


def run_typed(document: object, program: str, folder: Path, *arguments: str) -> Any:
    """Generate the types of a document and run a program that the compiler takes at its strictest; what it prints."""
    (folder / "openapi.json").write_text(json.dumps(document))
    shutil.copy(FOLDER / program, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(FOLDER / "node_modules", target_is_directory=True)
    modules = folder / "node_modules"
    _node(
        folder, modules / "openapi-typescript" / "bin" / "cli.js", "openapi.json", "--output", "schema.d.ts", *_OPTIONAL
    )
    _node(folder, modules / "typescript" / "bin" / "tsc", *_STRICT, "--types", "node", program)
    printed: Any = json.loads(_node(folder, program, *arguments))
    return printed


def _node(folder: Path, script: str | Path, *arguments: str) -> str:
    told = [str(NODE), "--preserve-symlinks", str(script), *arguments]
    done = subprocess.run(told, cwd=folder, env=os.environ | {"NO_COLOR": "1"}, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return done.stdout.decode()
