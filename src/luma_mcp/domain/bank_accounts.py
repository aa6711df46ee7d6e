"""Bank accounts and cash registers: where money comes in and goes out."""

from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from stdnum import iban as iban_rules
from stdnum.exceptions import ValidationError as BadNumber

from luma_mcp.domain.model import Model, Resource, Text
from luma_mcp.domain.money import Amount, Currency
from luma_mcp.domain.paging import PageQuery


def _valid_iban(text: str) -> str:
    try:
        return iban_rules.validate(text)
    except BadNumber:
        raise ValueError("is not a valid IBAN (check digits, length and country)") from None


def is_qr_iban(iban: str) -> bool:
    """Whether an IBAN is a Swiss QR-IBAN: bank id 30000 to 31999."""
    return iban[:2] in {"CH", "LI"} and "30000" <= iban[4:9] <= "31999"


def _valid_qr_iban(text: str) -> str:
    if not is_qr_iban(text):
        raise ValueError("is not a QR-IBAN (a Swiss IBAN whose bank id is 30000 to 31999)")
    return text


Iban = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, max_length=42), AfterValidator(_valid_iban)
]
"""An IBAN, stored without spaces."""

QrIban = Annotated[Iban, AfterValidator(_valid_qr_iban)]
"""A Swiss QR-IBAN."""

Bic = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z]{6}[A-Za-z0-9]{2}([A-Za-z0-9]{3})?$"),
]


class BankAccountFields(Model):
    """What may be said of a bank account besides its name."""

    iban: Iban | None = None
    qr_iban: QrIban | None = None
    bic: Bic | None = None
    bank_name: Text | None = None
    account_number: Annotated[Text | None, Field(description="Number of the ledger account")] = None
    is_default: bool | None = Field(None, description="Payments go here when nothing else is said; one a profile")
    opening_balance: Amount | None = Field(None, description="Written once")
    archived: bool | None = None


class BankAccountDraft(BankAccountFields):
    """A new bank account or cash register."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Postfinance", "iban": "CH9300762011623852957"}]}
    )

    name: Text
    currency: Currency | None = Field(None, description="Default the profile's; fixed afterwards")


class BankAccountChange(BankAccountFields):
    """What changes on a bank account: only the fields given."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065", "is_default": True}]}
    )
    never_empty: ClassVar[frozenset[str]] = frozenset({"archived", "currency", "is_default", "name", "opening_balance"})

    id: UUID = Field(description="Bank account")
    name: Text | None = None
    currency: Currency | None = Field(None, description="Only while nothing is booked on it")


class BankAccountQuery(PageQuery):
    """Which bank accounts."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"archived": False}]})
    sorts: ClassVar[tuple[str, ...]] = ("name", "created_at", "updated_at")
    default_sort: ClassVar[str] = "name"

    currency: Currency | None = None
    archived: bool | None = Field(None, description="Default: both")


class BankAccount(Resource):
    """A bank account; `balance` is what it began with and what came in and went out since.

    Documents name the bank account. A journal entry names a ledger account: it counts where no other bank account of
    the same currency is kept on that one.
    """

    concise: ClassVar[tuple[str, ...]] = ("id", "name", "iban", "currency", "is_default", "balance")

    name: str
    iban: str | None
    qr_iban: str | None
    bic: str | None
    bank_name: str | None
    currency: Currency
    account_number: str | None
    is_default: bool
    opening_balance: Decimal
    balance: Decimal
    archived: bool
