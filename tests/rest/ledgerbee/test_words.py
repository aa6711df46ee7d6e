"""What a caller is told of what it sent: in the dialect's own words, at the place where it stands."""

import pytest

from luma_mcp.rest.ledgerbee.table import BINDINGS
from luma_mcp.rest.ledgerbee.words import Words
from tests.rest.ledgerbee.client import Bee, envelope, open_bee
from tests.rest.ledgerbee.rows.journal import bank, depreciation, line
from tests.world import World

NOBODY = "0197a943-2325-7829-b835-b6c71a293065"
DRAFTS = "/v2/draft-journal-entries"


async def test_a_draft_that_cannot_be_booked_is_told_in_the_words_it_was_written_in(bee: Bee) -> None:
    lines = [
        {"debit": "120.00"},
        {"accountId": (await line(bee, await bank(bee), "-120"))["accountId"], "credit": "120"},
    ]
    draft = await bee.ask("POST", DRAFTS, 201, await depreciation(bee, lines=lines))
    assert (await bee.invalid("POST", f"{DRAFTS}/{draft['id']}/book")).keys() == {"lines.0.accountId"}
    assert (await bee.invalid("POST", f"{DRAFTS}/{draft['id']}/book", {"date": "2026-01-01"})).keys() == {"date"}


@pytest.mark.parametrize(
    "value", [None, {"a": 1}, [1], "x" * 501, 1e30], ids=["null", "object", "list", "long", "huge"]
)
async def test_metadata_is_told_once_by_the_key_that_was_sent(sqlite_world: World, value: object) -> None:
    async with open_bee(sqlite_world) as bee:
        said = await bee.invalid("POST", "/v1/products", {"metadata": {"my_key": value}})
    told = {name: rules for name, rules in said.items() if name.startswith("metadata")}
    assert told == {"metadata.my_key": {"isValid"}}


async def test_what_was_sent_is_repeated_as_it_was_sent(bee: Bee) -> None:
    key = await bee.invalid("POST", "/v1/products", {"metadata": {"k" * 41: "x"}})
    assert key[f"metadata.{'k' * 41}"] == {"isValid"}
    parameter = await bee.invalid("GET", "/v1/customers?customer_number=1")
    assert parameter == {"customer_number": {"whitelistValidation"}}


async def test_constraints_have_their_names(bee: Bee) -> None:
    said = await bee.invalid("POST", "/v1/projects", {"name": "x" * 91, "startDate": "2026-13-01"})
    assert (said["name"], said["startDate"]) == ({"maxLength"}, {"isDateString"})
    days = {"startDate": "2026-05-02", "endDate": "2026-05-01"}
    assert (await bee.invalid("POST", "/v1/projects", {"name": "x"} | days)).keys() == {"endDate"}
    project = await bee.ask("POST", "/v1/projects", 201, {"name": "x"})
    profit = f"/v1/projects/{project['id']}/profit?from=2026-05-02&to=2026-05-01"
    assert (await bee.invalid("GET", profit)).keys() == {"to"}
    customer = await bee.run("create_client", name="Kunde")
    said = await bee.invalid("PATCH", f"/v1/customers/{customer.id}", {"isActive": "yes", "paymentTerms": "14"})
    assert said == {"isActive": {"isBoolean"}, "paymentTerms": {"isInt"}}
    said = await bee.invalid("PATCH", f"/v1/customers/{customer.id}", {"isActive": 1, "paymentTerms": True})
    assert said == {"isActive": {"isBoolean"}, "paymentTerms": {"isInt"}}
    assert await bee.ask("GET", "/v1/projects?includeArchived=true") == [
        await bee.ask("GET", f"/v1/projects/{project['id']}")
    ]
    assert (await bee.invalid("PATCH", f"/v1/customers/{customer.id}", {"isActive": None})).keys() == {"isActive"}


async def test_entries_in_the_companys_own_currency_have_no_rate(bee: Bee) -> None:
    await bee.run("create_expense", date="2026-03-02", amount="125", tax_rate="25", category="travel")
    await bee.ask("POST", "/v2/journal-entries", 201, await depreciation(bee))
    abroad = await depreciation(bee, currency="EUR")
    await bee.ask("POST", "/v2/journal-entries", 201, abroad)
    rows = (await bee.ask("GET", "/v1/journal-entries"))["data"]
    assert {(row["currency"], row["exchangeRate"] is None) for row in rows} == {("DKK", True), ("EUR", False)}
    assert len(rows) == 3


