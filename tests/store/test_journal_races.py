"""Two at once at one draft or one entry: one of them does it, the other is told."""

from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest

from luma_mcp.errors import Busy, ExternalIdTaken, NotFound, Refusal
from luma_mcp.ledger_errors import EntryReversed
from tests.operations.entries import HOSTING, entry
from tests.world import World


async def both(work: Callable[[], Awaitable[Any]]) -> tuple[list[Any], list[Refusal]]:
    """Do the same twice at once; what was made, and what was refused."""
    made: list[Any] = []
    refused: list[Refusal] = []

    async def one() -> None:
        try:
            made.append(await work())
        except Busy:
            await one()
        except Refusal as refusal:
            refused.append(refusal)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(one)
        tasks.start_soon(one)
    return made, refused


@pytest.mark.parametrize("run", range(3))
async def test_a_draft_is_booked_once(world: World, run: int) -> None:
    drafted = await world.run("create_draft_entry", date="2026-03-31", lines=HOSTING, reference=f"R-{run}")
    made, refused = await both(lambda: world.run("book_draft_entry", id=drafted.id))
    assert (len(made), [type(one) for one in refused]) == (1, [NotFound])
    assert (await world.run("list_journal_entries")).meta.total == 1


@pytest.mark.parametrize("run", range(3))
async def test_an_entry_is_reversed_once(world: World, run: int) -> None:
    posted = await entry(world, reference=f"R-{run}")
    made, refused = await both(lambda: world.run("reverse_journal_entry", id=posted.id))
    assert (len(made), [type(one) for one in refused]) == (1, [EntryReversed])
    assert (await world.run("list_journal_entries", include_reversed=True)).meta.total == 2


async def test_an_external_id_is_taken_once(world: World) -> None:
    made, refused = await both(lambda: entry(world, external_id="x1"))
    assert (len(made), [type(one) for one in refused]) == (1, [ExternalIdTaken])
