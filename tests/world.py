"""A small world to test in: an account with a Swiss and a Danish profile on either database, and a clock to move."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from luma_mcp.access.caller import Caller
from luma_mcp.app import Parts, assemble
from luma_mcp.demo.rates import demo_quotes
from luma_mcp.domain.connections import Connection
from luma_mcp.domain.keys import Key
from luma_mcp.domain.members import Member
from luma_mcp.domain.oauth_clients import OAuthClient
from luma_mcp.executor import Outcome
from luma_mcp.operations.registry import BY_NAME
from luma_mcp.settings import Settings
from luma_mcp.store.accounts import add_account
from luma_mcp.store.database import Database
from luma_mcp.store.exchange_rates import import_quotes

SECRET = "tests-only-" + "0" * 32
PASSWORD = "four plain words here"
START = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)

SWISS = {
    "name": "Beispiel GmbH",
    "country": "CH",
    "street": "Hauptstrasse 1",
    "postal_code": "3011",
    "city": "Bern",
    "vat_registered": True,
    "vat_number": "CHE-123.456.789 MWST",
    "iban": "CH9300762011623852957",
}
DANISH = {"name": "Eksempel ApS", "country": "DK", "vat_registered": True}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **length: float) -> None:
        """Move forward by days, hours, minutes, seconds."""
        self.now += timedelta(**length)


@dataclass(frozen=True, eq=False)
class World:
    """Open books with their owner; `run` runs an operation in the first profile."""

    parts: Parts
    clock: Clock
    owner: Caller
    swiss: UUID
    danish: UUID
    broken: list[str] = field(default_factory=list)
    """What a test changed past the program; such books are not proved at its end."""

    async def run(self, operation: str, *, caller: Caller | None = None, **given: Any) -> Any:
        """Run an operation by name; the result alone."""
        return (await self.outcome(operation, caller=caller, **given)).result

    async def outcome(
        self, operation: str, *, caller: Caller | None = None, key: str | None = None, **given: Any
    ) -> Outcome[Any]:
        """Run an operation by name; `key` is the idempotency key."""
        who = caller or await self.at(self.swiss)
        return await self.parts.executor.run(who, BY_NAME[operation], given, idempotency_key=key)

    async def at(self, profile_id: UUID, caller: Caller | None = None) -> Caller:
        """The owner (or another caller) with a profile chosen."""
        return await self.parts.access.choose_profile(caller or self.owner, str(profile_id))

    async def make_key(self, **given: Any) -> tuple[str, Key]:
        """Make an API key; the secret and what is kept of it. Read-write unless said otherwise."""
        new = self.parts.access.new_key()
        kept = {"public_id": new.public_id, "mac": new.mac, "last_four": new.last_four}
        fields = {"label": "test", "mode": "read_write"} | kept | given
        made = await self.parts.executor.run(self.owner, BY_NAME["create_key"], fields)
        return new.token, made.result

    async def invite(self, email: str = "anna@example.com", **given: Any) -> tuple[str, Member]:
        """Invite a member; the secret of the link and the member. Read-only without profiles unless said otherwise."""
        new = self.parts.people.new_invitation()
        fields = {"email": email, "public_id": new.public_id, "mac": new.mac} | given
        made = await self.parts.executor.run(self.owner, BY_NAME["invite_member"], fields)
        return new.token, made.result

    async def join(self, link: str, *, email: str = "", name: str = "Anna", password: str = PASSWORD) -> str:
        """Use a link; the secret of the session that it starts."""
        return await self.parts.people.accept(link, email=email, name=name, password=password)

    async def own(self, email: str = "owner@example.com") -> str:
        """Sign in as the first owner; the secret of the session."""
        link = await self.parts.people.first_owner_link()
        assert link is not None
        return await self.join(link.token, email=email, name="Olivia")

    async def connect(self, **given: Any) -> Connection:
        """What a member consents to; the client is made up."""
        fields = {"client": "https://assistant.example/client.json", "client_name": "Assistant"} | given
        fields.setdefault("redirect_host", "assistant.example")
        made: Connection = (await self.parts.executor.run(self.owner, BY_NAME["create_connection"], fields)).result
        return made

    async def service(self, **given: Any) -> tuple[str, OAuthClient]:
        """An OAuth client of the owner's own; its secret and what is kept of it."""
        new = self.parts.grants.new_client_secret()
        fields = {"label": "Shop", "scopes": ["invoices-read"], "mac": new.mac, "last_four": new.last_four} | given
        made = await self.parts.executor.run(self.owner, BY_NAME["create_oauth_client"], fields)
        return new.token, made.result

    async def caller(self, token: str) -> Caller:
        """The caller behind a key."""
        return await self.parts.access.caller_of(token, "127.0.0.1")

    async def client(self, name: str = "Muster AG", **given: Any) -> Any:
        """A client."""
        return await self.run("create_client", name=name, **given)

    async def invoice(self, *, price: str = "150", quantity: str = "2", **given: Any) -> Any:
        """A draft invoice: by default 2 × 150 CHF + 8.1 % = 324.30."""
        client_id = given.pop("client_id", None) or (await self.client()).id
        lines = given.pop("lines", [{"description": "Consulting", "quantity": quantity, "price": price}])
        return await self.run("create_invoice", client_id=client_id, lines=lines, **given)

    async def sent_invoice(self, **given: Any) -> Any:
        """A sent invoice."""
        return await self.run("send_invoice", id=(await self.invoice(**given)).id)


@asynccontextmanager
async def open_world(url: str, clock: Clock | None = None, **settings: Any) -> AsyncIterator[World]:
    """Make a world in an empty, migrated database."""
    clock = clock or Clock()
    database = Database(url)
    try:
        parts = assemble(Settings(database_url=url, secret=SECRET, **settings), database, clock)
        async with database.writing() as connection:
            account_id = parts.executor.new_id()
            await add_account(connection, account_id=account_id, name="Test", plan="lifetime", now=clock.now)
        owner = await parts.access.owner()
        made = [
            (await parts.executor.run(owner, BY_NAME["create_profile"], fields)).result for fields in (SWISS, DANISH)
        ]
        yield World(parts, clock, owner, made[0].id, made[1].id)
    finally:
        await database.close()


@dataclass(frozen=True)
class Companies:
    """The profiles of a world that was made and closed, to open it again."""

    swiss: UUID
    danish: UUID


async def make_world(url: str) -> Companies:
    """Make a world in an empty, migrated database and close it."""
    async with open_world(url) as made:
        return Companies(made.swiss, made.danish)


@asynccontextmanager
async def opened_again(
    url: str, companies: Companies, clock: Clock | None = None, **settings: Any
) -> AsyncIterator[World]:
    """Open a world that was made before, or a copy of it."""
    clock, database = clock or Clock(), Database(url)
    try:
        parts = assemble(Settings(database_url=url, secret=SECRET, **settings), database, clock)
        yield World(parts, clock, await parts.access.owner(), companies.swiss, companies.danish)
    finally:
        await database.close()


async def with_rates(url: str) -> None:
    """Import made-up exchange rates, 2024-12-20 to 2026-07-10."""
    database = Database(url)
    try:
        async with database.writing() as connection:
            await import_quotes(connection, demo_quotes())
    finally:
        await database.close()


def rated(caller: Caller) -> Caller:
    """The same caller, with a rate."""
    return replace(caller, rated=True)


def copy_of(template: Path, folder: Path) -> str:
    """Copy a migrated SQLite file; the URL of the copy."""
    path = folder / "luma.db"
    shutil.copy(template, path)
    return f"sqlite+aiosqlite:///{path}"
