"""The registration endpoint (RFC 7591): any client may make itself known, and gets nothing but an id by it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from luma_mcp.access.grants import Grants
from luma_mcp.access.oauth_errors import InvalidClientMetadata
from luma_mcp.rest import exact_json
from luma_mcp.rest.body import JSON, read_within
from luma_mcp.rest.oauth.answers import answered
from luma_mcp.rest.oauth.metadata import SCOPES
from luma_mcp.rest.oauth.registration import read_description
from luma_mcp.rest.refusals import BadRequest

MOST_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class RegistrationEndpoint:
    """Registers clients, with a secret or without."""

    grants: Grants
    clock: Callable[[], datetime]

    async def answer(self, request: Request) -> Response:
        """Register a client by what its JSON says.

        Raises:
            OAuthRefusal: in the words of RFC 7591 §3.2.2.
        """
        described = read_description(await _read(request), without_method="client_secret_basic")
        client, secret = await self.grants.register(described.name, described.redirect_uris, described.auth_method)
        said: dict[str, object] = {
            "client_id": client.id,
            "client_id_issued_at": int(self.clock().timestamp()),
            "client_name": client.name,
            "redirect_uris": client.redirect_uris,
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": client.auth_method,
            "scope": " ".join(SCOPES),
        }
        if secret is not None:
            said |= {"client_secret": secret, "client_secret_expires_at": 0}
        return answered(said, 201)


async def _read(request: Request) -> dict[str, object]:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != JSON:
        raise InvalidClientMetadata(f"The body must be {JSON}.")
    try:
        return exact_json.read(await read_within(request, MOST_BYTES))
    except BadRequest as unreadable:
        raise InvalidClientMetadata(unreadable.message) from None
