"""Cash basis of what is owed together with money that went out for it."""

from tests.operations.entries import entry, line
from tests.operations.reports.asking import amounts, report
from tests.world import World


async def counted(world: World) -> str:
    """The revenue that counts on a cash basis."""
    told = await report(world, "profit_loss", basis="cash", first="2026-01-01", last="2026-03-31")
    return amounts(told).get("3400", "0.00")


async def test_money_laid_out_for_a_client_comes_back_before_revenue_counts(world: World) -> None:
    client = await world.client()
    lines = [line("1100", "600", client_id=client.id), line("1020", "-500"), line("3400", "-100")]
    await entry(world, *lines)
    item = (await world.run("list_open_items")).data[0]
    seen = [await counted(world)]
    for amount in ("500", "50", "50"):
        await world.run("settle_open_item", id=item.id, amount=amount)
        seen.append(await counted(world))
    assert seen == ["0.00", "0.00", "50.00", "100.00"]
