"""Books from before the ledger get theirs when they are migrated."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from click.testing import CliRunner
from sqlalchemy import text

from luma_mcp import administration
from luma_mcp.app import Parts
from luma_mcp.cli import main
from luma_mcp.demo.rates import demo_quotes
from luma_mcp.errors import RateMissing, Refusal, Unavailable
from luma_mcp.settings import Settings
from luma_mcp.store.database import set_context
from luma_mcp.store.exchange_rates import import_quotes
from luma_mcp.store.migrate import migrate
from luma_mcp.store.revision import HEAD
from tests.old_books import OldBooks, run_in
from tests.postgres import APP, PostgresServer
from tests.store.raw import attack
from tests.world import SECRET, START, World, copy_of, open_world

TODAY = START.date()
CLOSING = [
    ("1020", "1661.00"),  # 1000 + 324.30 + 32.40 + 400 - 108.10 + 12.40
    ("1100", "400.00"),
    ("1171", "16.20"),
    ("2000", "-108.10"),
    ("2030", "-75.70"),
    ("2200", "-81.00"),
    ("3400", "-700.00"),
    ("6570", "200.00"),
    ("6950", "-12.40"),
    ("9100", "-1000.00"),
    ("None", "-300.00"),  # of 2025
]

REPORTS: list[tuple[str, dict[str, Any]]] = [
    ("vat", {"from": "2026-01-01", "to": "2026-03-31"}),
    ("profit_loss", {"basis": "cash"}),
    ("profit_loss", {"basis": "accrual"}),
    ("aged_receivables", {}),
    ("aged_payables", {}),
]


async def import_rates(old: OldBooks) -> None:
    """Import exchange rates, as the command does."""
    async with old.opened(unposted_too=True) as parts, parts.database.writing() as connection:
        await import_quotes(connection, demo_quotes())


async def trade(world: World) -> None:
    """A winter of documents in francs: paid, paid in part, paid too much, undone, cancelled, drafted."""
    bank = await world.run("create_bank_account", name="Bank", opening_balance="1000", account_number="1020")
    paid = await world.sent_invoice(issue_date="2025-12-10")
    await world.run("record_payment", id=paid.id, date="2026-01-05", bank_account_id=bank.id)
    part = await world.sent_invoice(issue_date="2026-01-20", price="200")
    await world.run("record_payment", id=part.id, date="2026-01-15", amount="32.40")
    over = await world.sent_invoice(issue_date="2026-02-01")
    await world.run("record_payment", id=over.id, date="2026-02-20", amount="400")
    undone = (await world.run("record_payment", id=part.id, date="2026-02-21", amount="5")).payments[-1]
    await world.run("delete_payment", id=part.id, payment_id=undone.id)
    await world.run("cancel_invoice", id=(await world.sent_invoice(issue_date="2026-02-02")).id)
    await world.invoice(issue_date="2026-02-03")
    fields: dict[str, Any] = {"amount": "108.10", "tax_rate": "8.1", "category": "software_it"}
    await world.run("create_expense", date="2026-01-15", **fields)
    await world.run("create_expense", date="2026-01-16", status="paid", paid_on="2026-03-01", **fields)
    await world.run("create_expense", date="2026-01-17", status="draft", **fields)
    income: dict[str, Any] = {
        "date": "2026-03-30",
        "amount": "12.40",
        "description": "Interest",
        "category": "interest",
    }
    await world.run("create_income", bank_account_id=bank.id, **income)
    danish = await world.at(world.danish)
    await world.run("create_expense", caller=danish, date="2026-02-01", amount="125", tax_rate="25", category="travel")


async def abroad(world: World) -> None:
    """An invoice in dollars, paid at another rate."""
    sent = await world.sent_invoice(issue_date="2026-01-20", currency="USD")
    await world.run("record_payment", id=sent.id, date="2026-02-20")


async def report(parts: Parts, world: World, kind: str, **given: Any) -> Any:
    """A report of the first profile."""
    return await run_in(parts, world.swiss, "get_report", type=kind, **given)


async def closing(parts: Parts, world: World) -> list[tuple[str, str]]:
    """What every account that is not at zero comes to."""
    told = await report(parts, world, "trial_balance")
    return [(str(row.account), str(row.closing)) for row in told.data if row.closing]


async def entries(parts: Parts, world: World) -> Sequence[Any]:
    """The journal of the first profile in the order in which it was written."""
    statement = "SELECT date, number, source, created_by FROM journal_entry WHERE profile_id = :own ORDER BY seq"
    async with parts.database.reading() as connection:
        await set_context(connection, account_id=world.owner.account_id, profile_id=world.swiss)
        own: Any = str(world.swiss) if parts.settings.is_embedded else world.swiss
        return (await connection.execute(text(statement), {"own": own})).all()


async def proved(parts: Parts) -> list[str]:
    """What does not hold of the books."""
    return [fact for _, proof in await administration.verify(parts) for fact in proof.broken]


async def test_documents_from_before_the_ledger_are_posted(old: OldBooks, sqlite_world: World) -> None:
    await trade(sqlite_world)
    await old.write(sqlite_world)
    assert (await old.migrate()).posted == 11
    async with old.opened() as parts:
        assert await closing(parts, sqlite_world) == CLOSING
        assert await proved(parts) == []


@pytest.mark.parametrize("number", ["1100", "3400"])
async def test_a_bank_account_under_a_number_that_is_not_for_money_goes_to_the_usual_account(
    old: OldBooks, sqlite_world: World, number: str
) -> None:
    await trade(sqlite_world)
    await attack(sqlite_world, "UPDATE bank_account SET account_number = :number", number=number)
    await old.write(sqlite_world)
    await old.migrate()
    async with old.opened() as parts:
        assert await closing(parts, sqlite_world) == CLOSING
        assert await proved(parts) == []


async def test_reports_are_those_of_books_that_always_had_a_ledger(old: OldBooks, sqlite_world: World) -> None:
    await trade(sqlite_world)
    await abroad(sqlite_world)
    await old.write(sqlite_world)
    with pytest.raises(RateMissing):
        await old.migrate()
    await import_rates(old)
    await old.migrate()
    async with old.opened() as parts:
        assert await closing(parts, sqlite_world) == await closing(sqlite_world.parts, sqlite_world)
        for kind, given in REPORTS:
            told, live = [await report(one, sqlite_world, kind, **given) for one in (parts, sqlite_world.parts)]
            assert told.summary == live.summary
        assert await proved(parts) == []


async def test_entries_follow_the_days_of_their_documents_and_name_the_job(old: OldBooks, sqlite_world: World) -> None:
    await trade(sqlite_world)
    await old.write(sqlite_world)
    await old.migrate()
    async with old.opened() as parts:
        rows = await entries(parts, sqlite_world)
    assert [(str(row.date), row.number, row.source) for row in rows] == [
        ("2025-12-10", "2025-0001", "bank_account"),
        ("2025-12-10", "2025-0002", "invoice"),
        ("2026-01-05", "2026-0001", "payment"),
        ("2026-01-15", "2026-0002", "expense"),
        ("2026-01-16", "2026-0003", "expense"),
        ("2026-01-20", "2026-0004", "invoice"),
        ("2026-01-15", "2026-0005", "payment"),  # said to be older than its invoice
        ("2026-02-01", "2026-0006", "invoice"),
        ("2026-02-20", "2026-0007", "payment"),
        ("2026-03-01", "2026-0008", "expense_payment"),
        ("2026-03-30", "2026-0009", "income"),
    ]
    assert {row.created_by for row in rows} == {"job:back_posting"}


async def test_a_missing_rate_is_named_and_the_next_migration_goes_on(old: OldBooks, sqlite_world: World) -> None:
    await trade(sqlite_world)
    await abroad(sqlite_world)
    await old.write(sqlite_world)
    with pytest.raises(RateMissing) as caught:
        await old.migrate()
    assert caught.value.message == (
        "Beispiel GmbH has documents from before the ledger that cannot be posted yet: "
        "There is no exchange rate of USD for 2026-01-20 or the 7 days before."
    )
    assert "luma-mcp rates import FILE" in caught.value.way_out
    await import_rates(old)
    assert (await old.migrate()).posted == 13
    assert (await old.migrate()).posted == 0


async def test_until_then_the_books_are_not_served(old: OldBooks, sqlite_world: World) -> None:
    await abroad(sqlite_world)
    await old.write(sqlite_world)
    with pytest.raises(RateMissing):
        await old.migrate()
    with pytest.raises(Refusal) as caught:
        async with old.opened():
            pass
    assert "luma-mcp migrate" in f"{caught.value.message} {caught.value.way_out}"
    await import_rates(old)
    await old.migrate()
    async with old.opened() as parts:
        assert await closing(parts, sqlite_world) == await closing(sqlite_world.parts, sqlite_world)


async def test_what_was_posted_before_is_not_touched(old: OldBooks, sqlite_world: World) -> None:
    await trade(sqlite_world)
    danish = await sqlite_world.at(sqlite_world.danish)
    client = await sqlite_world.run("create_client", caller=danish, name="Kunde A/S")
    fields = {"lines": [{"description": "Travel", "quantity": 1, "price": 10}], "currency": "EUR", "status": "sent"}
    await sqlite_world.run("create_invoice", caller=danish, client_id=client.id, **fields)
    await old.write(sqlite_world)
    with pytest.raises(RateMissing, match="Eksempel ApS has documents"):
        await old.migrate()
    async with old.opened(unposted_too=True) as parts:
        before = await entries(parts, sqlite_world)
    await import_rates(old)
    assert (await old.migrate()).posted == 2
    async with old.opened() as parts:
        assert await entries(parts, sqlite_world) == before
        assert await proved(parts) == []


async def test_an_old_file_is_posted_by_the_first_command_that_opens_it(sqlite_world: World, tmp_path: Path) -> None:
    await trade(sqlite_world)
    old = OldBooks(Settings(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}", secret=SECRET, today=TODAY))
    await old.write(sqlite_world)
    async with old.opened() as parts:
        assert await closing(parts, sqlite_world) == CLOSING
    assert (tmp_path / f"old.db.before-{HEAD}").is_file()


async def test_a_server_is_not_opened_before_its_past_is_posted(
    postgres_server: PostgresServer, sqlite_world: World
) -> None:
    await trade(sqlite_world)
    with postgres_server.fresh_database() as made:
        old = OldBooks(Settings(made.app_url, made.owner_url, secret=SECRET, today=TODAY))
        await old.write(sqlite_world)
        await migrate(made.owner_url, application_role=APP)
        with pytest.raises(Unavailable, match="are not posted yet; run luma-mcp migrate"):
            async with old.opened():
                pass


def test_rates_are_imported_into_books_that_wait_for_them(tmp_path: Path, sqlite_template: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
    (tmp_path / "live").mkdir()
    with start_blocking_portal() as portal:
        portal.call(write_books_abroad, copy_of(sqlite_template, tmp_path / "live"), url)
    environment = {"LUMA_DATABASE_URL": url, "LUMA_SECRET": SECRET, "LUMA_TODAY": str(TODAY)}
    refused = CliRunner().invoke(main, ["migrate"], env=environment)
    assert refused.exit_code == 1
    assert "There is no exchange rate of USD for 2026-01-20" in refused.stderr
    file = tmp_path / "rates.csv"
    file.write_text("Date,USD,CHF,\n2026-02-20,1.10,0.93,\n2026-01-20,1.12,0.94,\n")
    for command, said in (
        (["rates", "import", str(file)], "Imported 4 rates"),
        (["migrate"], "Posted 2 documents from before the ledger."),
        (["verify"], "2 entries"),
    ):
        done = CliRunner().invoke(main, command, env=environment)
        assert (done.exit_code, said in done.stdout) == (0, True), done.output


async def write_books_abroad(live: str, url: str) -> None:
    """Old books with an invoice in dollars and its payment."""
    async with open_world(live) as world:
        await abroad(world)
        await OldBooks(Settings(url, secret=SECRET, today=TODAY)).write(world)


async def test_books_that_have_a_ledger_have_nothing_to_post(world: World) -> None:
    sent = await world.sent_invoice()
    posted = await world.run("post_past_documents")
    assert (posted.id, posted.documents) == (world.swiss, 0)
    listed = await world.run("list_journal_entries", search=sent.number)
    assert listed.meta.total == 1
