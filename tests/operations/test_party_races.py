"""Clients, vendors and groups, many at once: no number twice, no parent with a parent, no group without a successor."""

from collections.abc import Awaitable, Callable
from typing import Any

import anyio

from luma_mcp.errors import Busy, ExternalIdTaken, Invalid, NumberTaken, RecordInUse, Refusal
from tests.world import World


async def at_once(count: int, work: Callable[[int], Awaitable[Any]]) -> list[Any]:
    """The same work many times at once; results and refusals as they came."""
    found: list[Any] = []

    async def one(n: int) -> None:
        try:
            found.append(await work(n))
        except Refusal as refusal:
            found.append(refusal)

    async with anyio.create_task_group() as tasks:
        for n in range(count):
            tasks.start_soon(one, n)
    return found


async def test_a_number_and_an_external_id_are_given_once(world: World) -> None:
    makers: list[tuple[str, dict[str, Any], type[Refusal]]] = [
        ("client", {"number": "7"}, NumberTaken),
        ("vendor", {"number": "7"}, NumberTaken),
        ("client", {"external_id": "crm-7"}, ExternalIdTaken),
    ]
    for party, given, refusal in makers:

        async def make(_: int, party: str = party, given: dict[str, Any] = given) -> Any:
            return await world.run(f"create_{party}", name="A", **given)

        found = await at_once(6, make)
        refused = [one for one in found if isinstance(one, Refusal)]
        assert len(refused) == 5
        assert {(type(one), one.subject) for one in refused} == {(refusal, party)}


async def test_numbers_that_nobody_gave_are_all_different(world: World) -> None:
    await world.run("create_vendor", name="A", number="V-003")
    found = await at_once(6, lambda _: world.run("create_vendor", name="B"))
    assert sorted(one.number for one in found) == ["V-001", "V-002", "V-004", "V-005", "V-006", "V-007"]


async def test_two_clients_do_not_become_each_others_parent(world: World) -> None:
    for _ in range(5):
        pair = [await world.client("A"), await world.client("B")]

        async def adopt(n: int, pair: list[Any] = pair) -> Any:
            return await world.run("update_client", id=pair[n].id, parent_client_id=pair[1 - n].id)

        found = await at_once(2, adopt)
        refused = [one for one in found if isinstance(one, Refusal)]
        assert [type(one) for one in refused] in ([Invalid], [Busy])
        now = [await world.run("get_client", id=one.id) for one in pair]
        assert sorted(one.parent_client_id is None for one in now) == [False, True]


async def test_the_last_group_stays_when_all_are_deleted_at_once(world: World) -> None:
    groups = (await world.run("list_client_groups")).data
    found = await at_once(len(groups), lambda n: world.run("delete_client_group", id=groups[n].id))
    assert [type(one) for one in found if isinstance(one, Refusal)] == [RecordInUse]
    assert (await world.run("list_client_groups")).meta.total == 1
