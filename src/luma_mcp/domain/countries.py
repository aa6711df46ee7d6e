"""Country packs: what a new profile of a country starts with, read from data files."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from luma_mcp.domain.money import without_zeros
from luma_mcp.domain.vat import TaxCategory

EU = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)


@dataclass(frozen=True, slots=True)
class CategorySeed:
    """A category of expenses or income that a new profile starts with."""

    kind: str
    key: str
    names: dict[str, str]
    posting_role: str


@dataclass(frozen=True)
class Country:
    """The pack of one country."""

    code: str
    currency: str
    time_zone: str
    language: str
    standard_rate: Decimal
    rates: dict[Decimal, TaxCategory]
    categories: tuple[CategorySeed, ...]

    def category_of(self, rate: Decimal) -> TaxCategory:
        """The tax category of a rate above zero; a rate of another time or country counts as standard."""
        return self.rates.get(without_zeros(rate), TaxCategory.STANDARD)


@cache
def country_pack(code: str) -> Country:
    """The pack of a country; countries without one of their own get the general pack with their code."""
    folder = files("luma_mcp.domain") / "packs"
    own = folder / f"{code.lower()}.json"
    name = own if own.is_file() else folder / "general.json"
    return _read(code, json.loads(name.read_text(encoding="utf-8")))


def vat_zone(own: str, other: str | None) -> str:
    """The VAT zone of a party: domestic, eu or abroad, as seen from our own country."""
    if other is None or other == own:
        return "domestic"
    return "eu" if other in EU and own in EU else "abroad"


def _read(code: str, pack: dict[str, Any]) -> Country:
    general = json.loads((files("luma_mcp.domain") / "packs" / "categories.json").read_text(encoding="utf-8"))
    seeds = tuple(
        CategorySeed(kind, key, row["names"], row["role"])
        for kind, rows in general.items()
        for key, row in rows.items()
    )
    return Country(
        code=code,
        currency=pack["currency"],
        time_zone=pack["time_zone"],
        language=pack["language"],
        standard_rate=Decimal(pack["standard_rate"]),
        rates={without_zeros(Decimal(rate)): TaxCategory(category) for rate, category in pack["rates"].items()},
        categories=seeds,
    )
