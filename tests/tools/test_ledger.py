"""The ledger as an assistant writes it: names instead of ids, refusals that say the way out."""

from typing import Any

from tests.tools.assistant import ask, assistant, refusal
from tests.world import World

WAGES: list[dict[str, Any]] = [
    {"account": "5000", "debit": "4000.00"},
    {"account": "1020", "credit": "4000.00"},
]
ENTRY: dict[str, Any] = {"date": "2026-03-25", "description": "Wages March", "lines": WAGES}


async def test_an_entry_is_posted_changed_and_taken_back_by_its_number(sqlite_world: World) -> None:
    async with assistant(sqlite_world, toolsets=["ledger"]) as client:
        made = await ask(client, "create_journal_entry", **ENTRY)
        assert (made["number"], made["amount"], made["currency"]) == ("2026-0001", "4000.00", "CHF")
        changed = await ask(client, "update_journal_entry", id="2026-0001", reference="L-3")
        assert (changed["id"], changed["reference"]) == (made["id"], "L-3")
        assert (await ask(client, "list_journal_entries", account="Bank"))["meta"]["total"] == 1
        await ask(client, "delete_journal_entry", id="2026-0001")
        assert (await ask(client, "list_journal_entries"))["meta"]["total"] == 0
        assert (await refusal(client, "get_journal_entry", id=made["id"]))["code"] == "not_found"


async def test_a_refused_entry_says_what_to_do(sqlite_world: World) -> None:
    async with assistant(sqlite_world, toolsets=["ledger"]) as client:
        lopsided = [WAGES[0], {"account": "1020", "credit": "3999.99"}]
        off = await refusal(client, "create_journal_entry", **ENTRY | {"lines": lopsided})
        assert off["message"].endswith("debit is 4000.00 CHF, credit is 3999.99 CHF; the difference is 0.01 CHF")
        unknown = await refusal(
            client, "create_journal_entry", **ENTRY | {"lines": [WAGES[0] | {"account": "5009"}, WAGES[1]]}
        )
        assert unknown["code"] == "not_found"
        assert any("5000 · Löhne" in one for one in unknown["candidates"])
        by_hand = [{"account": "1020", "debit": "10"}, {"account": "1100", "credit": "10"}]
        control = await refusal(client, "create_journal_entry", **ENTRY | {"lines": by_hand})
        assert "lines.1.client_id: is required: 1100" in control["message"]
        await ask(client, "set_lock", area="all", locked_through="2026-03-31")
        locked = await refusal(client, "create_journal_entry", **ENTRY)
        assert (locked["code"], locked["fix"].startswith("Use a date from 2026-04-01 on")) == ("period_locked", True)


async def test_a_lock_is_taken_away_by_saying_so(sqlite_world: World) -> None:
    async with assistant(sqlite_world, toolsets=["ledger"]) as client:
        await ask(client, "set_lock", area="sales", locked_through="2026-03-31")
        assert (await refusal(client, "set_lock", area="sales"))["code"] == "validation_failed"
        freed = await ask(client, "set_lock", area="sales", locked_through=None)
        assert freed.get("locked_through") is None
        assert (await ask(client, "create_journal_entry", **ENTRY))["number"]


async def test_a_file_comes_with_its_content_where_that_is_asked_for(sqlite_world: World) -> None:
    file = {"file_name": "a.txt", "mime_type": "text/plain", "content": "aGVq"}
    made = await sqlite_world.run(
        "create_journal_entry",
        date="2026-03-31",
        description="x",
        lines=[{"account": "5000", "debit": "1"}, {"account": "1020", "credit": "1"}],
        attachments=[file | {"content": b"hej"}],
    )
    async with assistant(sqlite_world, toolsets=["all"]) as client:
        plain = await ask(client, "read_operation", name="list_journal_attachments", arguments={"id": str(made.id)})
        assert [row.get("content") for row in plain["data"]] == [None]
        asked = {"id": str(made.id), "include_content": True}
        whole = await ask(client, "read_operation", name="list_journal_attachments", arguments=asked)
        assert [row["content"] for row in whole["data"]] == ["aGVq"]


async def test_an_entry_of_a_document_points_to_it(sqlite_world: World) -> None:
    invoice = await sqlite_world.sent_invoice()
    async with assistant(sqlite_world, toolsets=["ledger"]) as client:
        refused = await refusal(client, "delete_journal_entry", id="2026-0001")
    assert refused["code"] == "entry_managed_by_document"
    assert refused["fix"] == f"It comes from the invoice {invoice.id}: change, cancel or credit that instead."


async def test_a_year_is_closed_and_reopened_by_its_name(sqlite_world: World) -> None:
    async with assistant(sqlite_world, toolsets=["ledger"]) as client:
        await ask(client, "create_journal_entry", **ENTRY | {"date": "2025-12-25"})
        closed = await ask(client, "update_fiscal_year", id="2025", status="closed", closing_entry=True)
        assert (closed["status"], closed["entry_count"]) == ("closed", 2)
        late = await refusal(client, "create_journal_entry", **ENTRY | {"date": "2025-12-31"})
        assert (late["code"], "2026-01-01" in late["message"]) == ("period_locked", True)
        assert (await ask(client, "update_fiscal_year", id="2025", status="open"))["status"] == "open"
