"""The migration of the journal: books from before get its categories, and go on as new ones do."""

from tests.old_books import OldBooks
from tests.operations.entries import entry
from tests.proof import prove
from tests.world import Companies, World, opened_again

BEFORE = "0009"


async def test_books_from_before_get_categories(old: OldBooks, sqlite_world: World) -> None:
    before = await entry(sqlite_world, external_id="x1")
    await old.write(sqlite_world, BEFORE)
    await old.migrate()
    async with opened_again(old.settings.database_url, Companies(sqlite_world.swiss, sqlite_world.danish)) as world:
        found = (await world.run("list_journal_categories", caller=await world.at(world.danish))).data
        assert [(one.name, one.is_default) for one in found] == [
            ("Finanskladde", True),
            ("Salg", False),
            ("Køb", False),
        ]
        kept = await world.run("get_journal_entry", id=before.id)
        assert (kept.type, kept.category_id, kept.external_id) == ("journal_entry", None, "x1")
        back = await world.run("reverse_journal_entry", id=before.id)
        assert back.reverses == before.entry_id
        new = await entry(world)
        assert new.category_id == (await world.run("list_journal_categories")).data[0].id
        await prove(world)
