"""Offers: sent, answered, expired, and converted once."""

from typing import Any

import pytest

from luma_mcp.errors import Invalid, NotFound, OfferConverted, OfferLocked, StatusNotAllowed
from tests.world import World

LINES = [{"description": "Website", "quantity": 1, "price": "4800", "discount_percent": 10}]


async def offer(world: World, **given: Any) -> Any:
    return await world.run("create_offer", client_id=(await world.client()).id, lines=LINES, **given)


async def accepted(world: World, **given: Any) -> Any:
    sent = await offer(world, status="sent", **given)
    return await world.run("update_offer", id=sent.id, status="accepted")


async def test_an_offer_has_the_defaults_of_an_invoice_and_is_valid_for_thirty_days(world: World) -> None:
    made = await offer(world)
    assert (made.number, made.status, str(made.valid_until)) == ("OF-001", "draft", "2026-04-30")
    assert (str(made.net), str(made.tax_total), str(made.gross)) == ("4320.00", "349.92", "4669.92")
    assert await world.run("get_offer", id=made.id) == made


async def test_an_offer_is_answered_step_by_step(world: World) -> None:
    made = await offer(world)
    with pytest.raises(StatusNotAllowed):
        await world.run("update_offer", id=made.id, status="accepted")
    assert (await world.run("update_offer", id=made.id, status="sent")).sent_at == world.clock.now
    assert (await world.run("update_offer", id=made.id, status="declined")).status == "declined"
    assert (await world.run("update_offer", id=made.id, status="accepted")).allowed_actions[0] == "convert_offer"
    with pytest.raises(StatusNotAllowed, match="converted"):
        await world.run("update_offer", id=made.id, status="converted")


async def test_an_offer_that_nobody_answered_has_expired_and_may_still_be_accepted(world: World) -> None:
    made = await offer(world, status="sent", valid_until="2026-04-01")
    world.clock.move(days=1)
    assert (await world.run("get_offer", id=made.id)).status == "sent"
    world.clock.move(days=1)
    assert (await world.run("get_offer", id=made.id)).status == "expired"
    assert (await world.run("list_offers", status="expired")).meta.total == 1
    assert (await world.run("list_offers", status="sent")).meta.total == 0
    assert (await world.run("update_offer", id=made.id, status="accepted")).status == "accepted"


async def test_an_accepted_offer_becomes_a_draft_invoice_once(world: World) -> None:
    made = await accepted(world, notes="As agreed", discount_amount="20")
    world.clock.move(days=10)
    invoice = await world.run("convert_offer", id=made.id)
    assert (invoice.number, invoice.status, str(invoice.issue_date)) == ("IV-001", "draft", "2026-04-10")
    assert (invoice.gross, invoice.notes, invoice.offer_id) == (made.gross, "As agreed", made.id)
    assert (await world.run("get_offer", id=made.id)).converted_invoice_id == invoice.id
    with pytest.raises(OfferConverted, match="OF-001"):
        await world.run("convert_offer", id=made.id)


async def test_only_an_accepted_offer_is_converted(world: World) -> None:
    for status in ("draft", "sent"):
        with pytest.raises(StatusNotAllowed, match=status):
            await world.run("convert_offer", id=(await offer(world, status=status)).id)


async def test_an_offer_whose_draft_invoice_is_deleted_can_be_converted_again(world: World) -> None:
    made = await accepted(world)
    await world.run("delete_invoice", id=(await world.run("convert_offer", id=made.id)).id)
    assert (await world.run("get_offer", id=made.id)).status == "accepted"
    assert (await world.run("convert_offer", id=made.id)).number == "IV-002"


async def test_an_offer_to_a_client_that_was_archived_since_is_still_converted(world: World) -> None:
    made = await accepted(world)
    await world.run("update_client", id=made.client_id, archived=True)
    assert (await world.run("convert_offer", id=made.id)).client_id == made.client_id


async def test_a_draft_changes_and_a_sent_offer_does_not(world: World) -> None:
    made = await offer(world)
    changed = await world.run("update_offer", id=made.id, lines=[LINES[0] | {"price": 10}], number="OF-007")
    assert (str(changed.net), changed.number) == ("9.00", "OF-007")
    await world.run("update_offer", id=made.id, status="sent")
    with pytest.raises(OfferLocked):
        await world.run("update_offer", id=made.id, lines=LINES)
    with pytest.raises(OfferLocked):
        await world.run("delete_offer", id=made.id)
    assert str((await world.run("update_offer", id=made.id, valid_until="2026-12-31")).valid_until) == "2026-12-31"
    with pytest.raises(Invalid, match="issue date"):
        await world.run("update_offer", id=made.id, valid_until="2026-01-01")


async def test_a_deleted_draft_leaves_its_number_void(world: World) -> None:
    made = await offer(world)
    await world.run("delete_offer", id=made.id)
    with pytest.raises(NotFound):
        await world.run("get_offer", id=made.id)
    assert (await offer(world)).number == "OF-002"
    assert (await world.run("verify_books")).broken == ()
