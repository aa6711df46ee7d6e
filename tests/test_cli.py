"""The command line, as its users type it."""

import json
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner, Result

from luma_mcp.cli import main
from luma_mcp.settings import SQLITE
from tests.postgres import PostgresServer
from tests.world import PASSWORD, SECRET, copy_of

INIT = ("init", "--name", "Muster GmbH", "--country", "CH", "--vat-registered", "yes")
LUMA_MCP = (sys.executable, "-m", "luma_mcp.cli")


@pytest.fixture
def environment(sqlite_template: Path, tmp_path: Path) -> dict[str, str]:
    """Empty, migrated books of one's own."""
    return {"LUMA_DATABASE_URL": copy_of(sqlite_template, tmp_path), "LUMA_SECRET": SECRET}


def luma(environment: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env=environment)


def ok(environment: dict[str, str], *arguments: str) -> str:
    result = luma(environment, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def said(environment: dict[str, str], *arguments: str) -> Any:
    return json.loads(ok(environment, *arguments, "--json"))


def path_of(environment: dict[str, str]) -> Path:
    return Path(environment["LUMA_DATABASE_URL"].removeprefix(SQLITE))


@contextmanager
def running(environment: dict[str, str], *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [*LUMA_MCP, *arguments],
        env=environment | {"PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def test_init_makes_an_account_and_its_first_company(environment: dict[str, str]) -> None:
    assert "Muster GmbH is ready: CHF" in ok(environment, *INIT)
    (profile,) = said(environment, "profiles", "list")
    assert (profile["name"], profile["currency"], profile["default_tax_rate"]) == ("Muster GmbH", "CHF", "8.1")
    assert [one["plan"] for one in said(environment, "accounts", "list")] == ["lifetime"]


def test_init_is_refused_where_there_are_books(environment: dict[str, str]) -> None:
    ok(environment, *INIT)
    again = luma(environment, *INIT)
    assert again.exit_code == 1
    assert "luma-mcp profiles create" in again.stderr


def test_init_leaves_nothing_when_a_flag_is_wrong(environment: dict[str, str]) -> None:
    wrong = luma(environment, *INIT, "--iban", "CH00")
    assert wrong.exit_code == 1
    assert "iban" in wrong.stderr
    assert said(environment, "accounts", "list") == []


def test_init_needs_name_and_country_where_nobody_can_be_asked(environment: dict[str, str]) -> None:
    result = luma(environment, "init")
    assert (result.exit_code, "--name and --country" in result.stderr) == (2, True)


def test_a_profile_update_changes_what_documents_start_from(environment: dict[str, str]) -> None:
    ok(environment, *INIT)
    ok(
        environment,
        "profiles",
        "update",
        "muster",
        "--prefix",
        "R-",
        "--deadline-days",
        "14",
        "--address",
        "Weg 1, 3000 Bern",
    )
    (profile,) = said(environment, "profiles", "list")
    assert (profile["invoice_prefix"], profile["payment_deadline_days"]) == ("R-", 14)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (("profiles", "update", "muster"), 2, "Say what changes"),
        (("profiles", "update", "muster", "--address", "nowhere"), 2, "Street 1, 3000 City"),
        (("profiles", "update", "muster", "--withdraw", "Everything"), 1, "Subscription"),
        (("profiles", "update", "nobody", "--prefix", "R-"), 1, "There is no such profile"),
        (("keys", "create", "--label", "x", "--scopes", "invoices-read"), 1, "belongs to one profile"),
        (("keys", "create", "--label", "x", "--tier", "nonsense"), 2, "NAME:TTL_MS:LIMIT"),
        (("keys", "create", "--label", "x", "--expires", "2020-01-01"), 1, "past"),
        (("keys", "revoke", "0197a943-2325-7829-b835-b6c71a293065"), 1, "luma-mcp keys list"),
        (("nonsense",), 2, "No such command"),
        (("serve", "--workers", "2"), 1, "PostgreSQL"),
    ],
)
def test_what_is_refused_is_said_in_one_sentence(
    environment: dict[str, str], arguments: tuple[str, ...], exit_code: int, words: str
) -> None:
    ok(environment, *INIT)
    result = luma(environment, *arguments)
    assert (result.exit_code, words in result.stderr) == (exit_code, True), result.stderr
    assert "Traceback" not in result.output


def test_a_bad_setting_is_named(environment: dict[str, str]) -> None:
    result = luma(environment | {"LUMA_RATE_READS": "many"}, "verify")
    assert (result.exit_code, result.stderr) == (1, "Error: LUMA_RATE_READS: is a whole number from 1 to 1000000\n")


def test_a_file_that_is_no_database_is_no_traceback(environment: dict[str, str]) -> None:
    path_of(environment).write_text("these are not books, but a text that is long enough to be read as a header" * 20)
    result = luma(environment, "verify")
    assert (result.exit_code, "file is not a database" in result.stderr) == (1, True), result.stderr
    assert "Traceback" not in result.output


def test_a_key_is_shown_once_and_found_in_the_list(environment: dict[str, str]) -> None:
    ok(environment, *INIT)
    made = said(environment, "keys", "create", "--label", "Reports", "--read-only")
    assert set(made) == {"id", "key", "label", "mode", "profile_id", "scopes", "last_four"}
    assert made["key"].startswith("lmb_")
    (kept,) = said(environment, "keys", "list")
    assert (kept["label"], kept["mode"], kept["last_four"]) == ("Reports", "read_only", made["key"][-4:])
    assert made["key"].encode() not in path_of(environment).read_bytes()
    ok(environment, "keys", "revoke", made["id"])
    assert said(environment, "keys", "list")[0]["revoked_at"]


def test_a_key_of_one_company_takes_everything_that_is_said_of_it(environment: dict[str, str]) -> None:
    ok(environment, *INIT)
    options = ("--profile", "muster", "--scopes", "invoices-read,clients-read", "--tier", "burst:1000:10")
    made = said(
        environment, "keys", "create", "--label", "ERP", *options, "--expires", "2099-12-31", "--ip", "10.0.0.0/8"
    )
    assert made["scopes"] == ["invoices-read", "clients-read"]
    assert made["profile_id"] == said(environment, "profiles", "list")[0]["id"]


def test_an_account_has_to_be_named_where_there_are_several(environment: dict[str, str]) -> None:
    ok(environment, *INIT)
    said(environment, "accounts", "create", "--name", "Other", "--plan", "pro")
    assert luma(environment, "keys", "list").exit_code == 1
    assert said(environment, "keys", "list", "--account", "Other") == []


def test_verify_names_the_first_broken_fact(environment: dict[str, str]) -> None:
    ok(environment, *INIT)
    assert said(environment, "verify")["ok"] is True
    with closing(sqlite3.connect(path_of(environment))) as connection, connection:
        profile = connection.execute("SELECT id FROM profile").fetchone()[0]
        connection.execute(
            "INSERT INTO counter VALUES (?, 'invoice', 3) ON CONFLICT DO UPDATE SET last_n = 3", (profile,)
        )
    result = luma(environment, "verify")
    assert (result.exit_code, "number 1 is neither used nor void" in result.stderr) == (1, True)


def test_the_journal_is_written_for_another_program(environment: dict[str, str], tmp_path: Path) -> None:
    ok(environment, *INIT)
    file = tmp_path / "books.journal"
    assert ok(environment, "export", "--format", "hledger", "--output", str(file)) == ""
    assert file.read_text(encoding="utf-8").startswith("; Muster GmbH\ndecimal-mark .\ncommodity 1000.00 CHF\n")
    assert ok(environment, "export", "--format", "csv", "--profile", "muster").startswith("seq,number,date,line,")
    ok(environment, "profiles", "create", "--name", "Another AG", "--country", "CH")
    unclear = luma(environment, "export", "--format", "beancount")
    assert (unclear.exit_code, "Another AG" in unclear.stderr) == (1, True)
    assert luma(environment, "export").exit_code == 2


def test_published_rates_are_imported_once(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "eurofxref-hist.csv"
    file.write_text("Date,USD,CHF,\n2027-03-30,1.08,N/A,\n")
    said_first = ok(environment, "rates", "import", str(file))
    assert said_first == "Imported 1 rate of 1 currency, 2027-03-30 to 2027-03-30.\n"
    file.write_text("Date,USD,CHF,\n2027-03-31,1.0815,0.9412,\n2027-03-30,1.08,N/A,\n")
    said_then = ok(environment, "rates", "import", str(file))
    assert said_then == "Imported 2 rates of 2 currencies, 2027-03-30 to 2027-03-31 (1 was there already).\n"


def test_other_rates_for_a_day_are_only_taken_when_told(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "eurofxref-hist.csv"
    file.write_text("Date,USD\n2027-03-30,1.08\n")
    ok(environment, "rates", "import", str(file))
    file.write_text("Date,USD\n2027-03-30,1.09\n")
    result = luma(environment, "rates", "import", str(file))
    kept = "USD of 2027-03-30 is kept as 1.08 for one euro, and the file says 1.09."
    assert (result.exit_code, kept in result.stderr, "--replace" in result.stderr) == (1, True, True)
    assert "Imported 1 rate " in ok(environment, "rates", "import", str(file), "--replace")


@pytest.mark.parametrize(
    ("content", "exit_code", "words"), [("Not found", 1, "Download it again"), (None, 2, "No such file")]
)
def test_a_file_that_holds_no_rates_is_refused(
    environment: dict[str, str], tmp_path: Path, content: str | None, exit_code: int, words: str
) -> None:
    file = tmp_path / "rates.csv"
    if content is not None:
        file.write_text(content)
    result = luma(environment, "rates", "import", str(file))
    assert (result.exit_code, words in result.stderr) == (exit_code, True), result.stderr


def test_a_service_gets_a_client_and_loses_it(environment: dict[str, str]) -> None:
    ok(environment, *INIT)
    create = ("oauth-clients", "create", "--label", "Shop", "--profile", "Muster GmbH", "--scopes")
    made = said(environment, *create, "invoices-read, clients-write")
    assert made.keys() == {"client_id", "client_secret", "label", "profile_id", "scopes"}
    assert (made["label"], made["scopes"]) == ("Shop", ["invoices-read", "clients-write"])
    shown = luma(environment, "oauth-clients", "list").stdout
    assert made["client_id"] in shown
    assert made["client_secret"] not in shown
    ok(environment, "oauth-clients", "revoke", made["client_id"])
    (kept,) = said(environment, "oauth-clients", "list")
    assert kept["revoked_at"]
    plain = luma(environment, *create, "invoices-read")
    assert plain.stdout.startswith("client_id ")
    assert "lmo_" in plain.stdout
    assert "not shown again" in plain.stderr
    assert luma(environment, *create, "portal-provision").exit_code == 1


@pytest.mark.parametrize("command", [("keys",), ("oauth-clients",)])
def test_a_scope_that_is_misspelt_is_told_with_the_one_meant(
    environment: dict[str, str], command: tuple[str, ...]
) -> None:
    ok(environment, *INIT)
    refused = luma(
        environment, *command, "create", "--label", "x", "--profile", "Muster GmbH", "--scopes", "custmers-read"
    )
    assert refused.exit_code == 1
    assert "there is no scope custmers-read; did you mean customers-read?" in refused.stderr
    assert not said(environment, *command, "list")


def test_books_are_made_where_there_are_none(tmp_path: Path) -> None:
    fresh = {"LUMA_DATABASE_URL": f"{SQLITE}{tmp_path}/new/luma.db", "LUMA_SECRET": ""}
    ok(fresh, *INIT)
    secret = tmp_path / "new" / "luma.db.secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(secret.read_text()) >= 43
    assert sorted(file.name for file in secret.parent.iterdir()) == ["luma.db", "luma.db.secret"]


def test_postgresql_is_migrated_by_its_owner_alone(postgres_server: PostgresServer) -> None:
    with postgres_server.fresh_database() as database:
        environment = {"LUMA_DATABASE_URL": database.app_url, "LUMA_SECRET": SECRET}
        before = luma(environment, *INIT)
        assert (before.exit_code, "luma-mcp migrate" in before.stderr) == (1, True)
        ok(environment | {"LUMA_MIGRATION_URL": database.owner_url}, "migrate")
        assert "Muster GmbH is ready" in ok(environment, *INIT)


def test_the_server_answers_and_ends_when_told(environment: dict[str, str]) -> None:
    ok(environment, *INIT)
    with running(environment, "serve", "--port", "0") as server:
        port = _port(server)
        assert httpx2.get(f"http://127.0.0.1:{port}/readyz").json() == {"status": "ready"}
        taken = subprocess.run(
            [*LUMA_MCP, "serve", "--port", port], env=environment, check=False, capture_output=True, text=True
        )
        assert (taken.returncode, "Choose another with --port" in taken.stderr) == (1, True)
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0


def test_a_server_prints_the_owners_link_until_somebody_has_used_it(tmp_path: Path) -> None:
    fresh = {"LUMA_DATABASE_URL": f"{SQLITE}{tmp_path}/luma.db", "LUMA_SECRET": SECRET}
    with running(fresh, "serve", "--port", "0", "--no-jobs") as server:
        base = f"http://127.0.0.1:{_port(server)}"
        assert server.stderr
        link = re.search(rf"{base}/welcome\?token=lmi_\w+", server.stderr.readline())
        assert link
        chosen = {"name": "Olivia", "email": "olivia@example.com", "password": PASSWORD}
        with httpx2.Client(base_url=base, follow_redirects=True, timeout=30) as browser:
            assert browser.get(link[0]).status_code == 200
            answer = browser.post("/welcome", data=chosen, headers={"Origin": base})
            assert (answer.status_code, answer.url.path.startswith("/settings")) == (200, True)
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
    assert [row["email"] for row in said(fresh, "members", "list")] == ["olivia@example.com"]
    with running(fresh, "serve", "--port", "0", "--no-jobs") as server:
        _port(server)
        server.send_signal(signal.SIGTERM)
        assert server.stderr
        assert "/welcome" not in server.stderr.read()


def test_members_are_invited_reset_and_removed(environment: dict[str, str]) -> None:
    ok(environment, *INIT)
    where = environment | {"LUMA_PUBLIC_URL": "https://books.example.org"}
    company = ("--profile", "Muster GmbH")
    invited = ok(where, "members", "invite", "--email", "anna@example.com", "--role", "member", *company)
    assert re.fullmatch(r"https://books\.example\.org/welcome\?token=lmi_\w+\n", invited)
    assert luma(where, "members", "invite", "--email", "anna@example.com").exit_code == 1
    (anna,) = said(where, "members", "list")
    assert (anna["role"], anna["status"], len(anna["profile_ids"])) == ("member", "invited", 1)
    again = ok(where, "members", "reset", "Anna@example.com")
    assert "/welcome?token=lmi_" in again
    assert again != invited
    assert luma(where, "members", "reset", "nobody@example.com").exit_code == 1
    assert "Removed" in ok(where, "members", "remove", anna["id"])
    assert said(where, "members", "list") == []


def test_an_account_gets_its_owner_on_the_command_line_once(environment: dict[str, str]) -> None:
    ok(environment, *INIT)
    assert "/welcome" in ok(environment, "members", "invite", "--email", "olivia@example.com", "--role", "owner")
    assert "/welcome" in ok(environment, "members", "invite", "--email", "olivia@example.com", "--role", "owner")
    for email in ("mallory@example.com", "nonsense"):
        assert luma(environment, "members", "invite", "--email", email, "--role", "owner").exit_code == 1
    assert [row["role"] for row in said(environment, "members", "list")] == ["owner"]


def test_several_workers_serve_on_postgresql(postgres_server: PostgresServer, postgres_template: str) -> None:
    with postgres_server.fresh_database(postgres_template) as database:
        environment = {"LUMA_DATABASE_URL": database.app_url, "LUMA_SECRET": SECRET}
        ok(environment, *INIT)
        key = said(environment, "keys", "create", "--label", "x")["key"]
        with running(environment, "serve", "--port", "0", "--workers", "2") as server:
            address = f"http://127.0.0.1:{_port(server)}/v1/profiles"
            answer = httpx2.get(address, headers={"Authorization": f"Bearer {key}"}, timeout=30)
            assert answer.json()["data"][0]["name"] == "Muster GmbH"
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("stdio", "--toolsets", "nonsense"), "There is no toolset nonsense"),
        (("stdio", "--profile", "nobody", "--key", "x"), "visible to other users"),
    ],
)
def test_stdio_says_on_standard_error_what_is_wrong(
    environment: dict[str, str], arguments: tuple[str, ...], words: str
) -> None:
    command = [*LUMA_MCP, *arguments]
    done = subprocess.run(
        command, env=environment, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert (done.stdout, words in done.stderr, "Traceback" in done.stderr) == ("", True, False)
    assert done.returncode == ("nonsense" in arguments)


def test_the_worker_runs_until_it_is_told_to_stop(environment: dict[str, str]) -> None:
    ok(environment, *INIT)
    with running(environment, "worker") as worker:
        assert worker.stderr
        assert "background jobs are running" in worker.stderr.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            worker.wait(2)
        worker.send_signal(signal.SIGINT)
        assert worker.wait(60) == 0


def _port(server: "subprocess.Popen[str]") -> str:
    assert server.stderr
    started = re.search(r"http://127\.0\.0\.1:(\d+)", server.stderr.readline())
    assert started
    return started[1]


def test_licences_are_withdrawn_and_granted_again(environment: dict[str, str]) -> None:
    ok(environment, *INIT)
    update = ("profiles", "update", "muster")
    withdrawn = said(environment, *update, "--withdraw", "Subscription", "--withdraw", "CustomerPortal")
    assert withdrawn["withdrawn"] == ["Subscription", "CustomerPortal"]
    assert "without CustomerPortal" in ok(
        environment, *update, "--grant", "Subscription", "--contact-first-name", "Eva"
    )
