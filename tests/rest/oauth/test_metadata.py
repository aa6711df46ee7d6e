"""What clients discover: who guards an address, and how to sign in there."""

import pytest

from tests.rest.oauth.flow import BASE, challenge_in, open_flow
from tests.rest.test_mcp_http import HEADERS, LIST, site
from tests.world import World

COMPANY = "0197a943-2325-7829-b835-b6c71a293065"
PATHS = ("/mcp", "/api/v1/mcp", f"/api/v1/mcp/c/{COMPANY}")
RESOURCE = "/.well-known/oauth-protected-resource"
SERVERS = ("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")


@pytest.mark.parametrize(("suffix", "path"), [("", "/mcp"), *((path, path) for path in PATHS)])
async def test_an_address_says_who_guards_it(suffix: str, path: str, sqlite_world: World) -> None:
    async with site(sqlite_world) as http:
        response = await http.get(f"{BASE}{RESOURCE}{suffix}")
    said = response.json()
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert said["resource"] == f"{BASE}{path}"
    assert said["authorization_servers"] == [BASE]
    assert said["scopes_supported"] == ["books:read", "books:write"]
    assert said["bearer_methods_supported"] == ["header"]


@pytest.mark.parametrize("document", SERVERS)
@pytest.mark.parametrize("suffix", ["", *PATHS])
async def test_the_authorization_server_describes_itself(document: str, suffix: str, sqlite_world: World) -> None:
    async with site(sqlite_world) as http:
        said = (await http.get(f"{BASE}{document}{suffix}")).json()
    assert said["issuer"] == BASE
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["response_types_supported"] == ["code"]
    assert said["client_id_metadata_document_supported"] is True
    assert said["authorization_response_iss_parameter_supported"] is True
    for methods in ("token_endpoint_auth_methods_supported", "revocation_endpoint_auth_methods_supported"):
        assert said[methods] == ["none", "client_secret_post", "client_secret_basic"]


async def test_every_endpoint_that_is_named_is_there(sqlite_world: World) -> None:
    async with site(sqlite_world) as http:
        said = (await http.get(f"{BASE}{SERVERS[0]}")).json()
        for name in ("token_endpoint", "registration_endpoint", "revocation_endpoint"):
            response = await http.post(said[name])
            assert response.status_code in {400, 401}, name
            assert response.json().keys() == {"error", "error_description"}
        page = await http.get(said["authorization_endpoint"])
        assert (page.status_code, page.headers["Content-Type"]) == (400, "text/html; charset=utf-8")


async def test_the_public_address_is_the_issuer_to_the_letter(sqlite_world: World) -> None:
    public = "https://books.example.test"
    async with site(sqlite_world, public_url=public) as http:
        for base in (public, BASE):
            assert (await http.get(f"{base}{SERVERS[0]}")).json()["issuer"] == public
            assert (await http.get(f"{base}{RESOURCE}/mcp")).json()["resource"] == f"{public}/mcp"


async def test_a_public_address_with_a_path_keeps_it(sqlite_world: World) -> None:
    public = "https://example.test/books"
    async with site(sqlite_world, public_url=public) as http:
        for path in (f"{SERVERS[0]}/books", f"{SERVERS[1]}/books", f"{SERVERS[0]}", f"{SERVERS[0]}/books/mcp"):
            said = (await http.get(f"{BASE}{path}")).json()
            assert (said["issuer"], said["token_endpoint"]) == (public, f"{public}/oauth/token")
        assert (await http.get(f"{BASE}{RESOURCE}/books/mcp")).json()["resource"] == f"{public}/mcp"
        assert (await http.get(f"{BASE}{RESOURCE}/books")).json()["resource"] == f"{public}/mcp"


async def test_without_a_public_address_only_this_machine_is_one(sqlite_world: World) -> None:
    async with site(sqlite_world) as http:
        for base in ("http://127.0.0.1:8123", "http://localhost:8000", "http://[::1]:8000"):
            assert (await http.get(f"{base}{SERVERS[0]}")).json()["issuer"] == base
        for base in ("http://evil.test", "http://127.0.0.1.evil.test", "http://192.0.2.1:8000"):
            for path in (SERVERS[0], f"{RESOURCE}/mcp"):
                response = await http.get(f"{base}{path}")
                assert (response.status_code, "evil" in response.text) == (400, False)


async def test_what_is_no_mcp_address_has_no_document(sqlite_world: World) -> None:
    async with site(sqlite_world) as http:
        for path in ("/v1", "/mcp/", "/api/v1/mcp/c/nonsense", "/api/v1/mcp/c/"):
            assert (await http.get(f"{BASE}{RESOURCE}{path}")).status_code == 404


@pytest.mark.parametrize("path", PATHS)
async def test_a_401_leads_to_the_document_about_its_address(path: str, sqlite_world: World) -> None:
    async with site(sqlite_world) as http:
        response = await http.post(f"{BASE}{path}", json=LIST, headers=HEADERS)
        said = challenge_in(response)
        assert response.status_code == 401
        assert said.keys() == {"realm", "resource_metadata", "scope"}
        assert said["scope"] == "books:read books:write"
        assert (await http.get(said["resource_metadata"])).json()["resource"] == f"{BASE}{path}"
        narrowed = await http.post(f"{BASE}{path}?read_only=1", json=LIST, headers=HEADERS)
        assert challenge_in(narrowed)["scope"] == "books:read"
        wrong = await http.post(f"{BASE}{path}", json=LIST, headers=HEADERS | {"Authorization": "Bearer lmt_nonsense"})
        assert (wrong.status_code, challenge_in(wrong)["error"]) == (401, "invalid_token")
        assert wrong.json()["error"].keys() == {"code", "message", "details", "fix", "request_id"}


async def test_browsers_of_configured_origins_may_read_it_and_never_below_api(sqlite_world: World) -> None:
    origin = "https://inspector.example.test"
    asks = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    async with open_flow(sqlite_world, allowed_origins=(origin,)) as flow:
        for path in (f"{RESOURCE}/mcp", SERVERS[0]):
            response = await flow.http.get(f"{BASE}{path}", headers={"Origin": origin})
            assert response.headers["Access-Control-Allow-Origin"] == origin
        for path in ("/oauth/token", "/oauth/register", "/oauth/revoke"):
            assert (await flow.http.options(f"{BASE}{path}", headers=asks)).headers[
                "Access-Control-Allow-Origin"
            ] == origin
            answer = await flow.http.post(f"{BASE}{path}", headers={"Origin": origin})
            assert "X-Rate-Limit-Reset" in answer.headers["Access-Control-Expose-Headers"]
        for path in ("/api/v1/auth/token", "/api/v1/oauth/revoke", "/api/v1/mcp", "/oauth/authorize"):
            for response in (
                await flow.http.options(f"{BASE}{path}", headers=asks),
                await flow.http.post(f"{BASE}{path}", headers={"Origin": origin}),
            ):
                assert not [name for name in response.headers if name.lower().startswith("access-control")]


async def test_other_methods_are_refused(sqlite_world: World) -> None:
    async with site(sqlite_world) as http:
        for path in ("/oauth/token", "/oauth/register", "/oauth/revoke", "/api/v1/auth/token"):
            response = await http.get(f"{BASE}{path}")
            assert (response.status_code, response.headers["Allow"]) == (405, "POST")
            assert response.json()["error"] == "invalid_request"
