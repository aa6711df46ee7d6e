"""Somebody else's machine: an environment with exactly what requirements/run.txt names, a home, an empty folder."""

import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

from release.project import locked_requirements


@dataclass(frozen=True)
class Machine:
    """Everything that is run on it starts in its empty folder, with nothing of ours in the environment."""

    folder: Path
    """Empty, and the place to be in."""
    home: Path
    bin: Path

    @property
    def python(self) -> Path:
        return self.bin / "python"

    @property
    def luma_mcp(self) -> Path:
        """The command, once it is installed."""
        return self.bin / "luma-mcp"

    @property
    def environment(self) -> dict[str, str]:
        return {"HOME": str(self.home), "PATH": f"{self.bin}:/usr/bin:/bin", "PYTHONUNBUFFERED": "1"}

    def run(self, *command: str | Path, env: Mapping[str, str] | None = None) -> str:
        """Run a command to its end and return what it said."""
        done = subprocess.run(
            command, cwd=self.folder, env=env or self.environment, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def fresh_machine(place: Path) -> Machine:
    """Make one below a folder.

    Its packages are linked from the environment of the tests, which was installed from the same hashes: a package that
    requirements/run.txt does not name is missing.
    """
    environment = place / "environment"
    venv.create(environment, symlinks=True)
    site = environment / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    for source in _installed():
        link = site / source.name
        if not link.exists():
            link.symlink_to(source)
    for folder in ("home", "here"):
        (place / folder).mkdir()
    return Machine(place / "here", place / "home", environment / "bin")


def _installed() -> Iterator[Path]:
    """Every file and folder at the top of site-packages that belongs to a locked requirement of this system."""
    for text in locked_requirements():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate():
            found = distribution(requirement.name)
            tops = {path.parts[0] for path in found.files or ()} - {".."}
            yield from (Path(str(found.locate_file(top))) for top in sorted(tops) if top != "__pycache__")