async def test_who_has_no_key_is_told_where_it_goes(bee: Bee) -> None:
    response = await bee.http.get("/api/v1/company", headers={"x-api-key": "bad"})
    assert "x-api-key" in envelope(response)["details"]["fix"]


async def test_the_successor_of_a_record_is_the_records_own_address(bee: Bee) -> None:
    draft = await bee.ask("POST", DRAFTS, 201, await depreciation(bee))
    response = await bee.http.get(f"/api/v1/draft-journal-entries/{draft['id']}")
    assert response.headers["Link"] == f'</api{DRAFTS}/{draft["id"]}>; rel="successor-version"'


async def test_an_entry_is_found_by_its_own_customer(bee: Bee) -> None:
    customer = await bee.run("create_client", name="Kunde")
    made = await bee.ask("POST", "/v2/journal-entries", 201, await depreciation(bee, customerId=str(customer.id)))
    found = await bee.ask("GET", f"/v1/journal-entries?customerId={customer.id}")
    assert [row["id"] for row in found["data"]] == [made["id"]]


@pytest.mark.parametrize(("method", "below"), [("GET", ""), ("DELETE", ""), ("POST", "/book")])
async def test_the_first_version_knows_drafts_of_the_api_alone(bee: Bee, method: str, below: str) -> None:
    lines = [{"account": "2450", "debit": "5"}, {"account": await bank(bee), "credit": "5"}]
    ours = await bee.run("create_draft_entry", date="2026-03-31", lines=lines)
    path = f"draft-journal-entries/{ours.id}{below}"
    assert await bee.refusal(method, f"/v1/{path}", 404) == "DRAFT_JOURNAL_ENTRY_NOT_FOUND"
    assert (await bee.send(method, f"/v2/{path}")).is_success


async def test_refusals_are_told_in_this_apis_words(bee: Bee) -> None:
    async def told(method: str, path: str, body: object = None) -> tuple[str, str]:
        error = envelope(await bee.send(method, path, body))
        return error["message"], error["details"]["fix"]

    message, fix = await told("GET", f"/v1/customers/{NOBODY}")
    assert (message, fix) == (f"No customer {NOBODY} in this company.", "Use GET /api/v1/customers to find it.")
    assert (await told("GET", f"/v1/product-prices/{NOBODY}"))[1] == "Use GET /api/v1/products/{id} to find it."
    lines = [{"accountId": NOBODY, "debit": 5}]
    batch = {"entries": [await depreciation(bee), await depreciation(bee, lines=lines, customerId=NOBODY)]}
    message, _ = await told("POST", "/v2/journal-entries/batch", batch)
    assert message == f"entries.1.customerId: there is no customer {NOBODY} in this company; use GET /api/v1/customers"
    message, _ = await told("PUT", f"/v1/projects/{NOBODY}", {"startDate": "2026-05-02", "endDate": "2026-05-01"})
    assert message == "endDate: is before startDate"
    category = (await bee.ask("GET", "/v1/journal-categories"))[2]["id"]
    customer = await bee.run("create_client", name="client of a profile")
    body = await depreciation(bee, entryType="CUSTOMER_INVOICE", originalAmount=120, customerId=str(customer.id))
    sale = body | {"lines": [await line(bee, await bank(bee), "-120")], "journalCategoryId": category}
    message, fix = await told("POST", "/v2/journal-entries", sale)
    assert message.endswith("takes SUPPLIER_INVOICE, SUPPLIER_PAYMENT, not CUSTOMER_INVOICE")
    assert fix == "See GET /api/v1/journal-categories for what each takes."


def test_commands_and_what_is_a_client_everywhere_keep_their_names() -> None:
    words = Words(BINDINGS)
    command = "Ask the owner to grant it: luma-mcp profiles update ID --grant LICENCE."
    assert words.fix(command, None) == command
    assert words.text("An OAuth client of the client's profile") == "An OAuth client of the customer's company"
    assert words.text("See clients, offers; set is_default") == "See customers, quotes; set isDefault"
    assert words.text("Client Offer AG") == "Client Offer AG"
