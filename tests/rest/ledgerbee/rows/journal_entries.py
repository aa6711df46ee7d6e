"""Journal entries, v1 and v2, row by row."""

from typing import Any

from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.requests import Make, makes
from tests.rest.ledgerbee.rows.journal import NOBODY, PDF, account, bank, depreciation, line, number_of, signed
from tests.rest.ledgerbee.rows.table import exercises


@makes
async def _records(make: Make) -> dict[str, object]:
    usual = (await make("list_accounts", type="operating_expense")).data[0]
    money = (await make("list_accounts", type="bank")).data[0]
    lines = [{"account": usual.id, "debit": "5"}, {"account": money.id, "credit": "5"}]
    entry = {"date": "2026-03-31", "description": "Porto", "lines": lines}
    made, other, third = [await make("create_journal_entry", **entry) for _ in range(3)]
    category = (await make("list_journal_categories")).data[0]
    return {
        "journal-entries": made.id,
        "reverse_journal_entry.id": other.id,
        "entryIds": third.id,
        "accountId": usual.id,
        "journalCategoryId": category.id,
    }


async def customer(bee: Bee, **given: Any) -> str:
    """A customer."""
    return str((await bee.run("create_client", name="Nordlys ApS", **given)).id)


async def invoice(bee: Bee, amount: str = "125.00", **given: Any) -> dict[str, Any]:
    """An invoice without its receivable: 100 and 25 of VAT."""
    side = amount.removeprefix("-") if amount.startswith("-") else f"-{amount}"
    said: dict[str, Any] = {"entryType": "CUSTOMER_INVOICE", "date": "2026-03-31", "originalAmount": amount}
    said |= {"lines": [await line(bee, "1010", side, "S01")]} if "lines" not in given else {}
    return said | {"customerId": await customer(bee)} | given


@exercises("create_journal_entry_v1")
async def _create_v1(bee: Bee) -> None:
    sent = await bee.send("POST", "/v1/journal-entries", await depreciation(bee, reference="AFS-3"))
    assert sent.headers["Deprecation"] == "true"
    assert sent.headers["Link"] == '</api/v2/journal-entries>; rel="successor-version"'
    made = sent.json()
    assert (made["entryNumber"], made["description"], made["entryType"]) == ("2026-0001", "AFS-3", "JOURNAL_ENTRY")
    assert await signed(bee, made) == [("2450", "120.00"), (await bank(bee), "-120.00")]
    who, owed = await customer(bee), await number_of(bee, "receivable")
    lines = [await line(bee, owed, "125", customerId=who), await line(bee, "1010", "-125", "S01")]
    typed = await bee.ask("POST", "/v1/journal-entries", 201, await invoice(bee, customerId=who, lines=lines))
    assert (typed["originalAmount"], typed["customerId"]) == ("125.00", who)
    lines[0].pop("customerId")
    wrong = await bee.invalid("POST", "/v1/journal-entries", await depreciation(bee, lines=lines))
    assert wrong == {"lines.0.customerId": {"isValid"}}


@exercises("create_journal_entry_v2")
async def _create_v2(bee: Bee) -> None:
    made = await bee.ask("POST", "/v2/journal-entries", 201, await invoice(bee, reference="F-1", attachments=[PDF]))
    owed = await number_of(bee, "receivable")
    tax = (await signed(bee, made))[1][0]
    assert await signed(bee, made) == [("1010", "-100.00"), (tax, "-25.00"), (owed, "125.00")]
    assert (made["description"], made["reference"], made["originalAmount"]) == ("F-1", "F-1", "125.00")
    assert (made["reversedById"], made["exchangeRate"], made["currency"]) == (None, None, "DKK")
    credit = await bee.ask("POST", "/v2/journal-entries", 201, await invoice(bee, "-125.00"))
    assert await signed(bee, credit) == [("1010", "100.00"), (tax, "25.00"), (owed, "-125.00")]
    await _refused(bee, owed)


