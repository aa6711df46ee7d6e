"""Numbers: one series, one counter, nothing twice and nothing lost."""

import pytest

from luma_mcp.errors import NumberTaken
from tests.world import World


async def proved(world: World) -> bool:
    return not (await world.run("verify_books")).broken


async def test_numbers_follow_each_other_in_every_profile(world: World) -> None:
    assert [(await world.invoice()).number for _ in range(3)] == ["IV-001", "IV-002", "IV-003"]
    danish = await world.at(world.danish)
    client = await world.run("create_client", caller=danish, name="Dansk A/S")
    lines = [{"description": "Arbejde", "quantity": 1, "price": 100}]
    first = await world.run("create_invoice", caller=danish, client_id=client.id, lines=lines)
    assert (first.number, str(first.tax_total)) == ("IV-001", "25.00")


async def test_the_number_of_a_deleted_draft_stays_void(world: World) -> None:
    await world.run("delete_invoice", id=(await world.invoice()).id)
    assert (await world.invoice()).number == "IV-002"
    with pytest.raises(NumberTaken, match="void"):
        await world.invoice(number="IV-001")
    assert await proved(world)


async def test_a_given_number_ahead_moves_the_counter_past_it(world: World) -> None:
    assert (await world.invoice(number="IV-010")).number == "IV-010"
    assert (await world.invoice()).number == "IV-011"
    with pytest.raises(NumberTaken):
        await world.invoice(number="IV-005")
    with pytest.raises(NumberTaken):
        await world.invoice(number="IV-010")
    assert await proved(world)


async def test_a_number_very_far_ahead_is_still_proved_at_once(world: World) -> None:
    await world.invoice(number="IV-999999999999")
    assert (await world.invoice()).number == "IV-1000000000000"
    assert await proved(world)


async def test_a_number_outside_the_series_is_free_once(world: World) -> None:
    assert (await world.invoice(number="2026/1")).number == "2026/1"
    with pytest.raises(NumberTaken):
        await world.invoice(number="2026/1")
    assert (await world.invoice()).number == "IV-001"
    assert await proved(world)


async def test_a_refused_invoice_gives_its_number_back(world: World) -> None:
    with pytest.raises(NumberTaken):
        await world.invoice(number=(await world.invoice()).number)
    assert (await world.invoice()).number == "IV-002"
    assert await proved(world)


async def test_a_renumbered_draft_leaves_its_old_number_void(world: World) -> None:
    invoice = await world.invoice()
    assert (await world.run("update_invoice", id=invoice.id, number="IV-005")).number == "IV-005"
    assert (await world.run("update_invoice", id=invoice.id, number="special")).number == "special"
    assert (await world.invoice()).number == "IV-006"
    assert await proved(world)


async def test_a_new_prefix_goes_on_with_the_same_counter(world: World) -> None:
    await world.invoice(number="RE-0002")
    await world.invoice()
    change = {"id": world.swiss, "invoice_prefix": "RE-", "number_padding": 4}
    await world.run("update_profile", caller=world.owner, **change)
    assert (await world.invoice()).number == "RE-0003"
    assert (await world.invoice(number="IV-002")).number == "IV-002"
    assert await proved(world)


async def test_offers_and_clients_have_counters_of_their_own(world: World) -> None:
    client = await world.client()
    lines = [{"description": "Work", "quantity": 1, "price": 1}]
    assert (await world.run("create_offer", client_id=client.id, lines=lines)).number == "OF-001"
    assert (await world.invoice(client_id=client.id)).number == "IV-001"
    assert (client.number, (await world.client()).number) == ("C-001", "C-002")
