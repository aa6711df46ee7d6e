"""Prices of products: read, make, change, delete; active, disabled, archived; the default one; locked once used."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.product_prices import (
    TERMS,
    BillingPeriodType,
    PriceStatus,
    PricingModel,
    ProductPrice,
    ProductPriceChange,
    ProductPriceDraft,
    check_terms,
)
from luma_mcp.errors import DefaultPrice, Invalid, NotFound, PriceLocked, Problem, StatusNotAllowed, UnknownReference
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.licences import require_licence
from luma_mcp.operations.price_views import shown_prices
from luma_mcp.store import product_prices as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.products import find_product, hold_product
from luma_mcp.store.profiles import this_profile


@reads("products")
async def get_product_price(books: Books, wanted: Ref) -> ProductPrice:
    """Show one price of a product: its terms, whether it is locked, and the VAT rate in each zone."""
    kept = await store.find_price(books, wanted.id)
    product = await find_product(books, kept["product_id"]) if kept else None
    if product is None:
        raise NotFound.of("product price", wanted.id)
    return next(price for price in await shown_prices(books, product) if price.id == wanted.id)


@writes("products")
async def create_product_price(books: WritableBooks, draft: ProductPriceDraft) -> ProductPrice:
    """Create a price of a product, active at once; the first one becomes the product's default.

    Raises:
        UnknownReference: the product or the meter is not there.
        LicenceRequired: recurring needs Subscription, usage MeteredProducts too.
    """
    await hold_product(books, draft.product_id)
    if await find_product(books, draft.product_id) is None:
        raise UnknownReference.of("product_id", "product", draft.product_id)
    terms = draft.model_dump(exclude={"tiers"}) | {"tiers": draft.tiers or ()}
    terms["currency"] = draft.currency or (await this_profile(books)).currency
    terms["billing_interval_count"] = _count(terms)
    await _check(books, terms)
    is_default = await store.find_default(books, draft.product_id) is None
    state = {"status": PriceStatus.ACTIVE, "is_default": is_default, "is_locked": False}
    row = books.stamp() | terms | state
    await store.add_price(books, row)
    return await get_product_price(books, Ref(id=row["id"]))


@writes("products")
async def update_product_price(books: WritableBooks, change: ProductPriceChange) -> ProductPrice:
    """Change a price: only the fields given. Once it was used only its nickname changes.

    Raises:
        PriceLocked: it was used by a document or a subscription.
    """
    await store.hold_price(books, change.id)
    before = await _kept(books, change.id)
    fields = changed_fields(change)
    if "tiers" in fields:
        fields["tiers"] = change.tiers or ()
    after = _together(before, fields)
    if all(after[name] == before[name] for name in TERMS):
        await store.save_state(books, change.id, nickname=after["nickname"])
    else:
        if before["is_locked"]:
            raise PriceLocked
        await _check(books, after)
        if not await store.save_terms(books, after):
            raise PriceLocked
    return await get_product_price(books, Ref(id=change.id))


@writes("products", destructive=True)
async def delete_product_price(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a price that nothing has used; the default one only when the product has no other.

    Raises:
        PriceLocked: it was used; archive it instead.
        DefaultPrice: it is the default and there are others.
    """
    price = await _kept(books, wanted.id)
    if price["is_locked"]:
        raise PriceLocked
    if price["is_default"] and len(await store.prices_of(books, price["product_id"])) > 1:
        raise DefaultPrice
    await store.remove_price(books, wanted.id)
    return Deleted(id=wanted.id)


@writes("products")
async def activate_product_price(books: WritableBooks, wanted: Ref) -> ProductPrice:
    """Activate a price that is disabled or archived, so that it is sold again."""
    return await _move(books, wanted, PriceStatus.ACTIVE)


@writes("products")
async def disable_product_price(books: WritableBooks, wanted: Ref) -> ProductPrice:
    """Disable a price for now; what uses it already goes on. The default price is not disabled."""
    return await _move(books, wanted, PriceStatus.DISABLED)


@writes("products")
async def archive_product_price(books: WritableBooks, wanted: Ref) -> ProductPrice:
    """Archive a price that is sold no more; what uses it already goes on. The default price is not archived."""
    return await _move(books, wanted, PriceStatus.ARCHIVED)


