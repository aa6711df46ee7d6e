"""Somebody who is signed in, with a browser: for clients of others that send people to our pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx2

from luma_mcp.app import create_app
from luma_mcp.rest.pages.session import cookie_name
from tests.rest.oauth.flow import fields_of
from tests.rest.served import listening
from tests.world import World


@asynccontextmanager
async def visited(world: World) -> AsyncIterator[tuple[str, httpx2.AsyncClient]]:
    """The address of these books while they are served, and the browser of the first owner."""
    async with listening(create_app(world.parts, jobs=False)) as base:
        cookies = {cookie_name("luma_session", base): await world.own()}
        async with httpx2.AsyncClient(base_url=base, cookies=cookies, headers={"Origin": base}) as browser:
            yield base, browser


async def consent(browser: httpx2.AsyncClient, address: str, profile_id: UUID, mode: str = "read_only") -> str:
    """Open the page that a client sends people to and allow what it asks; the address that leads back to the client."""
    page = await browser.get(address)
    assert page.status_code == 200, page.text
    chosen = {"profile_id": str(profile_id), "mode": mode, "decision": "allow"}
    decided = await browser.post("/oauth/authorize", data=fields_of(page) | chosen)
    assert decided.status_code == 303, decided.text
    return str(decided.headers["Location"])
