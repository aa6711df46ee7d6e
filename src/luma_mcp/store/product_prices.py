"""Prices of products in the books: found, written, and locked once a document has used them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, select

from luma_mcp.domain.product_prices import TERMS, Tier
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.product_tables import product_price

SIMPLE = and_(
    product_price.c.is_default,
    product_price.c.billing_period_type == "one_time",
    product_price.c.pricing_model == "flat_rate",
)
"""The price of the simple form of a product: its default one, flat and due once."""


async def prices_of(books: Books, product_id: UUID) -> list[dict[str, Any]]:
    """The prices of a product, the default first, then by age."""
    own = books.own(product_price) & (product_price.c.product_id == product_id)
    order = (product_price.c.is_default.desc(), product_price.c.created_at, product_price.c.id)
    return [_price(row) for row in await books.fetch_all(select(product_price).where(own).order_by(*order))]


async def find_price(books: Books, price_id: UUID) -> dict[str, Any] | None:
    """One price, as it is kept."""
    row = await books.fetch_one(select(product_price).where(books.this(product_price, price_id)))
    return _price(row) if row else None


async def find_default(books: Books, product_id: UUID) -> dict[str, Any] | None:
    """The default price of a product; none where it has no prices."""
    wanted = (product_price.c.product_id == product_id) & product_price.c.is_default
    row = await books.fetch_one(select(product_price).where(books.own(product_price), wanted))
    return _price(row) if row else None


async def hold_price(books: WritableBooks, price_id: UUID) -> None:
    """Keep other writes from changing a price until this one is done."""
    await books.hold_record(product_price, price_id)


async def add_price(books: WritableBooks, row: dict[str, Any]) -> None:
    """Write a new price."""
    await books.add(product_price, **row | {"profile_id": books.profile_id, "tiers": _kept(row["tiers"])})


async def save_terms(books: WritableBooks, price: dict[str, Any]) -> bool:
    """Write the nickname and the terms of a price that is not locked; False when it is."""
    row = {name: price[name] for name in ("nickname", *TERMS)} | {"tiers": _kept(price["tiers"])}
    return await _save(books, price["id"], ~product_price.c.is_locked, **row)


async def save_state(books: WritableBooks, price_id: UUID, **row: Any) -> None:
    """Write what of a price may change at any time: nickname, status, whether it is the default."""
    await _save(books, price_id, product_price.c.id == price_id, **row)


async def remove_price(books: WritableBooks, price_id: UUID) -> None:
    """Delete a price that nothing has used."""
    await books.write(product_price.delete().where(books.this(product_price, price_id)))


async def remove_prices(books: WritableBooks, product_id: UUID) -> None:
    """Delete the prices of a product that is deleted."""
    own = books.own(product_price) & (product_price.c.product_id == product_id)
    await books.write(product_price.delete().where(own))


async def lock_prices(books: WritableBooks, product_ids: Iterable[UUID | None]) -> None:
    """Lock the default prices of the products that stand on a document."""
    used = {one for one in product_ids if one is not None}
    if used:
        fresh = product_price.c.product_id.in_(used) & product_price.c.is_default & ~product_price.c.is_locked
        await books.write(product_price.update().where(books.own(product_price), fresh).values(is_locked=True))


async def _save(books: WritableBooks, price_id: UUID, condition: ColumnElement[bool], **row: Any) -> bool:
    this = books.this(product_price, price_id) & condition
    return bool(await books.write(product_price.update().where(this).values(updated_at=books.now, **row)))


def _kept(tiers: Sequence[Tier]) -> list[list[str | None]]:
    parts = ((tier.up_to, tier.unit_amount, tier.flat_amount) for tier in tiers)
    return [[None if one is None else format(one, "f") for one in part] for part in parts]


def _price(row: RowMapping) -> dict[str, Any]:
    tiers = tuple(Tier(up_to=up_to, unit_amount=unit, flat_amount=flat) for up_to, unit, flat in row["tiers"])
    return {name: value for name, value in row.items() if name != "profile_id"} | {"tiers": tiers}
