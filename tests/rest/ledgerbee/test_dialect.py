"""The dialect itself: credentials, company, lists, the error envelope; with rows of a client list of its own."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount

from luma_mcp.domain.model import Text
from luma_mcp.domain.parties import Email
from luma_mcp.operations import clients
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.ledgerbee.dialect import LedgerBee
from luma_mcp.rest.routes import application
from luma_mcp.rest.wire import Given, PageGiven, Shown, Timestamp
from tests.grants import connected
from tests.rest.client import open_client, site_of
from tests.rest.ledgerbee.client import envelope
from tests.world import World

WORDS = {"customer_number": "number", "external_system_id": "external_id"}


class PersonGiven(Given):
    """A person as sent."""

    words: ClassVar = WORDS

    name: Text
    email: Email | None = None
    external_system_id: Text | None = None


class PersonQuery(Given):
    """Which people."""

    words: ClassVar = WORDS

    external_system_id: Text | None = None


class PersonPage(PageGiven):
    """Which page of people."""

    search: Text | None = None


class PersonShown(Shown):
    """A person as answered."""

    words: ClassVar = WORDS

    id: UUID
    customer_number: str
    name: str
    email: str | None
    created_at: Timestamp


ROWS = (
    Binding("GET", "/api/v1/people", clients.list_clients, row="list_people", group="People", scope="customers-read",
            given=PersonQuery, shown=PersonShown, listed=Listed.ARRAY),
    Binding("GET", "/api/v2/people", clients.list_clients, row="page_people", group="People", scope="customers-read",
            given=PersonPage, shown=PersonShown, listed=Listed.PAGE),
    Binding("GET", "/api/v1/people/{id}", clients.get_client, row="get_person", group="People", scope="customers-read",
            shown=PersonShown, successor="/api/v2/people"),
    Binding("POST", "/api/v1/people", clients.create_client, 201, row="create_person", group="People",
            scope="customers-write", given=PersonGiven, shown=PersonShown),
    Binding("DELETE", "/api/v1/people/{id}", clients.delete_client, 204, row="delete_person", group="People",
            scope="customers-write"),
)  # fmt: skip


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of these rows without a credential."""
    async with open_client(site(world)) as client:
        yield client


def site(world: World, **settings: Any) -> Starlette:
    parts = world.parts
    dialect = LedgerBee(parts.access, parts.grants, replace(parts.settings, **settings), ROWS)
    app: FastAPI = application(dialect, parts.executor)
    return Starlette(routes=[Mount("/api", app)])


async def key(world: World, *scopes: str, **given: Any) -> dict[str, str]:
    fields: dict[str, Any] = {"scopes": scopes or ("customers-read", "customers-write"), "profile_id": world.danish}
    return {"x-api-key": (await world.make_key(**fields | given))[0]}


async def test_a_customer_is_made_listed_and_shown(world: World, http: httpx2.AsyncClient) -> None:
    http.headers |= await key(world)
    made = await http.post("/api/v1/people", json={"name": "Anna", "externalSystemId": "a-1"})
    assert made.status_code == 201
    assert made.json() == {
        "id": made.json()["id"], "customerNumber": "C-001", "name": "Anna", "email": None,
        "createdAt": "2026-03-31T10:00:00.000Z",
    }  # fmt: skip
    assert (await http.get("/api/v1/people")).json() == [made.json()]
    assert (await http.get("/api/v1/people?externalSystemId=other")).json() == []
    assert (await http.get(f"/api/v1/people/{made.json()['id']}")).json() == made.json()
    assert (await http.delete(f"/api/v1/people/{made.json()['id']}")).status_code == 204


async def test_pages_are_numbered(world: World, http: httpx2.AsyncClient) -> None:
    http.headers |= await key(world)
    for name in ("Anna", "Bo", "Carl"):
        await http.post("/api/v1/people", json={"name": name})
    second = (await http.get("/api/v2/people?limit=2&page=2")).json()
    assert [row["name"] for row in second.pop("data")] == ["Carl"]
    assert second == {"total": 3, "page": 2, "limit": 2, "totalPages": 2}
    assert (await http.get("/api/v2/people?limit=2&page=9")).json()["data"] == []
    for bad in ("page=0", "limit=101", "page=x", "colour=red"):
        assert (await http.get(f"/api/v2/people?{bad}")).status_code == 400


async def test_a_key_stands_in_its_header_or_the_query_and_never_as_bearer(
    world: World, http: httpx2.AsyncClient
) -> None:
    headers = await key(world)
    token = headers["x-api-key"]
    assert (await http.get("/api/v1/people", headers=headers)).status_code == 200
    assert (await http.get(f"/api/v1/people?x-api-key={token}")).status_code == 200
    for wrong in ({"Authorization": f"Bearer {token}"}, {}, {"x-api-key": "lmb_nobody"}, {"x-api-key": ""}):
        error = envelope(await http.get("/api/v1/people", headers=wrong))
        assert (error["statusCode"], error["code"], error["message"]) == (401, "UNAUTHORIZED", "Invalid API key")


async def test_a_key_without_scopes_is_one_of_other_interfaces(world: World, http: httpx2.AsyncClient) -> None:
    plain = {"x-api-key": (await world.make_key(profile_id=world.danish))[0]}
    assert envelope(await http.get("/api/v1/people", headers=plain))["statusCode"] == 401


