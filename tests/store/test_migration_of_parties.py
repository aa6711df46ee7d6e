"""Books from before groups: everybody is in one afterwards, and vendors have numbers."""

from luma_mcp import administration
from tests.old_books import OldBooks, run_in
from tests.world import World


async def test_who_was_there_is_in_a_group_and_vendors_are_numbered(old: OldBooks, sqlite_world: World) -> None:
    world, danish = sqlite_world, await sqlite_world.at(sqlite_world.danish)
    for name, country in (("Hjemme", "DK"), ("Tysk", "DE"), ("Schweiz", "CH")):
        await world.run("create_client", caller=danish, name=name, country=country)
        await world.run("create_vendor", caller=danish, name=name, country=country)
        world.clock.move(seconds=1)
    await world.run("create_client", caller=danish, name="Fritaget", vat_zone="domestic_without_vat")
    await world.run("create_vendor", caller=danish, name="Ukendt")
    await world.client("Zürich", country="DE", vat_zone="eu")
    await old.write(world)
    await old.migrate()
    async with old.opened() as parts:
        clients = (await run_in(parts, world.danish, "list_clients", sort="number")).data
        assert [(one.name, one.client_group_name) for one in clients] == [
            ("Hjemme", "Indenlandske kunder"),
            ("Tysk", "EU-kunder"),
            ("Schweiz", "Udenlandske kunder"),
            ("Fritaget", "Indenlandske kunder"),
        ]
        assert {(one.billing_relationship, one.parent_client_id, len(one.metadata)) for one in clients} == {
            ("self", None, 0)
        }
        vendors = (await run_in(parts, world.danish, "list_vendors", sort="number")).data
        assert [(one.number, one.name, one.vendor_group_number) for one in vendors] == [
            ("V-001", "Hjemme", 1),
            ("V-002", "Tysk", 2),
            ("V-003", "Schweiz", 3),
            ("V-004", "Ukendt", 1),
        ]
        assert (await run_in(parts, world.danish, "list_vendors", search="v-003")).meta.total == 1
        assert (await run_in(parts, world.danish, "create_vendor", name="Ny")).number == "V-005"
        assert (await run_in(parts, world.swiss, "list_clients")).data[0].client_group_name == "Ausländische Kunden"
        assert (await run_in(parts, world.swiss, "create_vendor", name="Neu")).number == "V-001"
        broken = [fact for _, proof in await administration.verify(parts) for fact in proof.broken]
        assert broken == []
