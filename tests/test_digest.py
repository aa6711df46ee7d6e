"""The digest that tests compare: the same while nothing is written, another after a write."""

from tests.digest import digest
from tests.world import World


async def test_a_digest_changes_with_the_books_alone(world: World) -> None:
    before = await digest(world)
    assert await digest(world) == before
    client = await world.client()
    after = await digest(world)
    assert after != before
    await world.run("get_client", id=client.id)
    assert await digest(world) == after
