"""Drafts of journal entries: unbalanced until they are booked, then posted and gone."""

import base64
from typing import Any
from uuid import uuid4

import pytest

from luma_mcp.errors import ClientInUse, Invalid, NotFound, UnknownReference
from luma_mcp.ledger_errors import ControlLegGiven, InvalidAttachment
from tests.operations.entries import line, posted
from tests.world import World

PDF = {"file_name": "bill.pdf", "mime_type": "application/pdf", "content": base64.b64encode(b"%PDF-1.7").decode()}


async def draft(world: World, *lines: dict[str, Any], **given: Any) -> Any:
    """A draft of 31 March."""
    return await world.run("create_draft_entry", **{"date": "2026-03-31", "lines": list(lines)} | given)


async def test_a_draft_is_unbalanced_until_it_is_booked(world: World) -> None:
    made = await draft(world, line("6570", "120"), {"account": "1020"}, reference="R-1", attachments=[PDF])
    assert (made.attachments, made.description, [row.account for row in made.lines]) == (1, None, ["6570", "1020"])
    assert (await world.run("list_journal_entries")).meta.total == 0
    with pytest.raises(Invalid, match=r"lines.1.debit"):
        await world.run("book_draft_entry", id=made.id)
    changed = await world.run("update_draft_entry", id=made.id, lines=[line("6570", "120"), line("1020", "-119")])
    assert changed.reference == "R-1"
    with pytest.raises(Invalid, match=r"the difference is 1\.00 CHF"):
        await world.run("book_draft_entry", id=made.id)
    await world.run("update_draft_entry", id=made.id, lines=[line("6570", "120"), line("1020", "-120")])
    booked = await world.run("book_draft_entry", id=made.id)
    assert posted(booked) == [("6570", "120.00", None), ("1020", "-120.00", None)]
    assert (booked.number, booked.description) == ("2026-0001", "R-1")
    with pytest.raises(NotFound, match="No draft entry"):
        await world.run("book_draft_entry", id=made.id)
    (attached,) = (await world.run("list_journal_attachments", id=booked.id, include_content=True)).data
    assert (attached.file_name, attached.size, attached.content) == ("bill.pdf", 8, PDF["content"])


async def test_a_draft_with_an_added_control_leg_is_booked_with_it(world: World) -> None:
    client = (await world.client()).id
    said = {"type": "client_invoice", "original_amount": "108.10", "client_id": client, "control_leg": "added"}
    with pytest.raises(ControlLegGiven):
        await draft(world, line("1100", "108.10"), **said)
    made = await draft(world, line("3400", "-108.10", vat_code="U81"), **said)
    assert (await world.run("get_draft_entry", id=made.id)) == made
    booked = await world.run("book_draft_entry", id=made.id)
    assert posted(booked) == [("3400", "-100.00", "base"), ("2200", "-8.10", "tax"), ("1100", "108.10", None)]
    assert (booked.type, booked.client_id) == ("client_invoice", client)


async def test_what_a_draft_names_must_be_there(sqlite_world: World) -> None:
    world = sqlite_world
    for given, noun in (
        ({"lines": [{"account": str(uuid4())}]}, "account"),
        ({"lines": [{"vat_code": str(uuid4())}]}, "VAT code"),
        ({"lines": [{"client_id": uuid4()}]}, "client"),
        ({"vendor_id": uuid4()}, "vendor"),
        ({"category_id": uuid4()}, "journal category"),
        ({"tag_ids": [uuid4()]}, "dimension value"),
    ):
        with pytest.raises(UnknownReference, match="in this profile") as caught:
            await draft(world, **given)
        assert caught.value.subject == noun
    assert (await world.run("list_draft_entries")).meta.total == 0


async def test_drafts_are_found_by_what_they_say(world: World) -> None:
    vendor = (await world.run("create_vendor", name="Swisscom")).id
    one = await draft(world, line("6570", "120"), description="Hosting", external_id="x1", origin="api")
    two = await draft(world, line("2000", "-50", vendor_id=vendor), date="2026-02-01", external_id="x1")
    for given, found in (
        ({}, [one, two]),
        ({"external_id": "x1"}, [one, two]),
        ({"origin": "api"}, [one]),
        ({"search": "hosting"}, [one]),
        ({"account": "6570"}, [one]),
        ({"vendor_id": vendor}, [two]),
        ({"amount_from": "120", "amount_to": "120"}, [one]),
        ({"amount_from": "50", "amount_to": "50.009"}, [two]),
        ({"to": "2026-02-28"}, [two]),
        ({"type": "client_invoice"}, []),
    ):
        assert list((await world.run("list_draft_entries", **given)).data) == found, given


async def test_amounts_of_drafts_are_of_their_own_currency(world: World) -> None:
    yen = await draft(world, line("6570", "12000"), line("1020", "-11000"), currency="JPY")
    dinars = await draft(world, line("6570", "12.345"), currency="KWD")
    client = (await world.client()).id
    said: dict[str, Any] = {"type": "client_invoice", "client_id": client, "control_leg": "added"}
    refund = await draft(world, line("3400", "250"), original_amount="-250", **said)
    for least, largest, found in (("12000", "12000", yen), ("12.345", "12.3451", dinars), ("250", "250", refund)):
        rows = (await world.run("list_draft_entries", amount_from=least, amount_to=largest)).data
        assert rows == (found,), least
    assert not (await world.run("list_draft_entries", amount_from="1000000000000000")).data


async def test_a_deleted_draft_leaves_nothing(world: World) -> None:
    made = await draft(world, line("6570", "120"), attachments=[PDF])
    await world.run("delete_draft_entry", id=made.id)
    with pytest.raises(NotFound):
        await world.run("get_draft_entry", id=made.id)


async def test_several_drafts_are_kept_together_or_not_at_all(world: World) -> None:
    good: dict[str, Any] = {"date": "2026-03-31", "lines": [line("6570", "5")]}
    made = await world.run("create_draft_entries", entries=[good, good | {"description": "Second"}])
    assert (made.total_created, [one.description for one in made.entries]) == (2, [None, "Second"])
    with pytest.raises(UnknownReference, match=r"entries\.1"):
        await world.run("create_draft_entries", entries=[good, good | {"client_id": uuid4()}])
    assert (await world.run("list_draft_entries")).meta.total == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": "not base64!"},
        {"content": ""},
        {"mime_type": "image/png"},
        {"mime_type": "application/zip"},
        {"mime_type": "text/plain"},
    ],
)
async def test_a_file_must_be_what_it_claims(sqlite_world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidAttachment):
        await draft(sqlite_world, attachments=[PDF | wrong])


async def test_a_client_of_a_draft_is_not_deleted(sqlite_world: World) -> None:
    client = (await sqlite_world.client()).id
    await draft(sqlite_world, client_id=client)
    with pytest.raises(ClientInUse):
        await sqlite_world.run("delete_client", id=client)


async def test_a_draft_and_a_category_are_found_by_what_they_are_called(world: World) -> None:
    made = await draft(world, line("6570", "5"), description="Hosting in March")
    assert (await world.run("resolve_draft_entry", text="hosting march")).id == made.id
    default = (await world.run("list_journal_categories")).data[0]
    assert (await world.run("resolve_journal_category", text="hauptjournal")).id == default.id
