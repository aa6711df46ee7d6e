"""Journal entries: posted at once, balanced, corrected by new versions, taken back by their opposite."""

from typing import Any

import pytest

from luma_mcp.errors import ExternalIdTaken, IdempotencyConflict, Invalid, RateMissing
from luma_mcp.ledger_errors import PeriodLocked
from tests.books import balances
from tests.operations.entries import HOSTING, entry, line, posted
from tests.world import World


async def test_an_entry_is_posted_at_once(world: World) -> None:
    made = await entry(world, reference="R-1", external_id="x1")
    assert (made.number, made.status, made.source, made.version) == ("2026-0001", "posted", "manual", 1)
    assert (made.currency, str(made.amount), made.rate) == ("CHF", "120.00", None)
    assert posted(made) == [("6570", "120.00", None), ("1020", "-120.00", None)]
    assert made.allowed_actions == ("update_journal_entry", "delete_journal_entry")
    assert len(made.hash) == 64
    assert await world.run("get_journal_entry", id=made.id) == made


async def test_a_gross_vat_code_splits_the_line(world: World) -> None:
    made = await entry(world, line("6570", "108.10", vat_code="I81"), line("1020", "-108.10"))
    assert posted(made) == [("6570", "100.00", "base"), ("1171", "8.10", "tax"), ("1020", "-108.10", None)]
    assert [(row.vat_code, str(row.tax_date or "")) for row in made.lines] == [
        ("I81", "2026-03-31"),
        ("I81", "2026-03-31"),
        (None, ""),
    ]
    sale = await entry(world, line("1020", "0.10"), line("3400", "-0.10", vat_code="U81"))
    assert posted(sale) == [("1020", "0.10", None), ("3400", "-0.09", "base"), ("2200", "-0.01", "tax")]


async def test_reverse_charge_is_owed_and_deductible_at_once(world: World) -> None:
    made = await entry(world, line("6580", "99.99", vat_code="BI81"), line("1020", "-99.99"))
    assert posted(made) == [
        ("6580", "99.99", "base"),
        ("1171", "8.10", "tax"),
        ("2203", "-8.10", "reverse"),
        ("1020", "-99.99", None),
    ]
    bounds: dict[str, Any] = {"from": "2026-01-01", "to": "2026-03-31"}
    report = await world.run("get_report", type="vat", **bounds)
    assert [str(row.amount) for row in report.data if row.box == "405"] == ["8.10"]


async def test_an_exempt_code_marks_the_line_and_adds_none(world: World) -> None:
    made = await entry(world, line("1020", "500"), line("3420", "-500", vat_code="EXE"))
    assert posted(made) == [("1020", "500.00", None), ("3420", "-500.00", "base")]


async def test_an_entry_in_another_currency_is_worth_the_rate_of_its_date(world: World) -> None:
    made = await entry(
        world, line("6570", "33.33"), line("6500", "33.33"), line("1020", "-66.66"), date="2026-02-28", currency="EUR"
    )
    assert (str(made.rate), str(made.rate_date), str(made.amount)) == ("0.9567", "2026-02-27", "66.66")
    assert [str(row.base_amount) for row in made.lines] == ["31.89", "31.89", "-63.78"]
    assert sum((await balances(world)).values()) == 0
    with pytest.raises(RateMissing):
        await entry(world, currency="EUR", date="2020-01-31")


@pytest.mark.parametrize(
    ("lines", "field", "problem"),
    [
        ([("6570", "120"), ("1020", "-119.99")], "lines", "the difference is 0.01 CHF"),
        ([("6571", "120"), ("1020", "-120")], "lines.0.account", "there is no account 6571"),
        ([("6570", "120"), ("1100", "-120")], "lines.1.client_id", "1100 .* is kept by client"),
        ([("6570", "120"), ("2000", "-120")], "lines.1.vendor_id", "2000 .* is kept by vendor"),
        ([("6570", "120"), ("2030", "-120")], "lines.1.client_id", "2030 .* is kept by client"),
        ([("6570", "120.005"), ("1020", "-120.005")], "lines.0.debit", "decimals"),
    ],
)
async def test_lines_that_cannot_be_taken_are_named(
    sqlite_world: World, lines: list[tuple[str, str]], field: str, problem: str
) -> None:
    with pytest.raises(Invalid, match=problem) as caught:
        await entry(sqlite_world, *[line(account, amount) for account, amount in lines])
    assert field in [one.field for one in caught.value.problems]
    assert (await sqlite_world.run("list_journal_entries")).meta.total == 0


async def test_a_line_says_one_side_and_a_code_that_has_a_rate(sqlite_world: World) -> None:
    for wrong in ({"debit": "1", "credit": "1"}, {"debit": "0"}, {"debit": "-1"}, {}):
        with pytest.raises(Invalid):
            await entry(sqlite_world, {"account": "6570"} | wrong, line("1020", "-1"))
    for code in ("UXX", "NONE"):
        with pytest.raises(Invalid, match=rf"lines\.0\.vat_code.*{code}"):
            await entry(sqlite_world, line("3400", "-10", vat_code=code), line("1020", "10"))
    client = await sqlite_world.client()
    with pytest.raises(Invalid, match="bears no VAT"):
        await entry(sqlite_world, line("1100", "10", vat_code="U81", client_id=client.id), line("3400", "-10"))
    with pytest.raises(Invalid):
        await entry(sqlite_world, line("6570", "10"))


