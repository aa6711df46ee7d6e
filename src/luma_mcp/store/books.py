"""Books: one profile's records inside one transaction. `Books` reads; only `WritableBooks` can write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Delete, Executable, Insert, Table, Update, and_, bindparam, literal, select, text
from sqlalchemy.engine import Row, RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.domain.ledger import LedgerHead
from luma_mcp.store.database import set_context

Given: TypeAlias = Mapping[str, Any] | None

OWN = "profile_id"
"""What a query that was built before calls the profile that it asks for."""


def own_rows(table: Any) -> ColumnElement[bool]:
    """The condition that a row belongs to the profile given as `profile_id`, in a query that is built once."""
    return and_(table.c.profile_id == bindparam(OWN, type_=table.c.profile_id.type))


@dataclass(frozen=True)
class Scene:
    """What comes in from outside: who acts, when, and how ids are made."""

    account_id: UUID
    caller_id: str
    caller_label: str
    read_only: bool
    now: datetime
    today: date
    new_id: Callable[[], UUID]


class _Ledger:
    """Shared ground of both kinds of books: statements in, rows out, never past this package."""

    def __init__(self, connection: AsyncConnection, scene: Scene) -> None:
        self._connection = connection
        self.scene = scene

    @property
    def now(self) -> datetime:
        """This moment, UTC; the same through the whole operation."""
        return self.scene.now

    @property
    def today(self) -> date:
        """Today in the profile's time zone."""
        return self.scene.today

    @property
    def account_id(self) -> UUID:
        """The account that owns these books."""
        return self.scene.account_id

    @property
    def is_postgresql(self) -> bool:
        """Whether the database is PostgreSQL."""
        return self._connection.dialect.name == "postgresql"

    async def fetch_all(self, statement: Executable, given: Given = None) -> Sequence[RowMapping]:
        """Rows of a query; `given` are the values of one that was built before."""
        return (await self._connection.execute(statement, given)).mappings().all()

    async def fetch_rows(self, statement: Executable, given: Given = None) -> Sequence[Any]:
        """Rows of a query as tuples, for what reads very many of them."""
        return (await self._connection.execute(statement, given)).all()

    async def fetch_one(self, statement: Executable, given: Given = None) -> RowMapping | None:
        """The first row of a query, or None."""
        return (await self._connection.execute(statement, given)).mappings().first()

    async def fetch_value(self, statement: Executable, given: Given = None) -> Any:
        """The first column of the first row, or None."""
        row: Row[Any] | None = (await self._connection.execute(statement, given)).first()
        return None if row is None else row[0]


class _Writing(_Ledger):
    """What writing books can do besides."""

    def new_id(self) -> UUID:
        """A fresh UUIDv7."""
        return self.scene.new_id()

    async def hold(self, table: Any, row: ColumnElement[bool]) -> None:
        """Keep other writes from changing a row until this one is done; on SQLite there are no others."""
        if self.is_postgresql:
            await self._connection.execute(select(table.c.id).where(row).with_for_update(key_share=True))

    async def write(self, statement: Insert | Update | Delete) -> int:
        """Run one write; answers how many rows it touched."""
        result = await self._connection.execute(statement)
        return int(result.rowcount)

    async def add(self, table: Table, **row: Any) -> None:
        """Insert one row; the statement is compiled once a table and not built anew each time."""
        await self._connection.execute(table.insert(), row)

    async def write_rows(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows in one statement."""
        if rows:
            await self._connection.execute(table.insert(), list(rows))

    async def write_returning(self, statement: Insert | Update | Delete) -> RowMapping | None:
        """Run one write with RETURNING; the first row."""
        return (await self._connection.execute(statement)).mappings().first()


class Books(_Ledger):
    """One profile's books, to read."""

    def __init__(self, connection: AsyncConnection, scene: Scene, profile_id: UUID) -> None:
        super().__init__(connection, scene)
        self.profile_id = profile_id

    def own(self, table: Any) -> ColumnElement[bool]:
        """The condition that a row belongs to this profile."""
        return and_(table.c.profile_id == self.profile_id)

    def this(self, table: Any, record_id: UUID) -> ColumnElement[bool]:
        """The condition that a row is this record of this profile."""
        return and_(self.own(table), table.c.id == record_id)

    async def sqlite_damage(self, tables: Sequence[str]) -> list[str]:
        """What SQLite's own checks find broken: of the file, and of the keys of these tables."""
        integrity = (await self._connection.execute(text("PRAGMA integrity_check(10)"))).scalars().all()
        broken = [f"file: {line}" for line in integrity if line != "ok"]
        for table in tables:
            strangers = (await self._connection.execute(text(f"PRAGMA foreign_key_check({table})"))).all()
            broken += [f"table {table}: row {row[1]} refers to a {row[2]} that is not there" for row in strangers[:10]]
        return broken

    async def exists(self, table: Any, *conditions: ColumnElement[bool]) -> bool:
        """Whether this profile has such a row."""
        one = select(literal(1)).select_from(table).where(self.own(table), *conditions).limit(1)
        return await self.fetch_value(one) is not None


class WritableBooks(Books, _Writing):
    """One profile's books inside a write transaction. Nobody but the executor commits."""

    ledger_head: LedgerHead | None = None
    """Where the chain of entries stands, once this transaction has posted."""

    def note_head(self, seq: int, digest: str) -> None:
        """Remember where the chain of entries stands."""
        self.ledger_head = LedgerHead(seq, digest)

    async def hold_record(self, table: Any, record_id: UUID) -> None:
        """Keep other writes from changing a record of this profile until this one is done."""
        await self.hold(table, self.this(table, record_id))

    def stamp(self) -> dict[str, Any]:
        """Profile, fresh id and timestamps of a new record."""
        return {"profile_id": self.profile_id, "id": self.new_id(), "created_at": self.now, "updated_at": self.now}


class AccountBooks(_Ledger):
    """What belongs to the account, to read."""

    def __init__(self, connection: AsyncConnection, scene: Scene, reachable: frozenset[UUID] | None = None) -> None:
        super().__init__(connection, scene)
        self.reachable = reachable
        """The profiles that the caller reaches, or None for all."""


class WritableAccountBooks(AccountBooks, _Writing):
    """What belongs to the account, inside a write transaction."""

    async def enter(self, profile_id: UUID) -> None:
        """Let this transaction write rows of a profile too, as for one that was just made."""
        await set_context(self._connection, account_id=self.account_id, profile_id=profile_id)
