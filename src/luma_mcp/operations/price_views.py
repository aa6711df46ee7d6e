"""How prices are shown: with the currencies of their product and the VAT rate in each zone of a client."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from luma_mcp.domain.clients import VatZone
from luma_mcp.domain.product_groups import ProductGroup
from luma_mcp.domain.product_prices import PriceStatus, ProductPrice, ZoneRates
from luma_mcp.domain.products import Product
from luma_mcp.domain.profiles import Profile
from luma_mcp.store.books import Books
from luma_mcp.store.chart import ChartAccount, ChartVatCode, accounts_by_id, base_currency, vat_codes_of
from luma_mcp.store.product_groups import find_product_group
from luma_mcp.store.product_prices import prices_of
from luma_mcp.store.profiles import this_profile

_NONE = Decimal(0)


async def shown_prices(books: Books, product: Product) -> tuple[ProductPrice, ...]:
    """The prices of a product, the default first."""
    kept = await prices_of(books, product.id)
    if not kept:
        return ()
    base, rates = await base_currency(books), await _zone_rates(books, product)
    active = {price["currency"] for price in kept if price["status"] == PriceStatus.ACTIVE}
    shared = {"base_currency": base, "available_currencies": tuple(sorted(active)), "vat_rates_by_zone": rates}
    return tuple(ProductPrice.model_validate(price | shared) for price in kept)


async def _zone_rates(books: Books, product: Product) -> ZoneRates:
    """The rates of the VAT codes of the group's accounts; a rate of the product's own goes first at home.

    Nothing is charged in the zone without VAT, nor by who is not registered.
    """
    profile, group = await this_profile(books), await find_product_group(books, product.group_id)
    if group is None or not profile.vat_registered:
        return ZoneRates(**dict.fromkeys(ZoneRates.model_fields, _NONE))
    accounts = await accounts_by_id(books, [group.account_of(zone) for zone in VatZone])
    rates = _rates(profile, group, accounts, await vat_codes_of(books))
    home = {} if product.tax_rate is None else {"domestic": product.tax_rate}
    return ZoneRates(**rates | home | {"domestic_without_vat": _NONE})


def _rates(
    profile: Profile,
    group: ProductGroup,
    accounts: Mapping[UUID, ChartAccount],
    codes: Sequence[ChartVatCode],
) -> dict[str, Any]:
    by_name = {code.code: code for code in codes}
    rates: dict[str, Any] = {}
    for zone in VatZone:
        code = by_name.get(accounts[group.account_of(zone)].vat_code or "")
        rates[zone.value] = _NONE if code is None else _rate(profile, code)
    return rates


def _rate(profile: Profile, code: ChartVatCode) -> Decimal:
    """The rate of a code; one of any rate bears the profile's."""
    return profile.default_tax_rate if code.rate is None else code.rate
