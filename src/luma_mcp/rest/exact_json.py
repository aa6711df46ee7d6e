"""JSON with exact decimals both ways: no number passes through a binary float, on the way in or on the way out."""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, NoReturn, get_args

from pydantic import BaseModel

from luma_mcp.rest.refusals import BadRequest

DEEPEST = 32
MOST_DIGITS = 60
LARGEST_EXPONENT = 100


def read(body: bytes) -> dict[str, Any]:
    """Read a JSON object; numbers with a point or an exponent are Decimals.

    Raises:
        BadRequest: not UTF-8, not JSON, not an object, a key twice, NaN, nested too deep, or a number out of reason.
    """
    try:
        given = json.loads(
            body.decode("utf-8"),
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError:
        raise BadRequest("The body is not UTF-8.") from None
    except json.JSONDecodeError as problem:
        raise BadRequest(
            f"The body is not JSON: {problem.msg} at line {problem.lineno}, column {problem.colno}."
        ) from None
    except RecursionError:
        raise _too_deep() from None
    if not isinstance(given, dict):
        raise BadRequest("The body must be a JSON object.")
    _check(given, DEEPEST)
    return given


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _odd_number() from None
    if len(text) > MOST_DIGITS or abs(number.adjusted()) > LARGEST_EXPONENT:
        raise _odd_number()
    return number


def _integer(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise _odd_number()
    return int(text)


def _refuse_constant(name: str) -> NoReturn:
    raise BadRequest(f"{name} is not a JSON number.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadRequest(f"The key {twice[:100]!r} stands twice in one object.")
    return made


def _check(value: object, depth: int) -> None:
    """Refuse what no text or list of ours can be: lone surrogates, NUL, and nesting without end."""
    if isinstance(value, str):
        if not value.isprintable() and ("\0" in value or any("\ud800" <= char <= "\udfff" for char in value)):
            raise BadRequest("A text holds a character that is not text.")
    elif isinstance(value, dict):
        if depth == 0:
            raise _too_deep()
        for name, part in value.items():
            _check(name, depth)
            _check(part, depth - 1)
    elif isinstance(value, list):
        if depth == 0:
            raise _too_deep()
        for part in value:
            _check(part, depth - 1)


def _odd_number() -> BadRequest:
    return BadRequest("A number is out of range or has too many digits.")


def _too_deep() -> BadRequest:
    return BadRequest(f"The body is nested deeper than {DEEPEST} levels.")


def write(value: BaseModel) -> bytes:
    """Write a model as JSON, its decimals as number literals with all their digits."""
    return writer_of(type(value))(value)


@cache
def writer_of(model: type[BaseModel]) -> Callable[[BaseModel], bytes]:
    """Make the function that writes this model as JSON, its decimals as number literals with all their digits.

    Pydantic writes a Decimal as a string. Its field names are known, and an unescaped quote never stands inside a
    JSON string, so that the strings under these names can be bared of their quotes.
    """
    numbers, others = set[str](), set[str]()
    for name, is_number in _scalars(model, set()):
        (numbers if is_number else others).add(name)
    if numbers & others:
        raise TypeError(f"{model.__name__}: {sorted(numbers & others)} hold decimals in one place and text in another")
    if not numbers:
        return lambda value: value.model_dump_json(by_alias=True).encode()
    names = "|".join(re.escape(name) for name in sorted(numbers))
    quoted = re.compile(rf'("(?:{names})":)"(-?\d+(?:\.\d+)?(?:E[+-]?\d+)?)"', re.ASCII)
    return lambda value: quoted.sub(r"\1\2", value.model_dump_json(by_alias=True)).encode()


def _scalars(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[tuple[str, bool]]:
    """The fields of a model and of all that it holds; whether each is a decimal."""
    seen.add(model)
    for name, field in model.model_fields.items():
        parts = set(_types(field.annotation))
        inner = {part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)}
        for part in inner - seen:
            yield from _scalars(part, seen)
        if Decimal in parts or str in parts:
            yield field.alias or name, Decimal in parts


def _types(annotation: object) -> Iterator[object]:
    parts = get_args(annotation)
    if not parts:
        yield annotation
    for part in parts:
        yield from _types(part)
