"""Traces over a real server, as a collector receives them."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx2
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from typing_extensions import override

from tests.rest.test_mcp_http import HEADERS, WHOAMI, site
from tests.tools.process import address_of, running
from tests.world import World

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
NAME = "Muster AG with a name"


@dataclass
class Collector:
    """Receives traces over HTTP, as OpenTelemetry specifies it."""

    server: HTTPServer
    spans: list[Span] = field(default_factory=list)
    services: set[str] = field(default_factory=set)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def take(self, body: bytes) -> None:
        """Take what was sent."""
        for sent in ExportTraceServiceRequest.FromString(body).resource_spans:
            named = {one.key: one.value.string_value for one in sent.resource.attributes}
            self.services.add(named["service.name"])
            self.spans += [span for scope in sent.scope_spans for span in scope.spans]

    def named(self, name: str) -> Span:
        """The one span of this name."""
        (found,) = [span for span in self.spans if span.name == name]
        return found


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector that listens."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        @override
        def log_message(self, *_: Any) -> None:
            """Write nothing."""

    made = Collector(HTTPServer(("127.0.0.1", 0), Handler))
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def attributes(span: Span) -> dict[str, str]:
    return {one.key: one.value.string_value or str(one.value.int_value) for one in span.attributes}


async def test_requests_operations_and_mcp_are_traced_under_the_callers_span(
    sqlite_world: World, collector: Collector
) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    command, endpoint = ("serve", "--port", "0", "--no-jobs"), collector.address
    headers = {"Authorization": f"Bearer {token}", "traceparent": f"00-{TRACE}-{PARENT}-01"}
    async with running(sqlite_world, *command, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint) as server:
        address = await address_of(server)
        async with httpx2.AsyncClient(base_url=address, headers=headers) as http:
            await http.post("/v1/clients", json={"name": NAME})
            await http.get("/v1/clients/nobody")
            await http.post("/mcp", json=WHOAMI, headers=HEADERS)
        server.terminate()
        assert await server.wait() == 0
    request, operation = collector.named("POST /v1/clients"), collector.named("create_client")
    assert collector.services == {"luma-mcp"}
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (TRACE, PARENT)
    assert operation.parent_span_id == request.span_id
    assert attributes(operation) == {
        "luma.operation": "create_client",
        "luma.effect": "write",
        "luma.outcome": "done",
    }
    assert attributes(request)["http.response.status_code"] == "201"
    over_mcp, tool = collector.named("POST /mcp"), collector.named("tools/call whoami")
    assert (tool.parent_span_id, tool.trace_id) == (over_mcp.span_id, over_mcp.trace_id)
    assert collector.named("whoami").parent_span_id == tool.span_id
    told = str(collector.spans)
    assert NAME not in told
    assert token not in told
    assert "nobody" not in told


async def test_without_its_packages_one_line_says_so(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "luma_mcp.rest.traces", None)
    async with site(sqlite_world, traces=True) as http:
        assert (await http.get("/healthz")).status_code == 200
    (said,) = [record.getMessage() for record in caplog.records if "OTEL_" in record.getMessage()]
    assert said.endswith("pip install 'luma-mcp[otel]'.")


def test_nothing_of_it_is_imported_where_nobody_asks() -> None:
    code = "import sys, luma_mcp.app, luma_mcp.rest.site; sys.exit('opentelemetry.sdk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
