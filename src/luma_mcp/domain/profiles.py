"""Profiles: the companies of an account, and what their documents start from."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from luma_mcp.domain.bank_accounts import Bic, Iban, QrIban
from luma_mcp.domain.model import Country, Language, Model, Notes, Resource, Text
from luma_mcp.domain.money import Currency, Percent
from luma_mcp.domain.paging import Search
from luma_mcp.domain.parties import Days, Email


class BookkeepingMode(StrEnum):
    """simple: confirming an expense also pays it; double_entry: payments are recorded apart."""

    SIMPLE = "simple"
    DOUBLE_ENTRY = "double_entry"


class VatMethod(StrEnum):
    """How VAT is settled."""

    EFFECTIVE = "effective"
    NET_RATE = "net_rate"


class VatPeriod(StrEnum):
    """How often VAT is settled."""

    QUARTER = "quarter"
    HALF_YEAR = "half_year"


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is not an IANA time zone such as Europe/Zurich")
    return name


def _real_day(text: str) -> str:
    date.fromisoformat(f"2001-{text}")
    return text


Prefix = Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z0-9./_-]*$")]
TimeZone = Annotated[str, StringConstraints(max_length=60), AfterValidator(_known_zone)]
MonthDay = Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$"), AfterValidator(_real_day)]


class ProfileFields(Model):
    """What may be said of a profile; documents made later start from it."""

    legal_name: Text | None = None
    street: Text | None = None
    postal_code: Text | None = None
    city: Text | None = None
    email: Email | None = None
    phone: Text | None = None
    website: Text | None = None
    vat_number: Text | None = None
    vat_registered: bool | None = None
    default_tax_rate: Percent | None = None
    currency: Currency | None = None
    iban: Iban | None = None
    qr_iban: QrIban | None = None
    bic: Bic | None = None
    invoice_prefix: Prefix | None = None
    offer_prefix: Prefix | None = None
    number_padding: Annotated[int, Field(ge=1, le=9)] | None = None
    payment_deadline_days: Days | None = None
    payment_template: Notes | None = None
    bookkeeping_mode: BookkeepingMode | None = None
    vat_method: VatMethod | None = None
    vat_period: VatPeriod | None = None
    fiscal_year_start: MonthDay | None = None
    time_zone: TimeZone | None = None
    language: Language | None = None
    billing_email: Email | None = None
    contact_first_name: Text | None = None
    contact_last_name: Text | None = None


MAY_BE_EMPTY = frozenset(
    {
        "legal_name",
        "street",
        "postal_code",
        "city",
        "email",
        "phone",
        "website",
        "vat_number",
        "iban",
        "qr_iban",
        "bic",
        "payment_template",
        "billing_email",
        "contact_first_name",
        "contact_last_name",
    }
)
"""What a profile may be without."""


class ProfileDraft(ProfileFields):
    """A new profile; what is not given comes from its country."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Beispiel GmbH", "country": "CH"}]})

    name: Text
    country: Country


class ProfileChange(ProfileFields):
    """What changes on a profile: only the fields given, and only for later documents."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065", "payment_deadline_days": 14}]}
    )
    never_empty: ClassVar[frozenset[str]] = frozenset({"name", "country", *ProfileFields.model_fields}) - MAY_BE_EMPTY

    id: UUID
    name: Text | None = None
    country: Country | None = None


class ProfileQuery(Model):
    """Which profiles: those that the caller reaches."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    limit: Annotated[int, Field(ge=1, le=200)] = 200
    search: Search | None = None


class CompanyQuery(Model):
    """Nothing is asked: the company whose books these are is meant."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class ProfileRef(Model):
    """Which profile."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065"}]})

    id: UUID = Field(description="Profile")


class Profile(Resource):
    """A profile with its defaults."""

    concise: ClassVar[tuple[str, ...]] = (
        "id", "name", "country", "currency", "vat_registered", "default_tax_rate", "bookkeeping_mode", "time_zone",
    )  # fmt: skip

    name: str
    legal_name: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    country: str
    email: str | None
    phone: str | None
    website: str | None
    vat_number: str | None
    vat_registered: bool
    default_tax_rate: Decimal
    currency: Currency
    iban: str | None
    qr_iban: str | None
    bic: str | None
    invoice_prefix: str
    offer_prefix: str
    number_padding: int
    payment_deadline_days: int
    payment_template: str | None
    bookkeeping_mode: BookkeepingMode
    vat_method: VatMethod
    vat_period: VatPeriod
    fiscal_year_start: str
    time_zone: str
    language: str
    billing_email: str | None
    contact_first_name: str | None
    contact_last_name: str | None
