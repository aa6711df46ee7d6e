"""Columns read as the database keeps them: a proof reads every line, and most values only to digest or compare them."""

from typing import Any

from sqlalchemy import ColumnElement, Text, func, type_coerce
from sqlalchemy.types import NullType


def raw(column: ColumnElement[Any]) -> Any:
    """A column whose values are not made into ids, dates and numbers of ours."""
    return type_coerce(column, NullType())


def month_of(column: ColumnElement[Any], *, is_postgresql: bool) -> Any:
    """The month of a date, as balances keep it: YYYY-MM."""
    if is_postgresql:
        return func.to_char(column, "YYYY-MM")
    return func.substr(type_coerce(column, Text()), 1, 7)
