"""Redirect addresses: which ones a client may register, and when an asked one is a registered one.

https anywhere; http on this machine alone, with any port (RFC 8252 §7.3); no other scheme but those named here, for
whoever installs an application can claim one.
"""

import re
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

from luma_mcp.access.oauth_errors import InvalidRedirectUri

PRIVATE_SCHEMES = frozenset({"cursor"})
"""Applications whose callback is a scheme of their own and nothing else."""

LONGEST, LONGEST_HOST = 2000, 200

_VISIBLE = re.compile(r"[\x21-\x7e]+")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_HOST = re.compile(r"[A-Za-z0-9.:-]+")


def check_redirect_uri(given: object) -> str:
    """The same address, if a client may be sent back to it.

    Raises:
        InvalidRedirectUri: it may not.
    """
    if not isinstance(given, str) or not _can_be_registered(given):
        raise InvalidRedirectUri
    return given


def fits(registered: Sequence[str], asked: str) -> bool:
    """Whether an address is one of those registered: to the letter, on this machine but for the port."""
    return any(one == asked or _same_but_for_port(one, asked) for one in registered)


def host_of(redirect_uri: str) -> str:
    """Where somebody is sent, as it is shown: a host, or the scheme of an application."""
    parts = urlsplit(redirect_uri)
    return f"{parts.scheme}:" if parts.scheme in PRIVATE_SCHEMES else parts.netloc


def origin_of(redirect_uri: str) -> str:
    """Where somebody is sent, as a Content-Security-Policy names it."""
    parts = urlsplit(redirect_uri)
    return f"{parts.scheme}:" if parts.scheme in PRIVATE_SCHEMES else f"{parts.scheme}://{parts.netloc}"


def _can_be_registered(given: str) -> bool:
    if len(given) > LONGEST or not _VISIBLE.fullmatch(given) or any(sign in given for sign in "#*\\"):
        return False
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError:
        return False
    if (
        len(parts.netloc) > LONGEST_HOST
        or not parts.hostname
        or "@" in parts.netloc
        or not _HOST.fullmatch(parts.hostname)
    ):
        return False
    if parts.scheme == "http":
        return parts.hostname in _LOOPBACK
    return parts.scheme == "https" or parts.scheme in PRIVATE_SCHEMES


def _same_but_for_port(registered: str, asked: str) -> bool:
    """Both are on this machine, under the same name, with the same path and query."""
    if not _can_be_registered(asked):
        return False
    ours, theirs = urlsplit(registered), urlsplit(asked)
    return ours.scheme == "http" and _without_port(ours) == _without_port(theirs)


def _without_port(parts: SplitResult) -> tuple[str, str | None, str, str]:
    return parts.scheme, parts.hostname, parts.path, parts.query
