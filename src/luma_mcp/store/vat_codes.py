"""VAT codes in the books: rate, validity, accounts, and the boxes of the return that they fill."""

from typing import Any

from sqlalchemy import ColumnElement, ForeignKeyConstraint, PrimaryKeyConstraint, and_, func, or_, select

from luma_mcp.domain.paging import Meta, Page
from luma_mcp.domain.vat_codes import VatCode, VatCodeQuery
from luma_mcp.store.books import Books
from luma_mcp.store.ledger_accounts import ledger_account
from luma_mcp.store.listing import words_match
from luma_mcp.store.schema import belongs_to, day, decimal, frozen, one_of, reference, table, text

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
    PrimaryKeyConstraint("profile_id", "code"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    belongs_to("ledger_account", "account_id"),
    belongs_to("ledger_account", "contra_account_id"),
    one_of("type", "sales", "purchase", "reverse_charge", "acquisition", "exempt", "export"),
    one_of("principle", "gross", "net"),
)
"""A rate of NULL stands for any rate; `boxes` is a list of [box, role, sign]."""


async def list_vat_codes(books: Books, query: VatCodeQuery) -> Page[VatCode]:
    """The VAT codes that match, by code; a profile has fewer than fit on a page."""
    conditions = _conditions(books, query)
    names = ("code", "name", "type", "rate", "principle", "category", "valid_from", "valid_to")
    columns = [*(vat_code.c[name] for name in names), _number("account_id", "account")]
    columns.append(_number("contra_account_id", "contra_account"))
    rows = await books.fetch_all(select(*columns).where(*conditions).order_by(vat_code.c.code).limit(query.limit))
    total = len(rows)
    if total == query.limit:
        total = int(await books.fetch_value(select(func.count()).select_from(vat_code).where(*conditions)))
    data = tuple(VatCode.model_validate(dict(row)) for row in rows)
    return Page[VatCode](data=data, meta=Meta(total=total, limit=query.limit))


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


def _number(account: str, label: str) -> Any:
    """The number of an account of a code."""
    same = and_(ledger_account.c.profile_id == vat_code.c.profile_id, ledger_account.c.id == vat_code.c[account])
    return select(ledger_account.c.number).where(same).scalar_subquery().label(label)