async def _refused(bee: Bee, owed: str) -> None:
    path, good = "/v2/journal-entries", await invoice(bee)
    own = good | {"lines": [*good["lines"], await line(bee, owed, "125", customerId=good["customerId"])]}
    assert await bee.refusal("POST", path, 400, own) == "CONTROL_ACCOUNT_LINE_NOT_ALLOWED"
    for field, code in {
        "customerId": "CUSTOMER_NOT_FOUND",
        "vendorId": "VENDOR_NOT_FOUND",
        "tagIds": "DIMENSION_VALUE_NOT_FOUND",
    }.items():
        wrong = good | {field: [NOBODY] if field == "tagIds" else NOBODY}
        assert await bee.refusal("POST", path, 404, wrong) == code
    for field, code in {"accountId": "LEDGER_NOT_FOUND", "vatCodeId": "VAT_CODE_NOT_FOUND"}.items():
        wrong = good | {"lines": [good["lines"][0] | {field: NOBODY}]}
        assert await bee.refusal("POST", path, 404, wrong) == code
    chart = await bee.ask("GET", "/v1/accounts")
    total = next(row for row in chart if row["ledgerType"] == "TOTAL_FROM")
    on_total = good | {"lines": [good["lines"][0] | {"accountId": total["id"]}]}
    assert await bee.invalid("POST", path, on_total) == {"lines.0.accountId": {"isValid"}}
    unknown = good | {"journalCategoryId": NOBODY}
    assert await bee.refusal("POST", path, 400, unknown) == "JOURNAL_CATEGORY_NOT_FOUND"
    purchases = (await bee.ask("GET", "/v1/journal-categories"))[2]["id"]
    narrow = good | {"journalCategoryId": purchases}
    assert await bee.refusal("POST", path, 400, narrow) == "JOURNAL_CATEGORY_TYPE_NOT_ALLOWED"
    for wrong in ({"content": "?"}, {"mimeType": "application/zip"}, {"mimeType": "image/png"}):
        assert await bee.refusal("POST", path, 400, good | {"attachments": [PDF | wrong]}) == "INVALID_ATTACHMENT_TYPE"
    bad_second = await bee.send("POST", path, good | {"attachments": [PDF, PDF | {"content": "?"}]})
    assert [one["property"] for one in bad_second.json()["details"]["validationErrors"]] == ["attachments.1.content"]
    off = good | {"originalAmount": 130}
    assert await bee.invalid("POST", path, off) == {"lines": {"isValid"}}
    assert (await bee.send("POST", path, off)).json()["message"].endswith("the difference is 5.00 DKK")
    assert await bee.invalid("POST", path, good | {"originalAmount": None}) == {"originalAmount": {"isValid"}}
    both = good | {"lines": [good["lines"][0] | {"debit": 1}]}
    assert (await bee.invalid("POST", path, both)).keys() == {"lines.0"}
    foreign = good | {"currency": "EUR", "date": "2019-01-01"}
    assert await bee.refusal("POST", path, 400, foreign) == "RATE_MISSING"
    await bee.run("set_lock", area="all", locked_through="2026-03-31")
    assert await bee.refusal("POST", path, 400, good) == "PERIOD_LOCKED"


@exercises("create_journal_batch_v1")
async def _batch_v1(bee: Bee) -> None:
    one, two = await depreciation(bee), await depreciation(bee, description="Anden")
    made = await bee.ask("POST", "/v1/journal-batches", 201, {"entries": [one, two]})
    assert (made["totalCreated"], [row["description"] for row in made["data"]]) == (2, ["Journal entry", "Anden"])
    wrong = await depreciation(bee, lines=[await line(bee, "2450", "5"), await line(bee, "2460", "-4")])
    assert await bee.invalid("POST", "/v1/journal-batches", {"entries": [one, wrong]}) == {
        "entries.1.lines": {"isValid"}
    }
    assert (await bee.run("list_journal_entries")).meta.total == 2


@exercises("create_journal_batch_v2")
async def _batch_v2(bee: Bee) -> None:
    one, two = await invoice(bee, attachments=[PDF]), await depreciation(bee)
    made = await bee.ask("POST", "/v2/journal-entries/batch", 201, {"entries": [one, two]})
    assert [row["entryType"] for row in made["data"]] == ["CUSTOMER_INVOICE", "JOURNAL_ENTRY"]
    line_of_nobody = [two["lines"][0] | {"accountId": NOBODY}]
    body = {"entries": [one, two | {"lines": line_of_nobody}]}
    assert await bee.refusal("POST", "/v2/journal-entries/batch", 404, body) == "LEDGER_NOT_FOUND"
    assert await bee.invalid("POST", "/v2/journal-entries/batch", {"entries": []}) == {"entries": {"arrayMinSize"}}
    many = {"entries": [two] * 101}
    assert await bee.invalid("POST", "/v2/journal-entries/batch", many) == {"entries": {"arrayMaxSize"}}
    assert (await bee.run("list_journal_entries")).meta.total == 2


@exercises("list_journal_entries")
async def _list(bee: Bee) -> None:
    sold = await bee.ask("POST", "/v2/journal-entries", 201, await invoice(bee, externalSystemId="x1"))
    other = await bee.ask("POST", "/v2/journal-entries", 201, await depreciation(bee, externalSystemId="x1"))
    back = await bee.ask("POST", f"/v1/journal-entries/{other['id']}/reverse", 200, {})
    everything = await bee.ask("GET", "/v1/journal-entries?limit=2")
    assert (everything["total"], everything["totalPages"], len(everything["data"])) == (3, 2, 2)
    for query, found in {
        "externalSystemId=x1": [other, sold],
        "journalType=CUSTOMER_INVOICE": [sold],
        f"customerId={sold['customerId']}": [sold],
        f"accountId={await account(bee, '2450')}": [back, other],
        "minAmount=125&maxAmount=125.00": [sold],
        "fromDate=2026-04-01": [],
        "search=reversal": [back],
    }.items():
        rows = (await bee.ask("GET", f"/v1/journal-entries?{query}"))["data"]
        assert sorted(row["id"] for row in rows) == sorted(one["id"] for one in found), query
    assert next(row for row in everything["data"] if row["id"] == back["id"])["lines"] == back["lines"]


