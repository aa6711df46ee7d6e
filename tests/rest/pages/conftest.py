"""What the tests of the pages share."""

from collections.abc import AsyncIterator

import pytest

from tests.rest.pages.visitor import Visitor, app_of, owning, visiting
from tests.world import World


@pytest.fixture
async def visitor(sqlite_world: World) -> AsyncIterator[Visitor]:
    """A browser that knows nothing yet."""
    async with visiting(app_of(sqlite_world)) as browser:
        yield browser


@pytest.fixture
async def owner(sqlite_world: World) -> AsyncIterator[Visitor]:
    """The browser of the owner, signed in."""
    async with owning(sqlite_world) as browser:
        yield browser
