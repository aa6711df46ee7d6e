"""Draft journal entries, v1 and v2, row by row."""

from functools import partial

from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.requests import Make, makes
from tests.rest.ledgerbee.rows.journal import NOBODY, PDF, account, bank, depreciation, line, number_of, signed
from tests.rest.ledgerbee.rows.journal_entries import invoice
from tests.rest.ledgerbee.rows.table import exercises


@makes
async def _records(make: Make) -> dict[str, object]:
    usual = (await make("list_accounts", type="operating_expense")).data[0]
    money = (await make("list_accounts", type="bank")).data[0]
    lines = [{"account": usual.id, "debit": "5"}, {"account": money.id, "credit": "5"}]
    names = ("draft-journal-entries", *(f"{verb}_draft_journal_entry_{v}.id" for v in ("v1", "v2") for verb in _VERBS))
    return {name: (await make("create_draft_entry", date="2026-03-31", lines=lines, origin="api")).id for name in names}


_VERBS = ("delete", "book")


async def _get(bee: Bee, version: str) -> None:
    path = f"/{version}/draft-journal-entries"
    made = await bee.ask("POST", path, 201, await depreciation(bee))
    assert await bee.ask("GET", f"{path}/{made['id']}") == made
    assert await bee.refusal("GET", f"{path}/{NOBODY}", 404) == "DRAFT_JOURNAL_ENTRY_NOT_FOUND"


async def _delete(bee: Bee, version: str) -> None:
    path = f"/{version}/draft-journal-entries"
    made = await bee.ask("POST", path, 201, await depreciation(bee, attachments=[PDF]))
    await bee.ask("DELETE", f"{path}/{made['id']}", 204)
    assert await bee.refusal("DELETE", f"{path}/{made['id']}", 404) == "DRAFT_JOURNAL_ENTRY_NOT_FOUND"


async def _book(bee: Bee, version: str) -> None:
    path = f"/{version}/draft-journal-entries"
    made = await bee.ask("POST", path, 201, await depreciation(bee, attachments=[PDF], externalSystemId="x1"))
    booked = await bee.ask("POST", f"{path}/{made['id']}/book")
    assert (booked["entryNumber"], booked["externalSystemId"]) == ("2026-0001", "x1")
    assert await signed(bee, booked) == [("2450", "120.00"), (await bank(bee), "-120.00")]
    assert len(await bee.ask("GET", f"/v1/journal-entries/{booked['id']}/attachments")) == 1
    assert await bee.refusal("POST", f"{path}/{made['id']}/book", 404) == "DRAFT_JOURNAL_ENTRY_NOT_FOUND"
    half = await bee.ask("POST", path, 201, await depreciation(bee, lines=[await line(bee, "2450", "5")]))
    assert await bee.invalid("POST", f"{path}/{half['id']}/book") == {"lines": {"isValid"}}
    await bee.run("set_lock", area="all", locked_through="2026-03-31")
    late = await bee.ask("POST", path, 201, await depreciation(bee))
    assert await bee.refusal("POST", f"{path}/{late['id']}/book", 400) == "PERIOD_LOCKED"


async def _batch(bee: Bee, version: str) -> None:
    path = f"/{version}/draft-journal-batches"
    one, two = await depreciation(bee), await depreciation(bee, description="Anden")
    made = await bee.ask("POST", path, 201, {"entries": [one, two]})
    assert (made["totalCreated"], [row["description"] for row in made["data"]]) == (2, [None, "Anden"])
    assert (
        await bee.refusal("POST", path, 404, {"entries": [one, two | {"customerId": NOBODY}]}) == "CUSTOMER_NOT_FOUND"
    )
    assert (await bee.run("list_draft_entries")).meta.total == 2


