"""Verification: what was tampered with is named."""

import pytest

from luma_mcp import administration
from tests.store.raw import attack
from tests.world import World

PDF = b"%PDF-1.7\n"


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE invoice_line SET quantity = '3'", "net is 300.00, its lines make 450.00"),
        ("UPDATE invoice_line SET net_minor = 1", "a line does not come to its net amount"),
        ("UPDATE invoice_tax SET tax_rate = '7.7'", "the VAT rows are not those of its lines"),
        ("UPDATE invoice_line SET quantity = '-3'", "cannot be added up"),
        ("UPDATE counter SET last_n = 5 WHERE series = 'invoice'", "number 2 is neither used nor void"),
        ("UPDATE invoice SET series_n = 7", "number 1 is neither used nor void"),
        (
            "UPDATE expense SET tax_minor = 5, net_minor = amount_minor - 5",
            "the VAT is not what 8.1 % of its amount makes",
        ),
    ],
)
async def test_what_does_not_hold_is_named(world: World, tampering: str, found: str) -> None:
    await world.invoice()
    await world.run("create_expense", date="2026-03-02", amount="10.81", category="travel", tax_rate="8.1")
    assert (await world.run("verify_books")).broken == ()
    await attack(world, tampering)
    broken = (await world.run("verify_books")).broken
    assert any(found in fact for fact in broken)


async def test_a_payment_that_is_not_on_its_invoice_is_named(world: World) -> None:
    await world.run("record_payment", id=(await world.sent_invoice()).id, amount="10")
    await attack(world, "UPDATE invoice SET paid_minor = 900")
    assert "paid 900 and received 1000" in (await world.run("verify_books")).broken[0]


async def test_a_changed_file_is_named(world: World) -> None:
    expense = await world.run("create_expense", date="2026-03-02", amount="1", category="travel")
    await world.run("attach_receipt", id=expense.id, file_name="a.pdf", content=PDF)
    whole = await world.run("verify_books")
    assert (whole.files, whole.expenses, whole.broken) == (1, 1, ())
    await attack(world, "UPDATE stored_file SET content = :content", content=b"%PDF-1.4\n")
    assert "its content was changed" in (await world.run("verify_books")).broken[0]


async def test_what_was_proved_is_told_and_long_books_in_stretches(world: World) -> None:
    for _ in range(5):
        await world.sent_invoice()
    told: list[str] = []
    (_, proved), (_, empty) = await administration.verify(world.parts, told.append, stretch=2)
    assert told[:5] == [
        "Beispiel GmbH: file",
        "Beispiel GmbH: entries, 2 of 5",
        "Beispiel GmbH: entries, 4 of 5",
        "Beispiel GmbH: entries",
        "Beispiel GmbH: years",
    ]
    assert (proved.entries, proved.lines, proved.invoices, proved.broken) == (5, 15, 5, ())
    assert (empty.entries, empty.next_seq, empty.broken) == (0, None, ())
