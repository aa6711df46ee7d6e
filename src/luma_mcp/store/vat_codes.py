"""VAT codes in the books: rate, validity, accounts, and the boxes of the return that they fill."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKeyConstraint, PrimaryKeyConstraint, Select, and_, func, or_, select

from luma_mcp.domain.paging import Meta, Page
from luma_mcp.domain.vat_codes import VatCode, VatCodeQuery
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.journal import journal_line
from luma_mcp.store.ledger_accounts import ledger_account
from luma_mcp.store.listing import words_match
from luma_mcp.store.schema import (
    belongs_to,
    column,
    day,
    decimal,
    frozen,
    one_of,
    reference,
    table,
    text,
    unique_index,
)
from luma_mcp.store.types import Id

vat_code = table(
    "vat_code",
    reference("profile_id"),
    text("code"),
    text("name"),
    frozen("names"),
    text("type"),
    decimal("rate", null=True),
    day("valid_from", null=True),
    day("valid_to", null=True),
    text("principle"),
    text("family"),
    text("category", null=True),
    reference("account_id", null=True),
    reference("contra_account_id", null=True),
    text("revenue_role", null=True),
    frozen("boxes"),
    column("id", Id(), null=True),
    PrimaryKeyConstraint("profile_id", "code"),
    unique_index("uq_vat_code_id", "profile_id", "id"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    belongs_to("ledger_account", "account_id"),
    belongs_to("ledger_account", "contra_account_id"),
    one_of("type", "sales", "purchase", "reverse_charge", "acquisition", "exempt", "export"),
    one_of("principle", "gross", "net"),
)
"""A rate of NULL stands for any rate; `boxes` is a list of [box, role, sign]. Each has an id, by a guard."""


async def list_vat_codes(books: Books, query: VatCodeQuery) -> Page[VatCode]:
    """The VAT codes that match, by code; a profile has fewer than fit on a page."""
    conditions = _conditions(books, query)
    rows = await books.fetch_all(_shown().where(*conditions).order_by(vat_code.c.code).limit(query.limit))
    total = len(rows)
    if total == query.limit:
        total = int(await books.fetch_value(select(func.count()).select_from(vat_code).where(*conditions)))
    data = tuple(VatCode.model_validate(dict(row)) for row in rows)
    return Page[VatCode](data=data, meta=Meta(total=total, limit=query.limit))


async def code_of_id(books: Books, vat_code_id: UUID) -> str | None:
    """What the VAT code with this id is called, if the profile has it."""
    code = await books.fetch_value(select(vat_code.c.code).where(books.this(vat_code, vat_code_id)))
    return None if code is None else str(code)


async def vat_codes_by_id(books: Books, ids: Collection[UUID]) -> Mapping[UUID, VatCode]:
    """The VAT codes with these ids, as far as the profile has them."""
    if not ids:
        return {}
    rows = await books.fetch_all(_shown().where(books.own(vat_code), vat_code.c.id.in_(set(ids))))
    return {row["id"]: VatCode.model_validate(dict(row)) for row in rows}


async def ids_of_codes(books: Books, codes: Collection[str]) -> Mapping[str, UUID]:
    """The ids of the VAT codes that are called so."""
    if not codes:
        return {}
    named = select(vat_code.c.code, vat_code.c.id).where(books.own(vat_code), vat_code.c.code.in_(set(codes)))
    return {row["code"]: row["id"] for row in await books.fetch_all(named)}


async def find_vat_code(books: Books, vat_code_id: UUID) -> VatCode | None:
    """The VAT code with this id."""
    return (await vat_codes_by_id(books, [vat_code_id])).get(vat_code_id)


async def hold_vat_code(books: WritableBooks, vat_code_id: UUID) -> None:
    """Keep other writes from changing a VAT code until this one is done."""
    await books.hold_record(vat_code, vat_code_id)


async def has_lines(books: Books, code: str) -> bool:
    """Whether a VAT code stands on entries."""
    return await books.exists(journal_line, journal_line.c.vat_code == code)


async def boxes_of(books: Books, code: str) -> list[list[Any]]:
    """The boxes of the return that a VAT code fills."""
    found = await books.fetch_value(select(vat_code.c.boxes).where(books.own(vat_code), vat_code.c.code == code))
    return list(found or ())


async def add_vat_code(books: WritableBooks, code: str, row: dict[str, Any]) -> UUID:
    """Write a new VAT code; its id."""
    vat_code_id = books.new_id()
    await books.add(vat_code, profile_id=books.profile_id, id=vat_code_id, code=code, **row)
    return vat_code_id


async def save_vat_code(books: WritableBooks, vat_code_id: UUID, row: dict[str, Any]) -> None:
    """Write what changed on a VAT code."""
    await books.write(vat_code.update().where(books.this(vat_code, vat_code_id)).values(**row))


def _shown() -> Select[Any]:
    names = ("id", "code", "name", "type", "rate", "principle", "category", "valid_from", "valid_to")
    columns: list[Any] = [vat_code.c[name] for name in (*names, "account_id", "contra_account_id")]
    joined: Any = vat_code
    for label in ("account", "contra_account"):
        account = ledger_account.alias(label)
        same = and_(account.c.profile_id == vat_code.c.profile_id, account.c.id == vat_code.c[f"{label}_id"])
        joined = joined.outerjoin(account, same)
        columns += [account.c.number.label(label), account.c.name.label(f"{label}_name")]
    return select(*columns).select_from(joined)


def _conditions(books: Books, query: VatCodeQuery) -> list[ColumnElement[bool]]:
    conditions = [books.own(vat_code)]
    if query.type:
        conditions.append(vat_code.c.type == query.type)
    if query.on:
        conditions.append(or_(vat_code.c.valid_from.is_(None), vat_code.c.valid_from <= query.on))
        conditions.append(or_(vat_code.c.valid_to.is_(None), vat_code.c.valid_to >= query.on))
    if query.search:
        conditions.append(words_match(func.lower(vat_code.c.code + " " + vat_code.c.name), query.search))
    return conditions
