"""Somebody with a browser: keeps cookies, says where forms come from, and reads pages."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from starlette.types import ASGIApp
from typing_extensions import override

from luma_mcp.app import create_app
from luma_mcp.rest.pages.session import cookie_name
from luma_mcp.rest.pairs import ENCODED
from tests.world import PASSWORD, World

BASE = "http://127.0.0.1:8000"
OWNER = "olivia@example.com"


@dataclass(frozen=True)
class Visitor:
    """A browser as far as a server can tell."""

    http: httpx2.AsyncClient
    base: str = BASE

    async def open(self, path: str, status: int = 200, **headers: str) -> httpx2.Response:
        """Open a page, without following where it sends to."""
        response = await self.http.get(path, headers={"Sec-Fetch-Site": "same-origin"} | headers)
        assert response.status_code == status, response.text
        return response

    async def send(
        self, path: str, fields: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """Send a form as the browser does that has the page open."""
        sent = {"Origin": self.base, "Sec-Fetch-Site": "same-origin"} if headers is None else dict(headers)
        body = urlencode(dict(fields), doseq=True)
        response = await self.http.post(path, content=body, headers=sent | {"Content-Type": ENCODED})
        assert response.status_code == status, response.text
        return response

    async def fill_in(self, page: str, status: int = 303, *, to: str | None = None, **fields: Any) -> httpx2.Response:
        """Open a page, fill in its form and send it; what is not given stays as the page has it."""
        form = form_of((await self.open(page)).text, to or page)
        return await self.send(to or page, form | fields, status)

    async def sign_in(self, email: str = OWNER, password: str = PASSWORD, status: int = 303) -> httpx2.Response:
        """Sign in on the page."""
        return await self.fill_in("/sign-in", status, email=email, password=password)


@asynccontextmanager
async def visiting(app: ASGIApp, base: str = BASE, address: str = "192.0.2.1") -> AsyncIterator[Visitor]:
    """A browser that knows nothing yet."""
    transport = httpx2.ASGITransport(app=app, client=(address, 50000), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=base) as http:
        yield Visitor(http, base)


@asynccontextmanager
async def owning(world: World, **settings: Any) -> AsyncIterator[Visitor]:
    """The browser of a world's owner, signed in on the page."""
    base = settings.get("public_url", BASE)
    async with visiting(app_of(world, **settings), base) as visitor:
        token, host = await world.own(OWNER), urlsplit(base).hostname or ""
        visitor.http.cookies.set(cookie_name("luma_session", base), token, domain=host)
        yield visitor


def app_of(world: World, **settings: Any) -> ASGIApp:
    """The whole site of a world."""
    parts = world.parts
    return create_app(replace(parts, settings=replace(parts.settings, **settings)), jobs=False)


def form_of(page: str, action: str) -> dict[str, Any]:
    """The fields of the form that goes to a path, as the page has filled them in."""
    reader = _Forms()
    reader.feed(page)
    assert action in reader.forms, (action, list(reader.forms))
    return reader.forms[action]


def text_of(page: str) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, Any]] = {}
        self._form: dict[str, Any] = {}
        self._select = self._area = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._form = self.forms.setdefault(given["action"].partition("?")[0], {})
        elif tag == "input" and name:
            self._input(name, given)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self._form[self._select] = given["value"]
        elif tag == "textarea":
            self._area = name
            self._form[name] = ""

    @override
    def handle_data(self, data: str) -> None:
        if self._area:
            self._form[self._area] += data

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self._select = self._area = ""

    def _input(self, name: str, given: Mapping[str, str]) -> None:
        value = given.get("value", "")
        if given.get("type") == "checkbox":
            chosen = self._form.setdefault(name, [])
            if "checked" in given:
                chosen.append(value)
        elif given.get("type") != "radio" or "checked" in given:
            self._form[name] = value
