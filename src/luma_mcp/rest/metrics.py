"""`/metrics`: figures of this service as Prometheus reads them, of all its processes.

Labels are names of ours (routes, operations, codes), never what somebody sent, so that they stay few and say nothing.
Several processes keep their figures in files of a folder that their parent made; each answers for all.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from hmac import compare_digest
from importlib.metadata import version
from ipaddress import ip_address
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Scope
from typing_extensions import override

from luma_mcp.access.caller import Caller
from luma_mcp.operation import AnyOperation
from luma_mcp.rest.address import client_address
from luma_mcp.rest.base import is_loopback_name
from luma_mcp.rest.workers import METRICS_FOLDER
from luma_mcp.settings import Settings

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_FORWARDING = {
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "x-client-ip",
    "true-client-ip",
    "cf-connecting-ip",
}


class Metrics:
    """The figures of one process: watches requests and operations."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "luma_http_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "luma_http_request_duration_seconds",
            "How long answers take, by route.",
            ("route",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._operations = Counter(
            "luma_operations", "Operations run, by how they ended.", ("operation", "outcome"), registry=self._registry
        )
        self._operation_seconds = Histogram(
            "luma_operation_duration_seconds",
            "How long operations take, by what they do to the books.",
            ("effect",),
            buckets=SECONDS,
            registry=self._registry,
        )

    def begin_request(self, scope: Scope) -> Callable[[int, float], None]:
        """A request begins; its route is known once it was answered."""

        def end(status: int, seconds: float) -> None:
            method, route = scope["method"], route_of(scope)
            self._requests.labels(method if method in _METHODS else "other", route, status).inc()
            self._seconds.labels(route).observe(seconds)

        return end

    def begin(self, _: Caller, operation: AnyOperation) -> Callable[[str, float], None]:
        """An operation begins."""

        def end(outcome: str, seconds: float) -> None:
            self._operations.labels(operation.name, outcome).inc()
            self._operation_seconds.labels(operation.effect).observe(seconds)

        return end

    def text(self, embedded: Path | None) -> bytes:
        """The figures in Prometheus' text format; `embedded` is the file whose size is told."""
        counted = self._registry
        if METRICS_FOLDER in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        now = CollectorRegistry()
        now.register(_Now(embedded))
        return generate_latest(counted) + generate_latest(now)


class _Now(Collector):
    """What is not counted, but can be seen at any time."""

    def __init__(self, embedded: Path | None) -> None:
        self._embedded = embedded

    @override
    def collect(self) -> Iterator[Metric]:
        said = GaugeMetricFamily("luma_build_info", "1, with the version that runs.", labels=["version"])
        said.add_metric([version("luma-mcp")], 1)
        yield said
        if self._embedded is not None and self._embedded.exists():
            size = self._embedded.stat().st_size
            yield GaugeMetricFamily("luma_database_bytes", "Size of the embedded file.", size)


def metrics_routes(metrics: Metrics, settings: Settings) -> Sequence[Route]:
    """Make `/metrics`, for this machine and whoever has the token."""

    async def figures(request: Request) -> Response:
        if settings.metrics_token is not None and _has_token(request, settings.metrics_token):
            allowed = True
        else:
            allowed = is_local(request.scope, settings)
        if not allowed:
            fix = "Read it on this machine, or with Authorization: Bearer and the value of LUMA_METRICS_TOKEN.\n"
            return PlainTextResponse(fix, 401, {"WWW-Authenticate": 'Bearer realm="luma_mcp metrics"'})
        embedded = settings.embedded_path if settings.is_embedded else None
        return Response(metrics.text(embedded), media_type=CONTENT_TYPE_LATEST)

    return [Route("/metrics", figures, methods=["GET"])]


def is_local(scope: Scope, settings: Settings) -> bool:
    """Whether a request was made on this machine, and not only brought here by a proxy that runs on it.

    A proxy gives itself away by what it adds; what it adds counts when it is trusted. One that adds nothing still asks
    for the public name.
    """
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    address = client_address(scope, settings.trusted_proxies)
    peer = scope["client"][0] if scope.get("client") else ""
    if not (_is_loopback(address) and is_loopback_name(headers.get("host", ""))):
        return False
    if not headers.keys() & _FORWARDING:
        return True
    judged = any(ip_address(peer) in network for network in settings.trusted_proxies)
    return judged and "x-forwarded-for" in headers


def route_of(scope: Scope) -> str:
    """The template of the route that answered, such as `/v1/clients/{id}`: never the path that was sent."""
    route = scope.get("route")
    if route is None:
        return "none"
    return f"{scope.get('root_path', '')}{'/*' if isinstance(route, Mount) else route.path}"


def _has_token(request: Request, token: str) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and compare_digest(given.strip().encode(), token.encode())


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