async def _list(bee: Bee, version: str) -> None:
    path = f"/{version}/draft-journal-entries"
    one = await bee.ask("POST", path, 201, await depreciation(bee, externalSystemId="x1", description="Afskrivning"))
    two = await bee.ask("POST", path, 201, await depreciation(bee, date="2026-02-01", lines=[]))
    inside = await bee.run("create_draft_entry", date="2026-01-01")
    found = await bee.ask("GET", f"{path}?limit=100")
    expected = [one, two] if version == "v1" else [one, two, await bee.ask("GET", f"{path}/{inside.id}")]
    assert (found["data"], found["total"], found["page"], found["totalPages"]) == (expected, len(expected), 1, 1)
    for query, wanted in {
        "externalSystemId=x1": [one],
        f"accountId={await account(bee, '2450')}": [one],
        "fromDate=2026-02-01&toDate=2026-02-28": [two],
        "minAmount=120&maxAmount=120": [one],
        "search=afskriv": [one],
        "journalType=SUPPLIER_INVOICE": [],
    }.items():
        assert (await bee.ask("GET", f"{path}?{query}"))["data"] == wanted, query


@exercises("create_draft_journal_entry_v1")
async def _create_v1(bee: Bee) -> None:
    path, owed = "/v1/draft-journal-entries", await number_of(bee, "receivable")
    body = await invoice(bee)
    body["lines"].append(await line(bee, owed, "125", customerId=body["customerId"]))
    sent = await bee.send("POST", path, body)
    assert sent.headers["Link"] == '</api/v2/draft-journal-entries>; rel="successor-version"'
    booked = await bee.ask("POST", f"{path}/{sent.json()['id']}/book")
    assert [amount for _, amount in await signed(bee, booked)] == ["-100.00", "-25.00", "125.00"]


@exercises("create_draft_journal_entry_v2")
async def _create_v2(bee: Bee) -> None:
    path, body = "/v2/draft-journal-entries", await invoice(bee, attachments=[PDF])
    made = await bee.ask("POST", path, 201, body)
    assert (made["originalAmount"], len(made["lines"])) == ("125.00", 1)
    own = body["lines"] + [await line(bee, await number_of(bee, "receivable"), "125")]
    assert await bee.refusal("POST", path, 400, body | {"lines": own}) == "CONTROL_ACCOUNT_LINE_NOT_ALLOWED"
    for field, (status, code) in {
        "customerId": (404, "CUSTOMER_NOT_FOUND"),
        "journalCategoryId": (400, "JOURNAL_CATEGORY_NOT_FOUND"),
    }.items():
        assert await bee.refusal("POST", path, status, body | {field: NOBODY}) == code
    unknown = [body["lines"][0] | {"accountId": NOBODY}]
    assert await bee.refusal("POST", path, 404, body | {"lines": unknown}) == "LEDGER_NOT_FOUND"
    booked = await bee.ask("POST", f"{path}/{made['id']}/book")
    assert [amount for _, amount in await signed(bee, booked)] == ["-100.00", "-25.00", "125.00"]


@exercises("update_draft_journal_entry_v2")
async def _update(bee: Bee) -> None:
    path = "/v2/draft-journal-entries"
    made = await bee.ask("POST", path, 201, await depreciation(bee, reference="A"))
    changed = await bee.ask("PATCH", f"{path}/{made['id']}", 200, {"description": "Ny"})
    assert changed == made | {"description": "Ny", "updatedAt": changed["updatedAt"]}
    lines = [await line(bee, "2460", "7")]
    replaced = await bee.ask("PATCH", f"{path}/{made['id']}", 200, {"lines": lines, "reference": None})
    assert ([row["debit"] for row in replaced["lines"]], replaced["reference"]) == (["7.00"], None)
    wrong = {"lines": [{"accountId": NOBODY}]}
    assert await bee.refusal("PATCH", f"{path}/{made['id']}", 404, wrong) == "LEDGER_NOT_FOUND"
    assert await bee.refusal("PATCH", f"{path}/{NOBODY}", 404, {}) == "DRAFT_JOURNAL_ENTRY_NOT_FOUND"


for _version in ("v1", "v2"):
    for _row, _steps in {
        "get_draft_journal_entry": _get,
        "delete_draft_journal_entry": _delete,
        "book_draft_journal_entry": _book,
        "create_draft_journal_batch": _batch,
        "list_draft_journal_entries": _list,
    }.items():
        exercises(f"{_row}_{_version}")(partial(_steps, version=_version))
