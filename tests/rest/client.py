"""A client of the whole site, through its real ASGI door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx2
from starlette.types import ASGIApp

from luma_mcp.rest.site import build_site
from tests.world import World


def site_of(world: World, **settings: Any) -> ASGIApp:
    """The site of a world."""
    parts = world.parts

    async def ready() -> bool:
        await parts.database.check()
        return True

    return build_site(parts.executor, parts.access, replace(parts.settings, **settings), ready)


@asynccontextmanager
async def open_client(
    app: ASGIApp, token: str | None = None, profile: UUID | None = None, *, address: str = "127.0.0.1"
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with a key and a profile."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if profile is not None:
        headers["X-Profile-Id"] = str(profile)
    transport = httpx2.ASGITransport(app=app, client=(address, 50000), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://books.test", headers=headers) as client:
        yield client


@asynccontextmanager
async def rest_client(world: World, **key: Any) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the Swiss profile with a fresh key, read-write unless said otherwise."""
    token, _ = await world.make_key(**key)
    async with open_client(site_of(world), token, world.swiss) as client:
        yield client
