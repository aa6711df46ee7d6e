"""The container file: hadolint has nothing against it, and what it starts is there. No image can be built in tests."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from luma_mcp.cli import main
from tests.deploy.serving import serving
from tests.world import SECRET, copy_of

TEXT = (Path(__file__).parents[2] / "Containerfile").read_text(encoding="utf-8")
HADOLINT = Path(sys.executable).with_name("hadolint")


def judged(text: str) -> "subprocess.CompletedProcess[str]":
    command = [str(HADOLINT), "--no-color", "--failure-threshold", "style", "-"]
    return subprocess.run(command, check=False, input=text, capture_output=True, text=True)


def test_hadolint_has_nothing_against_it() -> None:
    done = judged(TEXT)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        ("USER 10001:10001", "USER root", "DL3002"),
        ("FROM ${PYTHON} AS install", "FROM python AS install", "DL3006"),
        ('ENTRYPOINT ["luma-mcp"]', "ENTRYPOINT luma-mcp", "DL3025"),
    ],
)
def test_hadolint_sees_what_is_wrong(right: str, wrong: str, rule: str) -> None:
    assert rule in judged(TEXT.replace(right, wrong)).stdout


def test_it_installs_nothing_but_what_is_locked() -> None:
    installs = re.findall(r"pip install (.*?)(?: \\)?$", TEXT, re.MULTILINE)
    assert len(installs) == 2
    assert all("--no-deps" in options for options in installs)
    assert ["--require-hashes" in options or "--no-index" in options for options in installs] == [True, True]


def test_it_starts_a_command_that_there_is() -> None:
    words = _exec_form("\nCMD")
    assert _exec_form("\nENTRYPOINT") == ["luma-mcp"]
    assert CliRunner().invoke(main, [*words, "--help"]).exit_code == 0
    assert words[-2:] == ["--port", "8000"]


def test_its_health_check_tells_a_server_from_none(sqlite_template: Path, tmp_path: Path) -> None:
    settings = {"LUMA_DATABASE_URL": copy_of(sqlite_template, tmp_path), "LUMA_SECRET": SECRET}
    _, *arguments = _exec_form(r"HEALTHCHECK [^\n]*\n +CMD")
    with serving(settings) as server:
        check = [sys.executable, *(word.replace("8000", str(server.port)) for word in arguments)]
        assert subprocess.run(check, check=False).returncode == 0
    assert subprocess.run(check, check=False, stderr=subprocess.DEVNULL).returncode == 1


def _exec_form(instruction: str) -> list[str]:
    found = re.search(rf"{instruction} (\[.*\])", TEXT)
    assert found
    words: list[str] = json.loads(found[1])
    return words
