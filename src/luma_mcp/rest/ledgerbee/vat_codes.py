"""VAT codes, as LedgerBee lists them."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, PlainSerializer, WithJsonSchema
from typing_extensions import override

from luma_mcp.domain.chart import digits_of
from luma_mcp.domain.vat_codes import VatCode, VatPrinciple
from luma_mcp.operations import vat_codes
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.wire import Given, Shown


def _number(percent: Decimal) -> int | float:
    """A percentage as a JSON number; a few digits are the same in binary and back."""
    return int(percent) if percent == int(percent) else float(percent)


PercentNumber = Annotated[
    Decimal, PlainSerializer(_number, return_type=int | float), WithJsonSchema({"type": "number"})
]


class VatCodeType(StrEnum):
    """The kind of transaction; codes of SALES are valid for sales with VAT."""

    SALES = "SALES"
    PURCHASE = "PURCHASE"
    REVERSE_CHARGE = "REVERSE_CHARGE"
    ACQUISITION = "ACQUISITION"
    EXEMPT = "EXEMPT"
    EXPORT = "EXPORT"


class VatCodeListQuery(Given):
    """Nothing can be asked: all codes are given."""


class VatCodeResponse(Shown):
    """A VAT code, with the accounts that its VAT is booked to."""

    words: ClassVar[Mapping[str, str]] = {
        "vat_code": "code",
        "vat_rate": "rate",
        "account_to_book_id": "account_id",
        "account_to_book_number": "account",
        "account_to_book_name": "account_name",
        "contra_account_to_book_id": "contra_account_id",
        "contra_account_to_book_number": "contra_account",
        "contra_account_to_book_name": "contra_account_name",
    }

    id: UUID
    vat_code: str = Field(examples=["S01"])
    name: str
    vat_rate: PercentNumber | None = Field(description="Percent; null: any rate", examples=[25])
    type: VatCodeType
    principle: VatPrinciple = Field(description="gross: an amount with the code holds the VAT; net: it does not")
    account_to_book_id: UUID | None
    account_to_book_number: int | None
    account_to_book_name: str | None
    contra_account_to_book_id: UUID | None = Field(description="Where the buyer owes the VAT (reverse charge)")
    contra_account_to_book_number: int | None
    contra_account_to_book_name: str | None

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """The type in upper case, numbers of accounts as numbers."""
        code: VatCode = made
        return {
            "type": VatCodeType(code.type.upper()),
            "account_to_book_number": code.account and digits_of(code.account),
            "contra_account_to_book_number": code.contra_account and digits_of(code.contra_account),
        }


BINDINGS = (
    Binding(
        "GET",
        "/api/v1/vat-codes",
        vat_codes.list_vat_codes,
        row="list_vat_codes",
        group="VAT Codes",
        scope="vat-codes-read",
        given=VatCodeListQuery,
        shown=VatCodeResponse,
        listed=Listed.ARRAY,
    ),
)
