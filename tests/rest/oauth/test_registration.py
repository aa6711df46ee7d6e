"""Registration: any client makes itself known, and none can be sent back to where it must not be."""

from typing import Any

import pytest

from luma_mcp.access.oauth_errors import InvalidRedirectUri
from luma_mcp.rest.oauth.redirects import check_redirect_uri, fits
from tests.rest.oauth.flow import CALLBACK, open_flow
from tests.world import World

GOOD = (
    "https://claude.ai/api/mcp/auth_callback",
    "https://assistant.example:8443/callback?from=luma",
    "http://127.0.0.1/callback",
    "http://127.0.0.1:33418/callback",
    "http://[::1]:8080/",
    "http://localhost:6274/oauth/callback",
    "cursor://anysphere.cursor-mcp/oauth/callback",
)
BAD = (
    "javascript:alert(1)",
    "data:text/html,x",
    "http://assistant.example/callback",
    "http://127.0.0.1.evil.test/callback",
    "http://localhost.evil.test/callback",
    "http://10.0.0.1/callback",
    "https://assistant.example/callback#fragment",
    "https://*.example/callback",
    "https://assistant.example/*",
    "https://user:pass@assistant.example/callback",
    "https://claude.ai@evil.test/callback",
    "https:assistant.example",
    "https:///callback",
    "//assistant.example/callback",
    "/callback",
    "callback",
    "",
    "vscode://callback",
    "myapp:/callback",
    "CURSOR-evil://x/callback",
    "ftp://assistant.example/",
    "file:///etc/passwd",
    "https://assistant.example\\@evil.test/",
    "https://assistant.example/call back",
    "https://assistant.example/\r\nSet-Cookie: x=1",
    "https://assistant.example:99999/",
    "https://münchen.example/",
    "https://assistant.example/" + "x" * 2000,
    "https://" + "x" * 201,
    17,
    None,
    ["https://assistant.example/callback"],
)


@pytest.mark.parametrize("uri", GOOD)
def test_these_can_be_registered(uri: str) -> None:
    assert check_redirect_uri(uri) == uri


@pytest.mark.parametrize("uri", BAD, ids=str)
def test_these_can_not(uri: object) -> None:
    with pytest.raises(InvalidRedirectUri):
        check_redirect_uri(uri)


@pytest.mark.parametrize(
    ("registered", "asked", "same"),
    [
        ("http://127.0.0.1/callback", "http://127.0.0.1:49152/callback", True),
        ("http://localhost:3000/callback", "http://localhost:49152/callback", True),
        ("http://[::1]/callback", "http://[::1]:1/callback", True),
        ("http://127.0.0.1/callback", "http://localhost:49152/callback", False),
        ("http://127.0.0.1/callback", "http://127.0.0.1:49152/other", False),
        ("http://127.0.0.1/callback", "http://127.0.0.1:49152/callback?x=1", False),
        ("http://127.0.0.1/callback", "https://127.0.0.1/callback", False),
        ("http://127.0.0.1/callback", "http://127.0.0.1:49152/callback#x", False),
        ("http://127.0.0.1/callback", "http://x@127.0.0.1:49152/callback", False),
        ("http://127.0.0.1/callback", "http://127.0.0.1:nonsense/callback", False),
        (CALLBACK, CALLBACK, True),
        (CALLBACK, f"{CALLBACK}/", False),
        (CALLBACK, f"{CALLBACK}?x=1", False),
        (CALLBACK, "https://assistant.example:8443/callback", False),
        (CALLBACK, "https://ASSISTANT.example/callback", False),
        (CALLBACK, "https://assistant.example/call%62ack", False),
    ],
)
def test_an_asked_address_is_a_registered_one_to_the_letter(registered: str, asked: str, *, same: bool) -> None:
    assert fits([registered], asked) is same


async def test_a_public_client_gets_an_id_and_no_secret(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        response = await flow.register(CALLBACK, software_id="x", tos_uri="https://x.example", jwks_uri="nonsense")
    said = response.json()
    assert (response.status_code, response.headers["Cache-Control"]) == (201, "no-store")
    assert said["client_id"]
    assert said["client_id_issued_at"] == int(sqlite_world.clock().timestamp())
    assert (said["redirect_uris"], said["client_name"]) == ([CALLBACK], "Assistant")
    assert said["grant_types"] == ["authorization_code", "refresh_token"]
    assert (said["response_types"], said["token_endpoint_auth_method"]) == (["code"], "none")
    assert "client_secret" not in said


@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
async def test_a_confidential_client_gets_a_secret_once(method: str, sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        said = (await flow.register(method=method)).json()
    assert (said["token_endpoint_auth_method"], said["client_secret_expires_at"]) == (method, 0)
    assert said["client_secret"].startswith("lmo_")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"redirect_uris": ["http://evil.test/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": [CALLBACK, "javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"redirect_uris": []}, "invalid_client_metadata"),
        ({}, "invalid_client_metadata"),
        ({"redirect_uris": CALLBACK}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK] * 21}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "client_name": "Cl\u202eaude"}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "client_name": "x" * 201}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "client_name": ["x"]}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "client_name": "two\nlines"}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": ["none"]}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "grant_types": ["client_credentials"]}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "response_types": ["token"]}, "invalid_client_metadata"),
        ([], "invalid_client_metadata"),
    ],
)
async def test_what_cannot_be_taken_is_refused_in_the_words_of_the_standard(
    body: Any, error: str, sqlite_world: World
) -> None:
    async with open_flow(sqlite_world) as flow:
        response = await flow.http.post(f"{flow.base}/oauth/register", json=body)
    assert (response.status_code, response.json()["error"]) == (400, error)
    assert response.json().keys() == {"error", "error_description"}


async def test_a_body_that_is_no_json_or_too_large_is_refused(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        for content, kind, status in (
            (b"{", "application/json", 400),
            (b"{}", "text/plain", 400),
            (b"[" * 10_000, "application/json", 400),
            (b'{"x":"' + b"x" * 17_000 + b'"}', "application/json", 413),
        ):
            headers = {"Content-Type": kind}
            response = await flow.http.post(f"{flow.base}/oauth/register", content=content, headers=headers)
            assert response.status_code == status, response.text


async def test_an_address_registers_twenty_clients_a_minute(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        statuses = [(await flow.register()).status_code for _ in range(20)]
        assert statuses == [201] * 19 + [429]
        last = await flow.register()
        assert last.json()["error"] == "temporarily_unavailable"
        assert int(last.headers["Retry-After"]) > 0
