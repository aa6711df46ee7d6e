"""What the ledger says, for tests: the balance of every account, by number, added up from the lines."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from luma_mcp.store.database import set_context
from tests.world import World

_BALANCES = text(
    "SELECT a.number, sum(l.amount_minor) FROM journal_line l "
    "JOIN ledger_account a ON a.profile_id = l.profile_id AND a.id = l.account_id "
    "WHERE l.profile_id = :profile GROUP BY a.number HAVING sum(l.amount_minor) <> 0 ORDER BY a.number"
)


async def balances(world: World, profile: UUID | None = None) -> dict[str, int]:
    """The balance of every account that is not zero, in minor units, debit above zero."""
    own = profile or world.swiss
    async with world.parts.database.reading() as connection:
        await set_context(connection, account_id=world.owner.account_id, profile_id=own)
        key: Any = own if connection.dialect.name == "postgresql" else str(own)
        return {row[0]: int(row[1]) for row in (await connection.execute(_BALANCES, {"profile": key})).all()}
