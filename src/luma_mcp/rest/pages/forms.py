"""What a form sends: read within limits, as text."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from luma_mcp.rest.body import read_within
from luma_mcp.rest.pairs import ENCODED, decode_pairs, is_form
from luma_mcp.rest.refusals import BadRequest, UnsupportedMedia

MOST_BYTES = 65_536
MOST_FIELDS = 300


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form; what was not sent is empty."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """One field."""
        return self.values.get(name, ("",))[0]

    def many(self, name: str) -> tuple[str, ...]:
        """Every value of a field that can be chosen several times."""
        return self.values.get(name, ())

    def given(self, *names: str) -> dict[str, str | None]:
        """These fields as they are given to an operation: what is empty is none."""
        return {name: self.text(name).strip() or None for name in names}


async def read_form(request: Request) -> Form:
    """Read a form; line breaks as everywhere else in the books.

    Raises:
        BodyTooLarge: it is larger than any of ours.
        UnsupportedMedia: it is no form.
        BadRequest: it is not text, or has more fields than any of ours.
    """
    if not is_form(request):
        raise UnsupportedMedia((ENCODED,))
    body = await read_within(request, MOST_BYTES)
    try:
        pairs = decode_pairs(body, MOST_FIELDS)
    except ValueError:
        raise BadRequest("The form is not readable: percent-encoded UTF-8 is expected.") from None
    values: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        values[name] = (*values.get(name, ()), value.replace("\r\n", "\n").replace("\0", ""))
    return Form(values)
