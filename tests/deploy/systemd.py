"""systemd's own judge of units, where it is installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

NO_SYSTEMD = "systemd-analyze is not installed, so the units of docs/deploy were NOT checked"


def analyze(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run systemd-analyze."""
    program = shutil.which("systemd-analyze")
    if program is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(NO_SYSTEMD)
    return subprocess.run([program, *arguments], check=False, capture_output=True, text=True)
