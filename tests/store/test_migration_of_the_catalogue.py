"""Books from before products: catalog items keep their ids and prices, and those on documents are locked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from luma_mcp import administration
from luma_mcp.app import Parts, open_parts
from luma_mcp.operations.registry import BY_NAME
from luma_mcp.settings import Settings
from tests.old_books import write_old_books
from tests.postgres import PostgresServer
from tests.world import SECRET, START, World


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """A database without a schema, on each of the two."""
    if request.param == "sqlite":
        yield Settings(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}", secret=SECRET, today=START.date())
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.fresh_database() as made:
        yield Settings(made.app_url, made.owner_url, secret=SECRET, today=START.date())


async def test_catalog_items_become_products(settings: Settings, sqlite_world: World) -> None:
    world, danish = sqlite_world, await sqlite_world.at(sqlite_world.danish)
    used = await world.run("create_catalog_item", name="Consulting", price="150.50", unit="h", tax_rate="2.6")
    spare = await world.run("create_catalog_item", name="Laptop", price="0.000149611361", currency="EUR")
    invoice = await world.invoice(lines=[{"catalog_item_id": used.id, "quantity": 2}])
    await world.run("create_catalog_item", caller=danish, name="Arbejde", price=900)
    await write_old_books(world, settings.migration_url or settings.database_url)
    await administration.migrate(settings)
    async with open_parts(settings, lambda: START) as parts:
        items = (await run(parts, world.swiss, "list_catalog_items")).data
        assert items == (used, spare)
        assert (await run(parts, world.swiss, "get_invoice", id=invoice.id)).lines == invoice.lines
        for item, locked in ((used, True), (spare, False)):
            product = await run(parts, world.swiss, "get_product", id=item.id)
            (price,) = product.prices
            assert (price.unit_amount, price.currency, price.is_locked) == (item.price, item.currency, locked)
            assert (product.group_number, product.group_name) == ("1", "Produkte und Dienstleistungen")
        (group,) = (await run(parts, world.danish, "list_product_groups")).data
        assert (group.name, group.product_count, group.by_vat_code) == ("Varer og ydelser", 1, True)
        assert (group.domestic_account_number, group.eu_account_number) == ("1010", "1150")
        assert (await run(parts, world.danish, "create_catalog_item", name="Ny", price=1)).number == "A-002"
        lines = [{"catalog_item_id": used.id, "quantity": 1}]
        client_id = invoice.client_id
        assert (await run(parts, world.swiss, "create_invoice", client_id=client_id, lines=lines)).number == "IV-002"
        broken = [fact for _, proof in await administration.verify(parts) for fact in proof.broken]
        assert broken == []


async def run(parts: Parts, profile: object, operation: str, **given: Any) -> Any:
    """Run an operation as the owner."""
    caller = await parts.access.choose_profile(await parts.access.owner(), str(profile))
    return (await parts.executor.run(caller, BY_NAME[operation], given)).result
