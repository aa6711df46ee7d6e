"""Contacts and departments: replaced whole, one default, and never those of somebody else."""

from typing import Any

import pytest

from luma_mcp.errors import DefaultContactRequired, Invalid, NotFound, SeveralDefaultContacts, UnknownReference
from tests.world import World

NOBODY = "0197a943-2325-7829-b835-b6c71a293065"

both_parties = pytest.mark.parametrize("party", ["client", "vendor"])

LISTS = {
    "client": ("list_client_contacts", "list_client_departments"),
    "vendor": ("list_vendor_contacts", "list_vendor_departments"),
}


async def contacts(world: World, party: str, party_id: object) -> list[Any]:
    return list((await world.run(LISTS[party][0], id=party_id)).data)


async def departments(world: World, party: str, party_id: object) -> list[Any]:
    return list((await world.run(LISTS[party][1], id=party_id)).data)


@both_parties
async def test_a_single_contact_is_the_default_by_itself(world: World, party: str) -> None:
    made = await world.run(f"create_{party}", name="A", contacts=[{"name": "Ida", "email": "ida@a.ch", "role": "CFO"}])
    (ida,) = await contacts(world, party, made.id)
    assert (ida.name, ida.email, ida.role, ida.phone, ida.is_default) == ("Ida", "ida@a.ch", "CFO", None, True)


@both_parties
async def test_of_several_contacts_exactly_one_is_the_default(world: World, party: str) -> None:
    people: list[dict[str, Any]] = [{"name": "Ida"}, {"name": "Bo"}]
    with pytest.raises(DefaultContactRequired) as required:
        await world.run(f"create_{party}", name="A", contacts=people)
    assert required.value.code == "contact_default_required"
    with pytest.raises(SeveralDefaultContacts) as several:
        await world.run(f"create_{party}", name="A", contacts=[one | {"is_default": True} for one in people])
    assert several.value.code == "contact_multiple_defaults"
    assert (await world.run(f"list_{party}s")).meta.total == 0
    made = await world.run(f"create_{party}", name="A", contacts=[people[0], people[1] | {"is_default": True}])
    assert [(one.name, one.is_default) for one in await contacts(world, party, made.id)] == [
        ("Ida", False), ("Bo", True)
    ]  # fmt: skip


@both_parties
async def test_contacts_are_replaced_whole_and_those_with_an_id_stay(world: World, party: str) -> None:
    people = [{"name": "Ida"}, {"name": "Bo", "is_default": True}, {"name": "Eva"}]
    made = await world.run(f"create_{party}", name="A", contacts=people)
    ida, bo, eva = await contacts(world, party, made.id)
    world.clock.move(hours=1)
    await world.run(f"update_{party}", id=made.id, phone="1")
    assert await contacts(world, party, made.id) == [ida, bo, eva]
    left = [{"id": eva.id, "name": "Eva B", "is_default": True}, {"id": ida.id, "name": "Ida"}, {"name": "Jo"}]
    await world.run(f"update_{party}", id=made.id, contacts=left)
    found = await contacts(world, party, made.id)
    assert [(one.name, one.is_default) for one in found] == [("Eva B", True), ("Ida", False), ("Jo", False)]
    assert [one.id for one in found[:2]] == [eva.id, ida.id]
    assert (found[0].created_at, found[0].updated_at) == (eva.created_at, world.clock.now)
    await world.run(f"update_{party}", id=made.id, contacts=[])
    assert await contacts(world, party, made.id) == []


@both_parties
async def test_departments_have_an_address_an_ean_and_a_contact(world: World, party: str) -> None:
    made = await world.run(f"create_{party}", name="A", contacts=[{"name": "Ida"}, {"name": "Bo", "is_default": True}])
    ida, bo = await contacts(world, party, made.id)
    units = [
        {"name": "Lager", "ean": "5790000123452", "street": "Kajen 2", "contact_id": ida.id},
        {"name": "Kontor", "is_default": True, "is_active": False},
    ]
    await world.run(f"update_{party}", id=made.id, departments=units)
    store, office = await departments(world, party, made.id)
    assert (store.ean, store.street, store.contact_id, store.is_active) == ("5790000123452", "Kajen 2", ida.id, True)
    assert (office.is_default, office.is_active, office.contact_id) == (True, False, None)
    await world.run(f"update_{party}", id=made.id, contacts=[{"id": bo.id, "name": "Bo"}])
    assert [one.contact_id for one in await departments(world, party, made.id)] == [None, None]
    with pytest.raises(Invalid, match="at most one is the default"):
        await world.run(f"update_{party}", id=made.id, departments=[one | {"is_default": True} for one in units])


@both_parties
async def test_nobody_elses_contact_or_department_is_taken(world: World, party: str) -> None:
    given: dict[str, Any] = {"contacts": [{"name": "Ida"}], "departments": [{"name": "Lager"}]}
    other = await world.run(f"create_{party}", name="B", **given)
    made = await world.run(f"create_{party}", name="A", **given)
    (ida,), (store,) = await contacts(world, party, other.id), await departments(world, party, other.id)
    for wrong, field in (
        ({"contacts": [{"id": ida.id, "name": "X"}]}, "contacts.0.id"),
        ({"departments": [{"id": store.id, "name": "X"}]}, "departments.0.id"),
        ({"departments": [{"name": "X", "contact_id": ida.id}]}, "departments.0.contact_id"),
        ({"contacts": [{"id": NOBODY, "name": "X"}]}, "contacts.0.id"),
    ):
        with pytest.raises(UnknownReference) as caught:
            await world.run(f"update_{party}", **{"id": made.id} | wrong)
        assert [problem.field for problem in caught.value.problems] == [field]
    (own,) = await contacts(world, party, made.id)
    twice = [{"id": own.id, "name": "X", "is_default": True}, {"id": own.id, "name": "Y"}]
    with pytest.raises(Invalid, match="twice"):
        await world.run(f"update_{party}", id=made.id, contacts=twice)
    assert await contacts(world, party, made.id) == [own]


@both_parties
async def test_they_go_with_whom_they_belong_to(world: World, party: str) -> None:
    given: dict[str, Any] = {"contacts": [{"name": "Ida"}], "departments": [{"name": "Lager"}]}
    made = await world.run(f"create_{party}", name="A", **given)
    await world.run(f"delete_{party}", id=made.id)
    for operation in LISTS[party]:
        with pytest.raises(NotFound, match=f"No {party}"):
            await world.run(operation, id=made.id)


async def test_contacts_are_searched_sorted_and_paged(world: World) -> None:
    people = [{"name": name, "is_default": name == "Bo"} for name in ("Ida", "Bo", "Åse")]
    made = await world.client("A", contacts=people)
    first = await world.run("list_client_contacts", id=made.id, limit=2)
    rest = await world.run("list_client_contacts", id=made.id, limit=2, cursor=first.meta.next_cursor)
    assert [one.name for one in (*first.data, *rest.data)] == ["Ida", "Bo", "Åse"]
    assert [one.name for one in (await world.run("list_client_contacts", id=made.id, search="åse")).data] == ["Åse"]
    sorted_ = await world.run("list_client_contacts", id=made.id, sort="name", limit=2)
    assert [one.name for one in sorted_.data] == ["Bo", "Ida"]
