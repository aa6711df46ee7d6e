"""docs/deploy.md: the files, commands, settings and roles that it names are there and do what it says."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.engine import make_url

from luma_mcp.cli import main
from luma_mcp.settings import Settings
from tests.postgres import PostgresServer
from tests.world import SECRET

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
SHELL = [text for language, text in BLOCKS if language == "sh"]
(SQL,) = [text for language, text in BLOCKS if language == "sql"]


def test_every_file_that_it_names_is_there() -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", TEXT)
    copied = re.findall(r"\bdeploy/[\w.-]+", "".join(SHELL))
    assert len(copied) == 4
    assert [name for name in (*linked, *copied) if not (ROOT / "docs" / name).exists()] == []


def test_every_unit_and_script_is_installed_by_it() -> None:
    files = {path.name for path in (ROOT / "docs" / "deploy").iterdir()}
    assert files == {name.rpartition("/")[2] for name in re.findall(r"\bdeploy/[\w.-]+", "".join(SHELL))}


@pytest.mark.parametrize("block", SHELL, ids=lambda text: text.split("\n")[0][:40])
def test_a_shell_block_can_be_read_by_a_shell(block: str) -> None:
    assert subprocess.run(["/bin/sh", "-n"], input=block, text=True, check=False).returncode == 0


def test_every_command_that_it_names_is_there() -> None:
    named = set(re.findall(r"(?:^|`|exec luma |/bin/)luma(?:-mcp)? ([a-z]+(?: [a-z]+)?)", TEXT, re.MULTILINE))
    assert {"init", "migrate", "verify", "keys create", "keys revoke"} <= named
    assert [words for words in named if CliRunner().invoke(main, [*words.split(), "--help"]).exit_code] == []


def settings_of(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if re.match(r"(LUMA|SERVE)_\w+=", line):
            name, _, value = line.partition("=")
            yield name, value


def test_the_settings_that_it_writes_are_taken() -> None:
    (written,) = [dict(settings_of(block)) for block in SHELL if "luma.env <<END" in block]
    settings = Settings.from_environment(written | {"LUMA_SECRET": SECRET})
    assert settings.public_url == "https://books.example.org"
    assert [str(network) for network in settings.trusted_proxies] == ["127.0.0.1/32"]
    assert settings.is_embedded
    assert (settings.log, written["LUMA_SECRET"]) == ("json", "$(openssl rand -hex 32)")


def test_its_roles_on_postgresql_are_enough_and_no_more(postgres_server: PostgresServer) -> None:
    """The names are others: those of the guide are taken by the roles of the tests."""
    renamed = re.sub(r"\bluma(_owner|_app)?\b", r"guide\1", SQL)
    for statement in renamed.strip().split(";\n"):
        postgres_server.portal.call(postgres_server.connection.execute, statement)
    given = dict(pair for language, text in BLOCKS if language == "ini" for pair in settings_of(text))
    urls = {name: given[name] for name in ("LUMA_DATABASE_URL", "LUMA_MIGRATION_URL")}
    environment = {name: _here(url, postgres_server) for name, url in urls.items()} | {"LUMA_SECRET": SECRET}
    without_owner = environment | {"LUMA_MIGRATION_URL": ""}
    assert CliRunner().invoke(main, ["migrate"], env=without_owner).exit_code == 1
    for arguments in (["migrate"], ["init", "--name", "Muster GmbH", "--country", "CH"], ["verify"]):
        done = CliRunner().invoke(main, arguments, env=environment)
        assert done.exit_code == 0, done.output
    assert CliRunner().invoke(main, ["accounts", "list"], env=without_owner).exit_code == 0


def _here(url: str, server: PostgresServer) -> str:
    """The address with the names of this test, on the server of the tests."""
    role = str(make_url(url).username).replace("luma", "guide")
    return f"postgresql+asyncpg://{role}@/guide?host={server.folder}&port=5432"
