"""What a company's documents start from, as the fields of a form: in groups, with the words beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import NoneType
from typing import Any, get_args

from luma_mcp.domain.money import without_zeros
from luma_mcp.domain.profiles import Profile
from luma_mcp.rest.pages.forms import Form

_YES_OR_NO = (("true", "Yes"), ("false", "No"))
_MAY_BE_NONE = frozenset(name for name, field in Profile.model_fields.items() if NoneType in get_args(field.annotation))


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its words, and what can be chosen where it is a choice."""

    name: str
    label: str
    hint: str = ""
    options: Sequence[tuple[str, str]] = ()
    long: bool = False
    number: bool = False
    several: bool = False
    """More than one option can be chosen; they are one text, with spaces between them."""

    @property
    def choices(self) -> Sequence[tuple[str, str, str]]:
        """The options, each with nothing more to say of it."""
        return [(key, words, "") for key, words in self.options]

    def shown(self, value: str) -> str:
        """The value in words, for who may only look."""
        words = dict(self.options)
        if self.several:
            return ", ".join(words[one] for one in value.split())
        return words.get(value, value) or "Not set"

    def said_in(self, form: Form) -> str:
        """What a form says of it."""
        return " ".join(form.many(self.name)) if self.several else form.text(self.name).strip()

    def given(self, value: str) -> Any:  # noqa: ANN401  what an operation takes
        """The value as an operation takes it; none where a text is empty."""
        return value.split() if self.several else value or None

    def at_first(self) -> str:
        """The value of a new record: the first option, or all where several can be chosen."""
        keys = [key for key, _ in self.options]
        return " ".join(keys if self.several else keys[:1])


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together."""

    heading: str
    lead: str
    fields: Sequence[Field]


COUNTRY = Field("country", "Country", "Two letters, such as CH or DK.")
CURRENCY = Field("currency", "Currency", "Three letters, such as CHF. New documents and the books are in it.")
REGISTERED = Field("vat_registered", "Registered for VAT", options=_YES_OR_NO)
VAT_NUMBER = Field("vat_number", "VAT number", "For example CHE-123.456.788 MWST.")
MODE = Field(
    "bookkeeping_mode",
    "Bookkeeping",
    "Simple: an expense that is confirmed is paid too. Double entry: payments are recorded apart.",
    options=(("double_entry", "Double entry"), ("simple", "Simple")),
)

GROUPS: Sequence[Group] = (
    Group(
        "Company",
        "What stands at the head of every document.",
        (
            Field("name", "Name"),
            Field("legal_name", "Name in the register", "Where it differs."),
            Field("street", "Street and number"),
            Field("postal_code", "Postal code"),
            Field("city", "City"),
            COUNTRY,
            Field("email", "E-mail address"),
            Field("phone", "Telephone"),
            Field("website", "Website"),
            Field("billing_email", "E-mail address for bills", "Where suppliers send what the company owes."),
            Field("contact_first_name", "Contact person, first name"),
            Field("contact_last_name", "Contact person, last name"),
        ),
    ),
    Group(
        "Invoices and offers",
        "What a new one starts from, where a client says nothing else.",
        (
            Field("invoice_prefix", "Prefix of invoice numbers", "For example IV-."),
            Field("offer_prefix", "Prefix of offer numbers", "For example OF-."),
            Field("number_padding", "Digits of a number", "3 makes IV-007.", number=True),
            Field("payment_deadline_days", "Days until payment is due", number=True),
            CURRENCY,
            Field("language", "Language of documents", "Two letters, such as de or en."),
            Field("payment_template", "Terms of payment", "Printed on every invoice.", long=True),
        ),
    ),
    Group(
        "Bank",
        "Where clients pay to.",
        (
            Field("iban", "IBAN"),
            Field("qr_iban", "QR-IBAN", "For Swiss QR-bills with a reference."),
            Field("bic", "BIC"),
        ),
    ),
    Group(
        "VAT",
        "The rate of a new line, and how VAT is settled.",
        (
            REGISTERED,
            VAT_NUMBER,
            Field("default_tax_rate", "Rate of a new line, in percent", "For example 8.1."),
            Field("vat_method", "Method", options=(("effective", "Effective"), ("net_rate", "Net tax rate"))),
            Field("vat_period", "Settled", options=(("quarter", "Every quarter"), ("half_year", "Every half-year"))),
        ),
    ),
    Group(
        "Books",
        "How the books are kept.",
        (
            MODE,
            Field("fiscal_year_start", "First day of the fiscal year", "Month and day, such as 01-01."),
            Field("time_zone", "Time zone", "Such as Europe/Zurich. It decides what day it is."),
        ),
    ),
)

FIRST: Sequence[Field] = (
    Field("name", "Name of the company"),
    COUNTRY,
    Field("currency", "Currency", "Three letters, such as CHF. Empty: the country’s own."),
    REGISTERED,
    VAT_NUMBER,
    MODE,
)
"""What is asked when a company is added; all the rest starts as its country has it."""

LABELS: Mapping[str, str] = {field.name: field.label for group in GROUPS for field in group.fields}
NEW: Mapping[str, str] = {field.name: "" for field in FIRST} | {
    "vat_registered": "false",
    "bookkeeping_mode": "double_entry",
}


def texts_of(profile: Profile) -> dict[str, str]:
    """A company's values as a form shows them."""
    return {name: _text(getattr(profile, name)) for name in LABELS}


def changes(form: Form, before: Mapping[str, str]) -> dict[str, Any]:
    """The fields that a form changes; what is emptied is none, where there may be none."""
    given = {name: form.text(name).strip() for name in before if name in form.values}
    changed = {name: value for name, value in given.items() if value != before[name]}
    return {name: None if not value and name in _MAY_BE_NONE else value for name, value in changed.items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, StrEnum):
        return value.value
    return str(without_zeros(value)) if isinstance(value, Decimal) else str(value)
