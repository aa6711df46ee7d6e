"""Servers to measure, each in a process of its own: `python -m bench.servers KIND FILE` prints its port and serves."""

import json
import sys
from pathlib import Path

import anyio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bench.bare_mcp import bare_http
from bench.books import open_books
from luma_mcp.app import create_app
from luma_mcp.rest.serving import serve


def main() -> None:
    """Serve until told to stop."""
    kind, file = sys.argv[1], Path(sys.argv[2])
    anyio.run({"ours": _ours, "bare-page": _bare_page, "bare-mcp": _bare_mcp}[kind], file)


async def _ours(books: Path) -> None:
    async with open_books(books) as (parts, _):
        await _serve(create_app(parts, jobs=False))


async def _bare_page(file: Path) -> None:
    body = _content(file)

    async def page(_: Request) -> Response:
        return Response(body, media_type="application/json")

    await _serve(Starlette(routes=[Route("/v1/invoices", page)]))


async def _bare_mcp(file: Path) -> None:
    await _serve(bare_http(json.loads(_content(file))))


def _content(file: Path) -> bytes:
    return file.read_bytes()


async def _serve(app: ASGIApp) -> None:
    await serve(app, "127.0.0.1", 0, started=lambda port: print(port, flush=True))


if __name__ == "__main__":
    main()
