"""Pages and tool calls over HTTP against bare servers that answer the same bytes."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from bench.books import copy_of
from bench.measure import Ratio, in_turns

REQUESTS = 100
MCP_ANSWERS = "mcp.json"
"""What the bare MCP server says: what ours said first."""
PAGE = "/v1/invoices?limit=50"
DIALECTS = (
    (
        "LedgerBee ÷ Lumabill: 50 journal entries with their lines",
        "/api/v1/journal-entries?limit=50",
        "/v1/journal-entries?limit=50&include_lines=true",
    ),
    ("LedgerBee ÷ Lumabill: all clients", "/api/v1/customers", "/v1/clients?limit=200"),
    ("LedgerBee ÷ Lumabill: all vendors", "/api/v1/vendors", "/v1/vendors?limit=200"),
    ("LedgerBee ÷ Lumabill: all products", "/api/v1/products", "/v1/catalog?limit=200"),
)
_LIST: tuple[str, dict[str, Any]] = ("tools/list", {})
_CALL: tuple[str, dict[str, Any]] = ("tools/call", {"name": "list_invoices", "arguments": {"limit": 25}})
_MCP_HEADERS = {
    "Content-Type": "application/json",
    "Accept": "application/json, text/event-stream",
    "MCP-Protocol-Version": "2025-11-25",
}


def measure(path: Path, key: str, vendor_key: str) -> Sequence[Ratio]:
    """Measure a page of 50 invoices over REST, list_invoices over MCP, and LedgerBee's pages against Lumabill's."""
    books, page_file, mcp_file = copy_of(path, "served.db"), path.with_name("page.json"), path.with_name(MCP_ANSWERS)
    bearer = {"Authorization": f"Bearer {key}"}
    page = Asked("GET", PAGE, None, bearer)
    with server("ours", books) as ours:
        call = Asked("POST", "/mcp", _message(*_CALL), bearer | _MCP_HEADERS)
        page_file.write_bytes(page.sent_to(ours))
        mcp_file.write_text(json.dumps({"list": _rpc(ours, _LIST, bearer), "call": _rpc(ours, _CALL, bearer)}))
        beside = _dialects(ours, vendor_key)
        with server("bare-page", page_file) as bare_page, server("bare-mcp", mcp_file) as bare_mcp:
            return [
                in_turns("GET a page of 50 invoices", page.repeated(ours), page.repeated(bare_page)),
                in_turns("list_invoices over MCP HTTP", call.repeated(ours), call.repeated(bare_mcp)),
                *beside,
            ]


def _dialects(ours: HTTPConnection, key: str) -> Sequence[Ratio]:
    """The same lists of the same company in both dialects: LedgerBee's ÷ Lumabill's."""
    ratios = []
    for name, vendors, lumabills in DIALECTS:
        bee = Asked("GET", vendors, None, {"x-api-key": key})
        lumabill = Asked("GET", lumabills, None, {"Authorization": f"Bearer {key}"})
        ratios.append(in_turns(name, bee.repeated(ours), lumabill.repeated(ours)))
    return ratios


@dataclass(frozen=True)
class Asked:
    """A request that can be sent to any server."""

    method: str
    path: str
    body: bytes | None
    headers: Mapping[str, str]

    def sent_to(self, connection: HTTPConnection) -> bytes:
        """The body of the answer."""
        connection.request(self.method, self.path, self.body, dict(self.headers))
        with connection.getresponse() as response:
            content = response.read()
            assert response.status == HTTPStatus.OK, content[:300]
            return content

    def repeated(self, connection: HTTPConnection) -> Callable[[], int]:
        """The work of asking again and again; every answer has to be as long as the first."""
        size = len(self.sent_to(connection))

        def work() -> int:
            for _ in range(REQUESTS):
                assert len(self.sent_to(connection)) == size
            return REQUESTS

        return work


@contextmanager
def server(kind: str, file: Path) -> Iterator[HTTPConnection]:
    """Start a server in a process of its own and connect to it."""
    command = [sys.executable, "-m", "bench.servers", kind, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        connection = HTTPConnection("127.0.0.1", int(process.stdout.readline()))
        try:
            yield connection
        finally:
            connection.close()
            process.terminate()


def _message(method: str, given: Mapping[str, Any]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": given}).encode()


def _rpc(connection: HTTPConnection, rpc: tuple[str, dict[str, Any]], bearer: Mapping[str, str]) -> object:
    answer = Asked("POST", "/mcp", _message(*rpc), {**bearer, **_MCP_HEADERS}).sent_to(connection).decode()
    data = next((line[6:] for line in answer.splitlines() if line.startswith("data: {")), answer)
    return json.loads(data)["result"]
