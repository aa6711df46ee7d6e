"""What the tests of the pages share."""

from collections.abc import AsyncIterator

import pytest

from tests.clients.chromium import Browser, chromium
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


@pytest.fixture(scope="module")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """A real Chromium for all tests of a file."""
    async with chromium(tmp_path_factory.mktemp("chromium")) as started:
        yield started
