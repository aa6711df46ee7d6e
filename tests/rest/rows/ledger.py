"""Journal entries, accounts and fiscal years, row by row."""

from typing import Any

from tests.rest.client import Rest
from tests.rest.rows.table import exercises

LINES: list[dict[str, Any]] = [{"account": "6570", "debit": 120}, {"account": "1020", "credit": "120.00"}]
HOSTING: dict[str, Any] = {"date": "2026-03-31", "description": "Hosting", "lines": LINES}
YEAR_2024: dict[str, Any] = {"start_date": "2024-01-01", "end_date": "2024-12-31"}


async def _entry(rest: Rest, **given: Any) -> Any:
    return await rest.ask("POST", "/v1/journal-entries", 201, HOSTING | given)


@exercises("create_journal_entry")
async def create_journal_entry(rest: Rest) -> None:
    response = await rest.send("POST", "/v1/journal-entries", HOSTING)
    made = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/v1/journal-entries/{made['id']}"
    assert (made["number"], made["status"], made["source"]) == ("2026-0001", "posted", "manual")
    assert '"debit":120.00,"credit":null' in response.text
    assert [(line["account"], line["base_amount"]) for line in made["lines"]] == [("6570", 120), ("1020", -120)]
    lopsided = HOSTING | {"lines": [LINES[0], {"account": "1020", "credit": 119.99}]}
    assert await rest.refusal("POST", "/v1/journal-entries", 422, lopsided) == "validation_failed"


@exercises("get_journal_entry")
async def get_journal_entry(rest: Rest) -> None:
    made = await _entry(rest)
    path = f"/v1/journal-entries/{made['id']}"
    assert await rest.ask("GET", path) == made
    await rest.ask("DELETE", path, 204)
    assert await rest.refusal("GET", path, 404) == "not_found"
    shown = await rest.ask("GET", f"{path}?include_reversed=true")
    assert (shown["id"], shown["status"], shown["allowed_actions"]) == (made["id"], "reversed", [])


@exercises("list_journal_entries")
async def list_journal_entries(rest: Rest) -> None:
    await _entry(rest)
    await _entry(rest, date="2026-02-28", description="Server", external_id="bill-7")
    await rest.world.sent_invoice()
    page = await rest.ask("GET", "/v1/journal-entries?source=manual&limit=1")
    assert [row["description"] for row in page["data"]] == ["Hosting"]
    assert (page["meta"]["total"], page["data"][0]["lines"]) == (2, None)
    shown = await rest.ask("GET", "/v1/journal-entries?source=manual&limit=1&include_lines=true")
    assert len(shown["data"][0]["lines"]) == 2
    found = await rest.ask("GET", "/v1/journal-entries?external_id=bill-7")
    assert [row["number"] for row in found["data"]] == ["2026-0002"]
    assert (await rest.ask("GET", "/v1/journal-entries?to=2026-02-28&account=6570"))["meta"]["total"] == 1


@exercises("update_journal_entry")
async def update_journal_entry(rest: Rest) -> None:
    made = await _entry(rest)
    path = f"/v1/journal-entries/{made['id']}"
    mended = await rest.ask("PUT", path, 200, {"reference": "R-1"})
    assert (mended["reference"], mended["version"], mended["hash"]) == ("R-1", 1, made["hash"])
    lines = [{"account": "6570", "debit": 150}, {"account": "1020", "credit": 150}]
    anew = await rest.ask("PUT", path, 200, {"lines": lines})
    assert (anew["id"], anew["version"], anew["amount"], anew["corrects"]) == (made["id"], 2, 150, made["entry_id"])
    invoice = await rest.world.sent_invoice()
    of_invoice = (await rest.ask("GET", "/v1/journal-entries?source=invoice"))["data"][0]
    assert of_invoice["source_id"] == str(invoice.id)
    managed = f"/v1/journal-entries/{of_invoice['id']}"
    assert await rest.refusal("PUT", managed, 409, {"lines": lines}) == "entry_managed_by_document"


@exercises("delete_journal_entry")
async def delete_journal_entry(rest: Rest) -> None:
    path = f"/v1/journal-entries/{(await _entry(rest))['id']}"
    assert await rest.ask("DELETE", path, 204) is None
    assert await rest.refusal("DELETE", path, 404) == "not_found"
    assert (await rest.ask("GET", "/v1/journal-entries"))["data"] == []
    both = await rest.ask("GET", "/v1/journal-entries?include_reversed=true&sort=number")
    assert [row["status"] for row in both["data"]] == ["reversed", "posted"]


@exercises("list_accounts")
async def list_accounts(rest: Rest) -> None:
    await _entry(rest)
    page = await rest.ask("GET", "/v1/accounts?search=1020")
    bank = page["data"][0]
    assert (page["meta"]["total"], bank["number"], bank["class"], bank["type"]) == (1, "1020", "asset", "bank")
    assert (bank["balance"], bank["currency"]) == (-120, "CHF")
    assert (await rest.ask("GET", "/v1/accounts?class=revenue&limit=1"))["data"][0]["number"] == "3000"
    assert await rest.refusal("GET", "/v1/accounts?class=planet", 400) == "bad_request"


@exercises("list_fiscal_years")
async def list_fiscal_years(rest: Rest) -> None:
    assert (await rest.ask("GET", "/v1/fiscal-years"))["data"] == []
    await _entry(rest)
    year = (await rest.ask("GET", "/v1/fiscal-years?status=open"))["data"][0]
    assert (year["name"], year["start_date"], year["end_date"]) == ("2026", "2026-01-01", "2026-12-31")
    assert (year["status"], year["lock_date"], year["entry_count"]) == ("open", None, 1)


@exercises("create_fiscal_year")
async def create_fiscal_year(rest: Rest) -> None:
    response = await rest.send("POST", "/v1/fiscal-years", YEAR_2024 | {"name": "First year"})
    made = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/v1/fiscal-years/{made['id']}"
    assert (made["name"], made["status"], made["entry_count"]) == ("First year", "open", 0)
    assert await rest.refusal("POST", "/v1/fiscal-years", 409, YEAR_2024) == "fiscal_year_overlap"


@exercises("update_fiscal_year")
async def update_fiscal_year(rest: Rest) -> None:
    made = await rest.ask("POST", "/v1/fiscal-years", 201, YEAR_2024)
    path = f"/v1/fiscal-years/{made['id']}"
    closed = await rest.ask("PUT", path, 200, {"status": "closed"})
    assert (closed["name"], closed["status"], closed["closed_at"]) == ("2024", "closed", "2026-03-31T10:00:00Z")
    late = HOSTING | {"date": "2024-12-31"}
    assert await rest.refusal("POST", "/v1/journal-entries", 409, late) == "period_locked"
    opened = await rest.ask("PUT", path, 200, {"status": "open"})
    assert (opened["status"], opened["closed_at"]) == ("open", None)
    assert (await _entry(rest, date="2024-12-31"))["number"] == "2024-0001"
