"""Everything that is not listed is found by words and run by name, with the same rights."""

import pytest

from tests.digest import digest
from tests.tools.assistant import ask, assistant, refusal, text
from tests.world import World


async def names(world: World, query: str, *, read_only: bool = False) -> list[str]:
    caller = (await world.at(world.swiss)).narrowed(read_only=read_only)
    async with assistant(world, caller) as client:
        found = await ask(client, "find_operation", query=query)
    return [row["name"] for row in found["operations"]]


@pytest.mark.parametrize(
    ("query", "operation"),
    [
        ("new customer", "create_client"),
        ("customers", "list_clients"),
        ("write a quote", "create_offer"),
        ("accept a quotation", "update_offer"),
        ("record a bill", "create_expense"),
        ("bills of a supplier", "list_expenses"),
        ("add supplier", "create_vendor"),
        ("remove a supplier", "delete_vendor"),
        ("upload photo of a receipt", "attach_receipt"),
        ("turn an offer into an invoice", "convert_offer"),
        ("void an invoice", "cancel_invoice"),
        ("stop a subscription", "pause_recurring_invoice"),
        ("iban", "list_bank_accounts"),
        ("turnover by month", "get_revenue"),
        ("undo a payment", "delete_payment"),
        ("products", "list_catalog_items"),
        ("delete_catalog_item", "delete_catalog_item"),
    ],
)
async def test_an_operation_is_found_by_what_people_say(query: str, operation: str, sqlite_world: World) -> None:
    assert operation in (await names(sqlite_world, query))[:5]


async def test_the_best_comes_first_and_says_how_to_run_it(sqlite_world: World) -> None:
    async with assistant(sqlite_world) as client:
        found = await ask(client, "find_operation", query="delete a vendor", schemas=True, limit=2)
        said = await text(client, "find_operation", query="delete a vendor")
    first = found["operations"][0]
    assert len(found["operations"]) == 2
    assert (first["name"], first["effect"], first["run_with"]) == ("delete_vendor", "destructive", "write_operation")
    assert "id" in first["input_schema"]["required"]
    assert said.splitlines()[-1] == "Next: write_operation with name delete_vendor."


async def test_what_fits_nothing_names_what_there_is(sqlite_world: World) -> None:
    async with assistant(sqlite_world) as client:
        assert await text(client, "find_operation", query="zzz") == (
            "Nothing found. Try one of: accounts, bank-accounts, catalog, clients, credit-notes, dimensions, "
            "document-templates, expenses, fiscal-years, invoices, journal-categories, journal-entries, locks, offers, "
            "open-items, products, profiles, projects, recurring-invoices, reports, revenue, vat-codes, vendors."
        )
        assert (await refusal(client, "find_operation", query=" "))["code"] == "validation_failed"
        assert (await refusal(client, "find_operation", query="x", limit=21))["code"] == "validation_failed"


async def test_a_reader_finds_nothing_that_writes(sqlite_world: World) -> None:
    found = await names(sqlite_world, "delete create update client", read_only=True)
    assert found
    assert all(name.startswith(("list_", "get_")) for name in found)


async def test_a_reader_is_told_so_before_anything_else_of_a_write(sqlite_world: World) -> None:
    reader = (await sqlite_world.at(sqlite_world.swiss)).narrowed(read_only=True)
    async with assistant(sqlite_world, reader) as client:
        for name in ("create_client", "create_nothing"):
            assert (await refusal(client, "write_operation", name=name))["code"] == "read_only_key"


@pytest.mark.parametrize("words", ["key api secret", "create profile company", "resolve client", "due runs"])
async def test_what_is_the_owners_or_internal_is_not_found(words: str, sqlite_world: World) -> None:
    hidden = {"create_key", "revoke_key", "list_keys", "create_profile", "resolve_client", "list_due_runs"}
    assert not hidden & set(await names(sqlite_world, words))


@pytest.mark.parametrize(
    "name", ["create_key", "revoke_key", "list_keys", "create_profile", "run_recurring_invoice", "resolve_client"]
)
async def test_what_is_the_owners_or_internal_is_not_run(name: str, sqlite_world: World) -> None:
    before = await digest(sqlite_world)
    async with assistant(sqlite_world, sqlite_world.owner) as client:
        for runner in ("read_operation", "write_operation"):
            refused = await refusal(client, runner, name=name, profile="Beispiel", arguments={"label": "x"})
            assert (refused["code"], refused["fix"]) == ("not_found", "Use find_operation to find its name.")
    assert await digest(sqlite_world) == before


async def test_a_read_and_a_write_are_run_by_their_own_runner(sqlite_world: World) -> None:
    async with assistant(sqlite_world) as client:
        item = {"name": "Consulting", "price": 150}
        made = await ask(client, "write_operation", name="create_catalog_item", arguments=item)
        shown = await ask(client, "read_operation", name="get_catalog_item", arguments={"id": "consulting"})
        assert shown["id"] == made["id"]
        write = await refusal(client, "write_operation", name="list_clients")
        read = await refusal(client, "read_operation", name="create_client", arguments={"name": "x"})
        assert write["fix"] == "Run it with read_operation."
        assert read["fix"] == "Run it with write_operation."
        assert (await ask(client, "list_clients"))["meta"]["total"] == 0


async def test_a_runner_takes_fields_that_are_not_listed(sqlite_world: World) -> None:
    async with assistant(sqlite_world) as client:
        refused = await refusal(client, "create_client", name="Muster AG", payment_deadline_days=10)
        assert refused["fix"].startswith("Leave it away. write_operation takes every field of create_client")
        given = {"name": "Muster AG", "payment_deadline_days": 10}
        await ask(client, "write_operation", name="create_client", arguments=given)
        shown = await ask(client, "read_operation", name="get_client", arguments={"id": "Muster AG"})
        assert shown["payment_deadline_days"] == 10


async def test_a_runner_takes_an_idempotency_key(sqlite_world: World) -> None:
    async with assistant(sqlite_world) as client:
        given = {"name": "create_vendor", "arguments": {"name": "TDC"}, "idempotency_key": "k1"}
        assert await ask(client, "write_operation", **given) == await ask(client, "write_operation", **given)
        assert (await ask(client, "list_vendors"))["meta"]["total"] == 1


async def test_what_a_runner_is_given_wrongly_is_refused(sqlite_world: World) -> None:
    async with assistant(sqlite_world) as client:
        unknown = await refusal(client, "read_operation", name="list_customers")
        listed = await refusal(client, "read_operation", name="list_clients", arguments=["x"])
        inner = await refusal(client, "read_operation", name="list_clients", arguments={"serch": "x"})
        outer = await refusal(client, "read_operation", name="list_clients", search="x")
    assert "list_clients" in unknown["candidates"]
    assert listed["message"] == "arguments: is an object of the operation's arguments"
    assert (inner["code"], inner["candidates"][0]) == ("validation_failed", "search")
    assert outer["message"].startswith("search: is not an argument of read_operation")
