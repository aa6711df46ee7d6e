"""A Python client generated from an OpenAPI document, as integrators make theirs."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
CONFIG = {
    "content_type_overrides": dict.fromkeys(("application/pdf", "image/jpeg", "image/png"), "application/octet-stream"),
    "post_hooks": [],
}


@contextmanager
def generated_client(document: object, name: str, folder: Path) -> Iterator[Callable[[str], Any]]:
    """Generate a package of this name; gives its modules. A warning of the generator, as of a part left out, fails."""
    (folder / "openapi.json").write_text(json.dumps(document))
    (folder / "config.json").write_text(json.dumps(CONFIG))
    command: list[str | Path] = [BIN / "openapi-python-client", "generate", "--meta", "none", "--fail-on-warning"]
    places = ["--path", "openapi.json", "--config", "config.json", "--output-path", name]
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    made = subprocess.run(
        [*command, *places], cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, check=False
    )
    assert made.returncode == 0, made.stdout.decode() + made.stderr.decode()
    sys.path.insert(0, str(folder))
    try:
        yield lambda module: importlib.import_module(f"{name}.{module}")
    finally:
        sys.path.remove(str(folder))
