"""What clients discover before they sign in: RFC 9728 says who guards an address, RFC 8414 how to sign in there."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from luma_mcp.access.grants import READ_SCOPE, WRITE_SCOPE
from luma_mcp.rest.base import NotHere, base_of, root_of
from luma_mcp.rest.cors import with_cors
from luma_mcp.rest.oauth.addresses import LEDGERBEE_MCP, MCP, OF_COMPANY, resource_at
from luma_mcp.rest.oauth.answers import answered, refused
from luma_mcp.settings import Settings

SCOPES = (READ_SCOPE, WRITE_SCOPE)
AUTH_METHODS = ("none", "client_secret_post", "client_secret_basic")
GRANT_TYPES = ("authorization_code", "refresh_token", "client_credentials")
PROTECTED_RESOURCE = "/.well-known/oauth-protected-resource"
AUTHORIZATION_SERVER = ("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")

_SUFFIXES = ("", MCP, LEDGERBEE_MCP, OF_COMPANY)
_KEPT = {"Cache-Control": "public, max-age=300"}

_Endpoint = Callable[[Request], Awaitable[Response]]


def metadata_routes(settings: Settings) -> Sequence[Route]:
    """Make the routes of both documents: at the root, and with the path of an MCP address behind.

    Where the public address has a path of its own, that stands between, for whoever puts documents together so.
    """
    public_url = settings.public_url
    below = root_of(public_url or "")
    browsers = (Middleware(with_cors, settings, ("GET",)),)
    about: dict[str, _Endpoint] = {}
    for suffix in dict.fromkeys((*_SUFFIXES, *(f"{below}{suffix}" for suffix in _SUFFIXES))):
        about[f"{PROTECTED_RESOURCE}{suffix}"] = _about_resource(suffix.removeprefix(below) or MCP, public_url)
        about |= {f"{path}{suffix}": _about_server(public_url) for path in AUTHORIZATION_SERVER}
    return [Route(path, answer, methods=["GET", "OPTIONS"], middleware=browsers) for path, answer in about.items()]


def resource_metadata(base: str, path: str) -> str:
    """Where the document about an MCP address stands."""
    return f"{base}{PROTECTED_RESOURCE}{path}"


def _about_resource(path: str, public_url: str | None) -> _Endpoint:
    async def about(request: Request) -> Response:
        try:
            base = base_of(request, public_url)
        except NotHere as refusal:
            return refused(refusal)
        return answered(_protected_resource(base, resource_at(request.scope, path)), headers=_KEPT)

    return about


def _about_server(public_url: str | None) -> _Endpoint:
    async def about(request: Request) -> Response:
        try:
            base = base_of(request, public_url)
        except NotHere as refusal:
            return refused(refusal)
        return answered(_authorization_server(base), headers=_KEPT)

    return about


def _protected_resource(base: str, path: str) -> dict[str, Any]:
    return {
        "resource": f"{base}{path}",
        "authorization_servers": [base],
        "scopes_supported": SCOPES,
        "bearer_methods_supported": ["header"],
        "resource_name": "Luma accounting",
        "resource_documentation": f"{base}/docs",
    }


def _authorization_server(base: str) -> dict[str, Any]:
    return {
        "issuer": base,
        "authorization_endpoint": f"{base}/oauth/authorize",
        "token_endpoint": f"{base}/oauth/token",
        "registration_endpoint": f"{base}/oauth/register",
        "revocation_endpoint": f"{base}/oauth/revoke",
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": GRANT_TYPES,
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": AUTH_METHODS,
        "revocation_endpoint_auth_methods_supported": AUTH_METHODS,
        "client_id_metadata_document_supported": True,
        "authorization_response_iss_parameter_supported": True,
    }
