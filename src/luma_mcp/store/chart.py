"""The chart at work: what a new profile starts with, and the accounts and VAT codes that a posting needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, and_, select

from luma_mcp.domain.chart import HeadingSeed, has_public_chart, headings_of
from luma_mcp.domain.charts import AccountClass, AccountType, chart_of
from luma_mcp.domain.profiles import Profile
from luma_mcp.domain.vat import TaxCategory
from luma_mcp.domain.vat_codes import VatPrinciple, VatType, vat_pack
from luma_mcp.store.books import OWN, Books, WritableAccountBooks, WritableBooks, own_rows
from luma_mcp.store.journal import ledger_head
from luma_mcp.store.ledger_accounts import account_heading, ledger_account, posting_role
from luma_mcp.store.listing import search_text
from luma_mcp.store.vat_codes import vat_code


@dataclass(frozen=True, slots=True)
class ChartAccount:
    """An account as postings need it."""

    id: UUID
    number: str
    name: str
    account_class: AccountClass
    type: AccountType
    vat_code: str | None
    archived: bool

    @property
    def of_result(self) -> bool:
        """Whether it is one of revenue or expense."""
        return self.account_class in (AccountClass.REVENUE, AccountClass.EXPENSE)


@dataclass(frozen=True, slots=True)
class ChartVatCode:
    """A VAT code as postings need it."""

    id: UUID
    code: str
    type: VatType
    rate: Decimal | None
    valid_from: date | None
    valid_to: date | None
    principle: VatPrinciple
    family: str
    category: TaxCategory | None
    account_id: UUID | None
    contra_account_id: UUID | None
    revenue_role: str | None


async def seed_ledger(books: WritableAccountBooks | WritableBooks, made: Profile) -> None:
    """Write the accounts, roles and VAT codes of a profile's country, and a ledger without entries."""
    profile_id, country, language = made.id, made.country, made.language
    chart, pack = chart_of(country), vat_pack(country)
    stamp = {"profile_id": profile_id, "created_at": books.now, "updated_at": books.now, "archived": False}
    ids = {seed.number: books.new_id() for seed in chart.accounts}
    accounts = [
        stamp
        | {
            "id": ids[seed.number],
            "number": seed.number,
            "name": _name(seed.names, language),
            "names": seed.names,
            "class": seed.account_class,
            "type": seed.type,
            "vat_code": seed.vat_code,
            "search": search_text(seed.number, *seed.names.values()),
            "public_number": seed.public_number if has_public_chart(country) else None,
        }
        for seed in chart.accounts
    ]
    by_role = {role: ids[number] for role, number in chart.roles.items()}
    await books.write_rows(ledger_account, accounts)
    roles = [{"profile_id": profile_id, "role": role, "account_id": account} for role, account in by_role.items()]
    await books.write_rows(posting_role, roles)
    codes = [
        {
            "profile_id": profile_id,
            "id": books.new_id(),
            "code": seed.code,
            "name": _name(seed.names, language),
            "names": seed.names,
            "type": seed.type,
            "rate": seed.rate,
            "valid_from": seed.valid_from,
            "valid_to": seed.valid_to,
            "principle": seed.principle,
            "family": seed.family,
            "category": seed.category,
            "account_id": by_role.get(seed.account_role or ""),
            "contra_account_id": by_role.get(seed.contra_role or ""),
            "revenue_role": seed.revenue_role,
            "boxes": [[rule.box, rule.of, rule.sign] for rule in seed.boxes],
        }
        for seed in pack.codes
    ]
    await books.write_rows(vat_code, codes)
    await books.write_rows(account_heading, [_heading(seed, made, books) for seed in headings_of(country)])
    await books.write_rows(
        ledger_head, [{"profile_id": profile_id, "currency": made.currency, "seq": 0, "hash": "", "cash_seq": 0}]
    )


async def base_currency(books: Books) -> str:
    """The currency that the ledger is kept in: the profile's when the first entry was posted."""
    return str(await books.fetch_value(select(ledger_head.c.currency).where(books.own(ledger_head))))


async def follow_currency(books: WritableAccountBooks, profile_id: UUID, currency: str) -> None:
    """Keep a ledger without entries in the profile's currency; one that has entries stays in its own."""
    await books.enter(profile_id)
    empty = (ledger_head.c.profile_id == profile_id) & (ledger_head.c.seq == 0)
    await books.write(ledger_head.update().where(empty).values(currency=currency))