async def test_a_missing_scope_is_named(world: World, http: httpx2.AsyncClient) -> None:
    http.headers |= await key(world, "customers-read")
    error = envelope(await http.post("/api/v1/people", json={"name": "Anna"}))
    assert (error["statusCode"], error["code"]) == (403, "INSUFFICIENT_PERMISSIONS")
    assert error["details"]["requiredScopes"] == ["customers-write"]
    assert (error["path"], error["timestamp"][-1]) == ("/v1/people", "Z")


async def test_scopes_in_the_words_of_the_core_do_as_well(world: World, http: httpx2.AsyncClient) -> None:
    http.headers |= await key(world, "clients-read")
    assert (await http.get("/api/v1/people")).status_code == 200


async def test_validation_names_every_property_and_its_constraints(world: World, http: httpx2.AsyncClient) -> None:
    http.headers |= await key(world)
    error = envelope(await http.post("/api/v1/people", json={"email": "nobody", "customer_number": "1"}))
    assert (error["statusCode"], error["code"]) == (400, "SHARED_VALIDATION_FAILED")
    found = {one["property"]: list(one["constraints"]) for one in error["details"]["validationErrors"]}
    assert found == {"name": ["isDefined"], "email": ["isEmail"], "customer_number": ["whitelistValidation"]}


async def test_what_the_books_refuse_has_a_code_and_names_properties_in_these_words(
    world: World, http: httpx2.AsyncClient
) -> None:
    http.headers |= await key(world)
    body = {"name": "Anna", "externalSystemId": "a-1"}
    first, second = [await http.post("/api/v1/people", json=body) for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 400)
    assert envelope(second)["code"] == "CUSTOMER_EXTERNAL_ID_ALREADY_EXISTS"
    missing = envelope(await http.get("/api/v1/people/0197a943-2325-7829-b835-b6c71a293065"))
    assert (missing["statusCode"], missing["code"]) == (404, "CUSTOMER_NOT_FOUND")


async def test_the_company_is_that_of_the_key(world: World, http: httpx2.AsyncClient) -> None:
    danish, swiss = await key(world), await key(world, profile_id=world.swiss)
    made = (await http.post("/api/v1/people", json={"name": "Anna"}, headers=danish)).json()
    assert (await http.get("/api/v1/people", headers=swiss)).json() == []
    assert (await http.get(f"/api/v1/people/{made['id']}", headers=swiss)).status_code == 404
    assert (await http.get("/api/v1/people", headers=swiss | {"X-Profile-Id": str(world.danish)})).json() == []


async def test_addresses_and_expiry_of_a_key_are_said(world: World, http: httpx2.AsyncClient) -> None:
    elsewhere = await key(world, ip_list=["10.1.2.0/24"])
    error = envelope(await http.get("/api/v1/people", headers=elsewhere))
    assert (error["statusCode"], error["details"]["reason"]) == (401, "ip_whitelist_mismatch")
    ending = await key(world, expires="2026-12-31")
    asked = [("GET", "people"), ("GET", "people?colour=red"), ("GET", "nowhere"), ("PUT", "people")]
    for method, path in asked:
        answer = await http.request(method, f"/api/v1/{path}", headers=ending)
        assert answer.headers["X-API-Key-Expires-At"] == "2026-12-31T23:59:59.999Z"


async def test_deprecated_rows_keep_answering_and_say_so(world: World, http: httpx2.AsyncClient) -> None:
    http.headers |= await key(world)
    made = (await http.post("/api/v1/people", json={"name": "Anna"})).json()
    for person in (made["id"], "0197a943-2325-7829-b835-b6c71a293065"):
        said = (await http.get(f"/api/v1/people/{person}")).headers
        assert (said["Deprecation"], said["Sunset"]) == ("true", "2026-11-08")
        assert said["Link"] == '</api/v2/people>; rel="successor-version"'
    assert "Deprecation" not in (await http.get("/api/v1/people")).headers
    async with open_client(site(world, sunset=None)) as silent:
        answer = await silent.get(f"/api/v1/people/{made['id']}", headers=await key(world))
    assert (answer.headers["Deprecation"], answer.headers.get("Sunset")) == ("true", None)


async def test_a_services_token_is_a_credential_and_one_for_mcp_is_none(world: World, http: httpx2.AsyncClient) -> None:
    secret, service = await world.service(profile_id=world.danish, scopes=["customers-read"])
    client = await world.parts.grants.client(str(service.id))
    assert client is not None
    world.parts.grants.check_secret(client, secret)
    tokens = await world.parts.grants.client_credentials(client, resource=None)
    bearer = {"Authorization": f"Bearer {tokens.access_token}"}
    assert (await http.get("/api/v1/people", headers=bearer)).status_code == 200
    assert envelope(await http.post("/api/v1/people", json={"name": "A"}, headers=bearer))["statusCode"] == 403
    _, member = await world.invite(profile_ids=[world.danish])
    tokens = await connected(world, member_id=member.id, profile_id=world.danish)
    of_mcp = {"Authorization": f"Bearer {tokens.access_token}"}
    error = envelope(await http.get("/api/v1/people", headers=of_mcp))
    assert (error["statusCode"], error["details"]["reason"]) == (401, "invalid_token")


async def test_what_is_not_there_is_told_in_the_envelope(world: World) -> None:
    async with open_client(site_of(world)) as http:
        for method, path, status in (("GET", "/api/v1/nothing", 404), ("GET", "/api", 404), ("PUT", "/api/docs", 405)):
            assert (
                envelope(await http.request(method, path) if path != "/api" else await http.get("/api/"))["statusCode"]
                == status
            )
        document = (await http.get("/api/openapi.json")).json()
        assert document["info"]["title"] == "LedgerBee API"
        assert (await http.get("/api/docs")).status_code == 200
