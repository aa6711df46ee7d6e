"""What people say, in detail: parts, whole words, archived records, many alike, and records without a name."""

from typing import Any

import pytest

from luma_mcp.errors import Ambiguous, Invalid, NotFound
from tests.world import World

MONTHLY: dict[str, Any] = {"interval": "monthly", "start_date": "2026-05-01"}


async def meant(world: World, noun: str, text: str) -> str:
    return str((await world.run(f"resolve_{noun}", text=text)).label)


async def test_a_start_or_a_part_in_any_order_is_enough_where_one_record_fits(world: World) -> None:
    await world.run("create_vendor", name="Swisscom (Schweiz) AG", city="Bern")
    await world.run("create_vendor", name="Sunrise GmbH")
    for text in ("swiss", "schweiz swisscom", "  SWISSCOM  ", "bern", "(schweiz)"):
        assert await meant(world, "vendor", text) == "V-001 · Swisscom (Schweiz) AG"
    for text in ("swisscom gmbh", "%", "_"):
        with pytest.raises(NotFound):
            await meant(world, "vendor", text)


async def test_the_exact_name_wins_over_many_longer_ones(sqlite_world: World) -> None:
    exact = await sqlite_world.run("create_vendor", name="Ag")
    sqlite_world.clock.move(seconds=1)
    for n in range(501):
        await sqlite_world.run("create_vendor", name=f"AG {n}")
    assert (await sqlite_world.run("resolve_vendor", text="AG")).id == exact.id


async def test_at_most_five_candidates_are_named_the_last_changed_first(world: World) -> None:
    for n in range(7):
        await world.run("create_catalog_item", name=f"Hour {n}", price=1)
        world.clock.move(seconds=1)
    with pytest.raises(Ambiguous, match="Several catalog items match 'hour'") as caught:
        await meant(world, "catalog_item", "hour")
    names = [candidate.split(" · ")[1] for candidate in caught.value.candidates]
    assert names == ["Hour 6", "Hour 5", "Hour 4", "Hour 3", "Hour 2"]
    assert "id" in caught.value.way_out


async def test_two_of_exactly_one_name_are_told_apart_by_their_ids(world: World) -> None:
    ids = {str((await world.run("create_vendor", name="Twin")).id) for _ in range(2)}
    await world.run("create_vendor", name="Twin & Sons")
    with pytest.raises(Ambiguous) as caught:
        await meant(world, "vendor", "twin")
    assert {candidate.split(" ")[0] for candidate in caught.value.candidates} == ids


async def test_an_archived_record_still_answers_to_its_name(world: World) -> None:
    made = await world.run("create_vendor", name="Swisscom")
    await world.run("update_vendor", id=made.id, archived=True)
    assert (await world.run("resolve_vendor", text="swisscom")).id == made.id


async def test_an_iban_means_its_account_with_or_without_spaces(world: World) -> None:
    made = await world.run("create_bank_account", name="Post", iban="CH9300762011623852957")
    for text in ("CH93 0076 2011 6238 5295 7", "ch9300762011623852957", "post"):
        assert (await world.run("resolve_bank_account", text=text)).id == made.id


async def test_a_recurring_invoice_without_title_goes_by_client_and_rhythm(world: World) -> None:
    client = await world.client("Muster AG")
    for line in ("Hosting", "Support"):
        lines = [{"description": line, "quantity": 1, "price": 10}]
        await world.run("create_recurring_invoice", client_id=client.id, lines=lines, **MONTHLY)
    assert await meant(world, "recurring_invoice", "hosting") == "Muster AG · monthly · 2026-05-01"
    with pytest.raises(Ambiguous) as caught:
        await meant(world, "recurring_invoice", "muster")
    assert all(candidate.endswith(" Muster AG · monthly · 2026-05-01") for candidate in caught.value.candidates)


async def test_a_recurring_invoice_is_found_by_the_name_that_its_client_has_now(world: World) -> None:
    client = await world.client("Muster AG")
    lines = [{"description": "Hosting", "quantity": 1, "price": 10}]
    await world.run("create_recurring_invoice", client_id=client.id, lines=lines, **MONTHLY)
    await world.run("update_client", id=client.id, name="Neu AG")
    assert await meant(world, "recurring_invoice", "neu hosting") == "Neu AG · monthly · 2026-05-01"
    assert (await world.run("list_recurring_invoices", search="neu ag hosting")).meta.total == 1
    assert (await world.run("list_recurring_invoices", search="muster")).meta.total == 0


async def test_an_unknown_name_offers_what_sounds_like_it_or_nothing(world: World) -> None:
    await world.run("create_expense", date="2026-03-02", amount=1, category="travel", description="Zugbillett")
    with pytest.raises(NotFound, match="No expense 'Zugbilet' in this profile") as caught:
        await meant(world, "expense", "Zugbilet")
    assert [candidate.split(" ", 1)[1] for candidate in caught.value.candidates] == ["E-001 · Zugbillett · 2026-03-02"]
    with pytest.raises(NotFound) as caught:
        await meant(world, "expense", "Flugzeug")
    assert (caught.value.candidates, caught.value.way_out) == ((), "Use list_expenses to find it.")


@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "x" * 201])
async def test_what_nobody_can_say_is_refused(sqlite_world: World, text: str) -> None:
    with pytest.raises(Invalid):
        await meant(sqlite_world, "invoice", text)


async def test_a_name_of_another_profile_is_neither_found_nor_offered(world: World) -> None:
    await world.run("create_vendor", caller=await world.at(world.danish), name="Dansk Vendor")
    with pytest.raises(NotFound) as caught:
        await meant(world, "vendor", "Dansk Vendor")
    assert caught.value.candidates == ()
