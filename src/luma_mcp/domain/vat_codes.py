"""VAT codes and the boxes of the VAT return, per country, and which code a line bears on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Protocol, TypeVar
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from luma_mcp.domain.accounts import AccountNumber
from luma_mcp.domain.charts import read_pack
from luma_mcp.domain.model import CalendarDate, Day, Model, Text, of_form
from luma_mcp.domain.money import Percent
from luma_mcp.domain.paging import MAX_LIMIT, Limit, Search
from luma_mcp.domain.vat import TaxCategory

SALES = "sales"
"""The family of domestic sales at the rates of the country."""

OTHER_RATE = "sales_other_rate"
"""The family of sales at a rate that the country does not know, such as the VAT of another country."""


class VatType(StrEnum):
    """The kind of transaction.

    Sales bear `sales`, `exempt` or `export` (whatever leaves the country without VAT); purchases bear `purchase`,
    `reverse_charge` (services whose VAT the buyer owes) or `acquisition` (goods from the EU or abroad).
    """

    SALES = "sales"
    PURCHASE = "purchase"
    REVERSE_CHARGE = "reverse_charge"
    ACQUISITION = "acquisition"
    EXEMPT = "exempt"
    EXPORT = "export"


class VatPrinciple(StrEnum):
    """Whether an amount entered with the code holds its VAT (gross) or not (net)."""

    GROSS = "gross"
    NET = "net"


class VatRole(StrEnum):
    """What a ledger line is to its VAT code.

    The net (base), the tax on the code's VAT account (tax), or the self-assessed tax owed on its contra account.
    """

    BASE = "base"
    TAX = "tax"
    REVERSE = "reverse"


BoxKind = Literal["base", "tax", "sum"]


@dataclass(frozen=True, slots=True)
class BoxRule:
    """A box receives `sign` times the sum of the ledger amounts (debit positive) of the lines with a role."""

    box: str
    of: VatRole
    sign: int


@dataclass(frozen=True, slots=True)
class VatCodeSeed:
    """A VAT code that a new profile starts with.

    `rate` is a percentage, None means any rate. `family` groups the codes of one purpose over all rates and times.
    `category` is set on the sales side: the category of an invoice line that the code stands for. The roles name
    accounts of the chart: of the tax, of self-assessed tax owed, and of a sale's revenue.
    """

    code: str
    names: dict[str, str]
    type: VatType
    rate: Decimal | None
    valid_from: date | None
    valid_to: date | None
    principle: VatPrinciple
    family: str
    category: TaxCategory | None
    account_role: str | None
    contra_role: str | None
    revenue_role: str | None
    boxes: tuple[BoxRule, ...]


@dataclass(frozen=True, slots=True)
class FormBox:
    """A box of the VAT return, in the form's order.

    A form that shows turnover and tax under one number has two boxes here: `303` and `303_tax`. A sum adds its terms,
    (sign, box) each; they stand above it. Where `never_negative`, an amount below zero is left to the opposite box.
    """

    box: str
    names: dict[str, str]
    kind: BoxKind
    terms: tuple[tuple[int, str], ...]
    never_negative: bool = False


@dataclass(frozen=True)
class VatPack:
    """The VAT of one country; `due` is the box that says what is owed, negative when it is to be refunded."""

    codes: tuple[VatCodeSeed, ...]
    form: tuple[FormBox, ...]
    due: str | None


class DatedCode(Protocol):
    """What is asked of a VAT code here, seed or row."""

    @property
    def family(self) -> str: ...
    @property
    def rate(self) -> Decimal | None: ...
    @property
    def category(self) -> TaxCategory | None: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


Code = TypeVar("Code", bound=DatedCode)


class VatCodeQuery(Model):
    """Which VAT codes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"type": "purchase", "on": "2026-03-31"}]})

    type: VatType | None = None
    on: CalendarDate | None = Field(None, description="Only those in force on this day")
    search: Search | None = Field(None, description="Words to look for; all must occur")
    limit: Limit = MAX_LIMIT


CodeName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20),
    of_form(r"[0-9A-Za-z][0-9A-Za-z.\-]*", "is made of digits and letters such as S26"),
]
"""What a VAT code is called."""


class VatCodeFields(Model):
    """What may be said of a VAT code besides what it is called, its type and rate."""

    principle: VatPrinciple | None = Field(None, description="gross: amounts entered hold the VAT; net: not")
    account: AccountNumber | None = Field(None, description="Number of the account of its VAT")
    contra_account: AccountNumber | None = Field(None, description="Number of the account of VAT owed at once")
    valid_from: CalendarDate | None = Field(None, description="First day on which it is in force")
    valid_to: CalendarDate | None = Field(None, description="Last day on which it is in force")


