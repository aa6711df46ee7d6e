"""What a client may say of itself, be it here (RFC 7591) or in a document at the address that is its id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from luma_mcp.access.oauth_errors import InvalidClientMetadata
from luma_mcp.domain.model import Text
from luma_mcp.rest.oauth.metadata import AUTH_METHODS
from luma_mcp.rest.oauth.redirects import check_redirect_uri

MOST_REDIRECT_URIS = 20

_NAME: TypeAdapter[str] = TypeAdapter(Text)


@dataclass(frozen=True, slots=True)
class Described:
    """A client as it describes itself; what else it says is not used."""

    name: str
    redirect_uris: Sequence[str]
    auth_method: str


def read_description(given: Mapping[str, object], *, without_method: str) -> Described:
    """Read what a client says of itself; `without_method` holds where it does not say how it will prove who it is.

    Raises:
        InvalidRedirectUri: it may not be sent back to an address.
        InvalidClientMetadata: something else cannot be taken.
    """
    uris = given.get("redirect_uris")
    if not isinstance(uris, list) or not 1 <= len(uris) <= MOST_REDIRECT_URIS:
        raise InvalidClientMetadata(f"redirect_uris is a list of 1 to {MOST_REDIRECT_URIS} addresses.")
    checked = tuple(check_redirect_uri(uri) for uri in uris)
    _check_includes(given, "grant_types", "authorization_code")
    _check_includes(given, "response_types", "code")
    method = given.get("token_endpoint_auth_method", without_method)
    if method not in AUTH_METHODS:
        raise InvalidClientMetadata(f"token_endpoint_auth_method is one of {', '.join(AUTH_METHODS)}.")
    return Described(_name(given.get("client_name"), checked[0]), checked, method)


def _check_includes(given: Mapping[str, object], field: str, needed: str) -> None:
    """What is left away is what this server gives (RFC 7591 §2)."""
    value = given.get(field, [needed])
    if not isinstance(value, list) or needed not in value:
        raise InvalidClientMetadata(f"{field} has to include {needed}.")


def _name(given: object, redirect_uri: str) -> str:
    """The client's name; of one without, the host that it is at."""
    if given is None:
        return urlsplit(redirect_uri).netloc
    try:
        return _NAME.validate_python(given, strict=True)
    except ValidationError:
        raise InvalidClientMetadata("client_name is one line of 1 to 200 printable characters.") from None
