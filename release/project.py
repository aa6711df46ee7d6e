"""What pyproject.toml says of the project: the one place where its version and its words stand."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
REGISTRY_NAME = "io.github.luma-mcp/luma-mcp"
"""The name in the MCP registry, which README.md carries too. Whoever publishes needs to own the account in it."""


@dataclass(frozen=True)
class Project:
    """The project as its packages describe it."""

    name: str
    version: str
    description: str
    license: str
    author: str
    keywords: Sequence[str]
    requires_python: str
    dependencies: Sequence[str]
    """What the wheel needs, and what it needs for PostgreSQL."""

    @property
    def wheel_name(self) -> str:
        """The file name of the wheel."""
        return f"{self.name.replace('-', '_')}-{self.version}-py3-none-any.whl"


def read_project() -> Project:
    """Read pyproject.toml."""
    found = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Project(
        name=found["name"],
        version=found["version"],
        description=found["description"],
        license=found["license"],
        author=found["authors"][0]["name"],
        keywords=found["keywords"],
        requires_python=found["requires-python"],
        dependencies=[*found["dependencies"], *found["optional-dependencies"]["postgres"]],
    )


def locked_requirements() -> Sequence[str]:
    """Every requirement of requirements/run.txt with its one version and its marker, without the hashes."""
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.partition(" --hash=")[0].strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]
