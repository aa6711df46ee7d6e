"""Pairs of names and values as queries and forms write them: read within limits, in the order in which they came."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, get_args, get_origin
from urllib.parse import parse_qsl

from pydantic import BaseModel
from starlette.requests import Request

ENCODED = "application/x-www-form-urlencoded"
MOST_PAIRS = 50

_NESTED = re.compile(r"(\w+)\[([^\[\]]+)\]")

Pairs = Sequence[tuple[str, str]]


def decode_pairs(encoded: bytes, most: int = MOST_PAIRS) -> Pairs:
    """Read pairs; those without a value are there, with an empty one.

    Raises:
        ValueError: not percent-encoded UTF-8, or too many.
    """
    return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=most)


def given_twice(pairs: Pairs) -> str | None:
    """The first name that comes more than once."""
    names = [name for name, _ in pairs]
    if len(set(names)) == len(names):
        return None
    return next(name for name in names if names.count(name) > 1)


def is_form(request: Request) -> bool:
    """Whether the body says that it is such pairs."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == ENCODED


def nested(query: Mapping[str, str], model: type[BaseModel]) -> dict[str, Any]:
    """Gather metadata[key]=value under metadata, where that field of a query's model holds an object."""
    found: dict[str, Any] = {}
    plain: dict[str, Any] = {}
    for name, value in query.items():
        match = _NESTED.fullmatch(name)
        if match and match[1] in objects_in(model):
            found.setdefault(match[1], {})[match[2]] = value
        else:
            plain[name] = value
    return found | plain


@cache
def objects_in(model: type[BaseModel]) -> frozenset[str]:
    """What a parameter that holds an object is called: by its alias where it has one."""
    fields = model.model_fields.items()
    return frozenset(field.alias or name for name, field in fields if _holds_object(field.annotation))


def _holds_object(annotation: object) -> bool:
    return get_origin(annotation) is dict or any(_holds_object(part) for part in get_args(annotation))
