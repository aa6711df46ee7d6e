"""Invoices: smart defaults, totals, and the life they lead."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from luma_mcp.errors import Invalid, InvoiceLocked, NotFound, PaymentsExist, StatusNotAllowed
from tests.digest import digest
from tests.world import World

WORK = {"description": "Work", "quantity": 1, "price": "100"}


def amounts(document: Any) -> tuple[str, str, str]:
    return str(document.net), str(document.tax_total), str(document.gross)


async def test_a_minimal_invoice_takes_everything_else_from_the_profile(world: World) -> None:
    invoice = await world.invoice()
    assert (invoice.number, invoice.status, invoice.currency) == ("IV-001", "draft", "CHF")
    assert (str(invoice.issue_date), str(invoice.due_date)) == ("2026-03-31", "2026-04-30")
    assert (invoice.net, invoice.tax_total, invoice.gross) == (Decimal(300), Decimal("24.30"), Decimal("324.30"))
    assert invoice.sender.name == "Beispiel GmbH"
    assert (invoice.reference_type, invoice.client.name, invoice.language) == ("SCOR", "Muster AG", "de")


async def test_anything_given_wins_over_the_defaults(world: World) -> None:
    client = await world.client(payment_deadline_days=10)
    assert str((await world.invoice(client_id=client.id)).due_date) == "2026-04-10"
    given = {
        "number": "2026/77",
        "issue_date": "2026-02-01",
        "due_date": "2026-02-03",
        "currency": "EUR",
        "language": "fr",
    }
    invoice = await world.invoice(client_id=client.id, sender={"name": "Me"}, payment_info="Cash", **given)
    assert (invoice.number, str(invoice.issue_date), str(invoice.due_date)) == ("2026/77", "2026-02-01", "2026-02-03")
    assert (invoice.currency, invoice.language, invoice.sender.name, invoice.payment_info) == (
        "EUR",
        "fr",
        "Me",
        "Cash",
    )
    assert (invoice.reference_type, invoice.payment_reference) == ("NON", None)


async def test_a_repeated_key_answers_as_before_and_writes_once(world: World) -> None:
    client = await world.client()
    given = {"client_id": client.id, "lines": [{"description": "Work", "quantity": 1, "price": 10}]}
    first = await world.outcome("create_invoice", key="event-1", **given)
    again = await world.outcome("create_invoice", key="event-1", **given)
    assert again.replayed
    assert again.result == first.result
    assert (await world.run("list_invoices")).meta.total == 1


async def test_what_is_created_is_what_is_read(world: World) -> None:
    lines = [WORK | {"tax_rate": "20", "quantity": "1e1"}, WORK | {"discount_percent": "10", "unit": "h"}]
    made = await world.invoice(lines=lines, discount_amount="1.5", notes="Danke", supply_date="2026-03-01")
    assert await world.run("get_invoice", id=made.id) == made
    assert made.model_dump_json() == (await world.run("get_invoice", id=made.id)).model_dump_json()


async def test_discounts_of_lines_and_document_are_rounded_apart(world: World) -> None:
    """99.99 less 12.5 % is 87.49; with 100.00 that is 187.49, less 10 % 168.74; VAT 8.1 % is 13.67."""
    lines = [WORK | {"price": "99.99", "discount_percent": "12.5"}, WORK]
    invoice = await world.invoice(lines=lines, discount_percent=10)
    assert [str(line.net) for line in invoice.lines] == ["87.49", "100.00"]
    assert amounts(invoice) == ("168.74", "13.67", "182.41")


async def test_prices_can_include_vat(world: World) -> None:
    invoice = await world.invoice(
        lines=[WORK | {"price": "108.10"}, WORK | {"tax_rate": "2.6"}], prices_include_tax=True
    )
    assert amounts(invoice) == ("197.47", "10.63", "208.10")
    assert [(str(tax.tax_rate), str(tax.base), str(tax.amount)) for tax in invoice.tax] == [
        ("8.1", "100.00", "8.10"),
        ("2.6", "97.47", "2.53"),
    ]


@pytest.mark.parametrize(
    ("currency", "price", "expected"),
    [("JPY", "999.5", ("1000", "81", "1081")), ("KWD", "0.0005", ("0.001", "0.000", "0.001"))],
)
async def test_a_currency_keeps_its_own_decimals(
    world: World, currency: str, price: str, expected: tuple[str, str, str]
) -> None:
    assert amounts(await world.invoice(lines=[WORK | {"price": price}], currency=currency)) == expected


async def test_totals_are_exact_at_the_largest_size(world: World) -> None:
    largest = await world.invoice(lines=[WORK | {"price": "9250693802035.15"}])
    assert amounts(largest) == ("9250693802035.15", "749306197964.85", "10000000000000.00")
    with pytest.raises(Invalid, match="largest"):
        await world.invoice(lines=[WORK | {"price": "9250693802035.16"}])
    with pytest.raises(Invalid, match="largest"):
        await world.invoice(lines=[WORK | {"price": "10000000000000", "quantity": "1.000001"}])


async def test_five_hundred_lines_are_taken_and_no_more(world: World) -> None:
    assert amounts(await world.invoice(lines=[WORK | {"price": "0.01"}] * 500)) == ("5.00", "0.41", "5.41")
    with pytest.raises(Invalid, match="500"):
        await world.invoice(lines=[WORK] * 501)


async def test_an_invoice_below_zero_is_refused(world: World) -> None:
    back = WORK | {"quantity": -2}
    with pytest.raises(Invalid, match="credit note"):
        await world.invoice(lines=[WORK, back])
    assert amounts(await world.invoice(lines=[WORK, WORK, back])) == ("0.00", "0.00", "0.00")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"due_date": "2026-03-30"}, "due_date"),
        ({"discount_amount": "0.001"}, "discount_amount"),
        ({"discount_amount": "100.01"}, "discount_amount"),
        ({"lines": [WORK | {"discount_amount": "101"}]}, "lines.0.discount_amount"),
        ({"lines": [WORK | {"tax_category": "export"}]}, "lines.0.tax_category"),
        ({"lines": [WORK | {"tax_rate": 0, "tax_category": "standard"}]}, "lines.0.tax_category"),
    ],
    ids=["due date", "decimals", "discount", "line discount", "category", "zero category"],
)
async def test_what_does_not_go_together_is_refused(world: World, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        await world.invoice(**({"lines": [WORK]} | wrong))
    assert [problem.field for problem in caught.value.problems] == [field]


async def test_a_zero_rate_says_why(world: World) -> None:
    lines = [WORK | {"tax_rate": 0, "tax_category": kind} for kind in ("export", "reverse_charge")]
    invoice = await world.invoice(lines=[*lines, WORK | {"tax_rate": 0}])
    assert [line.tax_category for line in invoice.lines] == ["export", "reverse_charge", "zero"]
    assert len(invoice.tax) == 3


async def test_who_is_not_registered_bears_no_vat(world: World) -> None:
    await world.run("update_profile", caller=world.owner, id=world.swiss, vat_registered=False)
    assert amounts(await world.invoice(lines=[WORK])) == ("100.00", "0.00", "100.00")


async def test_the_life_of_an_invoice(world: World) -> None:
    invoice = await world.invoice()
    assert invoice.allowed_actions[0] == "send_invoice"
    sent = await world.run("send_invoice", id=invoice.id)
    assert (sent.status, sent.sent_at, sent.allowed_actions) == (
        "sent",
        world.clock.now,
        ("record_payment", "cancel_invoice", "create_credit_note", "write_off_invoice"),
    )
    with pytest.raises(StatusNotAllowed):
        await world.run("send_invoice", id=invoice.id)
    partly = await world.run("record_payment", id=invoice.id, amount="24.30")
    assert (partly.status, str(partly.open)) == ("partially_paid", "300.00")
    with pytest.raises(PaymentsExist):
        await world.run("cancel_invoice", id=invoice.id)
    paid = await world.run("update_invoice", id=invoice.id, status="paid")
    assert (paid.status, str(paid.open), paid.allowed_actions) == (
        "paid",
        "0.00",
        ("delete_payment", "create_credit_note"),
    )


async def test_a_cancelled_invoice_keeps_its_number_and_goes_nowhere(world: World) -> None:
    invoice = await world.sent_invoice()
    cancelled = await world.run("cancel_invoice", id=invoice.id)
    assert (cancelled.status, cancelled.number, str(cancelled.open)) == ("cancelled", "IV-001", "0.00")
    assert cancelled.allowed_actions == ()
    for status in ("sent", "paid"):
        with pytest.raises(StatusNotAllowed):
            await world.run("update_invoice", id=invoice.id, status=status)
    with pytest.raises(InvoiceLocked):
        await world.run("update_invoice", id=invoice.id, notes="late")
    with pytest.raises(StatusNotAllowed, match="cancelled"):
        await world.run("record_payment", id=invoice.id)


@pytest.mark.parametrize(
    "change",
    [
        {"lines": [WORK]},
        {"currency": "EUR"},
        {"number": "X-1"},
        {"issue_date": "2026-03-01"},
        {"discount_percent": 5},
        {"prices_include_tax": True},
        {"sender": {"name": "Other"}},
        {"supply_date": "2026-03-01"},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_nothing_financial_changes_after_sending(world: World, change: dict[str, Any]) -> None:
    invoice = await world.sent_invoice()
    before = await digest(world)
    with pytest.raises(InvoiceLocked):
        await world.run("update_invoice", id=invoice.id, **change)
    assert await digest(world) == before


async def test_a_sent_invoice_still_takes_notes_and_a_new_due_date(world: World) -> None:
    invoice = await world.sent_invoice()
    soft: dict[str, Any] = {
        "due_date": "2026-05-31",
        "notes": "Please",
        "internal_note": "called",
        "payment_info": "new account",
    }
    changed = await world.run("update_invoice", id=invoice.id, number=invoice.number, currency="CHF", **soft)
    assert (str(changed.due_date), changed.notes, changed.internal_note) == ("2026-05-31", "Please", "called")
    assert amounts(changed) == amounts(invoice)


async def test_a_draft_changes_freely_and_keeps_what_is_not_named(world: World) -> None:
    invoice = await world.invoice(discount_amount="10", notes="first")
    other = await world.client("Andere AG")
    changed = await world.run("update_invoice", id=invoice.id, client_id=other.id, discount_percent="10")
    assert (changed.client.name, changed.notes, changed.number) == ("Andere AG", "first", "IV-001")
    assert (changed.discount_amount, amounts(changed)) == (None, ("270.00", "21.87", "291.87"))
    replaced = await world.run("update_invoice", id=invoice.id, lines=[WORK], discount_percent=None)
    assert amounts(replaced) == ("100.00", "8.10", "108.10")


async def test_dates_of_supply_stay_together_after_a_change(world: World) -> None:
    invoice = await world.invoice(supply_from="2026-01-01", supply_to="2026-01-31")
    changed = await world.run("update_invoice", id=invoice.id, supply_to="2026-02-28")
    assert str(changed.supply_to) == "2026-02-28"
    wrongs: list[dict[str, Any]] = [{"supply_to": "2025-12-31"}, {"supply_date": "2026-01-01"}, {"supply_from": None}]
    for wrong in wrongs:
        with pytest.raises(Invalid, match="supply"):
            await world.run("update_invoice", id=invoice.id, **wrong)
    moved: dict[str, Any] = {"supply_date": "2026-03-01", "supply_from": None, "supply_to": None}
    assert str((await world.run("update_invoice", id=invoice.id, **moved)).supply_date) == "2026-03-01"


@pytest.mark.parametrize("field", ["client_id", "lines", "due_date", "currency", "number", "status"])
async def test_what_must_stand_cannot_be_emptied(world: World, field: str) -> None:
    invoice = await world.invoice()
    with pytest.raises(Invalid, match="cannot be empty"):
        await world.run("update_invoice", **{"id": invoice.id, field: None})


async def test_a_deleted_draft_is_gone_and_a_sent_one_stays(world: World) -> None:
    draft, sent = await world.invoice(), await world.sent_invoice()
    assert (await world.run("delete_invoice", id=draft.id)).deleted
    with pytest.raises(NotFound):
        await world.run("get_invoice", id=draft.id)
    with pytest.raises(InvoiceLocked):
        await world.run("delete_invoice", id=sent.id)


async def test_an_invoice_is_overdue_the_day_after_its_due_date_where_the_profile_is(world: World) -> None:
    invoice = await world.sent_invoice(due_date="2026-03-31")
    world.clock.now = datetime(2026, 3, 31, 21, 59, tzinfo=UTC)
    assert (await world.run("get_invoice", id=invoice.id)).status == "sent"
    world.clock.now = datetime(2026, 3, 31, 22, 1, tzinfo=UTC)
    late = await world.run("get_invoice", id=invoice.id)
    assert (late.status, late.overdue_days) == ("overdue", 1)
    assert (await world.run("list_invoices", status="overdue")).meta.total == 1
    await world.run("record_payment", id=invoice.id, amount="1")
    assert (await world.run("get_invoice", id=invoice.id)).status == "overdue"


async def test_the_status_filter_finds_what_the_status_says(world: World) -> None:
    await world.invoice()
    await world.sent_invoice()
    await world.run("record_payment", id=(await world.sent_invoice()).id, amount="1")
    await world.run("record_payment", id=(await world.sent_invoice()).id)
    await world.run("cancel_invoice", id=(await world.sent_invoice()).id)
    await world.sent_invoice(issue_date="2026-01-01", due_date="2026-01-02")
    for status in ("draft", "sent", "partially_paid", "paid", "overdue", "cancelled"):
        (row,) = (await world.run("list_invoices", status=status)).data
        assert row.status == status


async def test_a_line_takes_from_the_catalog_what_it_leaves_open(world: World) -> None:
    item = await world.run("create_catalog_item", name="Consulting", price="150", unit="h", tax_rate="2.6")
    line = (await world.invoice(lines=[{"catalog_item_id": item.id, "quantity": 2}])).lines[0]
    assert (line.description, str(line.price), line.unit, str(line.tax_rate)) == ("Consulting", "150", "h", "2.6")
    own = {"catalog_item_id": item.id, "quantity": 1, "price": 90, "description": "Special", "tax_rate": "8.1"}
    line = (await world.invoice(lines=[own])).lines[0]
    assert (line.description, str(line.price), str(line.tax_rate)) == ("Special", "90", "8.1")
    with pytest.raises(Invalid, match="CHF"):
        await world.invoice(lines=[{"catalog_item_id": item.id, "quantity": 1}], currency="EUR")


async def test_an_invoice_keeps_the_name_that_its_client_had(world: World) -> None:
    client = await world.client("Alt AG")
    invoice = await world.invoice(client_id=client.id)
    await world.run("update_client", id=client.id, name="Neu AG")
    assert (await world.run("get_invoice", id=invoice.id)).client.name == "Alt AG"


async def test_an_archived_client_gets_no_invoice(world: World) -> None:
    client = await world.client(archived=True)
    with pytest.raises(Invalid, match="archived"):
        await world.invoice(client_id=client.id)
