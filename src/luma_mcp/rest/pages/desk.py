"""Where every page is asked for: who may see it, which forms are taken, and how a refusal looks."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from luma_mcp import errors
from luma_mcp.access import sign_in_errors
from luma_mcp.access.access import Access
from luma_mcp.access.people import People, Session
from luma_mcp.executor import Executor
from luma_mcp.operation import AnyOperation
from luma_mcp.rest import refusals
from luma_mcp.rest.base import NotHere, base_of, root_of
from luma_mcp.rest.pages.forms import Form, read_form
from luma_mcp.rest.pages.render import page
from luma_mcp.rest.pages.session import (
    FIRST_PAGE,
    ForeignForm,
    FormTooOld,
    check_csrf,
    check_origin,
    session_of,
    to_sign_in,
)
from luma_mcp.settings import Settings

STATUSES: dict[type[errors.Refusal], int] = {
    refusals.BadRequest: 400,
    errors.OwnerOnly: 403,
    errors.PlanRequired: 403,
    errors.ReadOnlyKey: 403,
    ForeignForm: 403,
    FormTooOld: 403,
    errors.NotFound: 404,
    refusals.NoSuchPath: 404,
    refusals.MethodNotAllowed: 405,
    errors.Conflict: 409,
    sign_in_errors.LinkInvalid: 410,
    refusals.BodyTooLarge: 413,
    refusals.UnsupportedMedia: 415,
    NotHere: 421,
    errors.Invalid: 422,
    sign_in_errors.SignInFailed: 422,
    errors.RateLimited: 429,
    errors.Busy: 503,
    errors.Unavailable: 503,
    errors.Refusal: 400,
}


class Who(StrEnum):
    """Whom a page is for."""

    ANYBODY = "anybody"
    MEMBER = "member"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Desk:
    """What pages are made with."""

    executor: Executor
    access: Access
    people: People
    settings: Settings
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page: who makes it, and what the form says."""

    desk: Desk
    request: Request
    base: str = ""
    guest: Session | None = None
    form: Form = Form()  # noqa: RUF009  a Form is frozen

    @property
    def session(self) -> Session:
        """Who is signed in, on a page that is for members."""
        if self.guest is None:
            raise sign_in_errors.NotSignedIn
        return self.guest

    @property
    def id(self) -> UUID:
        """The record that the path names."""
        try:
            return UUID(self.request.path_params["id"])
        except ValueError:
            raise errors.NotFound("There is nothing at this address.", fix="Go back to the list.") from None

    async def run(self, operation: AnyOperation, **given: Any) -> Any:  # noqa: ANN401  each answers its own model
        """Run an operation as who is signed in."""
        return (await self.desk.executor.run(self.session.caller, operation, given)).result

    async def run_in(self, profile_id: UUID, operation: AnyOperation, **given: Any) -> Any:  # noqa: ANN401
        """Run an operation in one company, as who is signed in."""
        caller = await self.desk.access.choose_profile(self.session.caller, str(profile_id))
        return (await self.desk.executor.run(caller, operation, given)).result

    async def profiles(self) -> list[tuple[str, str]]:
        """Ids and names of the companies that who is signed in reaches."""
        return [(str(one.id), one.name) for one in await self.desk.access.profiles(self.session.caller)]

    def page(self, name: str, /, *, status: int = 200, **context: Any) -> Response:
        """Render a page for this visit."""
        known = {
            "session": self.guest,
            "now": self.desk.clock(),
            "address": self.base,
            "done": DONE.get(self.request.query_params.get("done", "")),
        }
        return page(self.request, name, status=status, base=self.base, **(known | context))

    def go(self, path: str, **query: str) -> Response:
        """Send the browser on, so that reloading repeats nothing."""
        return RedirectResponse(root_of(self.base) + path + (f"?{urlencode(query)}" if query else ""), status_code=303)

    def refused(self, refusal: errors.Refusal) -> Response:
        """The page that says what is not possible, and what to do."""
        onward = (FIRST_PAGE, "Go to the settings")
        words = {"heading": refusal.message.rstrip("."), "text": refusal.way_out, "onward": onward}
        name = "refused.html" if self.guest else "message.html"
        response = self.page(name, status=status_of(refusal), fix="", **words)
        if isinstance(refusal, errors.RateLimited):
            response.headers["Retry-After"] = str(refusal.retry_after)
        return response


Handler: TypeAlias = Callable[[Visit], Awaitable[Response]]

DONE = {
    "key-revoked": "The key is revoked. It opens nothing any more.",
    "saved": "Saved. Documents that you write from now on start from it.",
    "set-up-added": "Added.",
    "set-up-saved": "Saved.",
    "company-added": "The company is added.",
    "connection-ended": "The connection is ended. What it was given opens nothing any more.",
    "member-changed": "Saved. It counts at once.",
    "member-removed": "The member is removed and signed out everywhere.",
}
"""What a page says was done; only these words can be put there from outside."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page: its path, what shows it, what takes its form, and whom it is for."""

    path: str
    show: Handler | None = None
    take: Handler | None = None
    who: Who = Who.OWNER

    @property
    def methods(self) -> Sequence[str]:
        """The methods that it takes."""
        return (*(("GET", "HEAD") if self.show else ()), *(("POST",) if self.take else ()))


def route_of(row: PageRow, desk: Desk) -> Route:
    """Make the route of a page."""

    async def endpoint(request: Request) -> Response:
        visit = Visit(desk, request)
        try:
            visit = replace(visit, base=base_of(request, desk.settings.public_url))
            visit = replace(visit, guest=await session_of(request, desk.people, visit.base))
            return await _answer(row, visit)
        except sign_in_errors.NotSignedIn:
            return to_sign_in(request, visit.base)
        except errors.Refusal as refusal:
            return visit.refused(refusal)

    return Route(row.path, endpoint, methods=list(row.methods))


def status_of(refusal: errors.Refusal) -> int:
    """The status of a refusal, or of the nearest kind of refusal that it is."""
    return next(STATUSES[kind] for kind in type(refusal).__mro__ if kind in STATUSES)


async def _answer(row: PageRow, visit: Visit) -> Response:
    """Let in whom the page is for, and take a form that comes from it."""
    if visit.request.method == "POST":
        check_origin(visit.request, visit.base)
    if row.who is not Who.ANYBODY:
        _let_in(row, visit.session)
    if visit.request.method != "POST" and row.show is not None:
        return await row.show(visit)
    if row.take is None:
        raise refusals.NoSuchPath
    form = await read_form(visit.request)
    if row.who is not Who.ANYBODY:
        check_csrf(visit.session, form.text("csrf"))
    return await row.take(replace(visit, form=form))


def _let_in(row: PageRow, session: Session) -> None:
    if row.who is Who.OWNER and not session.caller.is_owner:
        raise errors.OwnerOnly(
            "This page is for the account’s owner",
            fix=f"You are signed in as {session.email}. Keys, connections and members are managed by the owner alone.",
        )
