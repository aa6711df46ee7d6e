"""Swagger UI, served from the package: no other host is asked for anything, and no script is inline."""

from collections.abc import Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse
from starlette.routing import Route

FILES = Path(__file__).parent / "static" / "swagger-ui"
ASSETS = {
    "docs.js": "text/javascript; charset=utf-8",
    "favicon.png": "image/png",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
}

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{title}</title>
  <link rel="icon" type="image/png" href="{path}/favicon.png">
  <link rel="stylesheet" href="{path}/swagger-ui.css">
</head>
<body>
  <div id="swagger-ui"></div>
  <noscript>This page needs JavaScript. The document itself: <a href="{document}">{document}</a></noscript>
  <script src="{path}/swagger-ui-bundle.js"></script>
  <script src="{path}/docs.js" data-openapi="{document}"></script>
</body>
</html>
"""


def docs_routes(path: str, document: str, title: str) -> Sequence[Route]:
    """Make the routes of one Swagger UI: its page at a path, its files below."""
    page = _PAGE.format(path=path, document=document, title=title)

    async def show(_: Request) -> HTMLResponse:
        return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"})

    return [Route(path, show, methods=["GET"]), *(_asset(path, name, kind) for name, kind in ASSETS.items())]


def _asset(path: str, name: str, media_type: str) -> Route:
    async def give(_: Request) -> FileResponse:
        return FileResponse(FILES / name, media_type=media_type, headers={"Cache-Control": "public, max-age=3600"})

    return Route(f"{path}/{name}", give, methods=["GET"])
