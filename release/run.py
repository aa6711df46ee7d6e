"""Runs the programs that build and judge."""

import subprocess
from collections.abc import Sequence
from pathlib import Path


class Judged(Exception):  # noqa: N818  reads better where it is raised
    """A program refused what was made; the message is what it said."""


def run(command: Sequence[str], cwd: Path | None = None) -> str:
    """Run a command and return what it wrote on standard output.

    Raises:
        Judged: it failed.
    """
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd)
    if done.returncode:
        raise Judged(f"{done.stdout}{done.stderr}".strip())
    return done.stdout
