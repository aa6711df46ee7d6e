"""A client of the LedgerBee dialect with a key of the Danish company."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2

from luma_mcp.domain.scopes import LEDGERBEE
from luma_mcp.operations.registry import BY_NAME
from luma_mcp.rest.ledgerbee.document import GENERAL
from luma_mcp.rest.ledgerbee.table import BINDINGS
from tests.rest.client import open_client, site_of
from tests.world import World

OPERATIONS = {(one.method, one.path): one for one in BINDINGS}


@dataclass(frozen=True)
class Bee:
    """A client with a key for one company, and the world that it looks at."""

    world: World
    http: httpx2.AsyncClient
    company: UUID

    async def ask(self, method: str, path: str, status: int = 200, body: Any = None) -> Any:
        """Send a request, check the status, give the JSON (or None where there is none)."""
        response = await self.send(method, path, body)
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    async def send(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """Send a request below /api."""
        given: dict[str, Any] = {} if body is None else {"json": body}
        return await self.http.request(method, f"/api{path}", headers=dict(headers or {}), **given)

    async def refusal(self, method: str, path: str, status: int, body: Any = None) -> str:
        """Send what is refused; its code, the envelope checked, and that the document lists it."""
        response = await self.send(method, path, body)
        error = envelope(response)
        assert error["statusCode"] == status, response.text
        assert error["code"] in ALL_CODES, f"{error['code']} is not in the OpenAPI document: say it in Binding.codes"
        return str(error["code"])

    async def invalid(self, method: str, path: str, body: Any = None) -> dict[str, set[str]]:
        """Send what fails validation; the failing properties with the names of their constraints."""
        response = await self.send(method, path, body)
        error = envelope(response)
        assert (error["statusCode"], error["code"]) == (400, "SHARED_VALIDATION_FAILED"), response.text
        return {one["property"]: set(one["constraints"]) for one in error["details"]["validationErrors"]}

    async def run(self, operation: str, **given: Any) -> Any:
        """Run an operation of the core in the company."""
        return await self.world.run(operation, caller=await self.world.at(self.company), **given)


def envelope(response: httpx2.Response) -> dict[str, Any]:
    """The error in an answer, its shape checked."""
    error: dict[str, Any] = response.json()
    assert {"statusCode", "timestamp", "path", "message"} <= error.keys(), response.text
    assert error["statusCode"] == response.status_code
    assert error["path"].startswith("/") and not error["path"].startswith("/api")  # noqa: PT018
    assert not _CORES.search(f"{error['message']} {error.get('details', {}).get('fix')}"), error
    return error


_CORES = re.compile(rf"\b({'|'.join(BY_NAME)}|clients?|offers?|(?<!luma-mcp )profiles?)\b(?! ID)")
"""Words of the core that this API has others for."""

ALL_CODES = GENERAL | {code for binding in BINDINGS for code in binding.codes}


@asynccontextmanager
async def open_bee(world: World, company: UUID | None = None, **key: Any) -> AsyncIterator[Bee]:
    """A client of the Danish company (or another) with a fresh key for every scope unless said otherwise."""
    profile = company or world.danish
    token, _ = await world.make_key(**{"profile_id": profile, "scopes": sorted(LEDGERBEE)} | key)
    async with open_client(site_of(world)) as http:
        http.headers["x-api-key"] = token
        yield Bee(world, http, profile)
