"""What must hold for every route of `/v1`, whatever it does."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import update
from starlette.types import ASGIApp

from luma_mcp.domain.paging import MAX_LIMIT
from luma_mcp.operations.registry import BY_NAME
from luma_mcp.rest.binding import Binding, Body
from luma_mcp.rest.lumabill.document import openapi_document
from luma_mcp.rest.lumabill.table import BINDINGS
from luma_mcp.store.accounts import account
from tests.digest import count, digest
from tests.laws.stage import fields_of_lines
from tests.lending import lent_copy
from tests.rest.client import open_client, site_of
from tests.rest.nulls import by_null
from tests.rest.requests import Records, records_of, references, upload
from tests.world import START, Clock, Companies, World, open_world, opened_again

RATE = 1_000_000
SCOPES = ("clients-read", "vendors-read")
IN_USE = {"delete_client", "delete_vendor"}
"""What the records of the stage keep from being deleted."""
DOCUMENT = openapi_document()
NOBODY = "0197a943-2325-7829-b835-b6c71a293065"

WRITES = [binding for binding in BINDINGS if binding.operation.writes]
BODIES = [binding for binding in WRITES if binding.takes is Body.JSON and binding.method != "DELETE"]
LISTS = [binding for binding in BINDINGS if "limit" in binding.operation.input.model_fields]
CHANGES = [binding for binding in BODIES if binding.operation.input.never_empty]
WITH_ID = [binding for binding in BINDINGS if "{id}" in binding.path]
POINTING = [(binding, name) for binding in BODIES for name in references(binding)]
IN_LINES = [binding for binding in BODIES if "catalog_item_id" in fields_of_lines(binding.operation)]


on_both = pytest.mark.parametrize("on_database", ["sqlite", "postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("on_database", ["sqlite"], indirect=True)
"""For what does not depend on the database."""


def each(bindings: Sequence[Binding]) -> pytest.MarkDecorator:
    """Run a law for each of these bindings."""
    return pytest.mark.parametrize("binding", bindings, ids=lambda binding: binding.operation.name)


@dataclass(frozen=True)
class Stage:
    """A world whose profiles both hold one record of every kind, keys of every kind, and a client of the first."""

    world: World
    own: Records
    foreign: Records
    keys: dict[str, str]
    site: ASGIApp
    http: httpx2.AsyncClient

    async def send(self, binding: Binding, records: Records | None = None, **given: Any) -> httpx2.Response:
        """Send the valid request of a binding about these records, or what is given instead; `key` names the key."""
        about = records or self.own
        body = about.body(binding)
        usual = upload(binding) or ({} if body is None else {"json": body})
        headers = {"Authorization": f"Bearer {self.keys[given.pop('key', 'read_write')]}"} | given.pop("headers", {})
        return await self.http.request(binding.method, about.path(binding), headers=headers, **(usual | given))


@dataclass(frozen=True)
class Made:
    """A stage that was made and closed: what to copy, and what is on it."""

    source: Path | str
    companies: Companies
    own: Records
    foreign: Records
    keys: dict[str, str]


@pytest.fixture(scope="module")
async def made(law_source: tuple[Path | str, str]) -> Made:
    """The stage to copy: making one takes much longer."""
    source, url = law_source
    async with open_world(url) as world:
        await records_of(world, world.swiss)  # the first ones are what a company uses when nothing is said
        own, foreign = await records_of(world, world.swiss), await records_of(world, world.danish)
        scoped = {name: {"scopes": [name], "profile_id": world.swiss} for name in SCOPES}
        wanted: dict[str, dict[str, Any]] = {
            "read_write": {},
            "read_only": {"mode": "read_only"},
            "swiss": {"profile_id": world.swiss},
            "expired": {"expires": "2026-04-01"},
            **scoped,
        }
        revoked, kept = await world.make_key()
        await world.parts.executor.run(world.owner, BY_NAME["revoke_key"], {"id": kept.id})
        keys = {"revoked": revoked, "unknown": world.parts.access.new_key().token, "malformed": "lmb_nobody"}
        keys |= {name: (await world.make_key(**given))[0] for name, given in wanted.items()}
        return Made(source, Companies(world.swiss, world.danish), own, foreign, keys)


@asynccontextmanager
async def opened(made: Made, request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[Stage]:
    """A copy of the stage three days later, with a rate that nothing here uses up."""
    rates, clock = {"reads_per_minute": RATE, "writes_per_minute": RATE}, Clock(START + timedelta(days=3))
    with lent_copy(made.source, request, folder) as url:
        async with opened_again(url, made.companies, clock, **rates) as world:
            site = site_of(world)
            async with open_client(site, None, world.swiss) as http:
                yield Stage(world, made.own, made.foreign, made.keys, site, http)


@pytest.fixture(scope="module")
async def stage(
    made: Made, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    """The stage for all laws that change nothing."""
    async with opened(made, request, tmp_path_factory.mktemp("laws")) as shared:
        yield shared


@pytest.fixture
async def fresh(made: Made, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage of its own for one law."""
    async with opened(made, request, tmp_path) as alone:
        yield alone


