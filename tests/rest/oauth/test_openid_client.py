"""A client library that the OpenID Foundation certified goes through OAuth, and tries what no client may do."""

from typing import Any

import httpx2
import pytest

from tests.clients.browser import consent, visited
from tests.clients.talking import talking
from tests.clients.typescript import FOLDER, NODE
from tests.rest.oauth.flow import fields_of
from tests.world import World

GOOD_WAYS = ("none", "client_secret_post", "client_secret_basic")
CONSENTS = len(GOOD_WAYS) + 2
"""How often somebody lets it in; after that they refuse."""


async def answered(browser: httpx2.AsyncClient, address: str, world: World, *, allow: bool) -> str:
    """Where somebody who opens an address is sent, or the status of the page where they stay."""
    page = await browser.get(address)
    if page.status_code != 200:
        return page.headers.get("Location") or str(page.status_code)
    if allow:
        return await consent(browser, address, world.swiss, "read_write")
    denied = await browser.post("/oauth/authorize", data=fields_of(page) | {"decision": "deny"})
    return str(denied.headers["Location"])


@pytest.mark.parametrize("path", ["/mcp", "/api/v1/mcp"])
async def test_it_finds_us_true_to_the_standards(path: str, sqlite_world: World) -> None:
    world = sqlite_world
    async with (
        visited(world) as (base, browser),
        talking([str(NODE), str(FOLDER / "openid.mjs"), base, f"{base}{path}"]) as talk,
    ):
        opened, said = 0, await talk(None)
        while "open" in said:
            said = await talk(await answered(browser, said["open"], world, allow=opened < CONSENTS))
            opened += 1
    done: dict[str, Any] = said["done"]
    for way in GOOD_WAYS:
        assert done.pop(way) == ["books:read books:write", 200, 200, 401]
    assert done == {
        "wrong verifier": "invalid_grant",
        "another client": "invalid_grant",
        "another resource": "invalid_target",
        "another issuer": "OAUTH_INVALID_RESPONSE",
        "another state": "OAUTH_INVALID_RESPONSE",
        "code twice": "invalid_grant",
        "its tokens then": 401,
        "refresh twice": "invalid_grant",
        "its family then": ["invalid_grant", 401],
        "plain PKCE": "invalid_request",
        "foreign resource": "invalid_target",
        "foreign scope": "invalid_scope",
        "denied": "access_denied",
        "foreign redirect": "400",
    }
