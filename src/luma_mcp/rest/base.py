"""Where this site is, as those who open it see it: LUMA_PUBLIC_URL, or the loopback address that they came by."""

import re
from urllib.parse import urlsplit

from starlette.requests import Request

from luma_mcp.errors import Refusal

_LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)


class NotHere(Refusal):
    """This server does not know itself under this address."""

    code = "unknown_host"
    fix = "Open it on this machine under 127.0.0.1, or set LUMA_PUBLIC_URL to the address that people use."


def base_of(request: Request, public_url: str | None) -> str:
    """The address of the site, without a slash at its end.

    Without LUMA_PUBLIC_URL only loopback names count: a stranger may have pointed any other here (DNS rebinding).

    Raises:
        NotHere: no public address is set, and this was asked for under another name than a loopback's.
    """
    if public_url is not None:
        return public_url
    host = request.headers.get("host", "")
    if not is_loopback_name(host):
        raise NotHere
    return f"http://{host.lower()}"


def is_loopback_name(host: str) -> bool:
    """Whether a Host header names this machine."""
    return _LOOPBACK.fullmatch(host) is not None


def origin_of(base: str) -> str:
    """Scheme, name and port of an address, as browsers say where a form comes from."""
    parts = urlsplit(base)
    port = "" if parts.port in {None, {"http": 80, "https": 443}[parts.scheme]} else f":{parts.port}"
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{port}"


def root_of(base: str) -> str:
    """The path under which the site lies: empty, unless LUMA_PUBLIC_URL has one."""
    return urlsplit(base).path.rstrip("/")
