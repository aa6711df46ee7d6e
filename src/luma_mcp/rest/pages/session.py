"""Who is signed in: the session's cookie, which forms are taken, and the way to sign-in and back.

A form is taken from our own origin alone, which keeps strangers from signing somebody in (login CSRF) too; a form of
somebody signed in also carries the session's own mark.
"""

import hmac
import re
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from luma_mcp.access.people import People, Session
from luma_mcp.access.sign_in_errors import NotSignedIn
from luma_mcp.errors import Refusal
from luma_mcp.rest.base import origin_of, root_of

SIGN_IN = "/sign-in"
FIRST_PAGE = "/settings"
LONGEST_NEXT = 6000

_SESSION = "luma_session"
_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
"""A path of this site: printable ASCII, no backslash, and no second slash at its start, which would name a host."""


class ForeignForm(Refusal):
    """This form was not sent by a page of this site."""

    code = "foreign_form"
    fix = "Open the page here and send it again."


class FormTooOld(Refusal):
    """This form belongs to another session."""

    code = "form_too_old"
    fix = "You may have signed in again meanwhile. Open the page again and repeat it."


async def session_of(request: Request, people: People, base: str) -> Session | None:
    """The session behind a request's cookie, or None where nobody is signed in."""
    token = session_token(request, base)
    if token is None:
        return None
    try:
        return await people.session(token)
    except NotSignedIn:
        return None


def session_token(request: Request, base: str) -> str | None:
    """The secret in the session's cookie."""
    return request.cookies.get(cookie_name(_SESSION, base))


def set_session(response: Response, token: str, base: str) -> None:
    """Keep a session's secret in the browser until it is closed; how long it is good for is known here alone."""
    set_cookie(response, _SESSION, token, base)


def clear_session(response: Response, base: str) -> None:
    """Take the session's secret out of the browser."""
    clear_cookie(response, _SESSION, base)


def set_cookie(response: Response, name: str, value: str, base: str, seconds: int | None = None) -> None:
    """Set a cookie that no script reads and no other site sends; over https no other host or path can set it."""
    key, secure = cookie_name(name, base), _is_https(base)
    response.set_cookie(key, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")


def clear_cookie(response: Response, name: str, base: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(cookie_name(name, base), path="/", secure=_is_https(base), httponly=True, samesite="lax")


def cookie_name(name: str, base: str) -> str:
    """The name of a cookie: browsers hold `__Host-` to https, this host and the whole of it (RFC 6265bis)."""
    return f"__Host-{name}" if _is_https(base) else name


def check_origin(request: Request, base: str) -> None:
    """Refuse what another site made a browser send.

    Every browser says who sent a form in Origin, newer ones in Sec-Fetch-Site too; what says neither comes from no
    browser, and so with no cookie that somebody else's page could use. A hidden origin ("null") counts with the other.

    Raises:
        ForeignForm: another site sent it.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in {None, "same-origin"} or (site is None and origin == "null"):
        raise ForeignForm
    if origin not in {None, "null"} and origin != origin_of(base):
        raise ForeignForm


def check_csrf(session: Session, given: str | None) -> None:
    """Refuse a form that was not made for this session.

    Raises:
        FormTooOld: it carries no mark, or another session's.
    """
    if not hmac.compare_digest((given or "").encode(), session.csrf.encode()):
        raise FormTooOld


def safe_next(given: str | None) -> str:
    """Where to go after sign-in: the path of this site that was asked for, else the first page."""
    if given is None or len(given) > LONGEST_NEXT or not _PATH.fullmatch(given):
        return FIRST_PAGE
    return FIRST_PAGE if urlsplit(given).path in {SIGN_IN, "/sign-out", "/welcome"} else given


def to_sign_in(request: Request, base: str) -> Response:
    """Send somebody to sign-in, and back here afterwards where this page can be asked for again."""
    query = request.scope["query_string"].decode("latin-1")
    here = request.url.path + (f"?{query}" if query else "")
    onward = f"?next={quote(here, safe='/')}" if request.method in {"GET", "HEAD"} else ""
    return RedirectResponse(root_of(base) + SIGN_IN + onward, status_code=303)


def _is_https(base: str) -> bool:
    return base.startswith("https://")