async def test_an_unknown_account_is_answered_with_candidates(sqlite_world: World) -> None:
    with pytest.raises(Invalid) as caught:
        await entry(sqlite_world, line("1029", "10"), line("3400", "-10"))
    assert "1020 Bank" in caught.value.candidates


async def test_accounts_are_named_by_number_or_id_and_archived_ones_are_refused(world: World) -> None:
    made = await world.run("create_account", number="6571", name="AI services", type="operating_expense")
    first = await entry(world, line(made.id, "20"), line("1020", "-20"))
    assert first.lines[0].account == "6571"
    await world.run("update_account", id=made.id, archived=True)
    with pytest.raises(Invalid, match="6571 AI services is archived"):
        await entry(world, line("6571", "20"), line("1020", "-20"))


async def test_a_line_on_a_control_account_opens_an_item_of_its_party(world: World) -> None:
    client, vendor = await world.client(), await world.run("create_vendor", name="Lieferant")
    await entry(world, line("1100", "108.10", client_id=client.id), line("3400", "-108.10", vat_code="U81"))
    await entry(world, line("6500", "40"), line("2000", "-40", vendor_id=vendor.id), reference="R-7", date="2026-03-01")
    items = (await world.run("list_open_items")).data
    assert [(row.kind, row.number, str(row.open), str(row.due_date)) for row in items] == [
        ("payable", "R-7", "-40.00", "2026-03-31"),
        ("receivable", "2026-0001", "108.10", "2026-04-30"),
    ]


async def test_an_external_id_is_recorded_once(world: World) -> None:
    await entry(world, external_id="wages-3")
    with pytest.raises(ExternalIdTaken):
        await entry(world, external_id="wages-3")
    assert (await world.run("list_journal_entries", external_id="wages-3")).meta.total == 1


async def test_a_retry_answers_as_before_and_posts_once(world: World) -> None:
    given: dict[str, Any] = {"date": "2026-03-31", "description": "Hosting", "lines": HOSTING}
    first = await world.outcome("create_journal_entry", key="k1", **given)
    again = await world.outcome("create_journal_entry", key="k1", **given)
    assert (again.result, first.replayed, again.replayed) == (first.result, False, True)
    with pytest.raises(IdempotencyConflict):
        await world.outcome("create_journal_entry", key="k1", **given | {"description": "Server"})
    assert (await world.run("list_journal_entries")).meta.total == 1


async def test_entries_are_listed_by_what_they_say(world: World) -> None:
    client = await world.client()
    await entry(world, description="Büromaterial", reference="B-1", date="2026-01-15")
    await entry(world, line("1100", "50", client_id=client.id), line("3680", "-50"), date="2026-02-15")
    await world.sent_invoice(client_id=client.id)

    async def numbers(**query: Any) -> list[str]:
        return [row.number for row in (await world.run("list_journal_entries", **query)).data]

    assert await numbers() == ["2026-0003", "2026-0002", "2026-0001"]
    assert await numbers(sort="number") == ["2026-0001", "2026-0002", "2026-0003"]
    assert await numbers(source="invoice") == ["2026-0003"]
    assert await numbers(client_id=client.id) == ["2026-0003", "2026-0002"]
    of_document = (await world.run("list_journal_entries", source="invoice")).data[0]
    assert (of_document.type, of_document.client_id, of_document.vendor_id) == ("client_invoice", client.id, None)
    assert (await world.run("get_journal_entry", id=of_document.id)).client_id == client.id
    assert await numbers(account="6570") == ["2026-0001"]
    assert await numbers(search="Büro b-1") == ["2026-0001"]
    assert await numbers(amount_from="50.01", amount_to="120") == ["2026-0001"]
    assert await numbers(**{"from": "2026-02-01", "to": "2026-02-28"}) == ["2026-0002"]
    assert await numbers(status="reversed") == []


async def test_an_entry_makes_the_fiscal_year_of_its_date(world: World) -> None:
    first = await entry(world, date="2025-12-31")
    second = await entry(world, date="2026-01-01")
    third = await entry(world, date="2025-06-30")
    assert [one.number for one in (first, second, third)] == ["2025-0001", "2026-0001", "2025-0002"]


async def test_a_locked_date_is_refused_with_the_first_open_one(world: World) -> None:
    await world.run("set_lock", area="all", locked_through="2026-02-28")
    with pytest.raises(PeriodLocked, match=r"The first open date is 2026-03-01") as caught:
        await entry(world, date="2026-02-28")
    assert caught.value.code == "period_locked"
    assert (await entry(world, date="2026-03-01")).number == "2026-0001"
