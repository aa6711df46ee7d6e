"""Rows as CSV (RFC 4180): a head, a decimal point, and no cell that a spreadsheet would take for a formula."""

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from luma_mcp.domain.model import Model

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(row_model: type[Model], rows: Sequence[Model]) -> str:
    """Write rows of one model, handles for drilling left away."""
    names = [name for name in row_model.model_fields if name != "drill"]
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([cell_of(getattr(row, name)) for name in names] for row in rows)
    return text.getvalue()


def cell_of(value: Any) -> str:  # noqa: ANN401  a row holds texts, numbers and dates
    """A value as the text of a cell; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
