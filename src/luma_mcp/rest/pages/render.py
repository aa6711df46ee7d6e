"""Pages from templates: server-rendered, nothing inline, nothing from elsewhere."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from luma_mcp.rest.base import root_of

FOLDER = Path(__file__).parent
STATIC = "/settings/static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action {targets}; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_ORIGIN = re.compile(r"https?://[A-Za-z0-9._-]+(:[0-9]{1,5})?|[a-z]+:")
_UNITS = (("month", 30 * 86_400, 120 * 86_400), ("day", 86_400, 86_400), ("hour", 3600, 3600), ("minute", 60, 60))
"""A unit, its seconds, and from how many seconds on it is used: days are counted up to 120, as keys get old at 90."""


def page(
    request: Request,
    name: str,
    /,
    *,
    status: int = 200,
    base: str = "",
    form_action_origin: str | None = None,
    **context: object,
) -> Response:
    """Render a page; `base` is the site's address, `session` in the context who is signed in.

    `form_action_origin` is where a form's answer may redirect to besides this site (an OAuth client).
    """
    known = {"root": root_of(base), "here": request.url.path, "session": None} | context
    body = _ENVIRONMENT.get_template(name).render(known)
    return HTMLResponse(body, status, _headers(form_action_origin))


def static_routes() -> Sequence[Route]:
    """The style sheet and the scripts, each under a name that changes with its content, so that it is kept for good."""
    return [_route(path) for path in _FILES]


def asset(name: str) -> str:
    """The path of a static file: its name with a digest of its content."""
    path = FOLDER / "static" / name
    return f"{STATIC}/{path.stem}-{_DIGESTS[name]}{path.suffix}"


def ago(moment: datetime, now: datetime) -> str:
    """How long ago in words: just now, 5 minutes ago, 12 days ago."""
    seconds = int((now - moment).total_seconds())
    for unit, length, least in _UNITS:
        if seconds >= least:
            count = seconds // length
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


def sentence(problem: str) -> str:
    """What is wrong with a field, as it stands under its label: a sentence of its own."""
    return problem[:1].upper() + problem[1:].rstrip(".") + "."


def lookup(key: str, names: Mapping[str, str]) -> str:
    """What a key stands for; itself where nothing does."""
    return names.get(key, key)


def _headers(form_action_origin: str | None) -> dict[str, str]:
    """What browsers are told. Referrers stay within the site: without any, forms do not say where they come from."""
    targets = f"'self' {_source(form_action_origin)}" if form_action_origin else "'self'"
    policy = _POLICY.format(targets=targets)
    return {"Content-Security-Policy": policy, "Referrer-Policy": "same-origin", "Cache-Control": "no-store"}


def _source(origin: str) -> str:
    """An origin as a policy names it; IPv6 addresses have no form there, so that their scheme stands for them."""
    if _ORIGIN.fullmatch(origin):
        return origin
    parts = urlsplit(origin)
    if ":" not in (parts.hostname or ""):
        raise ValueError("this origin cannot stand in a policy")
    return f"{parts.scheme}:"


def _route(path: Path) -> Route:
    async def give(_: Request) -> FileResponse:
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return FileResponse(path, media_type=f"{KINDS[path.suffix]}; charset=utf-8", headers=headers)

    return Route(asset(path.name), give, methods=["GET"])


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = asset
    made.filters |= {"ago": ago, "sentence": sentence, "lookup": lookup}
    return made


_FILES = sorted(path for path in (FOLDER / "static").iterdir() if path.suffix in KINDS)
_DIGESTS = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in _FILES}
_ENVIRONMENT = _environment()
