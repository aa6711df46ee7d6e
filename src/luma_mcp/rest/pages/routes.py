"""Every page: an explicit list, from which the site's routes are made."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from luma_mcp.errors import Refusal
from luma_mcp.rest.pages import connections, keys, members, profiles, set_up, sign_in
from luma_mcp.rest.pages.desk import Desk, PageRow, Visit, route_of
from luma_mcp.rest.pages.render import static_routes
from luma_mcp.rest.refusals import MethodNotAllowed, NoSuchPath

PAGES: Sequence[PageRow] = (
    *sign_in.PAGES,
    *profiles.PAGES,
    *set_up.PAGES,
    *keys.PAGES,
    *connections.PAGES,
    *members.PAGES,
)


def page_routes(desk: Desk) -> Sequence[Route]:
    """Make the routes of all pages and of their files, and say on a page what is none of them."""
    paths = {row.path: [method for one in PAGES if one.path == row.path for method in one.methods] for row in PAGES}
    return [
        *static_routes(),
        *(route_of(row, desk) for row in PAGES),
        *(Route(path, _Refusing(desk, methods)) for path, methods in paths.items()),
        Route("/settings/{rest:path}", _Refusing(desk)),
    ]


class _Refusing:
    """What a path answers to a method that it does not take; without methods, what answers where there is no page."""

    def __init__(self, desk: Desk, allowed: Sequence[str] = ()) -> None:
        self._desk = desk
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = Visit(self._desk, request, self._desk.settings.public_url or "").refused(self._refusal(request))
        if self._allowed:
            response.headers["Allow"] = ", ".join(self._allowed)
        await response(scope, receive, send)

    def _refusal(self, request: Request) -> Refusal:
        if self._allowed:
            return MethodNotAllowed(request.method, self._allowed)
        return NoSuchPath("There is no page at this address.", fix="Start from the settings.")
