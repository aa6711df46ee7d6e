"""Credit notes: whole or by line, to the cent, at the invoice's rate; what is left of them is the client's."""

from typing import Any

import pytest

from luma_mcp.errors import Invalid, NotFound, StatusNotAllowed
from luma_mcp.ledger_errors import PeriodLocked
from tests.books import balances
from tests.world import World

MIXED = [
    {"description": "Consulting", "quantity": 3, "price": "33.33"},
    {"description": "Book", "quantity": 7, "price": "9.95", "tax_rate": "2.6"},
    {"description": "Rebate", "quantity": 1, "price": "-10.00"},
]


def amounts(note: Any) -> tuple[str, str, str, str]:
    return str(note.net), str(note.tax_total), str(note.gross), str(note.open)


def during(month: str) -> dict[str, Any]:
    return {"from": f"{month}-01", "to": f"{month}-31"}


async def test_a_whole_credit_takes_an_unpaid_invoice_back_to_nothing(world: World) -> None:
    invoice = await world.sent_invoice(lines=MIXED, discount_percent="5")
    assert await balances(world) != {}
    note = await world.run("create_credit_note", invoice_id=invoice.id, reason="Wrong client")
    assert (note.number, note.invoice, str(note.issue_date)) == ("CN-001", invoice.number, "2026-03-31")
    assert (note.net, note.tax_total, note.gross) == (invoice.net, invoice.tax_total, invoice.gross)
    assert (str(note.open), note.allowed_actions) == ("0.00", ())
    assert [str(row.amount) for row in note.tax] == [str(row.amount) for row in invoice.tax]
    assert await balances(world) == {}
    after = await world.run("get_invoice", id=invoice.id)
    assert (after.status, str(after.credited), str(after.open)) == ("paid", str(invoice.gross), "0.00")
    assert after.allowed_actions == ()


async def test_credits_by_line_sum_to_the_invoice_to_the_cent(world: World) -> None:
    invoice = await world.sent_invoice(lines=MIXED, discount_amount="7.77")
    parts = [
        [{"position": 1, "quantity": 1}, {"position": 2, "quantity": 2}],
        [{"position": 1, "quantity": 1}, {"position": 2, "amount": "3.01"}],
        [{"position": 3}],
        None,
    ]
    notes = [await world.run("create_credit_note", invoice_id=invoice.id, lines=lines) for lines in parts[:2]]
    with pytest.raises(Invalid, match="gives back nothing"):
        await world.run("create_credit_note", invoice_id=invoice.id, lines=parts[2])
    notes.append(await world.run("create_credit_note", invoice_id=invoice.id))
    assert [note.number for note in notes] == ["CN-001", "CN-002", "CN-003"]
    assert sum(note.net for note in notes) == invoice.net
    assert sum(note.tax_total for note in notes) == invoice.tax_total
    assert await balances(world) == {}
    with pytest.raises(Invalid, match="nothing of it is left") as caught:
        await world.run("create_credit_note", invoice_id=invoice.id)
    assert caught.value.problems[0].field == "invoice_id"


async def test_a_line_is_credited_by_quantity_or_amount_and_never_beyond_it(world: World) -> None:
    invoice = await world.sent_invoice(lines=MIXED)

    async def refused(**line: Any) -> str:
        with pytest.raises(Invalid) as caught:
            await world.run("create_credit_note", invoice_id=invoice.id, lines=[line])
        return f"{caught.value.problems[0].field}: {caught.value.problems[0].problem}"

    assert "lines 1 to 3" in await refused(position=4)
    assert "between 0 and 3" in await refused(position=1, quantity=4)
    assert "between 0 and 3" in await refused(position=1, quantity=-1)
    assert "only 99.99 is left" in await refused(position=1, amount="100")
    assert "2 decimals" in await refused(position=1, amount="1.001")
    assert "not both" in await refused(position=1, quantity=1, amount=1)
    note = await world.run("create_credit_note", invoice_id=invoice.id, lines=[{"position": 1, "quantity": 2}])
    assert amounts(note) == ("66.66", "5.40", "72.06", "0.00")
    assert [(line.position, str(line.quantity), str(line.price)) for line in note.lines] == [(1, "2", "33.33")]
    assert "between 0 and 1" in await refused(position=1, quantity=2)
    lines = [{"position": 1}, {"position": 1}]
    with pytest.raises(Invalid, match="named twice"):
        await world.run("create_credit_note", invoice_id=invoice.id, lines=lines)


async def test_prices_with_vat_are_credited_with_vat(world: World) -> None:
    lines = [{"description": "Ticket", "quantity": 3, "price": "10"}]
    invoice = await world.sent_invoice(lines=lines, prices_include_tax=True)
    first = await world.run("create_credit_note", invoice_id=invoice.id, lines=[{"position": 1, "quantity": 1}])
    second = await world.run("create_credit_note", invoice_id=invoice.id, lines=[{"position": 1, "amount": "10"}])
    third = await world.run("create_credit_note", invoice_id=invoice.id)
    assert [str(note.gross) for note in (first, second, third)] == ["10.00", "10.00", "10.00"]
    assert sum(note.tax_total for note in (first, second, third)) == invoice.tax_total
    assert [str(note.lines[0].net) for note in (first, second, third)] == [
        str(note.net) for note in (first, second, third)
    ]
    assert await balances(world) == {}


