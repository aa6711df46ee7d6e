"""Connected applications: the owner sees what people let in, and ends it."""

from collections.abc import Sequence

from starlette.responses import Response

from luma_mcp.domain.connections import Connection
from luma_mcp.errors import NotFound
from luma_mcp.operations import connections as operations
from luma_mcp.rest.pages.desk import PageRow, Visit

LIST = "/settings/connections"


async def show_connections(visit: Visit) -> Response:
    """List what is connected."""
    found = await _live(visit)
    return visit.page("connections.html", connections=found, names=dict(await visit.profiles()))


async def ask_to_end(visit: Visit) -> Response:
    """Ask before a connection is ended."""
    found = next((one for one in await _live(visit) if one.id == visit.id), None)
    if found is None:
        raise NotFound("This connection has ended.", fix="Nothing needs to be done.")
    return visit.page(
        "confirm.html",
        heading=f"End the connection to “{found.client_name}”?",
        text="Its next request is refused. Somebody has to connect it again before it sees anything.",
        button="End the connection",
        back=LIST,
    )


async def end_connection(visit: Visit) -> Response:
    """End a connection at once."""
    await visit.run(operations.revoke_connection, id=visit.id)
    return visit.go(LIST, done="connection-ended")


async def _live(visit: Visit) -> list[Connection]:
    found: Sequence[Connection] = (await visit.run(operations.list_connections)).data
    return [one for one in found if one.revoked_at is None]


PAGES: Sequence[PageRow] = (
    PageRow(LIST, show_connections),
    PageRow(f"{LIST}/{{id}}/end", ask_to_end, end_connection),
)
