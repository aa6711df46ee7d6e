"""What the program's role on PostgreSQL cannot do: it owns nothing, so no guard can be taken away by it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, cast

import pytest
from sqlalchemy import text

from luma_mcp.store.database import Database
from tests.digest import digest
from tests.postgres import PostgresDatabase
from tests.store.ledger import answer, next_entry, sold, write_forged, writing
from tests.store.raw import ask, attack
from tests.world import World, open_world

LEDGER = (
    "journal_entry", "journal_line", "ledger_head", "period_balance", "vat_balance", "cash_line", "open_item",
    "item_allocation", "fiscal_year", "period_lock", "lock_exception", "ledger_account", "posting_role", "vat_code",
    "item_payment", "credit_note", "credit_note_line", "credit_note_tax",
)  # fmt: skip


@pytest.fixture
async def postgres_world(postgres_database: PostgresDatabase) -> AsyncIterator[World]:
    """A world on PostgreSQL with an invoice, paid in part."""
    async with open_world(postgres_database.app_url) as made:
        await made.run("record_payment", id=(await made.sent_invoice()).id, amount="100")
        yield made


OF_ITS_OWNER = (
    "TRUNCATE {0} CASCADE",
    "DROP TABLE {0} CASCADE",
    "ALTER TABLE {0} DISABLE TRIGGER ALL",
    "ALTER TABLE {0} DISABLE TRIGGER USER",
    "ALTER TABLE {0} DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE {0} NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE {0} OWNER TO luma_app",
    "ALTER TABLE {0} RENAME TO mine",
    "ALTER TABLE {0} DROP COLUMN profile_id",
    "ALTER TABLE {0} SET UNLOGGED",
    "CREATE TRIGGER mine BEFORE INSERT ON {0} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE mine AS ON INSERT TO {0} DO INSTEAD NOTHING",
    "CREATE POLICY mine ON {0} USING (true)",
    "DROP POLICY own_profile ON {0}",
    "CREATE INDEX mine ON {0} (profile_id)",
    "CREATE TABLE mine () INHERITS ({0})",
)
REFUSED = "permission denied|must be owner|no privileges|must be superuser|must be able to|must inherit"


@pytest.mark.parametrize("table", LEDGER)
async def test_the_programs_role_changes_no_table(postgres_world: World, table: str) -> None:
    for statement in OF_ITS_OWNER:
        said = await answer(attack(postgres_world, statement.format(table)))
        assert re.search(REFUSED, said), (statement, said)


OF_NO_TABLE = (
    "SET session_replication_role = replica",
    "SET LOCAL session_replication_role = local",
    "SET ROLE luma_owner",
    "SET SESSION AUTHORIZATION luma_owner",
    "ALTER ROLE luma_app BYPASSRLS",
    "ALTER ROLE luma_app SUPERUSER",
    "GRANT luma_owner TO luma_app",
    "DROP FUNCTION post_journal_entry() CASCADE",
    "ALTER FUNCTION post_journal_entry() RESET ALL",
    "CREATE OR REPLACE FUNCTION post_journal_entry() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$",
    "CREATE FUNCTION to_char(date, text) RETURNS text LANGUAGE sql AS $$SELECT '2020-01'$$",
    "CREATE FUNCTION sign(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'",
    "CREATE TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION post_journal_entry()",
    "UPDATE pg_trigger SET tgenabled = 'D'",
    "UPDATE pg_class SET relforcerowsecurity = false",
    "COPY journal_line TO PROGRAM 'true'",
    "UPDATE alembic_version SET version_num = '9999'",
)


async def test_the_programs_role_goes_round_no_guard(postgres_world: World) -> None:
    before = await digest(postgres_world)
    for statement in OF_NO_TABLE:
        said = await answer(attack(postgres_world, statement))
        assert re.search(REFUSED, said), (statement, said)
    assert await digest(postgres_world) == before


async def test_the_programs_role_owns_nothing(postgres_world: World) -> None:
    owned = "SELECT count(*) FROM pg_class WHERE relowner = 'luma_app'::regrole"
    rights = "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    member = "SELECT pg_has_role('luma_app', 'luma_owner', 'MEMBER')"
    assert [await ask(postgres_world, question) for question in (owned, rights, member)] == [0, False, False]


async def test_the_owner_does_not_empty_the_ledger_either(
    postgres_world: World, postgres_database: PostgresDatabase
) -> None:
    before = await digest(postgres_world)
    async with as_owner(postgres_world, postgres_database.owner_url) as owners:
        for table in LEDGER:
            assert "stays" in await answer(attack(owners, f"TRUNCATE {table} CASCADE")), table
    assert await digest(postgres_world) == before


@asynccontextmanager
async def as_owner(world: World, url: str) -> AsyncIterator[World]:
    """The same books through the role that owns the tables."""
    database = Database(url)
    yield replace(world, parts=replace(world.parts, database=database))
    await database.close()


async def forged_after(world: World, *statements: str) -> str:
    """What is said to the next entry when these statements come before it in its transaction."""

    async def post() -> None:
        async with writing(world) as books:
            entry, lines = await next_entry(books)
            for statement in statements:
                await books.write(cast("Any", text(statement)))
            await write_forged(books, entry, lines)

    return await answer(post())


SHADOWS = {
    "CREATE TEMP TABLE period_lock (LIKE public.period_lock) ON COMMIT DROP": "period_locked",
    "CREATE TEMP TABLE fiscal_year ON COMMIT DROP AS SELECT * FROM public.fiscal_year": "period_locked",
    "CREATE TEMP TABLE lock_exception ON COMMIT DROP AS SELECT profile_id, id, 'all' AS area, NULL::text AS caller, "
    "'' AS reason, updated_at + interval '9 years' AS until, NULL::timestamptz AS revoked_at FROM public.period_lock, "
    "LATERAL (SELECT gen_random_uuid() AS id) made": "period_locked",
    "CREATE TEMP VIEW ledger_head AS SELECT profile_id, currency, 7 AS seq, hash, cash_seq FROM public.ledger_head": (
        "period_locked"
    ),
    "SET LOCAL search_path = pg_temp, public": "period_locked",
    "SET LOCAL check_function_bodies = off": "period_locked",
    "SET CONSTRAINTS ALL IMMEDIATE": "ledger_unbalanced|foreign key",
}


async def test_no_table_of_the_session_comes_before_those_of_the_books(postgres_world: World) -> None:
    world = postgres_world
    await sold(world)
    await attack(world, "INSERT INTO period_lock SELECT profile_id, 'all', '2026-03-31', updated_at FROM fiscal_year")
    for statement, reason in SHADOWS.items():
        assert re.search(reason, said := await forged_after(world, statement)), (statement, said)


ELSEWHERE = "set_config('app.profile_id', '{}', true) IS NOT NULL"
OUT_OF_SIGHT = (
    "DELETE FROM invoice_line WHERE {0}",
    "DELETE FROM invoice_tax WHERE {0}",
    "DELETE FROM ledger_account WHERE number IN ('1020', '3400') AND {0}",
    "DELETE FROM vat_code WHERE code = 'U81' AND {0}",
    "UPDATE ledger_account SET class = 'asset' WHERE number = '3400' AND {0}",
    "UPDATE fiscal_year SET end_date = CASE WHEN {0} THEN date '2026-03-01' ELSE end_date END",
    "UPDATE journal_line SET amount_minor = 0 WHERE {0}",
)


@pytest.mark.parametrize("elsewhere", ["danish", "nowhere"])
async def test_no_guard_is_blinded_by_looking_at_another_profile(postgres_world: World, elsewhere: str) -> None:
    world, before = postgres_world, await digest(postgres_world)
    there = str(world.danish) if elsewhere == "danish" else ""
    for statement in OUT_OF_SIGHT:
        said = await answer(attack(world, statement.format(ELSEWHERE.format(there))))
        assert said != "let through", statement
    assert await digest(world) == before


async def test_an_entry_is_not_posted_out_of_sight_of_its_locks(postgres_world: World) -> None:
    world = postgres_world
    await sold(world)
    await attack(world, "INSERT INTO period_lock SELECT profile_id, 'all', '2026-03-31', updated_at FROM fiscal_year")

    async def post() -> None:
        async with writing(world) as books:
            entry, lines = await next_entry(books)
            await write_forged(books, {}, lines)
            names, values = ", ".join(entry), ", ".join(f":{name}" for name in entry)
            then_elsewhere = f"set_config('app.profile_id', '{world.danish}', true) IS NULL"
            for statement in (
                text("CREATE TEMP TABLE one ON COMMIT DROP AS SELECT * FROM journal_entry WHERE false"),
                text(f"INSERT INTO one ({names}) VALUES ({values})").bindparams(**entry),  # noqa: S608  columns
                text(f"INSERT INTO journal_entry {ONE} UNION ALL {ALL} WHERE {then_elsewhere}"),
            ):
                await books.write(cast("Any", statement))

    said = await answer(post())
    assert re.search("ledger_unbalanced|ledger_chain", said), said


ONE, ALL = "SELECT * FROM one", "SELECT * FROM journal_entry"
NO_CALENDAR = (
    "UPDATE fiscal_year SET end_date = 'infinity'",
    "UPDATE fiscal_year SET start_date = '-infinity'",
    "UPDATE fiscal_year SET start_date = '0044-03-15 BC'",
    "UPDATE fiscal_year SET end_date = '10000-01-01'",
    "INSERT INTO period_lock SELECT profile_id, 'hard', 'infinity', updated_at FROM fiscal_year",
    "UPDATE open_item SET due_date = 'infinity'",
    "UPDATE vat_code SET valid_to = 'infinity'",
    "UPDATE journal_entry SET updated_at = 'infinity'",
    "INSERT INTO lock_exception SELECT profile_id, id, 'all', NULL, '', 'infinity', NULL, now(), now() FROM invoice",
)
NO_DAYS = ("2026-02-30", "2025-19-39", "2026-00-10", "", "x")


async def test_dates_lie_in_our_calendar(postgres_world: World) -> None:
    for statement in NO_CALENDAR:
        assert "_day" in await answer(attack(postgres_world, statement)), statement
    for no_day in NO_DAYS:
        said = await answer(attack(postgres_world, f"UPDATE fiscal_year SET end_date = date '{no_day}'"))  # noqa: S608
        assert re.search("invalid input syntax|out of range", said), no_day


WAYS = {
    "MERGE INTO journal_entry e USING ledger_head h ON h.seq = e.seq WHEN MATCHED THEN UPDATE SET hash = 'x'": (
        "ledger_posted"
    ),
    "MERGE INTO journal_entry e USING ledger_head h ON h.seq = e.seq WHEN MATCHED THEN DELETE": "permission denied",
    "MERGE INTO period_balance b USING ledger_head h ON true WHEN MATCHED THEN UPDATE SET debit_minor = 1": (
        "ledger_balance"
    ),
    "WITH gone AS (DELETE FROM journal_line RETURNING *) SELECT count(*) FROM gone": "permission denied",
    "DELETE FROM ONLY journal_entry": "permission denied",
    "SELECT lo_import('/etc/hosts')": "permission denied|must be superuser",
}


async def test_no_other_way_of_writing_goes_round_the_guards(postgres_world: World) -> None:
    before = await digest(postgres_world)
    for statement, reason in WAYS.items():
        assert re.search(reason, said := await answer(attack(postgres_world, statement))), (statement, said)
    assert await digest(postgres_world) == before
