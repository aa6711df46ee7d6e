"""What a company of the demo is made of: whom it sells to and buys from, what it sells, and how much it does."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Recurring:
    """A recurring invoice: the client by position, catalog items by position with quantities, and its schedule."""

    title: str
    client: int
    items: tuple[tuple[int, int], ...]
    interval: str
    start: date
    end: date | None = None
    paused_on: date | None = None


@dataclass(frozen=True)
class Bill:
    """What a vendor charges: category, gross amounts from and to, VAT rate, and whether it comes every month."""

    vendor: int
    category: str
    text: str
    low: int
    high: int
    monthly: bool = False
    tax_rate: str | None = None


@dataclass(frozen=True)
class Company:
    """Everything that is known of a company before its first day, and how much it does in 18 months."""

    profile: dict[str, Any]
    accounts: tuple[dict[str, Any], ...]
    clients: tuple[dict[str, Any], ...]
    vendors: tuple[dict[str, Any], ...]
    catalog: tuple[dict[str, Any], ...]
    recurring: tuple[Recurring, ...]
    bills: tuple[Bill, ...]
    income: tuple[tuple[date, str, str, str], ...]
    expense_tax_rate: str
    untaxed: str
    """Why a client abroad is charged no VAT."""
    single_invoices: int
    """Beside those that recur or come from an offer."""
    offers: int
    expenses: int


def client(name: str, street: str, place: str, country: str, contact: str, **more: Any) -> dict[str, Any]:
    """A client with its address; `place` is postal code and city."""
    postal_code, city = place.split(" ", 1)
    address = {"street": street, "postal_code": postal_code, "city": city, "country": country}
    return {"name": name, **address, "contact_person": contact, **more}


def vendor(name: str, city: str, country: str, **more: Any) -> dict[str, Any]:
    """A vendor."""
    return {"name": name, "city": city, "country": country, **more}


def item(name: str, unit: str, price: str, category: str, **more: Any) -> dict[str, Any]:
    """A catalog item."""
    return {"name": name, "unit": unit, "price": price, "category": category, **more}
