"""The manners of HTTP: methods, sizes, headers, retries, pages without a key."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from luma_mcp.rest.docs_page import ASSETS
from tests.rest.client import Rest, open_client, site_of
from tests.world import World

PUBLIC = ("/v1/openapi.json", "/docs", *(f"/docs/{name}" for name in ASSETS), "/healthz", "/readyz")


async def chunks(count: int, size: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * size


async def test_the_allow_header_lists_every_method_of_a_path(sqlite_rest: Rest) -> None:
    for path, methods in (
        ("/v1/invoices", "GET, HEAD, POST, OPTIONS"),
        (f"/v1/invoices/{sqlite_rest.world.swiss}", "GET, HEAD, PUT, DELETE, OPTIONS"),
        (f"/v1/invoices/{sqlite_rest.world.swiss}/send", "POST, OPTIONS"),
        ("/v1/profiles", "GET, HEAD, OPTIONS"),
        ("/healthz", "GET, HEAD, OPTIONS"),
    ):
        for method in ("PATCH", "TRACE", "BREW"):
            response = await sqlite_rest.http.request(method, path)
            assert (response.status_code, response.headers["Allow"]) == (405, methods)
            assert response.json()["error"]["code"] == "method_not_allowed"
        response = await sqlite_rest.http.options(path)
        assert (response.status_code, response.headers["Allow"], response.content) == (204, methods, b"")


async def test_a_write_answers_where_the_ledger_stands(sqlite_rest: Rest) -> None:
    client = await sqlite_rest.http.post("/v1/clients", json={"name": "Muster AG"})
    assert client.headers["Ledger-Head"] == "0:"
    line = {"description": "x", "quantity": 1, "price": 1}
    sent = {"client_id": client.json()["id"], "lines": [line], "status": "sent"}
    posted = await sqlite_rest.http.post("/v1/invoices", json=sent)
    assert posted.headers["Ledger-Head"].startswith("1:")
    assert "Ledger-Head" not in (await sqlite_rest.http.get("/v1/clients")).headers


async def test_an_unknown_path_is_refused_in_our_words(sqlite_rest: Rest) -> None:
    for path in (
        "/",
        "/v1",
        "/v1/",
        "/v1/nowhere",
        "/v1/invoices/",
        "/v2/invoices",
        "/docs/../../app.py",
        "/docs/x.js",
    ):
        response = await sqlite_rest.http.get(path)
        assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")
        assert response.json()["error"]["request_id"] == response.headers["X-Request-Id"]


async def test_a_head_tells_what_a_get_would(sqlite_rest: Rest) -> None:
    head, get = await sqlite_rest.http.head("/v1/profiles"), await sqlite_rest.http.get("/v1/profiles")
    assert (head.status_code, head.headers["Content-Length"]) == (200, get.headers["Content-Length"])


async def test_a_body_is_limited_with_and_without_its_length(sqlite_rest: Rest) -> None:
    headers = {"Content-Type": "application/json"}
    known = await sqlite_rest.http.post("/v1/clients", content=b" " * 1_000_001, headers=headers)
    streamed = await sqlite_rest.http.post("/v1/clients", content=chunks(20, 100_000), headers=headers)
    for response in (known, streamed):
        assert (response.status_code, response.json()["error"]["code"]) == (413, "payload_too_large")
    assert (await sqlite_rest.ask("GET", "/v1/clients"))["meta"]["total"] == 0


async def test_a_large_body_is_not_read_for_who_may_not_write(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(mode="read_only", profile_id=sqlite_world.swiss)
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        while asked < 1000:
            asked += 1
            yield b" " * 1000

    async with open_client(site_of(sqlite_world), token) as client:
        response = await client.post("/v1/clients", content=endless())
    assert response.status_code == 403


async def test_every_answer_carries_the_headers_that_protect(sqlite_rest: Rest) -> None:
    for path in ("/v1/clients", "/nowhere", "/healthz", "/docs"):
        headers = (await sqlite_rest.http.get(path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "Strict-Transport-Security" not in headers
        assert "Server" not in headers
        assert not [name for name in headers if name.lower().startswith("access-control")]
    async with open_client(site_of(sqlite_rest.world, public_url="https://books.example.org")) as client:
        assert "Strict-Transport-Security" in (await client.get("/healthz")).headers


@pytest.mark.parametrize("given", ["short", "with space", "x" * 200, "inj\tected", "lmb_abcdefgh"])
async def test_an_odd_request_id_is_replaced(given: str, sqlite_rest: Rest) -> None:
    response = await sqlite_rest.http.get("/v1/clients", headers={"X-Request-Id": given})
    assert len(response.headers["X-Request-Id"]) == 32


@pytest.mark.parametrize("key", ["", "x" * 256, "with space", "é".encode().decode("latin-1")])
async def test_an_odd_idempotency_key_is_refused(key: str, sqlite_rest: Rest) -> None:
    headers: Any = [(b"Idempotency-Key", key.encode("latin-1")), (b"Content-Type", b"application/json")]
    response = await sqlite_rest.http.post("/v1/clients", content=b'{"name":"x"}', headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_request")


async def test_an_idempotency_key_is_not_for_another_request(rest: Rest) -> None:
    headers = {"Idempotency-Key": "x" * 255}
    first = await rest.ask("POST", "/v1/clients", 201, {"name": "Muster AG"}, headers)
    assert await rest.ask("POST", "/v1/clients", 201, {"name": "Muster AG"}, headers) == first
    other = await rest.ask("POST", "/v1/clients", 409, {"name": "Other AG"}, headers)
    assert other["error"]["code"] == "idempotency_conflict"


@pytest.mark.parametrize(
    "query",
    [
        "limit=1&limit=2",
        "search=%00",
        "search=%ff",
        "cursor=nonsense",
        "sort=colour",
        "from_=2026-01-01",
        "from=0",
        "from=2026-1-1",
        "limit=1.5",
        "&".join(["a=1"] * 60),
    ],
)
async def test_an_odd_query_is_400(query: str, sqlite_rest: Rest) -> None:
    assert (await sqlite_rest.http.get(f"/v1/invoices?{query}")).status_code == 400


async def test_pages_without_a_key_are_a_closed_list(sqlite_world: World) -> None:
    async with open_client(site_of(sqlite_world)) as client:
        for path in PUBLIC:
            assert (await client.get(path)).status_code == 200
        page = (await client.get("/docs")).text
        assert "http://" not in page
        assert "https://" not in page
        assert "<script>" not in page
        for name, kind in ASSETS.items():
            response = await client.get(f"/docs/{name}")
            assert (response.headers["Content-Type"], len(response.content) > 500) == (kind, True)


async def test_readiness_fails_with_the_database(sqlite_world: World) -> None:
    from luma_mcp.rest.site import build_site  # noqa: PLC0415

    async def broken() -> bool:
        raise OSError("secret path")

    parts = sqlite_world.parts
    async with open_client(build_site(parts.executor, parts.access, parts.grants, parts.settings, broken)) as client:
        response = await client.get("/readyz")
        assert response.status_code == 503
        assert "secret" not in response.text
        assert (await client.get("/healthz")).status_code == 200


async def test_a_fault_tells_nothing_but_is_logged(sqlite_rest: Rest, caplog: pytest.LogCaptureFixture) -> None:
    await sqlite_rest.world.parts.database.close()
    async with sqlite_rest.world.parts.database.writing() as connection:
        await connection.exec_driver_sql("DROP TABLE client")
    response = await sqlite_rest.http.get("/v1/clients")
    assert (response.status_code, response.json()["error"]["code"]) == (500, "internal_error")
    assert "client" not in response.json()["error"]["message"]
    assert response.headers["X-Request-Id"] in caplog.text


async def test_the_access_log_holds_no_secret(sqlite_rest: Rest, caplog: pytest.LogCaptureFixture) -> None:
    token = sqlite_rest.world.parts.access.new_key().token
    with caplog.at_level(logging.INFO, "luma_mcp.access"):
        await sqlite_rest.http.get(f"/v1/clients?key={token}&limit=2&api_key=hush&x={token}&nl=%0a")
        await sqlite_rest.http.get(f"/v1/{token}%0aGET")
    assert token not in caplog.text
    assert "hush" not in caplog.text
    assert "limit=2" in caplog.text
    assert len([record for record in caplog.records if record.name == "luma_mcp.access"]) == 2
