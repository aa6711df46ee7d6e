"""One profile's rows are another's nothing, even for statements that ask for everything."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from luma_mcp.errors import ChangedMeanwhile, Unavailable
from luma_mcp.store.tables import ALL, WITHOUT_PROFILE
from tests.postgres import PostgresDatabase
from tests.store.raw import ask, attack
from tests.world import World, open_world

PROFILE_TABLES = [table.name for table in ALL.sorted_tables if table.name not in WITHOUT_PROFILE]


async def test_a_row_cannot_refer_to_another_profiles_record(world: World) -> None:
    foreign = await world.run("create_client", caller=await world.at(world.danish), name="Fremmed A/S")
    invoice = await world.invoice()
    spelled = str(foreign.id) if world.parts.database.is_sqlite else foreign.id
    with pytest.raises(ChangedMeanwhile):
        await attack(world, "UPDATE invoice SET client_id = :client", client=spelled)
    assert (await world.run("get_invoice", id=invoice.id)).client_id == invoice.client_id


async def test_a_reading_connection_cannot_write(world: World) -> None:
    await world.client()
    async with world.parts.database.reading() as connection:
        with pytest.raises(DBAPIError, match=r"(?i)read-?only|readonly"):
            await connection.execute(text("DELETE FROM outbox"))


async def test_a_refused_write_on_a_reading_connection_is_no_crash(world: World) -> None:
    with pytest.raises((Unavailable, DBAPIError)):
        async with world.parts.database.reading() as connection:
            await connection.execute(text("UPDATE counter SET last_n = 1"))
    assert (await world.client()).number == "C-001"


async def test_without_a_profile_no_row_is_seen_and_none_is_written(postgres_database: PostgresDatabase) -> None:
    async with open_world(postgres_database.app_url) as world:
        await world.run("record_payment", id=(await world.sent_invoice()).id)
        async with world.parts.database.reading() as connection:
            for table in PROFILE_TABLES:
                assert (await connection.execute(text(f'SELECT count(*) FROM "{table}"'))).scalar_one() == 0  # noqa: S608
        async with world.parts.database.writing() as connection:
            assert (await connection.execute(text("UPDATE client SET name = 'x'"))).rowcount == 0
        with pytest.raises(DBAPIError, match="row-level security"):
            await attack(world, f"INSERT INTO counter VALUES ('{world.swiss}', 'stolen', 1)", world.danish)  # noqa: S608


async def test_with_one_profile_the_rows_of_another_are_not_seen(postgres_database: PostgresDatabase) -> None:
    async with open_world(postgres_database.app_url) as world:
        await world.client()
        assert await ask(world, "SELECT count(*) FROM client") == 1
        assert await ask(world, "SELECT count(*) FROM client", world.danish) == 0
        assert await attack(world, "UPDATE client SET name = 'x'", world.danish) == 0


async def test_every_table_of_profiles_is_guarded_against_its_owner_too(postgres_database: PostgresDatabase) -> None:
    question = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    async with (
        open_world(postgres_database.app_url) as world,
        world.parts.database.reading() as connection,
    ):
        guarded = set((await connection.execute(text(question))).scalars())
    assert set(PROFILE_TABLES) | {"profile", "account_audit"} <= guarded
