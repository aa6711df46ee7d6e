"""The migration of the journal: books from before get its categories, and go on as new ones do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from luma_mcp.store.migrate import migrate
from tests.old_books import write_old_books
from tests.operations.entries import entry
from tests.postgres import APP, PostgresServer
from tests.proof import prove
from tests.world import Companies, World, opened_again

BEFORE = "0009"


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """An empty database as its owner and as the program opens it."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
        yield url, url
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.fresh_database() as empty:
        yield empty.owner_url, empty.app_url


async def test_books_from_before_get_categories(sqlite_world: World, urls: tuple[str, str]) -> None:
    owner_url, app_url = urls
    old = await entry(sqlite_world, external_id="x1")
    await write_old_books(sqlite_world, owner_url, BEFORE)
    await migrate(owner_url, application_role=None if owner_url == app_url else APP)
    async with opened_again(app_url, Companies(sqlite_world.swiss, sqlite_world.danish)) as world:
        found = (await world.run("list_journal_categories", caller=await world.at(world.danish))).data
        assert [(one.name, one.is_default) for one in found] == [
            ("Finanskladde", True),
            ("Salg", False),
            ("Køb", False),
        ]
        kept = await world.run("get_journal_entry", id=old.id)
        assert (kept.type, kept.category_id, kept.external_id) == ("journal_entry", None, "x1")
        back = await world.run("reverse_journal_entry", id=old.id)
        assert back.reverses == old.entry_id
        new = await entry(world)
        assert new.category_id == (await world.run("list_journal_categories")).data[0].id
        await prove(world)
