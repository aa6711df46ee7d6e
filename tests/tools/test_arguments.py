"""What an assistant sends: names, numbers, empty and unknown arguments, the same call twice."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from mcp import Client
from mcp.types import BlobResourceContents, EmbeddedResource

from tests.tools.assistant import ask, assistant, refusal, text
from tests.world import World

LINE = {"description": "Consulting", "quantity": 1, "price": "100"}


@pytest.fixture
async def client(sqlite_world: World) -> AsyncIterator[Client]:
    """The owner of a world, in the Swiss profile."""
    async with assistant(sqlite_world) as connected:
        yield connected


async def invoice(client: Client, **line: object) -> Any:
    """An invoice of one line, whole."""
    await ask(client, "create_client", name="Muster AG", idempotency_key="muster")
    made = await ask(client, "create_invoice", client_id="Muster AG", lines=[LINE | line])
    return await ask(client, "get_invoice", id=made["number"])


@pytest.mark.parametrize(("price", "shown"), [(150, "150"), (150.5, "150.5"), (0.1, "0.1"), ("19.90", "19.90")])
async def test_a_number_is_taken_exactly_as_it_was_written(client: Client, price: object, shown: str) -> None:
    (line,) = (await invoice(client, price=price))["lines"]
    assert line["price"] == shown


@pytest.mark.parametrize("price", [12345678901234567.89, 0.1 + 0.2, 1e300])
async def test_a_number_that_a_float_cannot_hold_has_to_be_sent_as_a_string(client: Client, price: float) -> None:
    lines = [LINE | {"price": price}]
    refused = await refusal(client, "create_invoice", client_id="nobody", lines=lines)
    assert refused["code"] in {"validation_failed", "not_found"}
    if price != 1e300:
        assert refused["message"] == "lines.0.price: has more than 15 digits; send it as a string such as '150.00'"


async def test_money_comes_back_as_strings_with_the_currency_beside(client: Client) -> None:
    whole = await invoice(client, quantity=2.5)
    assert whole["gross"] == "270.25"
    assert whole["currency"] == "CHF"
    assert whole["tax"] == [{"tax_category": "standard", "tax_rate": "8.1", "base": "250.00", "amount": "20.25"}]


async def test_a_record_is_found_by_number_by_name_and_by_words(client: Client) -> None:
    made = await ask(client, "create_client", name="Gasthof Krone")
    for spoken in (made["id"], made["number"], "Gasthof Krone", "gasthof krone", "krone"):
        assert (await ask(client, "get_client", id=spoken))["id"] == made["id"]


async def test_names_stand_for_ids_on_lines_too(client: Client) -> None:
    await ask(client, "create_client", name="Muster AG")
    item = await ask(client, "create_catalog_item", name="Consulting", price="150")
    made = await ask(
        client, "create_invoice", client_id="Muster AG", lines=[{"catalog_item_id": "Consulting", "quantity": 2}]
    )
    (line,) = (await ask(client, "get_invoice", id=made["number"]))["lines"]
    assert (line["catalog_item_id"], line["net"]) == (item["id"], "300.00")


async def test_a_name_that_fits_several_is_answered_with_candidates(client: Client) -> None:
    made = [await ask(client, "create_client", name=name) for name in ("Muster AG Bern", "Muster AG Basel")]
    refused = await refusal(client, "create_invoice", client_id="Muster AG", lines=[LINE])
    assert refused["code"] == "ambiguous"
    assert sorted(candidate.split()[0] for candidate in refused["candidates"]) == sorted(row["id"] for row in made)


async def test_a_name_that_is_mistyped_is_answered_with_what_looks_like_it(client: Client) -> None:
    made = await ask(client, "create_vendor", name="Swisscom")
    refused = await refusal(client, "list_expenses", vendor_id="Swisscmo")
    assert refused["code"] == "not_found"
    assert refused["candidates"] == [f"{made['id']} V-001 · Swisscom"]


async def test_a_category_that_is_unknown_is_answered_with_those_there_are(client: Client) -> None:
    refused = await refusal(client, "create_expense", date="2026-03-02", amount="10", category="sweets")
    assert "office_supplies" in refused["candidates"]


async def test_an_unknown_argument_is_refused_however_deep(client: Client) -> None:
    refused = await refusal(client, "create_invoice", client_id="x", lines=[LINE | {"ammount": 3}])
    assert refused["message"] == "lines.0.ammount: is not an argument of create_invoice"


async def test_an_argument_that_is_not_listed_is_taken_by_write_operation(client: Client) -> None:
    await ask(client, "create_client", name="Muster AG")
    given = {"client_id": "Muster AG", "lines": [LINE], "internal_note": "call back"}
    refused = await refusal(client, "create_invoice", **given)
    assert "write_operation" in refused["fix"]
    made = await ask(client, "write_operation", name="create_invoice", arguments=given)
    assert (await ask(client, "get_invoice", id=made["number"]))["internal_note"] == "call back"


async def test_what_is_empty_is_not_given(client: Client) -> None:
    made = await ask(client, "create_client", name="Muster AG", email="", city=None)
    assert (made["email"], made["city"]) == (None, None)


async def test_an_empty_text_clears_a_field_and_null_leaves_it(client: Client) -> None:
    await ask(client, "create_client", name="Muster AG", email="a@b.ch", city="Bern")
    changed = await ask(client, "update_client", id="Muster AG", email="", city=None)
    assert (changed["email"], changed["city"]) == (None, "Bern")


async def test_a_retry_with_the_same_key_is_answered_as_before(client: Client) -> None:
    first = await ask(client, "create_client", name="Muster AG", idempotency_key="k")
    assert await ask(client, "create_client", name="Muster AG", idempotency_key="k") == first
    again = await text(client, "create_client", name="Muster AG", idempotency_key="k")
    assert again.startswith("Done before with this idempotency_key")
    assert (await ask(client, "list_clients"))["meta"]["total"] == 1
    assert (await refusal(client, "create_client", name="Other", idempotency_key="k"))["code"] == "idempotency_conflict"


async def test_a_name_and_its_id_are_the_same_request(client: Client) -> None:
    made = await ask(client, "create_client", name="Muster AG")
    first = await ask(client, "create_invoice", client_id="Muster AG", lines=[LINE], idempotency_key="k")
    again = await ask(client, "create_invoice", client_id=made["id"], lines=[LINE], idempotency_key="k")
    assert again["id"] == first["id"]


@pytest.mark.parametrize("name", ["idempotency_key", "profile"])
async def test_what_steers_a_call_is_text(sqlite_world: World, name: str) -> None:
    async with assistant(sqlite_world, sqlite_world.owner) as client:
        refused = await refusal(client, "create_client", name="Muster AG", **{name: 7})
        assert refused["message"] == f"{name}: is a text"


async def test_what_is_nested_too_deeply_is_refused(client: Client) -> None:
    nested: list[object] = []
    for _ in range(30):
        nested = [nested]
    assert "nested too deeply" in (await refusal(client, "create_invoice", lines=nested))["message"]


async def test_a_receipt_is_attached_and_fetched(client: Client) -> None:
    await ask(client, "create_expense", date="2026-03-02", amount="10", category="travel")
    content = "JVBERi0xLjcKJSVFT0YK"
    await ask(client, "attach_receipt", id="E-001", file_name="r.pdf", content=content)
    answer = await client.call_tool("get_receipt", {"id": "E-001"})
    assert answer.structured_content["type"] == "application/pdf"
    file = answer.content[1]
    assert isinstance(file, EmbeddedResource)
    assert isinstance(file.resource, BlobResourceContents)
    assert file.resource.blob == content
    refused = await refusal(client, "attach_receipt", id="E-001", file_name="r.pdf", content="%%%")
    assert refused["message"] == "content: is not base64"
