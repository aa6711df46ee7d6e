"""Books from before products: catalog items keep their ids and prices, and those on documents are locked."""

from luma_mcp import administration
from tests.old_books import OldBooks, run_in
from tests.world import World


async def test_catalog_items_become_products(old: OldBooks, sqlite_world: World) -> None:
    world, danish = sqlite_world, await sqlite_world.at(sqlite_world.danish)
    used = await world.run("create_catalog_item", name="Consulting", price="150.50", unit="h", tax_rate="2.6")
    spare = await world.run("create_catalog_item", name="Laptop", price="0.000149611361", currency="EUR")
    invoice = await world.invoice(lines=[{"catalog_item_id": used.id, "quantity": 2}])
    await world.run("create_catalog_item", caller=danish, name="Arbejde", price=900)
    await old.write(world)
    await old.migrate()
    async with old.opened() as parts:
        items = (await run_in(parts, world.swiss, "list_catalog_items")).data
        assert items == (used, spare)
        assert (await run_in(parts, world.swiss, "get_invoice", id=invoice.id)).lines == invoice.lines
        for item, locked in ((used, True), (spare, False)):
            product = await run_in(parts, world.swiss, "get_product", id=item.id)
            (price,) = product.prices
            assert (price.unit_amount, price.currency, price.is_locked) == (item.price, item.currency, locked)
            assert (product.group_number, product.group_name) == ("1", "Produkte und Dienstleistungen")
        (group,) = (await run_in(parts, world.danish, "list_product_groups")).data
        assert (group.name, group.product_count, group.by_vat_code) == ("Varer og ydelser", 1, True)
        assert (group.domestic_account_number, group.eu_account_number) == ("1010", "1150")
        assert (await run_in(parts, world.danish, "create_catalog_item", name="Ny", price=1)).number == "A-002"
        lines = [{"catalog_item_id": used.id, "quantity": 1}]
        client_id = invoice.client_id
        assert (await run_in(parts, world.swiss, "create_invoice", client_id=client_id, lines=lines)).number == "IV-002"
        broken = [fact for _, proof in await administration.verify(parts) for fact in proof.broken]
        assert broken == []
