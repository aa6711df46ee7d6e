"""The revision of the schema that this program works on, compared at every open without importing Alembic."""

import re

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.errors import Unavailable

HEAD = "0011"
"""The newest migration."""

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011")
"""Every migration, oldest first; a revision that is not here is newer than this program."""

_NO_TABLE = re.compile('no such table|relation "alembic_version" does not exist')


async def stored_revision(connection: AsyncConnection) -> str | None:
    """The revision that this database is at, or None for one without a schema."""
    try:
        row = (await connection.execute(text("SELECT version_num FROM alembic_version"))).first()
    except DBAPIError as problem:
        if _NO_TABLE.search(str(problem.orig)):
            return None
        raise
    return str(row[0]) if row else None


async def check_revision(connection: AsyncConnection) -> None:
    """Refuse a database that is older or newer than this program."""
    revision = await stored_revision(connection)
    if revision == HEAD:
        return
    if revision is not None and revision not in KNOWN:
        raise Unavailable(
            f"The database is at revision {revision}, newer than this program ({HEAD}).", fix="Update luma_mcp."
        )
    raise Unavailable("The database has no schema of this version yet; run luma-mcp migrate.")
