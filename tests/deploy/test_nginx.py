"""docs/deploy/nginx.conf in a real nginx, in front of a real server, as docs/deploy.md says to run them."""

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from typing_extensions import override

from luma_mcp.cli import main
from luma_mcp.limits import UNKNOWN_KEYS_PER_MINUTE
from luma_mcp.rest.binding import MCP_BYTES
from tests.deploy.nginx import NAME, Nginx, running_nginx
from tests.deploy.serving import Serving, serving
from tests.world import SECRET, copy_of

MCP_HEADERS = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
PDF = b"%PDF-1.7\n" + bytes(10_000_000 - 9)
EXPENSE = {"date": "2026-03-02", "amount": "129.70", "category": "software_it"}


@dataclass(frozen=True)
class Deployed:
    """luma_mcp behind nginx, and a read-write key."""

    nginx: Nginx
    server: Serving
    key: str

    def client(self, address: str = "127.0.0.1") -> httpx2.AsyncClient:
        return self.nginx.client(self.key, address)


@pytest.fixture(scope="module")
def deployed(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Everything as docs/deploy.md says, on loopback."""
    settings = {
        "LUMA_DATABASE_URL": copy_of(sqlite_template, tmp_path_factory.mktemp("books")),
        "LUMA_SECRET": SECRET,
        "LUMA_PUBLIC_URL": f"https://{NAME}",
        "LUMA_TRUSTED_PROXIES": "127.0.0.1/32",
        "LUMA_RATE_WRITES": "1000",
        "LUMA_RATE_READS": "1000",
    }
    luma(settings, "init", "--name", "Muster GmbH", "--country", "CH")
    key = json.loads(luma(settings, "keys", "create", "--label", "Tests", "--json"))["key"]
    with (
        serving(settings, "--no-jobs") as server,
        running_nginx(tmp_path_factory.mktemp("nginx"), server.port) as nginx,
    ):
        yield Deployed(nginx, server, key)


def luma(settings: dict[str, str], *arguments: str) -> str:
    done = CliRunner().invoke(main, arguments, env=settings)
    assert done.exit_code == 0, done.output
    return done.stdout


async def logged(client: httpx2.AsyncClient) -> None:
    """Return when nginx has logged what was asked before on this connection: it does so before it reads on."""
    await client.get("/healthz")


async def test_rest_answers_a_key_over_https(deployed: Deployed) -> None:
    async with deployed.client() as client:
        answer = await client.get("/v1/profiles")
        await logged(client)
    assert [profile["name"] for profile in answer.json()["data"]] == ["Muster GmbH"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.headers["X-Request-Id"] in deployed.nginx.access_log


@pytest.mark.parametrize("era", ["auto", "legacy"])
async def test_an_mcp_client_works_over_https(deployed: Deployed, era: Any) -> None:
    async with (
        deployed.client() as http,
        Client(streamable_http_client(f"https://{NAME}/mcp", http_client=http), mode=era) as client,
    ):
        assert "create_invoice" in {tool.name for tool in (await client.list_tools()).tools}
        answer = await client.call_tool("whoami", {})
    assert answer.structured_content
    assert [profile["name"] for profile in answer.structured_content["profiles"]] == ["Muster GmbH"]


async def test_a_client_without_a_key_is_led_to_sign_in_at_the_public_address(deployed: Deployed) -> None:
    async with deployed.nginx.client() as client:
        challenge = (await client.post("/mcp", json={}, headers=MCP_HEADERS)).headers["WWW-Authenticate"]
        (metadata,) = re.findall(r'resource_metadata="([^"]+)"', challenge)
        resource = (await client.get(metadata)).json()
        issuer = (
            await client.get(f"{resource['authorization_servers'][0]}/.well-known/oauth-authorization-server")
        ).json()
    assert resource["resource"] == f"https://{NAME}/mcp"
    assert issuer["authorization_endpoint"].startswith(f"https://{NAME}/")


async def test_people_sign_in_over_https(deployed: Deployed) -> None:
    form = {"email": "nobody@example.org", "password": "not this one", "next": "/settings"}
    async with deployed.nginx.client() as client:
        page = await client.get("/sign-in")
        assert "Content-Encoding" not in page.headers
        (style,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
        assert (await client.get(style)).headers["Content-Type"].startswith("text/css")
        ours = await client.post("/sign-in", data=form, headers={"Origin": f"https://{NAME}"})
        foreign = await client.post("/sign-in", data=form, headers={"Origin": "https://evil.example.org"})
        away = await client.get("/settings")
    assert ("nobody@example.org" in ours.text, foreign.status_code) == (True, 403)
    assert (away.status_code, away.headers["Location"]) == (303, "/sign-in?next=/settings")


async def test_no_log_holds_a_key_that_stands_in_an_address(deployed: Deployed) -> None:
    address = f"https://{NAME}/mcp?key={deployed.key}&read_only=1"
    async with deployed.nginx.client() as http:
        async with Client(streamable_http_client(address, http_client=http)) as client:
            assert "create_invoice" not in {tool.name for tool in (await client.list_tools()).tools}
        refused = await http.post(address, content=bytes(17_000_000))
        odd = await http.get(f"/v1/{deployed.key}")
        await http.get(f"/v1/{deployed.key.replace('_', '%5F')}")
        await logged(http)
    assert (refused.status_code, odd.status_code) == (413, 404)
    assert '"POST /mcp HTTP/1.1" 200 ' in deployed.nginx.access_log
    assert '"POST /mcp HTTP/1.1" 413 ' in deployed.nginx.access_log
    secret = deployed.key.removeprefix("lmb_")[8:]
    assert [line for line in (deployed.nginx.logs, *deployed.server.said) if secret in line] == []


async def test_the_server_is_told_the_name_that_was_asked_for(deployed: Deployed) -> None:
    async with deployed.client() as client:
        answer = await client.post("/mcp", json={}, headers=MCP_HEADERS | {"Host": "evil.example.org"})
    assert answer.status_code == 421


async def test_unknown_keys_count_against_the_client_and_not_against_nginx(deployed: Deployed) -> None:
    guesses = [f"lmb_{guess}" for guess in range(UNKNOWN_KEYS_PER_MINUTE)]
    async with deployed.nginx.client(address="127.0.0.2") as guessing:
        for guess in guesses:
            assert (await _profiles(guessing, guess)).status_code == 401
        assert (await _profiles(guessing, "lmb_more")).status_code == 429
        assert (await _profiles(guessing, "lmb_more", "203.0.113.7")).status_code == 429
    async with deployed.nginx.client(address="127.0.0.3") as other:
        assert (await _profiles(other, "lmb_more")).status_code == 401
        assert (await _profiles(other, "lmb_more", "127.0.0.2")).status_code == 401
    assert any(" 127.0.0.2 " in line for line in deployed.server.said)


async def _profiles(client: httpx2.AsyncClient, key: str, forwarded_for: str | None = None) -> httpx2.Response:
    forged = {} if forwarded_for is None else {"X-Forwarded-For": forwarded_for}
    return await client.get("/v1/profiles", headers={"Authorization": f"Bearer {key}"} | forged)


async def test_receipts_of_ten_megabytes_pass(deployed: Deployed) -> None:
    async with deployed.client() as client:
        first, second = [(await client.post("/v1/expenses", json=EXPENSE)).json()["id"] for _ in range(2)]
        file = {"file": ("receipt.pdf", PDF, "application/pdf")}
        assert (await client.put(f"/v1/expenses/{first}/receipt", files=file)).status_code == 200
        async with Client(streamable_http_client(f"https://{NAME}/mcp", http_client=client)) as mcp:
            receipt = {"id": second, "file_name": "receipt.pdf", "content": base64.b64encode(PDF).decode()}
            kept = await mcp.call_tool("attach_receipt", receipt)
        assert not kept.is_error, kept.content
        assert (await client.get(f"/v1/expenses/{second}/receipt")).content == PDF


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/mcp", MCP_BYTES, 400),
        ("/mcp", MCP_BYTES + 1, 413),
        ("/mcp", 17_000_000, 413),
        ("/v1/clients", 1_000_001, 413),
    ],
)
async def test_what_is_too_large_is_refused_in_our_words(deployed: Deployed, path: str, size: int, status: int) -> None:
    async with deployed.client() as client:
        answer = await client.post(path, content=b"{" + bytes(size - 1), headers=MCP_HEADERS)
    assert answer.status_code == status
    if status == 413:
        error = answer.json()["error"]
        assert error["code"] == "payload_too_large"
        assert set(error) == {"code", "message", "details", "fix", "request_id"}


async def test_a_long_address_reaches_us(deployed: Deployed) -> None:
    async with deployed.client() as client:
        answer = await client.get("/sign-in", params={"next": f"/oauth/authorize?state={'x' * 12_000}"})
    assert answer.status_code == 200


async def test_plain_http_leads_to_https(deployed: Deployed) -> None:
    async with deployed.nginx.client() as client:
        answer = await client.get(f"http://{NAME}/docs?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"https://{NAME}/docs?x=1")


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/%6detrics", "/v1/../metrics", "/metrics?x"])
async def test_metrics_are_not_shown_outside(deployed: Deployed, path: str) -> None:
    async with deployed.client() as client:
        request = client.build_request("GET", "/")
        request.url = request.url.copy_with(raw_path=path.encode())
        answer = await client.send(request)
    assert (answer.status_code, "nginx" in answer.text) == (404, True)  # it did not get further than that


def test_metrics_are_shown_on_the_machine_itself(deployed: Deployed) -> None:
    shown = httpx2.get(f"http://127.0.0.1:{deployed.server.port}/metrics", trust_env=False)
    assert (shown.status_code, "luma_build_info" in shown.text) == (200, True)


async def test_a_server_that_is_down_is_said_in_our_words(tmp_path: Path) -> None:
    with running_nginx(tmp_path, upstream=1) as nginx:
        async with nginx.client() as client:
            answer = await client.post("/mcp?key=lmb_secret", json={})
            await logged(client)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.json()["error"]["code"] == "unavailable"
        assert '"POST /mcp HTTP/1.1" 503 ' in nginx.access_log
        assert "lmb_secret" not in nginx.logs


@pytest.mark.parametrize("path", ["/mcp", "/api/v1/mcp", "/api/v1/mcp/c/0197a943-2325-7829-b835-b6c71a293065"])
async def test_a_stream_arrives_piece_by_piece(tmp_path: Path, path: str) -> None:
    with streaming() as (port, go_on), running_nginx(tmp_path, port) as nginx:
        async with nginx.client() as client, client.stream("POST", path, json={}) as answer:
            pieces = answer.aiter_text()
            assert await anext(pieces) == "data: 1\n\n"
            go_on.set()
            assert [piece async for piece in pieces] == ["data: 2\n\n"]


@contextmanager
def streaming() -> Iterator[tuple[int, threading.Event]]:
    """A server that says something, and the rest once its event is set."""
    go_on = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self.wfile.write(b"data: 1\n\n")
            assert go_on.wait(20)
            self.wfile.write(b"data: 2\n\n")

        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, go_on
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
