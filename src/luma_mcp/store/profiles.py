"""Profiles and their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, RowMapping, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.domain.profiles import Profile, ProfileQuery
from luma_mcp.store.books import AccountBooks, Books, WritableAccountBooks
from luma_mcp.store.listing import search_text, words_match
from luma_mcp.store.schema import check, column, decimal, flag, moment, one_of, reference, table, text, whole
from luma_mcp.store.types import Id, Json

profile = table(
    "profile",
    reference("account_id"),
    column("id", Id()),
    text("name"),
    text("legal_name", null=True),
    text("street", null=True),
    text("postal_code", null=True),
    text("city", null=True),
    text("country"),
    text("email", null=True),
    text("phone", null=True),
    text("website", null=True),
    text("vat_number", null=True),
    flag("vat_registered"),
    decimal("default_tax_rate"),
    text("currency"),
    text("iban", null=True),
    text("qr_iban", null=True),
    text("bic", null=True),
    text("invoice_prefix"),
    text("offer_prefix"),
    whole("number_padding"),
    whole("payment_deadline_days"),
    text("payment_template", null=True),
    text("bookkeeping_mode"),
    text("vat_method"),
    text("vat_period"),
    text("fiscal_year_start"),
    text("time_zone"),
    text("language"),
    text("search"),
    text("billing_email", null=True),
    text("contact_first_name", null=True),
    text("contact_last_name", null=True),
    column("withdrawn_licences", Json(), server_default="[]"),
    moment("created_at"),
    moment("updated_at"),
    PrimaryKeyConstraint("id"),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
    one_of("bookkeeping_mode", "simple", "double_entry"),
    one_of("vat_method", "effective", "net_rate"),
    one_of("vat_period", "quarter", "half_year"),
    check("number_padding", "number_padding BETWEEN 1 AND 9"),
    check("payment_deadline_days", "payment_deadline_days BETWEEN 0 AND 365"),
)

_APART = frozenset({"account_id", "search", "withdrawn_licences"})
"""What a row has beside what a profile says of itself."""


@dataclass(frozen=True, slots=True)
class ProfileHandle:
    """What must be known of a profile before its books are opened."""

    id: UUID
    name: str
    time_zone: str


async def profile_handles(connection: AsyncConnection, account_id: UUID) -> Sequence[ProfileHandle]:
    """The profiles of an account, oldest first."""
    query = select(profile.c.id, profile.c.name, profile.c.time_zone).where(profile.c.account_id == account_id)
    rows = await connection.execute(query.order_by(profile.c.created_at, profile.c.id))
    return [ProfileHandle(*row) for row in rows]


async def this_profile(books: Books) -> Profile:
    """The profile whose books these are."""
    row = await books.fetch_one(select(profile).where(profile.c.id == books.profile_id))
    if row is None:
        raise LookupError("books of a profile that does not exist")
    return _profile(row)


async def list_profiles(books: AccountBooks, query: ProfileQuery) -> list[Profile]:
    """The profiles that the caller reaches."""
    wanted = _wanted(books, query).order_by(profile.c.created_at, profile.c.id).limit(query.limit)
    return [_profile(row) for row in await books.fetch_all(wanted)]


async def count_profiles(books: AccountBooks, query: ProfileQuery) -> int:
    """How many there are in all."""
    return int(await books.fetch_value(select(func.count()).select_from(_wanted(books, query).subquery())))


async def find_profile(books: AccountBooks, profile_id: UUID) -> Profile | None:
    """One profile that the caller reaches."""
    row = await books.fetch_one(_reachable(books).where(profile.c.id == profile_id))
    return _profile(row) if row else None


async def hold_profile(books: WritableAccountBooks, profile_id: UUID) -> None:
    """Keep other writes from changing a profile until this one is done."""
    await books.hold(profile, profile.c.id == profile_id)


async def add_profile(books: WritableAccountBooks, made: Profile) -> None:
    """Write a new profile."""
    row = made.model_dump(mode="python") | {"account_id": books.account_id, "search": _search(made)}
    await books.add(profile, **row)


async def save_profile(books: WritableAccountBooks, changed: Profile) -> None:
    """Write a changed profile."""
    row = changed.model_dump(mode="python", exclude={"id", "created_at"}) | {"search": _search(changed)}
    await books.write(profile.update().where(profile.c.id == changed.id).values(**row))


def _wanted(books: AccountBooks, query: ProfileQuery) -> Any:
    wanted = _reachable(books)
    return wanted.where(words_match(profile.c.search, query.search)) if query.search else wanted


def _reachable(books: AccountBooks) -> Any:
    query = select(profile).where(profile.c.account_id == books.account_id)
    return query if books.reachable is None else query.where(profile.c.id.in_(sorted(books.reachable)))


def _search(made: Profile) -> str:
    return search_text(made.name, made.legal_name, made.city)


def _profile(row: RowMapping) -> Profile:
    return Profile.model_validate({key: value for key, value in row.items() if key not in _APART})
