"""The token endpoint: a code, a refresh token or a service's secret in, an access token out (RFC 6749 §3.2)."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from luma_mcp.access.grants import Client, Grants, Tokens
from luma_mcp.access.oauth_errors import InvalidRequest, UnsupportedGrantType
from luma_mcp.rest.base import base_of
from luma_mcp.rest.oauth.addresses import asked_resource
from luma_mcp.rest.oauth.answers import answered
from luma_mcp.rest.oauth.clients import Clients
from luma_mcp.rest.oauth.forms import Fields, credentials_of, read_form
from luma_mcp.rest.oauth.throttle import Throttle


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """Gives tokens to clients that prove who they are."""

    grants: Grants
    clients: Clients
    throttle: Throttle
    public_url: str | None

    async def answer(self, request: Request) -> Response:
        """Give tokens for what a form holds.

        Raises:
            OAuthRefusal: in the words of RFC 6749 §5.2.
            RateLimited: the client asks too often; what it sent is not used up.
        """
        form = await read_form(request)
        credentials = credentials_of(request, form)
        await self.throttle.spend_of_client(credentials.client_id)
        client = await self.clients.proved(credentials)
        resource = asked_resource(base_of(request, self.public_url), form.get("resource")) or None
        return answered(_worded(await self._tokens(client, form, resource)))

    async def _tokens(self, client: Client, form: Fields, resource: str | None) -> Tokens:
        match _needed(form, "grant_type"):
            case "authorization_code":
                return await self.grants.exchange_code(
                    client,
                    _needed(form, "code"),
                    redirect_uri=form.get("redirect_uri"),
                    verifier=_needed(form, "code_verifier"),
                    resource=resource,
                )
            case "refresh_token":
                return await self.grants.refresh(client, _needed(form, "refresh_token"), resource=resource)
            case "client_credentials":
                return await self.grants.client_credentials(client, resource=resource)
            case _:
                raise UnsupportedGrantType


def _needed(form: Fields, name: str) -> str:
    if name not in form:
        raise InvalidRequest(f"{name} is missing.")
    return form[name]


def _worded(tokens: Tokens) -> dict[str, object]:
    said: dict[str, object] = {
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": tokens.expires_in,
        "scope": tokens.scope,
    }
    return said if tokens.refresh_token is None else said | {"refresh_token": tokens.refresh_token}
