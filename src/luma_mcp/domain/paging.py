"""Lists: what may be asked of any list, and the envelope that every list answers with."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from luma_mcp.domain.model import CalendarDate, Model, MomentGiven, printable
from luma_mcp.domain.money import Currency
from luma_mcp.errors import BadCursor

MAX_LIMIT = 200

Row = TypeVar("Row", bound=Model)

MOST_ROWS = 10_000
"""Rows of a list that is given whole."""

_WHOLE = {"most_rows": MOST_ROWS}


def _at_most(limit: int, info: ValidationInfo) -> int:
    most = (info.context or {}).get("most_rows", MAX_LIMIT)
    if limit > most:
        raise PydanticCustomError("less_than_equal", "must be at most {le}", {"le": most})
    return limit


Limit = Annotated[
    int,
    Field(ge=1, json_schema_extra={"maximum": MAX_LIMIT}, description="Rows on a page, 1 to 200"),
    AfterValidator(_at_most),
]
Cursor = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Search = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(printable)
]


class PageQuery(Model):
    """What every list takes. `sort` names a field, with a minus in front for descending."""

    sorts: ClassVar[tuple[str, ...]] = ("created_at",)
    """The fields this list can be sorted by; the first, descending, is the default unless `default_sort` says so."""
    default_sort: ClassVar[str] = "-created_at"

    limit: Limit = 25
    cursor: Cursor | None = Field(None, description="next_cursor of the page before")
    search: Search | None = Field(None, description="Words to look for; all must occur")
    sort: str | None = Field(None, max_length=40, description="Field to sort by, '-' in front for descending")
    updated_since: MomentGiven | None = Field(None, description="Only what changed at or after this time (UTC)")


class DatedQuery(PageQuery):
    """A list of dated things: `from` and `to` bound the date, both inclusive."""

    from_: CalendarDate | None = Field(None, alias="from", description="First date (YYYY-MM-DD)")
    to: CalendarDate | None = Field(None, description="Last date (YYYY-MM-DD)")


Query = TypeVar("Query", bound=Model)


def whole(query: type[Query], fields: Mapping[str, Any]) -> Query:
    """Make the query of a list that is given whole: up to 10,000 rows. No interface lets a caller ask for them."""
    return query.model_validate({**fields, "limit": MOST_ROWS}, context=_WHOLE)


class Meta(Model):
    """How much there is and how to go on."""

    total: int = Field(description="Rows that match, on all pages")
    limit: int
    next_cursor: str | None = None


class Sums(Model):
    """Totals in one currency over everything that matches."""

    net: Decimal
    tax: Decimal
    gross: Decimal
    paid: Decimal
    open: Decimal


class Page(Model, Generic[Row]):
    """One page of a list, without amounts to add up."""

    data: tuple[Row, ...]
    meta: Meta


class SummedPage(Page[Row], Generic[Row]):
    """One page of a list, with totals per currency over all that match, not only this page."""

    totals: dict[Currency, Sums]


_NUMBERED = "page"
_MOST_BEFORE = 2**31


def encode_cursor(sort: str, keys: Sequence[Any]) -> str:
    """Write where a page ended: the sort and the last row's sort values."""
    text = json.dumps([sort, *[_plain(key) for key in keys]], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def page_cursor(page: int, limit: int) -> str | None:
    """Where a numbered page begins, counted from 1; the first one needs no cursor."""
    return encode_cursor(_NUMBERED, [(page - 1) * limit]) if page > 1 else None


def rows_before(cursor: str) -> int | None:
    """How many rows a numbered page leaves out; None for a cursor of the usual kind."""
    try:
        (rows,) = decode_cursor(cursor, _NUMBERED, 1)
    except BadCursor:
        return None
    if not isinstance(rows, int) or not 0 <= rows <= _MOST_BEFORE:
        raise BadCursor
    return rows


def decode_cursor(cursor: str, sort: str, count: int) -> list[Any]:
    """Read the sort values back; refuses what is not ours and what belongs to another sort."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        keys = json.loads(raw)
    except (binascii.Error, ValueError, RecursionError):
        raise BadCursor from None
    scalar = isinstance(keys, list) and all(isinstance(k, str | int) and not isinstance(k, bool) for k in keys)
    if not scalar or len(keys) != count + 1 or keys[0] != sort:
        raise BadCursor
    return list(keys[1:])


def _plain(key: object) -> str | int:
    return key if isinstance(key, int) and not isinstance(key, bool) else str(key)
