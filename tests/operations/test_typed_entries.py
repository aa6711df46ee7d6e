"""Typed journal entries: the control leg that the ledger adds, and the one that the caller writes."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from luma_mcp.domain.verification import VerificationQuery
from luma_mcp.errors import ExternalIdTaken, Invalid, UnknownReference
from luma_mcp.ledger_errors import CategoryTypeNotAllowed, ControlLegGiven, PeriodLocked
from luma_mcp.operations.verification import verify_books
from tests.books import balances
from tests.operations.entries import entry, line, posted
from tests.store.tampering import tampering
from tests.world import World

CLIENT, VENDOR = ("client_invoice", "client_payment"), ("vendor_invoice", "vendor_payment")


async def typed(world: World, kind: str, original: str, *lines: dict[str, Any], **given: Any) -> Any:
    """A typed entry whose control leg the ledger adds; for a client or vendor that is made for it."""
    party = "client_id" if kind in CLIENT else "vendor_id"
    if party not in given:
        made = await world.run(f"create_{party.removesuffix('_id')}", name="Muster AG")
        given[party] = made.id
    said = {"type": kind, "original_amount": original, "control_leg": "added"}
    return await entry(world, *lines, **said | given)


@pytest.mark.parametrize(
    ("kind", "original", "other", "lines"),
    [
        ("client_invoice", "108.10", line("3400", "-108.10", vat_code="U81"),
         [("3400", "-100.00", "base"), ("2200", "-8.10", "tax"), ("1100", "108.10", None)]),
        ("client_invoice", "-108.10", line("3400", "108.10", vat_code="U81"),
         [("3400", "100.00", "base"), ("2200", "8.10", "tax"), ("1100", "-108.10", None)]),
        ("client_invoice", "500", line("3420", "-500", vat_code="EXE"),
         [("3420", "-500.00", "base"), ("1100", "500.00", None)]),
        ("client_payment", "108.10", line("1020", "108.10"), [("1020", "108.10", None), ("1100", "-108.10", None)]),
        ("client_payment", "-20", line("1020", "-20"), [("1020", "-20.00", None), ("1100", "20.00", None)]),
        ("vendor_invoice", "108.10", line("6570", "108.10", vat_code="I81"),
         [("6570", "100.00", "base"), ("1171", "8.10", "tax"), ("2000", "-108.10", None)]),
        ("vendor_invoice", "-108.10", line("6570", "-108.10", vat_code="I81"),
         [("6570", "-100.00", "base"), ("1171", "-8.10", "tax"), ("2000", "108.10", None)]),
        ("vendor_invoice", "99.99", line("6580", "99.99", vat_code="BI81"),
         [("6580", "99.99", "base"), ("1171", "8.10", "tax"), ("2203", "-8.10", "reverse"), ("2000", "-99.99", None)]),
        ("vendor_payment", "108.10", line("1020", "-108.10"), [("1020", "-108.10", None), ("2000", "108.10", None)]),
        ("vendor_payment", "-20", line("1020", "20"), [("1020", "20.00", None), ("2000", "-20.00", None)]),
    ],
)  # fmt: skip
async def test_the_ledger_adds_the_control_leg(
    world: World, kind: str, original: str, other: dict[str, Any], lines: list[Any]
) -> None:
    made = await typed(world, kind, original, other)
    assert posted(made) == lines
    assert (made.type, made.original_amount) == (kind, Decimal(original))
    control = made.lines[-1]
    assert control.client_id == made.client_id
    assert control.vendor_id == made.vendor_id
    (item,) = (await world.run("list_open_items")).data
    assert item.open == made.lines[-1].base_amount


async def test_an_invoice_and_its_payment_settle_to_nothing(world: World) -> None:
    client = (await world.client()).id
    await typed(world, "client_invoice", "108.10", line("3400", "-108.10", vat_code="U81"), client_id=client)
    await typed(world, "client_payment", "108.10", line("1020", "108.10"), client_id=client)
    items = (await world.run("list_open_items", client_id=client)).data
    assert sorted(str(item.open) for item in items) == ["-108.10", "108.10"]
    owed, paid = sorted(items, key=lambda item: item.open, reverse=True)
    await world.run("allocate_open_items", id=paid.id, counter_item_id=owed.id)
    assert (await balances(world)).get("1100", 0) == 0
    report = await world.run("get_report", type="aged_receivables", as_of="2026-03-31")
    assert report.data == ()


async def test_the_group_decides_the_control_account(world: World) -> None:
    account = await world.run("create_account", number="1105", name="Abroad", type="receivable")
    group = await world.run("create_client_group", name="Abroad", account_id=account.id)
    client = await world.client(client_group_id=group.id)
    made = await typed(world, "client_invoice", "50", line("3400", "-50"), client_id=client.id)
    assert posted(made)[-1] == ("1105", "50.00", None)
    with pytest.raises(ControlLegGiven, match="1105"):
        await typed(world, "client_invoice", "50", line("1105", "-50"), client_id=client.id)


@pytest.mark.parametrize(
    ("given", "field", "problem"),
    [
        ({"original_amount": None}, "original_amount", "is required"),
        ({"original_amount": "0"}, "original_amount", "not zero"),
        ({"client_id": None}, "client_id", "is required"),
        ({"lines": [line("3400", "-40")]}, "lines", "debit is 50.00 CHF, credit is 40.00 CHF; the difference is 10.00"),
    ],
)
async def test_what_a_control_leg_needs_is_named(
    sqlite_world: World, given: dict[str, Any], field: str, problem: str
) -> None:
    said = {"type": "client_invoice", "original_amount": "50", "control_leg": "added", "lines": [line("3400", "-50")]}
    said["client_id"] = (await sqlite_world.client()).id
    with pytest.raises(Invalid, match=problem) as caught:
        await entry(sqlite_world, **said | given)
    assert [one.field for one in caught.value.problems] == [field]


async def test_a_caller_who_writes_the_control_leg_is_held_to_it(sqlite_world: World) -> None:
    world = sqlite_world
    client = (await world.client()).id
    lines = [line("1100", "108.10", client_id=client), line("3400", "-108.10", vat_code="U81")]
    made = await entry(world, *lines, type="client_invoice")
    assert (made.original_amount, made.client_id) == (Decimal("108.10"), client)
    added = await typed(world, "client_invoice", "108.10", lines[1], client_id=client)
    assert sorted(posted(added)) == sorted(posted(made))
    with pytest.raises(Invalid, match=r"come to 108\.10 CHF"):
        await entry(world, *lines, type="client_invoice", original_amount="100")
    with pytest.raises(Invalid, match="needs a line on them"):
        await entry(world, type="client_invoice", client_id=client)
    with pytest.raises(Invalid, match="is about one"):
        await entry(world, *lines, type="client_invoice", client_id=(await world.client("Else")).id)


async def test_a_category_takes_the_types_that_it_allows(sqlite_world: World) -> None:
    world = sqlite_world
    sales = next(one for one in (await world.run("list_journal_categories")).data if one.name == "Verkauf")
    with pytest.raises(CategoryTypeNotAllowed, match="not journal_entry"):
        await entry(world, category_id=sales.id)
    made = await typed(world, "client_invoice", "50", line("3400", "-50"), category_id=sales.id)
    assert made.category_id == sales.id
    with pytest.raises(UnknownReference, match="journal category"):
        await entry(world, category_id=uuid4())


async def test_an_external_id_is_unique_unless_it_is_shared(world: World) -> None:
    await entry(world, external_id="x1")
    with pytest.raises(ExternalIdTaken):
        await entry(world, external_id="x1")
    shared = await entry(world, external_id="x1", external_id_shared=True)
    assert shared.external_id == "x1"
    assert len((await world.run("list_journal_entries", external_id="x1")).data) == 2


async def test_a_typed_entry_in_another_currency_is_worth_the_rate_of_its_date(world: World) -> None:
    made = await typed(world, "vendor_invoice", "100", line("6570", "100"), date="2026-02-28", currency="EUR")
    assert (str(made.rate), str(made.original_amount)) == ("0.9567", "100.00")
    assert [str(row.base_amount) for row in made.lines] == ["95.67", "-95.67"]


async def test_several_entries_are_posted_together_or_not_at_all(world: World) -> None:
    good = {"date": "2026-03-31", "description": "Hosting", "lines": [line("6570", "5"), line("1020", "-5")]}
    attached = good | {"attachments": [{"file_name": "a.txt", "mime_type": "text/plain", "content": "aGk="}]}
    made = await world.run("create_journal_entries", entries=[attached, good | {"description": "Second"}])
    assert (made.total_created, [one.description for one in made.entries]) == (2, ["Hosting", "Second"])
    bad = good | {"lines": [line("6570", "5"), line("1020", "-4")]}
    with pytest.raises(Invalid, match=r"entries\.1") as caught:
        await world.run("create_journal_entries", entries=[good, bad])
    assert [one.field for one in caught.value.problems] == ["entries.1.lines"]
    assert (await world.run("list_journal_entries")).meta.total == 2


async def test_entries_are_listed_with_their_lines_and_by_type(world: World) -> None:
    await entry(world)
    made = await typed(world, "vendor_invoice", "9", line("6570", "9"))
    await world.sent_invoice()
    listed = await world.run("list_journal_entries", type="vendor_invoice", include_lines=True)
    assert [one.id for one in listed.data] == [made.id]
    assert listed.data[0].lines == made.lines
    assert (await world.run("list_journal_entries", type="client_invoice")).meta.total == 1


async def test_verify_finds_a_typed_entry_that_says_another_amount(world: World) -> None:
    made = await typed(world, "client_invoice", "50", line("3400", "-50"))
    async with tampering(world) as tamper:
        statement = "UPDATE entry_fact SET original_tc_minor = 4000 WHERE type = 'client_invoice'"
        async with tamper([statement]) as books:
            broken = (await verify_books(books, VerificationQuery())).broken
    assert any(f"entry {made.number}: as client_invoice" in fact for fact in broken), broken


@pytest.mark.parametrize(
    ("area", "held", "free"),
    [
        ("sales", ("client_invoice", line("3420", "-50")), ("vendor_invoice", line("6570", "50"))),
        ("sales", ("client_payment", line("1020", "50")), ("vendor_payment", line("1020", "-50"))),
        ("purchases", ("vendor_invoice", line("6570", "50")), ("client_invoice", line("3420", "-50"))),
        ("purchases", ("vendor_payment", line("1020", "-50")), ("client_payment", line("1020", "50"))),
    ],
)
async def test_a_lock_of_an_area_holds_the_types_that_belong_to_it(
    world: World, area: str, held: tuple[str, dict[str, Any]], free: tuple[str, dict[str, Any]]
) -> None:
    before = await typed(world, held[0], "50", held[1], date="2026-03-02")
    await world.run("set_lock", area=area, locked_through=before.date)
    with pytest.raises(PeriodLocked):
        await typed(world, held[0], "50", held[1], date="2026-03-02")
    assert (await typed(world, free[0], "50", free[1], date="2026-03-02")).date == before.date
    back = await world.run("reverse_journal_entry", id=before.id)
    assert back.date == world.clock.now.date() > before.date