def code(response: httpx2.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


@on_sqlite
@each(BINDINGS)
async def test_no_key_is_401(binding: Binding, stage: Stage) -> None:
    response = await stage.http.request(binding.method, stage.own.path(binding))
    assert code(response) == (401, "invalid_key")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="luma_mcp"'


@on_both
@each(BINDINGS)
async def test_a_dead_key_is_401(binding: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    for key in ("expired", "revoked", "unknown", "malformed"):
        async with open_client(stage.site, stage.keys[key], address=f"10.0.{BINDINGS.index(binding)}.1") as http:
            response = await http.request(binding.method, stage.own.path(binding), json=stage.own.body(binding))
        assert (key, code(response)) == (key, (401, "invalid_key"))
    assert await digest(stage.world) == before


async def test_the_free_plan_is_refused_everywhere(sqlite_world: World) -> None:
    own = await records_of(sqlite_world, sqlite_world.swiss)
    token, _ = await sqlite_world.make_key()
    async with sqlite_world.parts.database.writing() as connection:
        await connection.execute(update(account).values(plan="free"))
    before = await digest(sqlite_world)
    async with open_client(site_of(sqlite_world), token, sqlite_world.swiss) as http:
        for binding in BINDINGS:
            response = await http.request(binding.method, own.path(binding), json=own.body(binding))
            assert code(response) == (403, "plan_required")
    assert await digest(sqlite_world) == before


@on_sqlite
@each(BINDINGS)
async def test_a_key_without_the_scope_is_refused(binding: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    other = next(scope for scope in SCOPES if scope != binding.operation.scope)
    assert code(await stage.send(binding, key=other)) == (403, "insufficient_scope")
    assert await digest(stage.world) == before


@on_both
@each(WRITES)
async def test_a_read_only_key_changes_nothing(binding: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    assert code(await stage.send(binding, key="read_only")) == (403, "read_only_key")
    assert await digest(stage.world) == before


@on_sqlite
@each(BINDINGS)
async def test_a_key_of_one_profile_does_not_reach_another(binding: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    response = await stage.send(binding, stage.foreign, key="swiss", headers={"X-Profile-Id": str(stage.world.danish)})
    if binding.operation.of_account:
        assert "Eksempel" not in response.text
    else:
        assert code(response) == (403, "profile_forbidden")
    assert await digest(stage.world) == before


@on_both
@each(WITH_ID)
async def test_another_profiles_id_in_the_path_is_not_found(binding: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    body = stage.own.body(binding)
    given = upload(binding) or ({} if body is None else {"json": body})
    headers = {"Authorization": f"Bearer {stage.keys['swiss']}"}
    response = await stage.http.request(binding.method, stage.foreign.path(binding), headers=headers, **given)
    assert code(response) == (404, "not_found")
    assert await digest(stage.world) == before


@on_sqlite
@each(WITH_ID)
async def test_an_id_that_is_none_is_not_found(binding: Binding, stage: Stage) -> None:
    for bad in ("1", "IV-001", NOBODY, f"{{{NOBODY}}}", NOBODY.replace("-", ""), "%00", "%ff", "..%2f"):
        records = Records(dict.fromkeys(stage.own.ids, bad))
        body = stage.own.body(binding)
        given = upload(binding) or ({} if body is None else {"json": body})
        headers = {"Authorization": f"Bearer {stage.keys['read_write']}"}
        response = await stage.http.request(binding.method, records.path(binding), headers=headers, **given)
        assert (bad, code(response)) == (bad, (404, "not_found"))


@on_both
@pytest.mark.parametrize(("binding", "name"), POINTING, ids=lambda part: getattr(part, "path", part))
async def test_another_profiles_id_in_the_body_is_refused(binding: Binding, name: str, stage: Stage) -> None:
    before = await digest(stage.world)
    body = (stage.own.body(binding) or {}) | {name: stage.foreign.ids[name]}
    response = await stage.send(binding, json=body)
    assert code(response) == (422, "validation_failed"), response.text
    assert await digest(stage.world) == before


@on_both
@each(IN_LINES)
async def test_another_profiles_id_in_a_line_is_refused(binding: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    lines = [{"quantity": 1, "catalog_item_id": stage.foreign.ids["catalog_item_id"]}]
    response = await stage.send(binding, json=(stage.own.body(binding) or {}) | {"lines": lines})
    assert code(response) == (422, "validation_failed"), response.text
    assert await digest(stage.world) == before


@on_sqlite
@each(BODIES)
async def test_an_unknown_field_is_refused(binding: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    response = await stage.send(binding, json=(stage.own.body(binding) or {}) | {"colour": "red"})
    assert code(response) == (422, "validation_failed")
    assert "colour" in [detail["field"] for detail in response.json()["error"]["details"]]
    assert await digest(stage.world) == before


@on_sqlite
@each(CHANGES)
async def test_null_is_taken_where_the_document_allows_it(binding: Binding, stage: Stage) -> None:
    allowed, wrong = by_null(DOCUMENT["components"]["schemas"][binding.operation.input.__name__])
    for name in sorted(wrong):
        refused = await stage.send(binding, json={name: None})
        assert code(refused) == (422, "validation_failed"), name
        assert [detail["field"] for detail in refused.json()["error"]["details"]] == [name]
    taken = await stage.send(binding, json=dict.fromkeys(allowed))
    assert taken.is_success or "cannot be empty" not in taken.text


@on_sqlite
@each(BINDINGS)
async def test_an_unknown_parameter_is_refused(binding: Binding, stage: Stage) -> None:
    before = await digest(stage.world)
    response = await stage.send(binding, params={"colour": "red"})
    assert code(response) == (400, "bad_request")
    assert response.json()["error"]["details"][0]["field"] == "colour"
    assert await digest(stage.world) == before


@on_sqlite
@each(WRITES)
async def test_a_wrong_content_type_is_refused(binding: Binding, stage: Stage) -> None:
    headers = {
        "Authorization": f"Bearer {stage.keys['read_write']}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    response = await stage.http.request(binding.method, stage.own.path(binding), content=b"name=x", headers=headers)
    assert code(response) == (415, "unsupported_media_type")
    accepted = "application/pdf" if binding.takes is Body.FILE else "application/json"
    assert accepted in response.headers["Accept"]
    assert accepted in response.json()["error"]["message"]


@on_sqlite
@each(BODIES)
async def test_a_body_that_is_no_json_object_is_refused(binding: Binding, stage: Stage) -> None:
    headers = {"Authorization": f"Bearer {stage.keys['read_write']}", "Content-Type": "application/json"}
    for body in (b"{", b"[]", b"null", b"\xff", b'{"a": NaN}', b'{"a": 1, "a": 2}', b'{"a":' + b"[" * 200_000):
        response = await stage.http.request(binding.method, stage.own.path(binding), content=body, headers=headers)
        assert code(response) == (400, "bad_request")


@on_sqlite
@each(LISTS)
async def test_a_list_is_bounded(binding: Binding, stage: Stage) -> None:
    for limit in (0, -1, MAX_LIMIT + 1, "x"):
        assert code(await stage.send(binding, params={"limit": limit})) == (400, "bad_request")
    response = await stage.send(binding, params={"limit": MAX_LIMIT})
    assert (response.status_code, response.json()["meta"]["limit"]) == (200, MAX_LIMIT)


@on_both
@each(WRITES)
async def test_a_write_leaves_one_audit_line_and_a_refusal_none(binding: Binding, fresh: Stage) -> None:
    before = await count(fresh.world, "audit")
    response = await fresh.send(binding)
    expected = 0 if binding.operation.name in IN_USE else 1
    assert (await count(fresh.world, "audit") - before, response.is_success) == (expected, bool(expected)), (
        response.text
    )


@on_both
@each(WRITES)
async def test_a_write_is_done_once_under_its_idempotency_key(binding: Binding, fresh: Stage) -> None:
    event = {"Idempotency-Key": binding.operation.name}
    first = await fresh.send(binding, headers=event)
    before = await digest(fresh.world)
    again = await fresh.send(binding, headers=event)
    assert (again.status_code, again.headers.get("Location")) == (first.status_code, first.headers.get("Location"))
    assert "Idempotent-Replayed" not in first.headers
    if first.is_success:
        assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    assert await digest(fresh.world) == before


@on_sqlite
@each(BINDINGS)
async def test_every_answer_tells_its_rate_and_its_request(binding: Binding, fresh: Stage) -> None:
    headers = {"X-Request-Id": "from-the-client"}
    for params in ({}, {"colour": "red"}):
        response = await fresh.send(binding, headers=headers, params=params)
        assert response.headers["X-Request-Id"] == "from-the-client"
        assert response.headers["RateLimit-Limit"] == str(RATE)
        assert response.headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in response.headers


@each(BINDINGS)
def test_the_document_has_it(binding: Binding) -> None:
    described = DOCUMENT["paths"][binding.path][binding.method.lower()]
    assert described["operationId"] == binding.operation.name
    assert described["summary"]
    assert described["description"]
    assert {str(binding.status), "400", "401", "403", "429", "500", "503"} <= described["responses"].keys()
