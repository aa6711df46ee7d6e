"""A client of the whole site, through its real ASGI door."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx2
from starlette.types import ASGIApp

from luma_mcp.rest.site import build_site
from tests.world import World


@dataclass(frozen=True)
class Rest:
    """A client with a key, and the world that it looks at."""

    world: World
    http: httpx2.AsyncClient

    async def ask(
        self, method: str, path: str, status: int = 200, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """Send a request, check the status, give the JSON (or None where there is none)."""
        response = await self.send(method, path, body, headers)
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    async def send(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """Send a request."""
        given: dict[str, Any] = {} if body is None else {"json": body}
        return await self.http.request(method, path, headers=dict(headers or {}), **given)

    async def refusal(self, method: str, path: str, status: int, body: Any = None) -> str:
        """Send what is refused; the code of the refusal, its shape checked."""
        error = (await self.ask(method, path, status, body))["error"]
        assert error.keys() == {"code", "message", "details", "fix", "request_id"}
        assert error["message"]
        return str(error["code"])


def site_of(world: World, **settings: Any) -> ASGIApp:
    """The site of a world."""
    parts = world.parts

    async def ready() -> bool:
        await parts.database.check()
        return True

    return build_site(parts.executor, parts.access, parts.grants, replace(parts.settings, **settings), ready)


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
async def open_rest(world: World, **key: Any) -> AsyncIterator[Rest]:
    """A client of the Swiss profile with a fresh key, read-write unless said otherwise."""
    token, _ = await world.make_key(**key)
    async with open_client(site_of(world), token, world.swiss) as client:
        yield Rest(world, client)
