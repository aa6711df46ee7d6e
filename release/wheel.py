"""The wheel, built offline by the locked build backend."""

import sys
from pathlib import Path

from release.project import ROOT, Project
from release.run import run


def build_wheel(project: Project, folder: Path) -> Path:
    """Build the wheel into a folder."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)])
    return folder / project.wheel_name
