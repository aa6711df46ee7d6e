"""Ledger accounts as they are shown and changed."""

from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from luma_mcp.domain.charts import AccountClass, AccountType
from luma_mcp.domain.model import Language, Model, Resource, Text, of_form
from luma_mcp.domain.money import Currency
from luma_mcp.domain.paging import PageQuery

AccountNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20),
    of_form(r"[0-9A-Za-z][0-9A-Za-z.\-]*", "is made of digits and letters such as 6570 or 6570.1"),
]
"""What an account is called in its chart: digits as a rule."""


class AccountName(Model):
    """The name of an account in a language."""

    language: Language
    name: Text


Names = Annotated[tuple[AccountName, ...], Field(max_length=10)]


PublicNumber = Annotated[int, Field(ge=1, le=999_999)]
"""A number of the public standard chart."""


class AccountFields(Model):
    """What may be said of an account besides number, name and type."""

    names: Names | None = Field(None, description="Its name in other languages")
    class_: AccountClass | None = Field(None, alias="class", description="Default: that of the type")
    vat_code: Text | None = Field(None, description="VAT code that its lines usually bear (list_vat_codes)")
    archived: bool | None = Field(None, description="true: takes no new lines by hand")
    public_number: PublicNumber | None = Field(
        None, description="Number in the public standard chart (Denmark); default: of the account that it stands after"
    )


class AccountDraft(AccountFields):
    """A new account in the chart."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"number": "6571", "name": "AI services", "type": "operating_expense"}]}
    )

    number: AccountNumber
    name: Text
    type: AccountType


class AccountChange(AccountFields):
    """What changes on an account: only the fields given. A used one keeps number, class and type."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065", "name": "Software and AI"}]}
    )
    never_empty: ClassVar[frozenset[str]] = frozenset({"archived", "class_", "name", "number", "type"})

    id: UUID = Field(description="Account")
    number: AccountNumber | None = None
    name: Text | None = None
    type: AccountType | None = None


class AccountQuery(PageQuery):
    """Which accounts."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"class": "expense", "archived": False}]})
    sorts: ClassVar[tuple[str, ...]] = ("number", "name", "created_at", "updated_at")
    default_sort: ClassVar[str] = "number"

    class_: AccountClass | None = Field(None, alias="class")
    type: AccountType | None = None
    archived: bool | None = Field(None, description="Default: both")


class Account(Resource):
    """An account with its balance.

    `balance` is in the currency of the books and by whole months to the present one: of assets and liabilities since
    the beginning, of revenue and expense since the start of the fiscal year. Above zero is what is usual: debit for
    assets and expense, credit for liabilities, equity and revenue.
    """

    concise: ClassVar[tuple[str, ...]] = ("id", "number", "name", "class_", "type", "vat_code", "balance", "currency")

    number: str
    name: str
    names: tuple[AccountName, ...]
    class_: AccountClass = Field(alias="class")
    type: AccountType
    vat_code: str | None
    public_number: int | None
    balance: Decimal
    currency: Currency
    archived: bool
