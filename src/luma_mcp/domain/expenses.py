"""Expenses: what the company bought, gross, with its receipt."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field

from luma_mcp.domain.model import CalendarDate, Day, Description, Model, Resource, Text
from luma_mcp.domain.money import Amount, Currency, Percent
from luma_mcp.domain.paging import DatedQuery
from luma_mcp.domain.receipts import MAX_BYTES, from_base64

_ID = "0197a943-2325-7829-b835-b6c71a293065"


CategoryKey = Annotated[
    Text, Field(description="Key of an expense category, e.g. office_supplies, travel, software_it")
]


class ExpenseStatus(StrEnum):
    """draft: nothing is booked; unpaid: confirmed; paid."""

    DRAFT = "draft"
    UNPAID = "unpaid"
    PAID = "paid"


class ExpenseFields(Model):
    """What may be said of an expense besides date, amount and category."""

    vendor_id: UUID | None = Field(None, description="Vendor")
    tax_rate: Percent | None = Field(None, description="VAT rate contained in the amount; default 0")
    vat_code: Text | None = Field(
        None, description="VAT code, for reverse charge or acquisition: the amount is without VAT then (list_vat_codes)"
    )
    description: Description | None = None
    status: ExpenseStatus | None = Field(
        None, description="Default 'unpaid' ('paid' with paid_on, or in simple bookkeeping)"
    )
    paid_on: CalendarDate | None = None
    bank_account_id: UUID | None = Field(None, description="Bank account it was paid from; default the default account")
    due_date: CalendarDate | None = None
    external_id: Text | None = Field(None, description="Id in another system, unique in the profile")


class ExpenseDraft(ExpenseFields):
    """A new expense. `amount` is gross, in the profile's currency."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"date": "2026-03-02", "amount": "129.70", "category": "software_it", "tax_rate": "8.1"}]
        }
    )

    date: CalendarDate
    amount: Annotated[Amount, Field(gt=0, description="Gross amount in the profile's currency")]
    category: CategoryKey


class ExpenseChange(ExpenseFields):
    """What changes on an expense: only the fields given. `status` confirms ('unpaid') and pays ('paid')."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "status": "paid", "paid_on": "2026-03-10"}]})
    never_empty: ClassVar[frozenset[str]] = frozenset({"amount", "category", "date", "status", "tax_rate"})

    id: UUID = Field(description="Expense")
    date: CalendarDate | None = None
    amount: Annotated[Amount, Field(gt=0)] | None = None
    category: CategoryKey | None = None


class ExpenseQuery(DatedQuery):
    """Which expenses. `from` and `to` bound the date."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"category": "travel", "from": "2026-01-01"}]})
    sorts: ClassVar[tuple[str, ...]] = ("date", "amount", "vendor", "number", "created_at", "updated_at")
    default_sort: ClassVar[str] = "-date"

    status: ExpenseStatus | None = None
    vendor_id: UUID | None = Field(None, description="Vendor")
    category: CategoryKey | None = None
    bank_account_id: UUID | None = None
    external_id: Text | None = None


class Receipt(Model):
    """What is known of an attached receipt; the file itself is fetched apart."""

    file_name: str
    type: str
    size: int
    sha256: str


class Expense(Resource):
    """An expense; `amount` is gross, `tax` the VAT in it."""

    concise: ClassVar[tuple[str, ...]] = (
        "id", "number", "status", "date", "vendor_name", "category", "description", "currency", "amount", "tax",
        "paid_on", "due_date", "allowed_actions",
    )  # fmt: skip

    number: str
    status: ExpenseStatus
    date: Day
    amount: Decimal
    currency: Currency
    vendor_id: UUID | None
    vendor_name: str | None
    category: str
    tax_rate: Decimal
    vat_code: str | None
    tax: Decimal
    net: Decimal
    description: str | None
    paid_on: Day | None
    bank_account_id: UUID | None
    due_date: Day | None
    receipt: Receipt | None
    external_id: str | None
    allowed_actions: tuple[str, ...]


def _content(given: object) -> object:
    return from_base64(given) if isinstance(given, str) else given


class ReceiptFile(Model):
    """A receipt to attach: JPG, PNG or PDF up to 10 MB; the content is checked, not only the name."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": _ID, "file_name": "receipt.pdf", "content": "JVBERi0xLjcKJSVFT0YK"}]},
        ser_json_bytes="base64",
    )

    id: UUID = Field(description="Expense")
    file_name: Text
    content: Annotated[
        bytes, BeforeValidator(_content), Field(min_length=1, max_length=MAX_BYTES, description="Base64 in JSON")
    ]


class ReceiptContent(Receipt):
    """A receipt with its content."""

    concise: ClassVar[tuple[str, ...]] = ("file_name", "type", "size", "sha256")
    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    content: bytes


def expense_actions(status: ExpenseStatus) -> tuple[str, ...]:
    """What may be done next, as operation names."""
    return ("update_expense", "attach_receipt", "delete_expense") if status else ()