class VatCodeDraft(VatCodeFields):
    """A new VAT code.

    `like` names a code of the same type: what is not given comes from it, and the new one is chosen for documents as
    it is, on the days and at the rate of its own. Without it, the code is only ever chosen by hand.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"code": "NEW", "name": "Sales 12 %", "type": "sales", "rate": "12"}]}
    )

    code: CodeName
    name: Text
    type: VatType
    rate: Percent
    like: CodeName | None = None


class VatCodeChange(VatCodeFields):
    """What changes on a VAT code: only the fields given. One on entries keeps rate, principle and accounts."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065", "name": "Sales 25 % (until 2027)"}]
        }
    )
    never_empty: ClassVar[frozenset[str]] = frozenset({"name", "principle", "rate"})

    id: UUID = Field(description="VAT code")
    name: Text | None = None
    rate: Percent | None = None


class VatCode(Model):
    """A VAT code; `rate` empty means any rate. Amounts entered with a gross code hold the VAT, with a net code not."""

    concise: ClassVar[tuple[str, ...]] = ("id", "code", "name", "type", "rate", "principle", "account", "valid_to")

    id: UUID = Field(description="Id (UUID)")
    code: str
    name: str
    type: VatType
    rate: Decimal | None
    principle: VatPrinciple
    category: TaxCategory | None
    account: str | None = Field(description="Number of the account of its VAT")
    account_id: UUID | None
    account_name: str | None
    contra_account: str | None = Field(description="Number of the account of VAT that is owed at once")
    contra_account_id: UUID | None
    contra_account_name: str | None
    valid_from: Day | None
    valid_to: Day | None


@cache
def vat_pack(country: str) -> VatPack:
    """The VAT codes and form of a country; countries without their own get the general ones."""
    pack = read_pack("vat", country)
    codes = tuple(_code(row) for row in pack["codes"])
    return VatPack(codes, tuple(_form_box(row) for row in pack["form"]), pack["due"])


def in_force(codes: Sequence[Code], family: str, rate: Decimal | None, day: date) -> Code | None:
    """The code of a family that bears the rate on the day; rate None asks for the one of any rate."""
    return next((code for code in _of(codes, family, rate) if is_valid(code, day)), None)


def sales_code(codes: Sequence[Code], category: TaxCategory, rate: Decimal, day: date) -> Code | None:
    """The code of an invoice line.

    In force on the day if there is one, otherwise the rate's code of another time, otherwise the one of any rate. Of
    several codes of a category the one whose family bears the category's name goes first, so that goods sold to the EU
    are chosen by hand where services are the rule.
    """
    fitting = [code for code in codes if code.category == category and code.rate == rate] or _of(codes, SALES, rate)
    best = max(fitting, key=lambda code: (is_valid(code, day), code.family == category), default=None)
    return best if best is not None else in_force(codes, OTHER_RATE, None, day)


def purchase_code(codes: Sequence[Code], family: str, rate: Decimal, day: date) -> Code | None:
    """The code of a purchase: in force on the day, or the rate's code of another time, or the family's of any rate."""
    exact = in_force(codes, family, rate, day) or next(iter(_of(codes, family, rate)), None)
    return exact or in_force(codes, family, None, day)


def rate_on(codes: Sequence[Code], rate: Decimal, day: date) -> Decimal:
    """The rate on a day of what bears a rate at some time: 8.1 is 7.7 on 2023-12-31. Other rates stay as they are."""
    if in_force(codes, SALES, rate, day):
        return rate
    categories = {code.category for code in _of(codes, SALES, rate)}
    of_the_day = [code.rate for code in codes if _sold(code, categories) and is_valid(code, day)]
    return next((other for other in of_the_day if other is not None), rate)


def _sold(code: DatedCode, categories: set[TaxCategory | None]) -> bool:
    return code.family == SALES and code.category in categories


def _of(codes: Sequence[Code], family: str, rate: Decimal | None) -> list[Code]:
    return [code for code in codes if code.family == family and code.rate == rate]


def is_valid(code: DatedCode, day: date) -> bool:
    """Whether a code is in force on a day."""
    return (code.valid_from or date.min) <= day <= (code.valid_to or date.max)


def _code(row: dict[str, Any]) -> VatCodeSeed:
    return VatCodeSeed(
        code=row["code"],
        names=row["names"],
        type=VatType(row["type"]),
        rate=None if row["rate"] is None else Decimal(row["rate"]),
        valid_from=_day(row.get("valid_from")),
        valid_to=_day(row.get("valid_to")),
        principle=VatPrinciple(row["principle"]),
        family=row["family"],
        category=TaxCategory(row["category"]) if "category" in row else None,
        account_role=row.get("account_role"),
        contra_role=row.get("contra_role"),
        revenue_role=row.get("revenue_role"),
        boxes=tuple(BoxRule(box, VatRole(of), sign) for box, of, sign in row["boxes"]),
    )


def _form_box(row: dict[str, Any]) -> FormBox:
    terms = tuple((sign, box) for sign, box in row.get("terms", ()))
    return FormBox(row["box"], row["names"], row["kind"], terms, row.get("never_negative", False))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
