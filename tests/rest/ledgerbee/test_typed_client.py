"""A TypeScript client generated from the document of /api is checked by the compiler and works against a server."""

from functools import partial
from pathlib import Path

import anyio.to_thread

from luma_mcp.domain.scopes import LEDGERBEE
from luma_mcp.rest.ledgerbee.document import openapi_document
from tests.clients.typed import run_typed
from tests.rest.served import served
from tests.world import World


async def test_it_makes_a_price_and_a_customer_and_books_and_reverses_a_draft(
    sqlite_world: World, tmp_path: Path
) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.danish, scopes=sorted(LEDGERBEE))
    async with served(sqlite_world) as address:
        work = partial(run_typed, openapi_document(), "ledgerbee.ts", tmp_path, address, token)
        printed = await anyio.to_thread.run_sync(work)
    assert printed == {
        "price": ["950.00", True],
        "customer": "10001",
        "credits": ["237.50", "950.00", None],
        "reversed": True,
        "lost": "DRAFT_JOURNAL_ENTRY_NOT_FOUND",
    }
