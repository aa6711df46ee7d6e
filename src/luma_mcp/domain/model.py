"""The ground that all models stand on: frozen, closed to unknown fields, their text limited and printable."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_LINE_BREAK = re.compile("[\r\n\t]")


def printable(text: str) -> str:
    """Refuse control, bidirectional and zero-width characters, which hide what a text says."""
    if _CONTROL.search(text):
        raise ValueError("holds control, bidirectional or zero-width characters; remove them")
    return text


def _one_line(text: str) -> str:
    if _LINE_BREAK.search(text):
        raise ValueError("must be a single line")
    return text


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(printable),
    AfterValidator(_one_line),
]
"""A name or a line of text: 1 to 200 characters, one line."""

Description = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), AfterValidator(printable)
]
"""What was delivered: up to 1,000 characters, line breaks allowed."""

Notes = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000), AfterValidator(printable)]
"""Free text of up to 4,000 characters."""


def of_form(pattern: str, words: str, *, rule: str = "matches") -> AfterValidator:
    """Hold a text to a pattern; what does not match is refused in these words, as breaking this rule."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise PydanticCustomError(rule, "{words}", {"words": words})
        return text

    return AfterValidator(check)


@cache
def _countries() -> frozenset[str]:
    """The codes of ISO 3166-1, as the time zone database lists them, and the one that is in use for Kosovo."""
    listed = (files("tzdata.zoneinfo") / "iso3166.tab").read_text("utf-8").splitlines()
    return frozenset(line[:2] for line in listed if not line.startswith("#")) | {"XK"}


def _known_country(code: str) -> str:
    if code not in _countries():
        meant = {"UK": "; it is GB", "EL": "; it is GR"}.get(code, "")
        raise PydanticCustomError("is_country", "is no country of ISO 3166-1{meant}", {"meant": meant})
    return code


CountrySaid = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, max_length=2),
    of_form("[A-Z]{2}", "is not a country code of two letters such as CH or DE"),
]
"""A country code as some document once said it."""

Country = Annotated[CountrySaid, AfterValidator(_known_country)]
"""ISO 3166-1 alpha-2 code."""

Language = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, max_length=2),
    of_form("[a-z]{2}", "is not a language code of two letters such as de or en"),
]
"""ISO 639-1 code: en, de, fr, it, da …"""


Day = date
"""A date in a model that has a field of the name `date`."""

EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)


def _calendar_date(given: object) -> date:
    if isinstance(given, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given.strip()):
        with suppress(ValueError):
            given = date.fromisoformat(given.strip())
    if not isinstance(given, date) or isinstance(given, datetime):
        raise PydanticCustomError("is_date_string", "is not a date (YYYY-MM-DD)")
    if not EARLIEST <= given <= LATEST:
        raise ValueError(f"lies outside {EARLIEST} to {LATEST}")
    return given


def _moment(given: object) -> datetime:
    try:
        moment = datetime.fromisoformat(given.strip() if isinstance(given, str) else str(given))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("is not a time (YYYY-MM-DDTHH:MM:SSZ)") from None


CalendarDate = Annotated[date, BeforeValidator(_calendar_date)]
"""A date that comes from outside: YYYY-MM-DD and nothing else, in a range that no schedule or deadline leaves."""


def not_before(first: str) -> AfterValidator:
    """Refuse a day that lies before the one in a field declared above it; where one of them is absent, none does."""

    def check(last: date | None, others: ValidationInfo) -> date | None:
        begun = others.data.get(first)
        if last and begun and last < begun:
            raise ValueError(f"is before {first.strip('_')}")
        return last

    return AfterValidator(check)


MomentGiven = Annotated[datetime, BeforeValidator(_moment)]
"""A time that comes from outside: ISO 8601, UTC where it names no zone."""


class Model(BaseModel):
    """A value: frozen, and an unknown field is an error."""

    model_config = ConfigDict(
        defer_build=True, frozen=True, extra="forbid", ser_json_inf_nan="null", validate_by_name=True
    )

    concise: ClassVar[tuple[str, ...]] = ()
    """The fields that an assistant is shown in a short answer; empty: all."""
    never_empty: ClassVar[frozenset[str]] = frozenset()
    """The fields of a change that may be left away, but not set to null."""


class Resource(Model):
    """Something with an id that the books keep."""

    id: UUID = Field(description="Id (UUID)")
    created_at: datetime
    updated_at: datetime


class Ref(Model):
    """Which record is meant."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065"}]})

    id: UUID = Field(description="Id of the record")


class Deleted(Model):
    """What a deletion answers: the record is gone."""

    id: UUID
    deleted: bool = True
