"""Every page: an explicit list, from which the site's routes are made."""

from collections.abc import Sequence

from starlette.routing import Route

from luma_mcp.rest.pages import connections, keys, members, profiles, sign_in
from luma_mcp.rest.pages.desk import Desk, PageRow, route_of
from luma_mcp.rest.pages.render import static_routes

PAGES: Sequence[PageRow] = (
    *sign_in.PAGES,
    *profiles.PAGES,
    *keys.PAGES,
    *connections.PAGES,
    *members.PAGES,
)


def page_routes(desk: Desk) -> Sequence[Route]:
    """Make the routes of all pages and of their files."""
    return [*static_routes(), *(route_of(row, desk) for row in PAGES)]
