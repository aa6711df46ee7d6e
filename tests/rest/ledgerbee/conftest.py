"""What tests of the dialect share."""

from collections.abc import AsyncIterator

import pytest

from tests.rest.ledgerbee.client import Bee, open_bee
from tests.world import World


@pytest.fixture
async def bee(world: World) -> AsyncIterator[Bee]:
    """A client of the Danish company, on each of the two databases."""
    async with open_bee(world) as client:
        yield client
