"""The migration of the company: what is there gets ids, public numbers, headings and designs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from luma_mcp.store.migrate import migrate
from tests.old_books import write_old_books
from tests.postgres import APP, PostgresServer
from tests.proof import prove
from tests.world import Companies, World, opened_again

BEFORE = "0010"


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


async def test_books_from_before_get_what_new_ones_start_with(sqlite_world: World, urls: tuple[str, str]) -> None:
    owner_url, app_url = urls
    at = await sqlite_world.at(sqlite_world.danish)
    await sqlite_world.run("create_account", caller=at, number="6482", name="Savings", type="bank")
    chart = await sqlite_world.run("list_chart", caller=at)
    codes = await sqlite_world.run("list_vat_codes", caller=at)
    await write_old_books(sqlite_world, owner_url, BEFORE)
    await migrate(owner_url, application_role=None if owner_url == app_url else APP)
    async with opened_again(app_url, Companies(sqlite_world.swiss, sqlite_world.danish)) as world:
        at = await world.at(world.danish)
        again = await world.run("list_chart", caller=at)
        assert [row.model_dump(exclude={"id"}) for row in again.data] == [
            row.model_dump(exclude={"id"}) for row in chart.data
        ]
        kept = await world.run("list_vat_codes", caller=at)
        assert [row.model_dump(exclude={"id"}) for row in kept.data] == [
            row.model_dump(exclude={"id"}) for row in codes.data
        ]
        assert len({row.id for row in kept.data} - {None}) == len(kept.data)
        designs = await world.run("list_document_templates", caller=await world.at(world.swiss))
        assert [(one.name, one.is_default) for one in designs.data] == [("Standard", True)] * 4
        granted = await world.run("update_licences", caller=world.owner, id=world.danish)
        assert granted.withdrawn == ()
        await prove(world)