@exercises("get_journal_entry")
async def _get(bee: Bee) -> None:
    made = await bee.ask("POST", "/v2/journal-entries", 201, await invoice(bee))
    assert await bee.ask("GET", f"/v1/journal-entries/{made['id']}") == made
    assert await bee.refusal("GET", f"/v1/journal-entries/{NOBODY}", 404) == "JOURNAL_ENTRY_NOT_FOUND"
    await bee.run("send_invoice", id=(await _sales_invoice(bee)).id)
    of_document = (await bee.ask("GET", "/v1/journal-entries?journalType=CUSTOMER_INVOICE"))["data"]
    assert len(of_document) == 2


async def _sales_invoice(bee: Bee) -> Any:
    client = await bee.run("create_client", name="Muster")
    lines = [{"description": "Consulting", "quantity": 1, "price": 100}]
    return await bee.run("create_invoice", client_id=client.id, lines=lines)


@exercises("update_journal_entry")
async def _update(bee: Bee) -> None:
    made = await bee.ask("POST", "/v2/journal-entries", 201, await depreciation(bee, reference="old"))
    path = f"/v1/journal-entries/{made['id']}"
    changed = await bee.ask("PATCH", path, 200, {"reference": "new", "externalSystemId": "erp-1"})
    assert changed == made | {"reference": "new", "externalSystemId": "erp-1"}
    cleared = await bee.ask("PATCH", path, 200, {"reference": None})
    assert (cleared["reference"], cleared["externalSystemId"]) == (None, "erp-1")
    assert await bee.invalid("PATCH", path, {"description": "Else"}) == {"description": {"whitelistValidation"}}
    assert await bee.refusal("PATCH", f"/v1/journal-entries/{NOBODY}", 404, {}) == "JOURNAL_ENTRY_NOT_FOUND"


@exercises("list_journal_entry_attachments")
async def _attachments(bee: Bee) -> None:
    text = {"fileName": "note.txt", "mimeType": "text/plain", "content": "aGVq"}
    made = await bee.ask("POST", "/v2/journal-entries", 201, await depreciation(bee, attachments=[PDF, text]))
    first, second = await bee.ask("GET", f"/v1/journal-entries/{made['id']}/attachments")
    assert {name: first[name] for name in PDF} == PDF
    assert (second["size"], second["content"], second["mimeType"]) == (3, "aGVq", "text/plain")
    missing = await bee.refusal("GET", f"/v1/journal-entries/{NOBODY}/attachments", 404)
    assert missing == "JOURNAL_ENTRY_NOT_FOUND"


@exercises("reverse_journal_entry")
async def _reverse(bee: Bee) -> None:
    made = await bee.ask("POST", "/v2/journal-entries", 201, await invoice(bee))
    path = f"/v1/journal-entries/{made['id']}"
    back = await bee.ask("POST", f"{path}/reverse", 200, {"date": "2026-04-01", "description": "Fejl"})
    assert (back["reversalOfId"], back["originalAmount"], back["date"]) == (made["id"], "-125.00", "2026-04-01")
    assert [amount for _, amount in await signed(bee, back)] == ["100.00", "25.00", "-125.00"]
    assert (await bee.ask("GET", path))["reversedById"] == back["id"]
    assert await bee.refusal("POST", f"{path}/reverse", 400, {}) == "ENTRY_ALREADY_REVERSED"
    await bee.run("send_invoice", id=(await _sales_invoice(bee)).id)
    (document,) = (await bee.run("list_journal_entries", source="invoice")).data
    managed = await bee.refusal("POST", f"/v1/journal-entries/{document.entry_id}/reverse", 400, {})
    assert managed == "JOURNAL_ENTRY_MANAGED_BY_DOCUMENT"


@exercises("reverse_journal_entries")
async def _reverse_several(bee: Bee) -> None:
    made = [await bee.ask("POST", "/v2/journal-entries", 201, await depreciation(bee)) for _ in range(3)]
    ids = [one["id"] for one in made]
    back = await bee.ask("POST", "/v1/journal-entries/reverse", 200, {"entryIds": [ids[1], ids[0]]})
    assert [row["reversalOfId"] for row in back["data"]] == [ids[1], ids[0]]
    again = {"entryIds": [ids[2], ids[0]]}
    assert await bee.refusal("POST", "/v1/journal-entries/reverse", 400, again) == "ENTRY_ALREADY_REVERSED"
    assert (await bee.ask("GET", f"/v1/journal-entries/{ids[2]}"))["reversedById"] is None
    nobody = {"entryIds": [NOBODY]}
    assert await bee.refusal("POST", "/v1/journal-entries/reverse", 404, nobody) == "JOURNAL_ENTRY_NOT_FOUND"
