"""The OpenAPI document: valid, whole, and true to what the routes answer."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from luma_mcp.rest.ledgerbee.document import openapi_document as ledgerbee_document
from luma_mcp.rest.lumabill.document import openapi_document
from luma_mcp.rest.lumabill.table import BINDINGS
from tests.rest.client import Rest, open_client, site_of
from tests.world import World

DOCUMENT = openapi_document()
ROOT = Path(__file__).parents[2]
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


def parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from parts(part)


def resolved(value: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in value:
        return value
    found: Any = DOCUMENT
    for name in value["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    assert isinstance(found, dict)
    return found


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    whole = {**schema, "components": DOCUMENT["components"]}
    return Draft202012Validator(whole, format_checker=FormatChecker())


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    references = {part["$ref"] for part in parts(DOCUMENT) if "$ref" in part}
    for reference in references:
        assert resolved({"$ref": reference})
    unused = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]} - references
    assert unused == set()


both = pytest.mark.parametrize("document", [DOCUMENT, ledgerbee_document()], ids=["lumabill", "ledgerbee"])


@both
def test_refusals_are_told_by_their_codes(document: dict[str, Any]) -> None:
    told = "\n".join(part["description"] for part in parts(document["paths"]) if "operationId" in part)
    assert "Raises" not in told
    codes = set(re.findall(r"`(\w+)`", told))
    assert codes >= ({"period_locked", "control_leg"} if document is DOCUMENT else {"PERIOD_LOCKED", "PRICE_LOCKED"})


@both
def test_an_object_in_a_query_is_written_as_it_is_read(document: dict[str, Any]) -> None:
    queries = [part for part in parts(document) if part.get("in") == "query"]
    kinds = {query["name"]: query.get("style", "form") for query in queries if query["schema"].get("type") == "object"}
    assert kinds == {"metadata": "deepObject"}


def test_every_schema_is_one() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
        assert not [part for part in parts(schema) if part.get("format") == "decimal" and part["type"] == "string"]


def test_operations_have_one_name_each_and_words() -> None:
    names = [operation["operationId"] for _, operation in OPERATIONS]
    assert sorted(names) == sorted(binding.operation.name for binding in BINDINGS)
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    assert all(operation["summary"] and operation["description"] for _, operation in OPERATIONS)
    assert all(operation["tags"][0] in tags for _, operation in OPERATIONS)
    assert DOCUMENT["security"] == [{"key": []}]


@pytest.mark.parametrize(("route", "operation"), OPERATIONS, ids=[route for route, _ in OPERATIONS])
def test_parameters_and_responses_are_described(route: str, operation: dict[str, Any]) -> None:
    parameters = [resolved(parameter) for parameter in operation["parameters"]]
    in_path = {parameter["name"] for parameter in parameters if parameter["in"] == "path"}
    assert in_path == {part[1:-1] for part in route.split("/") if part.startswith("{")}
    assert all(parameter["description"] and parameter["schema"] for parameter in parameters)
    assert len({(parameter["in"], parameter["name"]) for parameter in parameters}) == len(parameters)
    for status, response in operation["responses"].items():
        assert resolved(response)["description"]
        assert (status == "204") == ("content" not in resolved(response))


@pytest.mark.parametrize(("route", "operation"), OPERATIONS, ids=[route for route, _ in OPERATIONS])
def test_examples_fit_their_schemas(route: str, operation: dict[str, Any]) -> None:
    bodies = [operation.get("requestBody", {}), *map(resolved, operation["responses"].values())]
    for content in (body.get("content", {}).get("application/json") for body in bodies):
        if content is not None:
            assert content["examples"], route
            for example in content["examples"].values():
                validator(content["schema"]).validate(example["value"])


async def test_answers_fit_the_document(sqlite_rest: Rest) -> None:
    invoice = await sqlite_rest.world.sent_invoice()
    await sqlite_rest.world.run("record_payment", id=invoice.id, amount="10.10")
    for path in ("/v1/profiles", "/v1/invoices", f"/v1/invoices/{invoice.id}", "/v1/revenue", "/v1/clients"):
        described = DOCUMENT["paths"][path.replace(str(invoice.id), "{id}")]["get"]["responses"]["200"]
        schema = described["content"]["application/json"]["schema"]
        validator(schema).validate(await sqlite_rest.ask("GET", path))
    refused = await sqlite_rest.ask("GET", "/v1/invoices?colour=red", 400)
    validator(DOCUMENT["components"]["schemas"]["Error"]).validate(refused)


async def test_the_document_names_the_public_address(sqlite_world: World) -> None:
    async with open_client(site_of(sqlite_world, public_url="https://books.example.org")) as client:
        served = (await client.get("/v1/openapi.json")).json()
    assert served["servers"] == [{"url": "https://books.example.org"}]
    assert served["paths"] == json.loads(json.dumps(DOCUMENT["paths"]))


def test_the_committed_documents_are_fresh() -> None:
    command = [sys.executable, "docs/generate.py", "--check"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
