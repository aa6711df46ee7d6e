"""The migration of the company: what is there gets ids, public numbers, headings and designs."""

from tests.old_books import OldBooks
from tests.proof import prove
from tests.world import Companies, World, opened_again

BEFORE = "0010"


async def test_books_from_before_get_what_new_ones_start_with(old: OldBooks, sqlite_world: World) -> None:
    at = await sqlite_world.at(sqlite_world.danish)
    await sqlite_world.run("create_account", caller=at, number="6482", name="Savings", type="bank")
    chart = await sqlite_world.run("list_chart", caller=at)
    codes = await sqlite_world.run("list_vat_codes", caller=at)
    await old.write(sqlite_world, BEFORE)
    await old.migrate()
    async with opened_again(old.settings.database_url, Companies(sqlite_world.swiss, sqlite_world.danish)) as world:
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
