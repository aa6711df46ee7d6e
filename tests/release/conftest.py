"""What `make package` makes, made once, and a machine to install it on."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from release.__main__ import build
from tests.release.machine import Machine, fresh_machine


@dataclass(frozen=True)
class Built:
    """The three packages."""

    wheel: Path
    server_json: Path
    bundle: Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build as `make package` does, into a folder of the tests."""
    return Built(*build(tmp_path_factory.mktemp("dist")))


@pytest.fixture(scope="session")
def empty_machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine that has what the program needs, and not the program."""
    return fresh_machine(tmp_path_factory.mktemp("empty_machine"))


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory, built: Built) -> Machine:
    """A machine on which the wheel is installed."""
    made = fresh_machine(tmp_path_factory.mktemp("machine"))
    install(made, built.wheel)
    return made


def install(machine: Machine, wheel: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--python", str(machine.python), "install", "--quiet"]
    offline: Sequence[str] = ("--no-index", "--no-deps", "--disable-pip-version-check", "--root-user-action", "ignore")
    subprocess.run([*pip, *offline, str(wheel)], check=True, cwd=machine.folder)
