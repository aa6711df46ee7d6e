"""Sign-in, sign-out, and the links by which somebody chooses a password.

A link's secret goes from the address into a short-lived cookie at once, so that it stays neither in the address bar nor
in the history. Opening a link uses nothing up: programs that look at mail open links too.
"""

import re
from collections.abc import Sequence

from starlette.responses import Response

from luma_mcp.access.passwords import SHORTEST
from luma_mcp.access.people import Link
from luma_mcp.access.sign_in_errors import LinkInvalid, SignInFailed
from luma_mcp.errors import Invalid, RateLimited
from luma_mcp.rest.address import client_address
from luma_mcp.rest.pages.desk import PageRow, Visit, Who, status_of
from luma_mcp.rest.pages.session import (
    FIRST_PAGE,
    SIGN_IN,
    clear_cookie,
    clear_session,
    cookie_name,
    safe_next,
    session_token,
    set_cookie,
    set_session,
)

WELCOME = "/welcome"
_LINK = "luma_link"
_LINK_SECONDS = 1800
_TOKEN = re.compile(r"lmi_[0-9A-Za-z]{1,200}")


async def show_sign_in(visit: Visit) -> Response:
    """Ask for address and password; who is signed in goes on at once."""
    onward = safe_next(visit.request.query_params.get("next"))
    if visit.guest is not None:
        return visit.go(onward)
    return visit.page("sign_in.html", next=onward, email="", problem="")


async def sign_in(visit: Visit) -> Response:
    """Start a session, and end the one that this browser had."""
    onward, email = safe_next(visit.form.text("next")), visit.form.text("email")
    address = client_address(visit.request.scope, visit.desk.settings.trusted_proxies)
    try:
        token = await visit.desk.people.sign_in(email, visit.form.text("password"), address)
    except (SignInFailed, RateLimited) as refusal:
        wait = {"Retry-After": str(refusal.retry_after)} if isinstance(refusal, RateLimited) else {}
        status, words = status_of(refusal), {"next": onward, "email": email, "problem": refusal.message}
        response = visit.page("sign_in.html", status=status, **words)
        response.headers.update(wait)
        return response
    return await _signed_in(visit, token, onward)


async def sign_out(visit: Visit) -> Response:
    """End the session."""
    await visit.desk.people.sign_out(session_token(visit.request, visit.base) or "")
    response = visit.go(SIGN_IN)
    clear_session(response, visit.base)
    return response


async def show_welcome(visit: Visit) -> Response:
    """Ask for a name and a password; a link that cannot be used says what to do."""
    token = visit.request.query_params.get("token")
    if token is not None and _TOKEN.fullmatch(token):
        response = visit.go(WELCOME)
        set_cookie(response, _LINK, token, visit.base, _LINK_SECONDS)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
    try:
        link = await visit.desk.people.link(_kept(visit))
    except LinkInvalid as refusal:
        return _ended(visit, refusal)
    return _form(visit, link, {})


async def accept(visit: Visit) -> Response:
    """Use the link: keep name and password, and sign in."""
    token, fields = _kept(visit), {name: visit.form.text(name) for name in ("name", "email")}
    try:
        link = await visit.desk.people.link(token)
        try:
            session = await visit.desk.people.accept(token, password=visit.form.text("password"), **fields)
        except Invalid as invalid:
            problems = {one.field: one.problem for one in invalid.problems}
            return _form(visit, link, problems, status=status_of(invalid), **fields)
    except LinkInvalid as refusal:
        return _ended(visit, refusal)
    response = await _signed_in(visit, session, FIRST_PAGE)
    clear_cookie(response, _LINK, visit.base)
    return response


def _kept(visit: Visit) -> str:
    return visit.request.cookies.get(cookie_name(_LINK, visit.base), "")


def _form(visit: Visit, link: Link, problems: dict[str, str], *, status: int = 200, **given: str) -> Response:
    fields = {"name": "" if link.name == link.email else link.name, "email": ""} | given
    return visit.page("welcome.html", status=status, link=link, problems=problems, shortest=SHORTEST, **fields)


def _ended(visit: Visit, refusal: LinkInvalid) -> Response:
    response = visit.page("link_ended.html", status=status_of(refusal))
    clear_cookie(response, _LINK, visit.base)
    return response


async def _signed_in(visit: Visit, token: str, onward: str) -> Response:
    """A new secret with every sign-in, so that none that was planted before is worth anything."""
    await visit.desk.people.sign_out(session_token(visit.request, visit.base) or "")
    response = visit.go(onward)
    set_session(response, token, visit.base)
    return response


PAGES: Sequence[PageRow] = (
    PageRow(SIGN_IN, show_sign_in, sign_in, Who.ANYBODY),
    PageRow("/sign-out", None, sign_out, Who.MEMBER),
    PageRow(WELCOME, show_welcome, accept, Who.ANYBODY),
)
