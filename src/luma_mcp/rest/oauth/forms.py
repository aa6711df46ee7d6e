"""What clients send to the token and revocation endpoints: a small form, each parameter once, and who they are."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from starlette.requests import Request

from luma_mcp.access.oauth_errors import InvalidClient, InvalidRequest
from luma_mcp.rest.body import read_within
from luma_mcp.rest.pairs import ENCODED, decode_pairs, given_twice, is_form

FORM_BYTES = 16 * 1024

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Credentials:
    """How a client says who it is: its id, its secret if it has one, and the way that it sent them."""

    client_id: str
    secret: str | None
    method: str


async def read_form(request: Request) -> Fields:
    """Read the body as a form; a parameter without a value counts as left away (RFC 6749 §3.1).

    Raises:
        InvalidRequest: another media type, not UTF-8, a parameter twice, or too many.
        BodyTooLarge: more than what any of these needs.
    """
    encoded = await read_encoded(request)
    try:
        pairs = decode_pairs(encoded)
    except ValueError:
        raise InvalidRequest("The parameters are not readable: percent-encoded UTF-8 is expected.") from None
    if (twice := given_twice(pairs)) is not None:
        raise InvalidRequest(f"The parameter {twice[:100]} is given twice.")
    if any("\0" in value for _, value in pairs):
        raise InvalidRequest("A parameter holds a character that is not text.")
    return {name: value for name, value in pairs if value}


async def read_encoded(request: Request) -> bytes:
    """Read the body of a form as it came.

    Raises:
        InvalidRequest: another media type.
        BodyTooLarge: more than what any of these needs.
    """
    if not is_form(request):
        raise InvalidRequest(f"The body must be {ENCODED}.")
    return await read_within(request, FORM_BYTES)


def credentials_of(request: Request, form: Fields) -> Credentials:
    """Who a client says that it is, in one of the ways of RFC 6749 §2.3.

    Raises:
        InvalidClient: in no way, or in one that is not readable.
        InvalidRequest: in two ways at once.
    """
    given = request.headers.getlist("authorization")
    if not given:
        if "client_id" not in form:
            raise InvalidClient("client_id is missing.")
        method = "client_secret_post" if "client_secret" in form else "none"
        return Credentials(form["client_id"], form.get("client_secret"), method)
    client_id, secret = _basic(given[0] if len(given) == 1 else "")
    if "client_secret" in form or form.get("client_id", client_id) != client_id:
        raise InvalidRequest("The client says in two ways who it is.")
    return Credentials(client_id, secret, "client_secret_basic")


def tried_basic(request: Request) -> bool:
    """Whether a client used the Authorization header, and so has to be told which scheme it takes."""
    return "authorization" in request.headers


def _basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        raise InvalidClient("The Authorization header is not readable.") from None
    client_id, colon, secret = decoded.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise InvalidClient("The Authorization header takes Basic with an id and a secret.")
    return unquote_plus(client_id), unquote_plus(secret)
