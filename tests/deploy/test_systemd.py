"""The units of docs/deploy: systemd takes every line of them, and they leave the service little to do harm with."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from luma_mcp.cli import main
from tests.deploy.systemd import analyze

FOLDER = Path(__file__).parents[2] / "docs" / "deploy"
UNITS = ("luma-mcp.service", "luma-mcp-worker.service")
PROGRAM = "/opt/luma-mcp/bin/luma-mcp"
MOST_EXPOSURE = 20
"""In tenths, of the 100 that `systemd-analyze security` gives to a service without any confinement."""


def verified(text: str, path: Path) -> str:
    """What systemd says against a unit whose program is installed."""
    path.write_text(text.replace(PROGRAM, sys.executable), encoding="utf-8")
    return analyze("verify", "--man=no", path).stderr


@pytest.mark.parametrize("name", UNITS)
def test_systemd_has_nothing_against_a_unit(name: str, tmp_path: Path) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert verified(text, tmp_path / name) == ""
    assert "ProtectSytem" in verified(text.replace("ProtectSystem=", "ProtectSytem="), tmp_path / name)


@pytest.mark.parametrize("name", UNITS)
def test_a_service_is_confined(name: str, tmp_path: Path) -> None:
    judged = ("security", "--offline=true", "--no-pager", f"--threshold={MOST_EXPOSURE}")
    done = analyze(*judged, FOLDER / name)
    assert done.returncode == 0, done.stdout
    open_unit = tmp_path / name
    open_unit.write_text(f"[Service]\nExecStart={PROGRAM} serve\n", encoding="utf-8")
    assert analyze(*judged, open_unit).returncode != 0


def test_the_worker_is_confined_as_the_server_is() -> None:
    server, worker = [(FOLDER / name).read_text(encoding="utf-8").partition("StateDirectory=")[2] for name in UNITS]
    assert server == worker != ""


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_starts_a_command_that_there_is(name: str) -> None:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    (command,) = [line.removeprefix(f"ExecStart={PROGRAM} ") for line in lines if line.startswith("ExecStart=")]
    words = command.replace("$SERVE_OPTIONS", "--workers 4 --no-jobs").split()
    assert CliRunner().invoke(main, [*words, "--help"]).exit_code == 0
    assert CliRunner().invoke(main, [*words, "--nonsense", "--help"]).exit_code == 2
