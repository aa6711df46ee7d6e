"""`make package`: the wheel, server.json for the MCP registry, and the bundle for Claude Desktop, each judged."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from release.bundle import pack_bundle
from release.project import ROOT, read_project
from release.run import Judged
from release.server_json import write_server_json
from release.wheel import build_wheel


def build(folder: Path) -> Sequence[Path]:
    """Build everything into a folder.

    Raises:
        Judged: one of the programs that build and judge refused; says why.
    """
    folder.mkdir(parents=True, exist_ok=True)
    project = read_project()
    wheel = build_wheel(project, folder)
    return wheel, write_server_json(project, folder), pack_bundle(project, wheel, folder)


def main() -> None:
    """Build into an empty dist/ and say what was made."""
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    try:
        made = build(dist)
    except Judged as refused:
        sys.exit(str(refused))
    for path in made:
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