async def test_what_a_paid_invoice_does_not_need_is_kept_and_paid_back(world: World) -> None:
    invoice = await world.sent_invoice()
    await world.run("record_payment", id=invoice.id)
    note = await world.run("create_credit_note", invoice_id=invoice.id, lines=[{"position": 1, "quantity": 1}])
    assert amounts(note) == ("150.00", "12.15", "162.15", "162.15")
    assert note.allowed_actions == ("settle_open_item", "allocate_open_items")
    assert await balances(world) == {"1020": 32430, "1100": -16215, "2200": -1215, "3400": -15000}
    refunded = await world.run("settle_open_item", id=note.open_item_id, amount="62.15")
    assert str(refunded.open) == "-100.00"
    refunded = await world.run("settle_open_item", id=note.open_item_id)
    assert (str(refunded.open), [one.kind for one in refunded.settlements]) == ("0.00", ["refund", "refund"])
    assert await balances(world) == {"1020": 16215, "2200": -1215, "3400": -15000}
    assert amounts(await world.run("get_credit_note", id=note.id))[3] == "0.00"
    with pytest.raises(StatusNotAllowed, match="settled already"):
        await world.run("settle_open_item", id=note.open_item_id)


async def test_a_credit_covers_its_invoice_again_when_the_payment_is_undone(world: World) -> None:
    invoice = await world.sent_invoice()
    paid = await world.run("record_payment", id=invoice.id)
    note = await world.run("create_credit_note", invoice_id=invoice.id)
    assert str(note.open) == "324.30"
    after = await world.run("delete_payment", id=invoice.id, payment_id=paid.payments[0].id)
    assert (after.status, str(after.paid), str(after.credited), str(after.open)) == ("paid", "0.00", "324.30", "0.00")
    assert await balances(world) == {}


async def test_a_credit_in_another_currency_goes_by_the_rate_of_its_invoice(world: World) -> None:
    invoice = await world.sent_invoice(currency="EUR", issue_date="2026-01-15", lines=MIXED)
    before = await balances(world)
    half = await world.run("create_credit_note", invoice_id=invoice.id, lines=[{"position": 1, "quantity": 1}])
    rest = await world.run("create_credit_note", invoice_id=invoice.id)
    assert half.gross + rest.gross == invoice.gross
    left = await balances(world)
    assert before["1100"] > 0
    assert {name: abs(amount) <= 1 for name, amount in left.items()} == dict.fromkeys(left, True)
    assert "1100" not in left
    assert {"6949", "6999"} & set(left) == set()


async def test_only_a_sent_invoice_of_this_profile_is_credited(world: World) -> None:
    draft = await world.invoice()
    with pytest.raises(StatusNotAllowed, match="draft"):
        await world.run("create_credit_note", invoice_id=draft.id)
    sent = await world.run("send_invoice", id=draft.id)
    with pytest.raises(Invalid, match="before the issue date"):
        await world.run("create_credit_note", invoice_id=sent.id, issue_date="2026-03-30")
    with pytest.raises(Invalid, match="no invoice"):
        await world.run("create_credit_note", invoice_id=draft.client_id)
    await world.run("cancel_invoice", id=sent.id)
    with pytest.raises(StatusNotAllowed, match="cancelled"):
        await world.run("create_credit_note", invoice_id=sent.id)
    with pytest.raises(NotFound):
        await world.run("get_credit_note", id=sent.id)


async def test_a_credited_invoice_is_not_cancelled_and_a_written_off_one_not_credited(world: World) -> None:
    invoice = await world.sent_invoice()
    await world.run("create_credit_note", invoice_id=invoice.id, lines=[{"position": 1, "quantity": 1}])
    with pytest.raises(StatusNotAllowed, match="credited"):
        await world.run("cancel_invoice", id=invoice.id)
    await world.run("write_off_invoice", id=invoice.id, reason="bad_debt", amount="1")
    with pytest.raises(StatusNotAllowed, match="written off"):
        await world.run("create_credit_note", invoice_id=invoice.id)


async def test_a_credit_note_in_a_locked_period_is_refused_and_takes_no_number(world: World) -> None:
    invoice = await world.sent_invoice(issue_date="2026-01-15")
    await world.run("set_lock", area="sales", locked_through="2026-02-28")
    with pytest.raises(PeriodLocked, match="2026-03-01"):
        await world.run("create_credit_note", invoice_id=invoice.id, issue_date="2026-02-15")
    assert (await world.run("create_credit_note", invoice_id=invoice.id)).number == "CN-001"


async def test_revenue_and_vat_of_a_credit_count_on_its_own_day(world: World) -> None:
    invoice = await world.sent_invoice(issue_date="2026-01-15")
    await world.run("create_credit_note", invoice_id=invoice.id, lines=[{"position": 1, "quantity": 1}])
    report = await world.run("get_report", type="profit_loss", **during("2026-01"))
    assert [(row.account, str(row.amount)) for row in report.data if row.account] == [("3400", "300.00")]
    report = await world.run("get_report", type="profit_loss", **during("2026-03"))
    assert [(row.account, str(row.amount)) for row in report.data if row.account] == [("3400", "-150.00")]
    revenue = await world.run("get_revenue", to="2026-03-31")
    assert str(revenue.totals["CHF"].net) == "150.00"


async def test_credit_notes_are_listed_with_totals(world: World) -> None:
    first = await world.sent_invoice()
    second = await world.sent_invoice(client_id=(await world.client("Meier")).id)
    for invoice in (first, second):
        await world.run("create_credit_note", invoice_id=invoice.id, reason="Returned")
    page = await world.run("list_credit_notes")
    assert [row.number for row in page.data] == ["CN-002", "CN-001"]
    assert (page.meta.total, str(page.totals["CHF"].gross)) == (2, "648.60")
    assert (await world.run("list_credit_notes", invoice_id=first.id)).meta.total == 1
    assert (await world.run("list_credit_notes", client_id=second.client_id)).meta.total == 1
    assert (await world.run("list_credit_notes", search="returned meier")).meta.total == 1
