"""What must hold for every row of `/api`, whatever it does."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

import httpx2
import pytest

from luma_mcp.domain.scopes import LEDGERBEE
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.ledgerbee.document import openapi_document
from luma_mcp.rest.ledgerbee.table import BINDINGS
from luma_mcp.rest.wire import Given, PageGiven, Shown
from tests.digest import count, digest
from tests.laws.stage import models_in
from tests.rest.client import open_client, site_of
from tests.rest.ledgerbee.client import envelope
from tests.rest.ledgerbee.records import Records, records_of
from tests.rest.ledgerbee.requests import example_of, references, with_value
from tests.rest.nulls import by_null
from tests.world import World, open_world

NOBODY = "0197a943-2325-7829-b835-b6c71a293065"
WRITES = [row for row in BINDINGS if row.operation.writes]
BODIES = [row for row in WRITES if row.given is not None and row.open_fields]
CHANGES = [row for row in BODIES if row.operation.input.never_empty]
WITH_ID = [row for row in BINDINGS if row.in_path]
SCOPED = [row for row in BINDINGS if row.scope]
READS = [row for row in BINDINGS if not row.operation.writes]

on_both = pytest.mark.parametrize("on_database", ["sqlite", "postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("on_database", ["sqlite"], indirect=True)
"""For what does not depend on the database."""


def each(rows: Sequence[Binding]) -> pytest.MarkDecorator:
    """Run a law for each of these rows."""
    return pytest.mark.parametrize("row", rows, ids=lambda row: row.name)


@dataclass(frozen=True)
class Stage:
    """Two companies that hold one record of every kind each, keys of every kind, and a client."""

    world: World
    own: Records
    foreign: Records
    keys: dict[str, str]
    http: httpx2.AsyncClient

    async def send(self, row: Binding, records: Records | None = None, **given: Any) -> httpx2.Response:
        """Send the valid request of a row about these records, or what is given instead; `key` names the key."""
        about = records or self.own
        body = about.body(row)
        usual = {} if body is None else {"json": body}
        headers = {"x-api-key": self.keys[given.pop("key", "all")]} | given.pop("headers", {})
        return await self.http.request(row.method, about.path(row), headers=headers, **(usual | given))


@pytest.fixture(scope="module")
async def stage(law_database: str) -> AsyncIterator[Stage]:
    """The stage."""
    async with open_world(law_database) as world:
        own, foreign = await records_of(world, world.danish), await records_of(world, world.swiss)
        company: dict[str, Any] = {"profile_id": world.danish, "scopes": sorted(LEDGERBEE)}
        wanted: dict[str, dict[str, Any]] = {
            "all": company,
            "read_only": company | {"mode": "read_only"},
            "expired": company | {"expires": "2026-04-01"},
            "plain": {"profile_id": world.danish},
            "customers": company | {"scopes": ["customers-read"]},
            "vendors": company | {"scopes": ["vendors-read"]},
        }
        keys = {name: (await world.make_key(**given))[0] for name, given in wanted.items()}
        keys |= {"unknown": world.parts.access.new_key().token, "malformed": "lmb_nobody"}
        world.clock.move(days=3)
        async with open_client(site_of(world)) as http:
            yield Stage(world, own, foreign, keys, http)


def code(response: httpx2.Response) -> tuple[int, str]:
    error = envelope(response)
    return error["statusCode"], error["code"]


async def unchanged(stage: Stage, before: str) -> bool:
    return await digest(stage.world) == before


@on_sqlite
@each(BINDINGS)
async def test_no_key_a_dead_key_and_a_key_as_bearer_are_401(row: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    path = stage.own.path(row)
    ways: list[dict[str, str]] = [{}, {"Authorization": f"Bearer {stage.keys['all']}"}]
    ways += [{"x-api-key": stage.keys[name]} for name in ("expired", "plain", "malformed")]
    async with open_client(site_of(stage.world), address=f"10.1.{BINDINGS.index(row)}.1") as http:
        for way in ways:
            response = await http.request(row.method, path, json=stage.own.body(row), headers=way)
            assert code(response) == (401, "UNAUTHORIZED")
            assert response.headers["WWW-Authenticate"] == 'Bearer realm="luma_mcp"'
    assert await unchanged(stage, before)


@on_sqlite
@each(SCOPED)
async def test_a_key_without_the_scope_is_told_which(row: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    other = "vendors" if row.scope.startswith("customers") else "customers"
    response = await stage.send(row, key=other)
    assert code(response) == (403, "INSUFFICIENT_PERMISSIONS")
    assert response.json()["details"]["requiredScopes"] == [row.scope]
    assert await unchanged(stage, before)


@on_sqlite
@each(WRITES)
async def test_a_read_only_key_changes_nothing(row: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    assert code(await stage.send(row, key="read_only")) == (403, "INSUFFICIENT_PERMISSIONS")
    assert await unchanged(stage, before)


@on_both
@each(WITH_ID)
async def test_another_companys_id_in_the_path_is_not_found(row: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    body = stage.own.body(row)
    headers = {"x-api-key": stage.keys["all"]}
    given = {} if body is None else {"json": body}
    for records in (stage.foreign, Records(dict.fromkeys(stage.own.ids, NOBODY))):
        response = await stage.http.request(row.method, records.path(row), headers=headers, **given)
        status, said = code(response)
        assert (status, said.endswith("_NOT_FOUND")) == (404, True), response.text
    assert await unchanged(stage, before)


@on_sqlite
@each(WITH_ID)
async def test_an_id_that_is_none_is_not_found(row: Binding, stage: Stage) -> None:
    for bad in ("1", f"{{{NOBODY}}}", NOBODY.replace("-", ""), "%00", "%ff", "..%2f"):
        records = Records(dict.fromkeys(stage.own.ids, bad))
        body = stage.own.body(row)
        given = {} if body is None else {"json": body}
        response = await stage.http.request(
            row.method, records.path(row), headers={"x-api-key": stage.keys["all"]}, **given
        )
        assert (bad, envelope(response)["statusCode"]) == (bad, 404)


@on_both
@each([row for row in BODIES if references(example_of(row))])
async def test_another_companys_id_in_the_body_is_refused(row: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    own, foreign = stage.own.body(row), stage.foreign.body(row)
    for at in references(own):
        value: Any = foreign
        for key in at:
            value = value[key]
        response = await stage.send(row, json=with_value(own, at, value))
        status, said = code(response)
        assert status in (400, 404), response.text
        assert said.endswith("_NOT_FOUND"), (at, response.text)
    assert await unchanged(stage, before)


@on_sqlite
@each(BODIES)
async def test_an_unknown_field_is_refused(row: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    response = await stage.send(row, json=stage.own.body(row) | {"colour": "red"})
    assert code(response) == (400, "SHARED_VALIDATION_FAILED")
    failing = {one["property"]: one["constraints"] for one in response.json()["details"]["validationErrors"]}
    assert list(failing["colour"]) == ["whitelistValidation"]
    assert await unchanged(stage, before)


@on_sqlite
@each(CHANGES)
async def test_null_is_taken_where_the_document_allows_it(row: Binding, stage: Stage) -> None:
    assert row.given is not None
    allowed, wrong = by_null(DOCUMENT["components"]["schemas"][row.given.__name__])
    if wrong:
        refused = await stage.send(row, json=stage.own.body(row) | dict.fromkeys(wrong))
        assert code(refused) == (400, "SHARED_VALIDATION_FAILED")
        assert {one["property"] for one in refused.json()["details"]["validationErrors"]} == wrong
    taken = await stage.send(row, json=stage.own.body(row) | dict.fromkeys(allowed))
    assert taken.is_success or "cannot be empty" not in taken.text


@on_sqlite
@each(BINDINGS)
async def test_an_unknown_parameter_is_refused(row: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    assert code(await stage.send(row, params={"colour": "red"})) == (400, "SHARED_VALIDATION_FAILED")
    assert await unchanged(stage, before)


@on_sqlite
@each(BODIES)
async def test_a_body_that_is_no_json_object_is_refused(row: Binding, stage: Stage) -> None:
    headers = {"x-api-key": stage.keys["all"], "Content-Type": "application/json"}
    for body in (b"{", b"[]", b"null", b"\xff", b'{"a": NaN}', b'{"a": 1, "a": 2}', b'{"a":' + b"[" * 200_000):
        response = await stage.http.request(row.method, stage.own.path(row), content=body, headers=headers)
        assert code(response) == (400, "BAD_REQUEST")
    headers["Content-Type"] = "text/plain"
    response = await stage.http.request(row.method, stage.own.path(row), content=b"a", headers=headers)
    assert code(response) == (415, "UNSUPPORTED_MEDIA_TYPE")


@on_both
@each(READS)
async def test_a_read_answers_without_another_companys_records(row: Binding, stage: Stage) -> None:
    response = await stage.send(row)
    assert response.status_code == 200, response.text
    strangers = set(stage.foreign.ids.values()) - set(stage.own.ids.values())
    assert [one for one in strangers if one in response.text] == []
    assert await digest(stage.world)


@on_both
@each(WRITES)
async def test_a_write_leaves_one_audit_line(row: Binding, stage: Stage) -> None:
    keeps = row.status == 201 or row.method in {"PATCH", "PUT"}
    records = stage.own if keeps else await records_of(stage.world, stage.world.danish)
    before = await count(stage.world, "audit", stage.world.danish)
    response = await stage.send(row, records)
    assert response.is_success, response.text
    assert await count(stage.world, "audit", stage.world.danish) - before == 1


@on_sqlite
@each([row for row in BINDINGS if row.listed is Listed.PAGE])
async def test_a_page_is_bounded_and_counted(row: Binding, stage: Stage) -> None:
    for bad in ({"limit": 0}, {"limit": 101}, {"limit": "x"}, {"page": 0}, {"page": -1}):
        assert code(await stage.send(row, params=bad)) == (400, "SHARED_VALIDATION_FAILED")
    page = (await stage.send(row, params={"limit": 1, "page": 1})).json()
    assert page.keys() == {"data", "total", "page", "limit", "totalPages"}
    assert (page["page"], page["limit"], page["totalPages"], len(page["data"])) == (1, 1, page["total"], 1)
    assert row.given is not None
    assert issubclass(row.given, PageGiven)


@each(BINDINGS)
def test_a_row_says_its_words(row: Binding) -> None:
    assert row.name
    assert row.group
    assert (row.shown is None) == (row.status == 204)
    models = [model for kind in (row.given, row.shown) if kind for model in models_in(kind)]
    assert [model.__name__ for model in models if not model.__doc__] == []
    for model in models:
        assert issubclass(model, Given | Shown), f"{model.__name__} is a wire model of this dialect"


@each([row for row in BINDINGS if row.shown])
def test_moments_of_answers_are_timestamps(row: Binding) -> None:
    assert row.shown is not None
    for model in models_in(row.shown):
        for name, field in model.model_fields.items():
            if datetime in set(_kinds(field.annotation)):
                said = f"{model.__name__}.{name} is a Timestamp (rest/wire.py)"
                assert field.metadata or any(getattr(p, "__metadata__", ()) for p in get_args(field.annotation)), said


@each(BINDINGS)
def test_the_document_has_it(row: Binding) -> None:
    described = DOCUMENT["paths"][row.path][row.method.lower()]
    assert described["operationId"] == row.name
    assert described["tags"] == [row.group]
    assert described["summary"]
    assert {"400", "401", "403", "429", "500", "503"} <= described["responses"].keys()
    assert described.get("deprecated", False) == bool(row.successor)
    assert described["security"][1] == {"oauth": [row.scope] if row.scope else []}


def _kinds(annotation: object) -> Iterator[object]:
    yield annotation
    for part in get_args(annotation):
        yield from _kinds(part)


DOCUMENT = openapi_document()
