"""Clients whole: numbers that are given, parents that pay, metadata that they are found by."""

from decimal import Decimal
from typing import Any

import pytest

from luma_mcp.errors import ClientInUse, Invalid, NumberTaken, UnknownReference
from tests.world import World

NOBODY = "0197a943-2325-7829-b835-b6c71a293065"


async def found(world: World, **query: Any) -> list[str]:
    return [row.number for row in (await world.run("list_clients", sort="number", **query)).data]


async def test_a_number_is_given_or_the_next_that_is_free(world: World) -> None:
    assert (await world.client(number=" 10001 ")).number == "10001"
    await world.client(number="C-002")
    assert [(await world.client()).number for _ in range(2)] == ["C-001", "C-003"]
    with pytest.raises(NumberTaken) as caught:
        await world.client(number="10001")
    assert caught.value.subject == "client"
    made = await world.client(number="5")
    with pytest.raises(NumberTaken):
        await world.run("update_client", id=made.id, number="10001")
    assert (await world.run("update_client", id=made.id, number="6")).number == "6"
    assert await found(world, number="10001") == ["10001"]
    assert await found(world, number="1000") == []
    danish = await world.at(world.danish)
    assert (await world.run("create_client", caller=danish, name="D", number="10001")).number == "10001"


async def test_a_child_is_paid_for_by_a_parent_and_that_is_one_level(world: World) -> None:
    parent, child, other = [await world.client(name) for name in ("Parent", "Child", "Other")]
    pays = {"billing_relationship": "parent_pays", "parent_client_id": parent.id}
    changed = await world.run("update_client", id=child.id, **pays)
    assert (changed.billing_relationship, changed.parent_client_id) == ("parent_pays", parent.id)
    assert await world.run("get_client", id=child.id) == changed
    for client_id, given, problem in (
        (parent.id, {"parent_client_id": other.id}, "other clients belong to this one"),
        (other.id, {"parent_client_id": child.id}, "belongs to another client itself"),
        (other.id, {"parent_client_id": other.id}, "does not belong to itself"),
        (other.id, {"billing_relationship": "parent_pays"}, "is required where the parent pays"),
        (child.id, {"parent_client_id": None}, "is required where the parent pays"),
    ):
        with pytest.raises(Invalid, match=problem):
            await world.run("update_client", **{"id": client_id} | given)
    with pytest.raises(UnknownReference, match="no client"):
        await world.client("New", parent_client_id=NOBODY)
    with pytest.raises(ClientInUse, match="belong to this one"):
        await world.run("delete_client", id=parent.id)
    free = await world.run("update_client", id=child.id, billing_relationship="self", parent_client_id=None)
    assert (free.billing_relationship, free.parent_client_id) == ("self", None)
    assert (await world.run("delete_client", id=parent.id)).deleted


async def test_metadata_is_kept_as_it_was_given_and_replaced_whole(world: World) -> None:
    kept = {"crm": "007", "seats": 12, "rate": Decimal("1.50"), "vip": True, "note": ""}
    made = await world.client(metadata=kept)
    assert (await world.run("get_client", id=made.id)).metadata == kept
    assert (await world.run("update_client", id=made.id, city="Bern")).metadata == kept
    assert (await world.run("update_client", id=made.id, metadata={"crm": "8"})).metadata == {"crm": "8"}
    assert (await world.run("list_clients")).data[0].metadata == {"crm": "8"}
    assert (await world.run("update_client", id=made.id, metadata=None)).metadata == {}


async def test_clients_are_found_by_all_the_pairs_that_are_asked_for(world: World) -> None:
    await world.client(number="1", metadata={"region": "nord", "seats": 12, "vip": True})
    await world.client(number="2", metadata={"region": "nord", "seats": "12", "rate": Decimal("1.50")})
    await world.client(number="3", metadata={"region": "Nord"})
    for pairs, numbers in (
        ({"region": "nord"}, ["1", "2"]),
        ({"seats": "12"}, ["1", "2"]),
        ({"region": "nord", "vip": "true"}, ["1"]),
        ({"rate": "1.50"}, ["2"]),
        ({"rate": "1.5"}, []),
        ({"nord": "region"}, []),
        ({}, ["1", "2", "3"]),
    ):
        assert (pairs, await found(world, metadata=pairs)) == (pairs, numbers)
    with pytest.raises(Invalid, match="metadata"):
        await found(world, metadata={f"k{n}": "1" for n in range(11)})


@pytest.mark.parametrize(
    "metadata",
    [
        {f"k{n}": 1 for n in range(51)},
        {"": 1},
        {"k" * 41: 1},
        {"k": "v" * 501},
        {"k": None},
        {"k": ["v"]},
        {"k": 10**16},
    ],
    ids=["too many", "no key", "long key", "long value", "nothing", "list", "large"],
)
async def test_metadata_has_limits(sqlite_world: World, metadata: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as caught:
        await sqlite_world.client(metadata=metadata)
    assert caught.value.problems[0].field.startswith("metadata")


@pytest.mark.parametrize("ean", ["5790000123457", "579000012345", "57900001234520", "579000012345x"])
async def test_an_ean_has_13_digits_the_last_of_which_fits(sqlite_world: World, ean: str) -> None:
    with pytest.raises(Invalid, match="ean: "):
        await sqlite_world.client(ean=ean)
    assert (await sqlite_world.client(ean=" 5790000123452 ")).ean == "5790000123452"


async def test_clients_of_a_group_are_listed(world: World) -> None:
    group = await world.run("create_client_group", name="Partner")
    await world.client(number="1")
    made = await world.client(number="2", client_group_id=group.id)
    assert (made.client_group_number, made.client_group_name) == (3, "Partner")
    assert await found(world, client_group_id=group.id) == ["2"]
    await world.run("update_client_group", id=group.id, name="Freunde", number=9)
    again = await world.run("get_client", id=made.id)
    assert (again.client_group_number, again.client_group_name) == (9, "Freunde")
    with pytest.raises(UnknownReference, match="no client group"):
        await world.client(client_group_id=NOBODY)
