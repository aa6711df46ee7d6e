"""A random walk over all rows: nothing breaks the server, every row is done at least once, and the books stay right."""

from copy import deepcopy
from random import Random
from typing import Any

from luma_mcp.rest.binding import Binding
from luma_mcp.rest.ledgerbee.table import BINDINGS
from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.records import Records, records_of

STEPS = 400
NEW_RECORDS_EVERY = 40
ODD: tuple[Any, ...] = (None, "", "0", -1, 10**14, "1e9", True, [], {}, "2026-02-30", "x" * 300, "0.001")


def changed(body: Any, luck: Random) -> Any:
    """A body of which one part is left away or something odd."""
    odd = deepcopy(body)
    name = luck.choice(sorted(odd))
    if luck.random() < 0.5:
        del odd[name]
    else:
        odd[name] = luck.choice(ODD)
    return odd


async def step(bee: Bee, row: Binding, about: Records, luck: Random) -> bool:
    """Ask for a row, one time in four with an odd body; whether it was done."""
    body = about.body(row)
    if body and luck.random() < 0.25:
        body = changed(body, luck)
    response = await bee.send(row.method, about.path(row).removeprefix("/api"), body)
    assert response.status_code < 500, (row.name, body, response.text)
    return response.is_success


async def test_a_walk_over_all_rows_leaves_right_books(bee: Bee) -> None:
    luck, done = Random(20261126), set[str]()  # noqa: S311  no secret
    pools: list[Records] = []
    for n in range(STEPS):
        if n % NEW_RECORDS_EVERY == 0:
            pools.append(await records_of(bee.world, bee.company))
        row = luck.choice(BINDINGS)
        if await step(bee, row, luck.choice(pools), luck):
            done.add(row.name)
    for row in BINDINGS:
        if row.name not in done:
            fresh = await records_of(bee.world, bee.company)
            answer = await bee.send(row.method, fresh.path(row).removeprefix("/api"), fresh.body(row))
            assert answer.is_success, (row.name, answer.text)
    assert (await bee.run("verify_books")).broken == ()
