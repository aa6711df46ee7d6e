"""Clients: what they start from, how they are found, and why they stay."""

from typing import Any

import pytest

from luma_mcp.errors import ClientInUse, ExternalIdTaken, Invalid, NotFound
from tests.world import World

LINES = [{"description": "Work", "quantity": 1, "price": 100}]


async def found(world: World, **query: Any) -> list[str]:
    return [row.name for row in (await world.run("list_clients", **query)).data]


async def test_a_client_starts_from_the_profile_and_its_own_counter(world: World) -> None:
    made = await world.client("Muster AG")
    assert (made.number, made.type, made.country, made.language) == ("C-001", "business", "CH", "de")
    assert (made.vat_zone, made.payment_deadline_days, made.archived) == ("domestic", None, False)
    assert (await world.client("Andere AG")).number == "C-002"
    dane = await world.run("create_client", caller=await world.at(world.danish), name="Dansk A/S")
    assert (dane.number, dane.country, dane.language) == ("C-001", "DK", "da")
    assert await world.run("get_client", id=made.id) == made


@pytest.mark.parametrize(
    ("own", "country", "zone"),
    [("swiss", "CH", "domestic"), ("swiss", "DE", "abroad"), ("danish", "DE", "eu"), ("danish", "CH", "abroad")],
)
async def test_the_vat_zone_follows_the_country_seen_from_ours(
    sqlite_world: World, own: str, country: str, zone: str
) -> None:
    caller = await sqlite_world.at(getattr(sqlite_world, own))
    made = await sqlite_world.run("create_client", caller=caller, name="Client", country=country)
    assert made.vat_zone == zone


async def test_a_client_that_moves_changes_its_vat_zone_unless_told_otherwise(world: World) -> None:
    made = await world.client(vat_zone="domestic_without_vat")
    assert made.vat_zone == "domestic_without_vat"
    assert (await world.run("update_client", id=made.id, city="Bern")).vat_zone == "domestic_without_vat"
    assert (await world.run("update_client", id=made.id, country="DE")).vat_zone == "abroad"
    stays = await world.run("update_client", id=made.id, country="CH", vat_zone="abroad")
    assert (stays.country, stays.vat_zone, stays.city) == ("CH", "abroad", "Bern")


@pytest.mark.parametrize("field", ["name", "type", "country", "vat_zone", "language", "archived"])
async def test_what_every_client_has_cannot_be_emptied(sqlite_world: World, field: str) -> None:
    made = await sqlite_world.client()
    with pytest.raises(Invalid, match=f"{field}: cannot be empty"):
        await sqlite_world.run("update_client", **{"id": made.id, field: None})


async def test_a_preferred_currency_is_a_hint_and_not_applied(world: World) -> None:
    made = await world.client(preferred_currency="eur")
    assert made.preferred_currency == "EUR"
    assert (await world.invoice(client_id=made.id)).currency == "CHF"


async def test_an_external_id_belongs_to_one_client_of_a_profile(world: World) -> None:
    made = await world.client("First", external_id="crm-1")
    other = await world.client("Second")
    with pytest.raises(ExternalIdTaken):
        await world.client("Third", external_id="crm-1")
    with pytest.raises(ExternalIdTaken):
        await world.run("update_client", id=other.id, external_id="crm-1")
    same = await world.run("update_client", id=made.id, external_id="crm-1", city="Bern")
    assert (same.external_id, await found(world, external_id="crm-1")) == ("crm-1", ["First"])
    await world.run("update_client", id=made.id, external_id=None)
    assert (await world.run("update_client", id=other.id, external_id="crm-1")).external_id == "crm-1"
    danish = await world.at(world.danish)
    assert (await world.run("create_client", caller=danish, name="D", external_id="crm-1")).number == "C-001"


async def test_a_refused_client_takes_no_number(world: World) -> None:
    await world.client(external_id="crm-1")
    with pytest.raises(ExternalIdTaken):
        await world.client(external_id="crm-1")
    assert (await world.client()).number == "C-002"


async def test_search_looks_at_number_name_person_mail_city_and_external_id(world: World) -> None:
    await world.client("Müller & Söhne", contact_person="Eva Æbel", email="eva@sohn.ch", external_id="X_7")
    await world.client("Muller AG", city="Zürich", external_id="XY7")
    for words in ("MÜLLER", "c-001", "æbel", "@sohn", "x_7", "söhne eva"):
        assert await found(world, search=words) == ["Müller & Söhne"]
    assert await found(world, search="zürich muller") == ["Muller AG"]
    assert await found(world, search="%") == []


async def test_lists_are_narrowed_by_type_country_and_archive_and_sorted(world: World) -> None:
    await world.client("Person", type="private")
    await world.client("GmbH", country="DE")
    await world.client("Alt", archived=True)
    assert await found(world, type="private") == ["Person"]
    assert await found(world, country="DE") == ["GmbH"]
    assert await found(world, archived=True) == ["Alt"]
    assert await found(world, archived=False, sort="-number") == ["GmbH", "Person"]
    assert await found(world) == ["Alt", "GmbH", "Person"]


async def test_pages_stay_right_while_clients_are_added_and_renamed(world: World) -> None:
    made = [await world.client(name) for name in ("B", "C", "D")]
    first = await world.run("list_clients", limit=2)
    await world.client("A")
    await world.run("update_client", id=made[0].id, name="Bb")
    rest = await world.run("list_clients", limit=2, cursor=first.meta.next_cursor)
    assert [row.name for row in (*first.data, *rest.data)] == ["B", "C", "D"]
    assert (rest.meta.total, rest.meta.next_cursor) == (4, None)


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("create_invoice", {}),
        ("create_offer", {}),
        ("create_recurring_invoice", {"interval": "monthly", "start_date": "2026-05-01"}),
    ],
    ids=["invoice", "offer", "recurring invoice"],
)
async def test_a_client_with_documents_is_archived_and_not_deleted(
    world: World, operation: str, more: dict[str, Any]
) -> None:
    made = await world.client()
    await world.run(operation, client_id=made.id, lines=LINES, **more)
    with pytest.raises(ClientInUse) as caught:
        await world.run("delete_client", id=made.id)
    assert caught.value.code == "client_in_use"
    assert (await world.run("update_client", id=made.id, archived=True)).archived


async def test_an_unused_client_is_deleted_and_its_number_not_given_again(world: World) -> None:
    made = await world.client()
    await world.run("delete_invoice", id=(await world.invoice(client_id=made.id)).id)
    assert (await world.run("delete_client", id=made.id)).deleted
    with pytest.raises(NotFound, match="No client"):
        await world.run("get_client", id=made.id)
    assert (await world.client()).number == "C-002"
