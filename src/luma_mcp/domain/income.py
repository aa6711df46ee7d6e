"""Income that comes without an invoice: cash sales, interest, subsidies, insurance refunds, owner contributions."""

from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.model import CalendarDate, Day, Description, Model, Resource, Text
from luma_mcp.domain.money import Amount, Currency, Percent

IncomeCategory = Annotated[
    Text,
    Field(
        description="cash_sales, interest, subsidies, insurance_refunds, owner_contributions, other, or one of your own"
    ),
]


class IncomeDraft(Model):
    """Income to record. `amount` is gross, in the profile's currency; default bank account and VAT rate 0."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "date": "2026-03-31",
                    "amount": "12.40",
                    "description": "Interest Q1",
                    "category": "interest",
                    "bank_account_id": "0197a943-2325-7829-b835-b6c71a293065",
                }
            ]
        }
    )

    date: CalendarDate = Field(description="Date received")
    amount: Annotated[Amount, Field(gt=0, description="Gross amount in the profile's currency")]
    currency: Currency | None = Field(None, description="Only the profile's currency")
    description: Description
    category: IncomeCategory
    bank_account_id: UUID = Field(description="Bank account that received it")
    tax_rate: Percent | None = Field(None, description="VAT rate contained in the amount; default 0")


class Income(Resource):
    """Income as recorded."""

    concise: ClassVar[tuple[str, ...]] = ("id", "date", "description", "category", "currency", "amount", "tax", "net")

    date: Day
    amount: Decimal
    currency: Currency
    description: str
    category: str
    bank_account_id: UUID
    tax_rate: Decimal
    net: Decimal
    tax: Decimal