async def accounts_by_role(books: Books, *roles: str) -> Mapping[str, ChartAccount]:
    """The accounts that play these roles; a role without one is not there."""
    same = and_(
        ledger_account.c.profile_id == posting_role.c.profile_id, ledger_account.c.id == posting_role.c.account_id
    )
    query = select(posting_role.c.role, ledger_account).select_from(posting_role.join(ledger_account, same))
    rows = await books.fetch_all(query.where(books.own(posting_role), posting_role.c.role.in_(set(roles))))
    return {row["role"]: chart_account(row) for row in rows}


@dataclass(frozen=True)
class WorkingChart:
    """What postings look up: the currency of the books, the account of each role, the VAT codes."""

    base: str
    by_role: Mapping[str, ChartAccount]
    codes: Sequence[ChartVatCode]

    def account(self, role: str) -> ChartAccount:
        """The account that plays a role; a role that a chart does not know is played by the one it is a kind of."""
        while role not in self.by_role and "_" in role:
            role = role.rpartition("_")[0]
        return self.by_role[role]

    def code(self, name: str) -> ChartVatCode | None:
        """The VAT code of a name."""
        return next((code for code in self.codes if code.code == name), None)


async def working_chart(books: Books) -> WorkingChart:
    """What postings look up, in two questions."""
    rows = await books.fetch_all(_ROLES, {OWN: books.profile_id})
    base = rows[0]["currency"] if rows else ""
    return WorkingChart(base, {row["role"]: chart_account(row) for row in rows}, await vat_codes_of(books))


def _roles() -> Any:
    same = and_(
        ledger_account.c.profile_id == posting_role.c.profile_id, ledger_account.c.id == posting_role.c.account_id
    )
    head = ledger_head.c.profile_id == posting_role.c.profile_id
    names = ("id", "number", "name", "class", "type", "vat_code", "archived")
    columns = [posting_role.c.role, ledger_head.c.currency, *(ledger_account.c[name] for name in names)]
    joined = posting_role.join(ledger_account, same).join(ledger_head, head)
    return select(*columns).select_from(joined).where(own_rows(posting_role))


_ROLES = _roles()
_CODES = (
    select(*(vat_code.c[name] for name in ChartVatCode.__dataclass_fields__))
    .where(own_rows(vat_code))
    .order_by(vat_code.c.code)
)


async def accounts_by_number(books: Books, numbers: Sequence[str]) -> Mapping[str, ChartAccount]:
    """The accounts that bear these numbers."""
    own = books.own(ledger_account) & ledger_account.c.number.in_(set(numbers))
    return {row["number"]: chart_account(row) for row in await books.fetch_all(select(ledger_account).where(own))}


async def accounts_by_id(books: Books, ids: Sequence[UUID]) -> Mapping[UUID, ChartAccount]:
    """The accounts with these ids."""
    own = books.own(ledger_account) & ledger_account.c.id.in_(set(ids))
    return {row["id"]: chart_account(row) for row in await books.fetch_all(select(ledger_account).where(own))}


async def vat_codes_of(books: Books) -> Sequence[ChartVatCode]:
    """Every VAT code of the profile."""
    return [_vat_code(row) for row in await books.fetch_all(_CODES, {OWN: books.profile_id})]


def _heading(seed: HeadingSeed, made: Profile, books: WritableAccountBooks | WritableBooks) -> dict[str, Any]:
    return {
        "profile_id": made.id,
        "id": books.new_id(),
        "number": seed.number,
        "name": _name(seed.names, made.language),
        "names": seed.names,
        "type": seed.type,
        "total_from": seed.total_from,
        "intervals": [list(interval) for interval in seed.intervals],
        "created_at": books.now,
        "updated_at": books.now,
    }


def _name(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names["en"]


def chart_account(row: RowMapping) -> ChartAccount:
    """An account as postings need it, from its row."""
    return ChartAccount(
        id=row["id"],
        number=row["number"],
        name=row["name"],
        account_class=AccountClass(row["class"]),
        type=AccountType(row["type"]),
        vat_code=row["vat_code"],
        archived=row["archived"],
    )


def _vat_code(row: RowMapping) -> ChartVatCode:
    plain = dict(row)
    category = plain.pop("category")
    return ChartVatCode(
        **plain | {"type": VatType(row["type"]), "principle": VatPrinciple(row["principle"])},
        category=TaxCategory(category) if category else None,
    )
