"""The MCP addresses of this server, which are what tokens are for (RFC 8707)."""

import re
from urllib.parse import urlsplit

from starlette.types import Scope

from luma_mcp.access.oauth_errors import InvalidTarget
from luma_mcp.rest.base import root_of

MCP = "/mcp"
LEDGERBEE_MCP = "/api/v1/mcp"
COMPANY = f"{LEDGERBEE_MCP}/c/"
"""Followed by the id of a company: the address of that one alone."""
OF_COMPANY = f"{COMPANY}{{company:uuid}}"
"""The same as a route."""

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOST = 500
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def resource_of(path: str) -> str | None:
    """The MCP address that a path is, as it is kept: ids in small letters; None when it is none."""
    if path in {MCP, LEDGERBEE_MCP}:
        return path
    company = path.removeprefix(COMPANY).lower()
    return f"{COMPANY}{company}" if path.startswith(COMPANY) and _ID.fullmatch(company) else None


def resource_at(scope: Scope, path: str) -> str:
    """The MCP address that a request is about, by the path of its route and the company in it."""
    company = scope.get("path_params", {}).get("company")
    return path if company is None else f"{COMPANY}{company}"


def asked_resource(base: str, given: str | None) -> str:
    """The MCP address that a client names in a `resource`; empty when it names none. A query is left away.

    Raises:
        InvalidTarget: it is not an MCP address of this server.
    """
    if not given:
        return ""
    if len(given) > _MOST or "#" in given or _origin(given) != _origin(base):
        raise InvalidTarget
    below, path = root_of(base), urlsplit(given).path
    found = resource_of(path.removeprefix(below)) if path.startswith(below) else None
    if found is None:
        raise InvalidTarget
    return found


def is_for(resource: str, path: str) -> bool:
    """Whether a token for one address (empty: all) opens another: those of one API are one audience."""
    ledgerbee = path.startswith(LEDGERBEE_MCP)
    return not resource or resource.startswith(LEDGERBEE_MCP) is ledgerbee


def company_of(path: str) -> str | None:
    """The company whose own address a path is."""
    return path.removeprefix(COMPANY) if path.startswith(COMPANY) else None


def _origin(address: str) -> str | None:
    """Scheme and host in small letters, without the port that goes without saying; None with somebody's name in it."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if "@" in parts.netloc or not parts.hostname:
        return None
    shown = "" if port is None or _DEFAULT_PORTS.get(parts.scheme) == f":{port}" else f":{port}"
    return f"{parts.scheme}://{parts.hostname}{shown}"
