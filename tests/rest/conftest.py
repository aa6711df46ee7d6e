"""What the tests of REST share."""

from collections.abc import AsyncIterator

import pytest

from tests.rest.client import Rest, open_rest
from tests.world import World


@pytest.fixture
async def rest(world: World) -> AsyncIterator[Rest]:
    """A client of the Swiss profile, on each of the two databases."""
    async with open_rest(world) as client:
        yield client


@pytest.fixture
async def sqlite_rest(sqlite_world: World) -> AsyncIterator[Rest]:
    """A client of the Swiss profile on SQLite, for what does not depend on the database."""
    async with open_rest(sqlite_world) as client:
        yield client
