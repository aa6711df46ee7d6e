"""The resource server: who is let in at an MCP address, and what whoever is not is told to do (RFC 6750, RFC 9728).

`/mcp` takes API keys and access tokens, LedgerBee's addresses take access tokens alone.
"""

from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from luma_mcp.access.access import Access
from luma_mcp.access.caller import Caller
from luma_mcp.access.grants import READ_SCOPE, WRITE_SCOPE, Grants
from luma_mcp.access.oauth_errors import InvalidToken
from luma_mcp.access.secret_forms import SecretKind
from luma_mcp.errors import InvalidKey, ProfileForbidden, ScopeMissing
from luma_mcp.rest.address import client_address
from luma_mcp.rest.base import NotHere, base_of
from luma_mcp.rest.oauth.addresses import MCP, company_of, is_for
from luma_mcp.rest.oauth.metadata import resource_metadata
from luma_mcp.settings import Settings

BOTH_SCOPES = f"{READ_SCOPE} {WRITE_SCOPE}"


class StepUp(ScopeMissing):
    """This changes the books, and the token was asked for to read alone."""

    fix = "Ask for books:read and books:write, and somebody decides about it."


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody who is let in; with `may_step_up` a client that did not ask to write, and could."""

    caller: Caller
    may_step_up: bool = False


@dataclass(frozen=True, slots=True)
class Bearers:
    """Who comes with a key or a token."""

    access: Access
    grants: Grants
    settings: Settings

    async def admitted(self, request: Request, path: str, key: str | None) -> Admitted:
        """Who makes a request to an MCP address; `key` is what stands in its query.

        Raises:
            InvalidKey: nothing was sent, or a key that is not good.
            InvalidToken: a token that is not good, or not here.
            ProfileForbidden: a token for another company than the address is of.
            PlanRequired: the account is on the free plan.
        """
        token = _sent(request)
        if token is None and key and path == MCP:
            return await self._with_key(request, key)
        if token is None:
            raise InvalidKey("There is no access token with this request.", fix="Sign in; WWW-Authenticate says where.")
        if path == MCP and not token.startswith(SecretKind.ACCESS):
            return await self._with_key(request, token)
        return await self._with_token(path, token)

    def challenge(self, request: Request, path: str, response: Response) -> None:
        """Say in a refusal where to sign in and for which scopes; only a token that was sent is called invalid."""
        error = {401: "invalid_token" if "authorization" in request.headers else None, 403: "insufficient_scope"}
        said = {
            "realm": "luma_mcp",
            "error": error[response.status_code],
            "scope": READ_SCOPE if _reads_only(request) else BOTH_SCOPES,
            "resource_metadata": self._metadata(request, path),
        }
        header = ", ".join(f'{name}="{value}"' for name, value in said.items() if value is not None)
        response.headers["WWW-Authenticate"] = f"Bearer {header}"

    async def _with_key(self, request: Request, key: str) -> Admitted:
        address = client_address(request.scope, self.settings.trusted_proxies)
        return Admitted(await self.access.caller_of(key, address))

    async def _with_token(self, path: str, token: str) -> Admitted:
        if token.startswith(SecretKind.API_KEY):
            raise InvalidToken("API keys are not taken at this address.", fix="Sign in, or use the key at /mcp.")
        granted = await self.grants.caller_of(token)
        if not is_for(granted.resource, path):
            raise InvalidToken("This token is for another address.")
        if company_of(path) not in {None, str(granted.company)}:
            raise ProfileForbidden("This token is for another company than this address.", fix="Sign in again here.")
        is_service = granted.caller.scopes is not None
        could = granted.caller.read_only and not granted.asked_to_write and not self.settings.read_only
        return Admitted(granted.caller, may_step_up=could and not is_service)

    def _metadata(self, request: Request, path: str) -> str | None:
        try:
            return resource_metadata(base_of(request, self.settings.public_url), path)
        except NotHere:
            return None


def _sent(request: Request) -> str | None:
    """The token in the Authorization header, or None where there is no header.

    Raises:
        InvalidKey: there are two headers, or one that holds no bearer token.
    """
    given = request.headers.getlist("authorization")
    if not given:
        return None
    scheme, _, token = (given[0] if len(given) == 1 else "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise InvalidKey("The Authorization header holds one bearer token.")
    return token.strip()


def _reads_only(request: Request) -> bool:
    query = parse_qs(request.scope["query_string"].decode("latin-1"))
    return query.get("read_only", ["0"])[-1] in {"1", "true"}
