"""What clients and vendors have in common: numbers, addresses for mail and for electronic invoices."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from luma_mcp.domain.model import of_form, printable

Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200),
    of_form(r"[^@\s]+@[^@\s]+\.[^@\s]+", "is not an e-mail address such as info@example.org", rule="is_email"),
    AfterValidator(printable),
]
Days = Annotated[int, Field(ge=0, le=365)]
PartyNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
    AfterValidator(printable),
    of_form(r"[^\r\n\t]+", "must be a single line"),
]
"""What a client or vendor is called in the books: letters and digits, blanks around them do not count."""


def _check_digit(ean: str) -> str:
    """Hold a number to its last digit, which makes the weighted sum a multiple of ten (GS1 General Specifications)."""
    if sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(ean)) % 10:
        raise PydanticCustomError("is_ean", "is not an EAN: its last digit does not fit the others")
    return ean


Ean = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=13),
    of_form(r"[0-9]{13}", "is not an EAN of 13 digits", rule="is_ean"),
    AfterValidator(_check_digit),
]
"""A location number of 13 digits (EAN, GLN), the last one a check digit."""
