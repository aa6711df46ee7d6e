"""Pairs of names and values as queries and forms write them: read within limits, in the order in which they came."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.requests import Request

ENCODED = "application/x-www-form-urlencoded"
MOST_PAIRS = 50

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
