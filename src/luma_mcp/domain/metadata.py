"""Metadata: what a caller keeps with a record for itself, a few keys with a value each; nothing here understands it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from luma_mcp.domain.model import printable

MOST_KEYS = 50
MOST_PAIRS = 10
"""So many pairs may narrow a list."""


def _told_once(rule: str, words: str) -> WrapValidator:
    """Tell what cannot be taken in one sentence, not once for each kind of value that it might have been."""

    def check(given: object, read: ValidatorFunctionWrapHandler) -> object:
        try:
            return read(given)
        except ValidationError:
            raise PydanticCustomError(rule, "{words}", {"words": words}) from None

    return WrapValidator(check)


Key = Annotated[
    str,
    StringConstraints(min_length=1, max_length=40),
    AfterValidator(printable),
    _told_once("metadata_key", "is not a key: it takes 1 to 40 printable characters"),
]
Words = Annotated[str, StringConstraints(max_length=500), AfterValidator(printable)]
Value = Annotated[
    Words
    | bool
    | Annotated[int, Field(ge=-(10**15), le=10**15)]
    | Annotated[Decimal, Field(max_digits=30, ge=-(10**15), le=10**15)],
    _told_once("metadata_value", "must be a text of up to 500 characters, a number of up to 15 digits, true or false"),
]

Metadata = Annotated[dict[Key, Value], Field(max_length=MOST_KEYS)]
"""Up to 50 keys of up to 40 characters, each with a text of up to 500, a number, or true or false."""

Pairs = Annotated[dict[Key, Words], Field(max_length=MOST_PAIRS)]
"""Up to 10 keys, each with the value that is looked for, as text: 12.5, true."""


Plain: TypeAlias = str | bool | int | Decimal


def as_text(value: Plain) -> str:
    """A value as text, the way it is looked for."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def kind_of(value: Plain) -> str:
    """What a value is, to be kept beside its text."""
    if isinstance(value, bool):
        return "flag"
    return "text" if isinstance(value, str) else "number"


def of_text(kind: str, text: str) -> Plain:
    """The value back from its text."""
    if kind == "flag":
        return text == "true"
    if kind == "text":
        return text
    return Decimal(text) if "." in text else int(text)


def kept(metadata: Mapping[str, Plain]) -> dict[str, list[str]]:
    """Metadata as a record keeps it: kind and text of each key."""
    return {key: [kind_of(value), as_text(value)] for key, value in metadata.items()}


def shown(metadata: Mapping[str, Any]) -> dict[str, Plain]:
    """Metadata as it was given, from what a record keeps."""
    return {key: of_text(kind, text) for key, (kind, text) in metadata.items()}