@writes("products")
async def set_default_product_price(books: WritableBooks, wanted: Ref) -> ProductPrice:
    """Make an active price the default of its product, in the place of the one that is."""
    price = await _kept(books, wanted.id)
    await hold_product(books, price["product_id"])
    if price["status"] != PriceStatus.ACTIVE:
        words = f"A default price is active; this one is {price['status']}."
        raise StatusNotAllowed(words, fix="Activate it first (activate_product_price).")
    before = await store.find_default(books, price["product_id"])
    if before is None or before["id"] != wanted.id:
        await _make_default(books, wanted.id, before)
    return await get_product_price(books, wanted)


async def reprice(books: WritableBooks, product_id: UUID, **simple: Any) -> None:
    """Change the simple price (amount, currency) of a product; a locked one is archived and another takes its place."""
    before = await store.find_default(books, product_id)
    if before is None:
        raise LookupError("a catalog item without its price")
    after = before | simple
    if not before["is_locked"] and await store.save_terms(books, after):
        return
    if all(before[name] == after[name] for name in simple):
        return
    fresh = books.stamp()
    await store.add_price(books, after | fresh | {"is_default": False, "is_locked": False})
    await _make_default(books, fresh["id"], before)
    await store.save_state(books, before["id"], status=PriceStatus.ARCHIVED)


def simple_price(product_id: UUID, amount: Decimal, currency: str) -> dict[str, Any]:
    """The terms of a default price that is flat and due once, as a catalog item has it."""
    nothing = dict.fromkeys(("nickname", "billing_interval", "billing_interval_count", "meter_id"))
    state = {"status": PriceStatus.ACTIVE, "is_default": True, "is_locked": False, "tiers": ()}
    kind = {"billing_period_type": BillingPeriodType.ONE_TIME, "pricing_model": PricingModel.FLAT_RATE}
    return nothing | state | kind | {"product_id": product_id, "unit_amount": amount, "currency": currency}


async def _make_default(books: WritableBooks, price_id: UUID, before: dict[str, Any] | None) -> None:
    if before is not None:
        await store.save_state(books, before["id"], is_default=False)
    await store.save_state(books, price_id, is_default=True)


async def _move(books: WritableBooks, wanted: Ref, status: PriceStatus) -> ProductPrice:
    price = await _kept(books, wanted.id)
    await hold_product(books, price["product_id"])
    price = await _kept(books, wanted.id)
    if price["is_default"] and status is not PriceStatus.ACTIVE:
        raise DefaultPrice
    await store.save_state(books, wanted.id, status=status)
    return await get_product_price(books, wanted)


async def _kept(books: Books, price_id: UUID) -> dict[str, Any]:
    found = await store.find_price(books, price_id)
    if found is None:
        raise NotFound.of("product price", price_id)
    return found


def _together(before: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """A price with what changes; terms that another model or period has no place for are dropped unless given."""
    after = before | fields
    if after["pricing_model"] != before["pricing_model"]:
        flat = after["pricing_model"] == PricingModel.FLAT_RATE
        after = after | ({"tiers": ()} if flat else {"unit_amount": None}) | fields
    if after["billing_period_type"] == BillingPeriodType.ONE_TIME != before["billing_period_type"]:
        after = after | {"billing_interval": None, "billing_interval_count": None} | fields
    if after["billing_period_type"] != BillingPeriodType.USAGE != fields.get("meter_id", ""):
        after = after | {"meter_id": fields.get("meter_id")}
    return after | {"billing_interval_count": _count(after)}


def _count(terms: dict[str, Any]) -> int | None:
    given: int | None = terms["billing_interval_count"]
    return 1 if given is None and terms["billing_interval"] is not None else given


async def _check(books: Books, terms: dict[str, Any]) -> None:
    """Refuse terms that do not hold together, that need a licence, or that name a meter that is not there."""
    period = BillingPeriodType(terms["billing_period_type"])
    check_terms(terms | {"billing_period_type": period, "pricing_model": PricingModel(terms["pricing_model"])})
    if period is not BillingPeriodType.ONE_TIME:
        await require_licence(books, "Subscription")
    if period is BillingPeriodType.USAGE:
        await require_licence(books, "MeteredProducts")
        _check_meter(terms["meter_id"])


def _check_meter(meter_id: UUID | None) -> None:
    """Refuse a meter that is not there; there are none so far."""
    if meter_id is None:
        raise Invalid(
            "meter_id: is required for usage", problems=[Problem("meter_id", "is required for usage", "missing")]
        )
    problem = f"there is no meter {meter_id} in this profile"
    raise UnknownReference(f"meter_id: {problem}", problems=[Problem("meter_id", problem)], subject="meter")
