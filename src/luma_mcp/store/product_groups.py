"""Product groups in the books, and the account that sales of their products are booked on."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, RowMapping, and_, case, func, literal, or_, select
from sqlalchemy import text as text_of

from luma_mcp.domain.clients import VatZone
from luma_mcp.domain.paging import Page
from luma_mcp.domain.product_groups import ACCOUNT_OF_ZONE, NAMES, ROLE_OF_ZONE, ProductGroup, ProductGroupQuery
from luma_mcp.domain.profiles import Profile
from luma_mcp.store.books import Books, WritableAccountBooks, WritableBooks
from luma_mcp.store.clients import client
from luma_mcp.store.ledger_accounts import ledger_account, posting_role
from luma_mcp.store.listing import Listing, folded, list_rows, plain
from luma_mcp.store.product_tables import product, product_in_group
from luma_mcp.store.schema import belongs_to, flag, profile_table, reference, text, unique_index
from luma_mcp.store.types import Id

product_group = profile_table(
    "product_group",
    text("number"),
    text("name"),
    text("description", null=True),
    reference("domestic_account_id"),
    reference("eu_account_id"),
    reference("abroad_account_id"),
    reference("domestic_without_vat_account_id"),
    flag("is_default"),
    flag("by_vat_code"),
    text("search"),
    unique_index("uq_product_group_number", "profile_id", "number"),
    Index(
        "uq_product_group_default",
        "profile_id",
        unique=True,
        sqlite_where=text_of("is_default = 1"),
        postgresql_where=text_of("is_default"),
    ),
    *(belongs_to("ledger_account", name) for name in ACCOUNT_OF_ZONE.values()),
)
"""`search` is number and name, each behind a line break, so that what they begin with can be looked for."""

_ACCOUNTS = {name: ledger_account.alias(name.removesuffix("_id")) for name in ACCOUNT_OF_ZONE.values()}
_DERIVED = {name.replace("_id", "_number") for name in _ACCOUNTS} | {"product_count"}

_COUNT = (
    select(func.count())
    .select_from(product_in_group)
    .where(
        product_in_group.c.profile_id == product_group.c.profile_id, product_in_group.c.group_id == product_group.c.id
    )
    .correlate(product_group)
    .scalar_subquery()
    .label("product_count")
)


def _with_accounts() -> Any:
    joined: Any = product_group
    for name, account in _ACCOUNTS.items():
        same = and_(account.c.profile_id == product_group.c.profile_id, account.c.id == product_group.c[name])
        joined = joined.join(account, same)
    return joined


_SOURCE = _with_accounts()
_COLUMNS: list[Any] = [
    product_group,
    *(account.c.number.label(name.replace("_id", "_number")) for name, account in _ACCOUNTS.items()),
    _COUNT,
]
_LISTING = Listing(
    columns=_COLUMNS,
    source=_SOURCE,
    id=product_group.c.id,
    sorts={
        "number": product_group.c.number,
        "name": func.lower(product_group.c.name),
        "created_at": product_group.c.created_at,
        "updated_at": product_group.c.updated_at,
    },
)


async def list_product_groups(books: Books, query: ProductGroupQuery) -> Page[ProductGroup]:
    """A page of product groups."""
    conditions: list[ColumnElement[bool]] = [books.own(product_group)]
    if query.search:
        conditions.append(product_group.c.search.contains("\n" + folded(query.search), autoescape=True))
    if query.updated_since:
        conditions.append(product_group.c.updated_at >= query.updated_since)
    listed = await list_rows(books, _LISTING, query, conditions)
    return Page[ProductGroup](data=tuple(_group(row) for row in listed.rows), meta=listed.meta)


async def find_product_group(books: Books, group_id: UUID) -> ProductGroup | None:
    """One product group."""
    query = select(*_COLUMNS).select_from(_SOURCE).where(books.this(product_group, group_id))
    row = await books.fetch_one(query)
    return _group(row) if row else None


async def default_group_id(books: Books) -> UUID:
    """The group of products for which none is named."""
    query = select(product_group.c.id).where(books.own(product_group), product_group.c.is_default)
    return UUID(str(await books.fetch_value(query)))


async def hold_product_group(books: WritableBooks, group_id: UUID) -> None:
    """Keep other writes from changing a product group until this one is done."""
    await books.hold_record(product_group, group_id)


async def number_taken(books: Books, number: str, but: UUID | None = None) -> bool:
    """Whether another product group bears this number."""
    same = product_group.c.number == number
    return await books.exists(product_group, same if but is None else same & (product_group.c.id != but))


async def add_product_group(books: WritableBooks, row: Mapping[str, Any]) -> None:
    """Write a new product group."""
    search = _search(row["number"], row["name"])
    await books.add(product_group, profile_id=books.profile_id, search=search, **row)


async def save_product_group(books: WritableBooks, changed: ProductGroup) -> None:
    """Write a changed product group."""
    row = changed.model_dump(exclude={"id", "created_at", *_DERIVED})
    row["search"] = _search(changed.number, changed.name)
    await books.write(product_group.update().where(books.this(product_group, changed.id)).values(**row))


async def remove_product_group(books: WritableBooks, group_id: UUID) -> None:
    """Delete a product group without products."""
    await books.write(product_group.delete().where(books.this(product_group, group_id)))


async def accounts_of_products(books: Books, product_ids: Iterable[UUID], client_id: UUID) -> dict[UUID, UUID]:
    """The account that each of these products is booked on for a client; none where its VAT code decides."""
    zone = case(
        *((client.c.vat_zone == zone.value, product_group.c[name]) for zone, name in ACCOUNT_OF_ZONE.items()),
        else_=product_group.c[ACCOUNT_OF_ZONE[VatZone.DOMESTIC]],
    )
    own_group = and_(
        product_group.c.profile_id == product_in_group.c.profile_id, product_group.c.id == product_in_group.c.group_id
    )
    joined = product_in_group.join(product_group, own_group).join(
        client, client.c.profile_id == product_in_group.c.profile_id
    )
    query = select(product_in_group.c.product_id, zone.label("account_id")).select_from(joined)
    wanted = product_in_group.c.product_id.in_(set(product_ids)) & (client.c.id == client_id)
    rows = await books.fetch_all(query.where(books.own(product_in_group), wanted, ~product_group.c.by_vat_code))
    return {row["product_id"]: row["account_id"] for row in rows}


async def product_groups_on(books: Books, account_id: UUID) -> list[str]:
    """The product groups that name an account."""
    on_it = or_(*(product_group.c[name] == account_id for name in _ACCOUNTS))
    query = select(product_group.c.number).where(books.own(product_group), ~product_group.c.by_vat_code, on_it)
    return [f"product group {row['number']}" for row in await books.fetch_all(query)]


async def seed_product_group(books: WritableAccountBooks | WritableBooks, made: Profile) -> None:
    """Write the group that a profile starts with, whose chart is there, and put the products that it has into it."""
    own = select(posting_role.c.role, posting_role.c.account_id).where(posting_role.c.profile_id == made.id)
    accounts = {row["role"]: row["account_id"] for row in await books.fetch_all(own)}
    name = NAMES.get(made.language, NAMES["en"])
    row = {ACCOUNT_OF_ZONE[zone]: _playing(accounts, role) for zone, role in ROLE_OF_ZONE.items()}
    stamp = {"profile_id": made.id, "id": books.new_id(), "created_at": books.now, "updated_at": books.now}
    flags = {"is_default": True, "by_vat_code": True}
    seeded = stamp | flags | {"number": "1", "name": name, "description": None, "search": _search("1", name)}
    await books.add(product_group, **seeded, **row)
    places = select(product.c.profile_id, product.c.id, literal(seeded["id"], Id())).where(
        product.c.profile_id == made.id
    )
    await books.write(product_in_group.insert().from_select(["profile_id", "product_id", "group_id"], places))


def _playing(accounts: Mapping[str, UUID], role: str) -> UUID:
    """The account of a role, or of the one that it is a kind of."""
    while role not in accounts and "_" in role:
        role = role.rpartition("_")[0]
    return accounts[role]


def _search(number: str, name: str) -> str:
    return "".join(f"\n{folded(part)}" for part in (number, name))


def _group(row: RowMapping) -> ProductGroup:
    return ProductGroup.model_validate(plain(row))
