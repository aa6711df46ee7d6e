"""Names instead of ids: exactly one record, or candidates."""

from typing import Any

import pytest

from luma_mcp.errors import Ambiguous, NotFound
from tests.world import World

LINES = [{"description": "Work", "quantity": 1, "price": 1}]


async def meant(world: World, kind: str, text: str) -> str:
    return str((await world.run(f"resolve_{kind}", text=text)).label)


async def test_a_name_a_number_or_an_id_means_one_client(world: World) -> None:
    client = await world.client("Ärzte & Partner AG")
    await world.client("Ärzte & Partner AG Bern")
    for text in ("Ärzte & Partner AG", "ärzte & partner ag", "ÄRZTE & PARTNER AG", "c-001", str(client.id)):
        assert (await world.run("resolve_client", text=text)).id == client.id


async def test_several_that_fit_are_named(world: World) -> None:
    await world.client("Muster AG")
    await world.client("Muster GmbH")
    with pytest.raises(Ambiguous) as caught:
        await meant(world, "client", "muster")
    assert sorted(candidate.split(" · ")[1] for candidate in caught.value.candidates) == ["Muster AG", "Muster GmbH"]


async def test_a_mistyped_name_is_answered_by_the_nearest(world: World) -> None:
    await world.client("Swisscom AG")
    with pytest.raises(NotFound) as caught:
        await meant(world, "client", "Swiscom")
    assert "Swisscom AG" in caught.value.candidates[0]
    with pytest.raises(NotFound):
        await meant(world, "client", str(world.swiss))


async def test_every_kind_of_record_is_found_by_what_it_is_called(world: World) -> None:
    client = await world.client("Muster AG")
    await world.run("create_vendor", name="Swisscom")
    await world.run("create_catalog_item", name="Consulting", price=1)
    await world.run("create_bank_account", name="Postfinance", iban="CH9300762011623852957")
    await world.run("create_offer", client_id=client.id, lines=LINES)
    await world.invoice(client_id=client.id)
    schedule: dict[str, Any] = {"interval": "monthly", "start_date": "2026-04-30", "title": "Hosting"}
    await world.run("create_recurring_invoice", client_id=client.id, lines=LINES, **schedule)
    await world.run("create_expense", date="2026-03-02", amount=1, category="travel", description="Train")
    assert (await world.run("resolve_vendor", text="swisscom")).label == "V-001 · Swisscom"
    assert (await world.run("resolve_catalog_item", text="A-001")).label == "A-001 · Consulting"
    assert (await world.run("resolve_bank_account", text="CH9300762011623852957")).label == "Postfinance"
    assert (await world.run("resolve_offer", text="OF-001")).label == "OF-001 · Muster AG · 2026-03-31"
    assert (await world.run("resolve_invoice", text="iv-001")).label == "IV-001 · Muster AG · 2026-03-31"
    assert (await world.run("resolve_recurring_invoice", text="hosting")).label == "Hosting"
    assert (await world.run("resolve_expense", text="train")).label == "E-001 · Train · 2026-03-02"


async def test_a_number_means_its_invoice_and_not_longer_ones(world: World) -> None:
    for number in ("IV-0010", "IV-001", "IV-00100"):
        await world.invoice(number=number)
    assert (await meant(world, "invoice", "IV-001")).startswith("IV-001 ·")


async def test_ledger_records_are_meant_by_number_name_or_words(world: World) -> None:
    lines = [{"account": "6570", "debit": "1"}, {"account": "1020", "credit": "1"}]
    made = await world.run("create_journal_entry", date="2026-03-31", description="Hosting", lines=lines)
    for words in ("2026-0001", "hosting", str(made.id)):
        assert (await world.run("resolve_journal_entry", text=words)).id == made.id
    by_number = await world.run("resolve_account", text="6570")
    assert (await world.run("resolve_account", text="Informatikaufwand")).id == by_number.id
    assert by_number.id == made.lines[0].account_id
    year = (await world.run("list_fiscal_years")).data[0]
    assert (await world.run("resolve_fiscal_year", text="2026")).id == year.id


async def test_credit_notes_and_open_items_are_meant_by_their_numbers(world: World) -> None:
    invoice = await world.sent_invoice()
    await world.run("record_payment", id=invoice.id, amount="400")
    note = await world.run("create_credit_note", invoice_id=invoice.id, lines=[{"position": 1, "quantity": 1}])
    assert (await world.run("resolve_credit_note", text="cn-001")).id == note.id
    assert (await world.run("resolve_open_item", text="CN-001")).id == note.open_item_id
    with pytest.raises(Ambiguous) as caught:
        await world.run("resolve_open_item", text=invoice.number)
    assert sorted(candidate.split(" · ")[1] for candidate in caught.value.candidates) == ["prepayment", "receivable"]
