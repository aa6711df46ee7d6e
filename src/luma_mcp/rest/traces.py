"""Traces for OpenTelemetry: a span for every request and every operation, under the span that a caller names.

Imported only where the environment asks for traces, for it needs the extra `otel`. The MCP SDK's own spans go the same
way. Spans say what ran and how it ended; never what was asked, answered or sent.
"""

from collections.abc import Callable
from importlib.metadata import version

from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode
from starlette.types import Scope

from luma_mcp.access.caller import Caller
from luma_mcp.operation import AnyOperation
from luma_mcp.rest.metrics import route_of

_CARRIED = (b"traceparent", b"tracestate")
_FAULT = 500


class Traces:
    """Watches requests and operations, and sends what it saw to the collector that OTEL_… variables name."""

    def __init__(self) -> None:
        named = Resource({"service.name": "luma-mcp", "service.version": version("luma-mcp")})
        self._provider = TracerProvider(resource=named.merge(OTELResourceDetector().detect()))
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        trace.set_tracer_provider(self._provider)
        self._tracer = self._provider.get_tracer("luma_mcp", version("luma-mcp"))

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()

    def begin_request(self, scope: Scope) -> Callable[[int, float], None]:
        """A request begins; its span is named once its route is known."""
        carrier = {name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in _CARRIED}
        given = {"http.request.method": scope["method"]}
        span = self._tracer.start_span(
            scope["method"], context=extract(carrier), kind=SpanKind.SERVER, attributes=given
        )
        leave = _entered(span)

        def end(status: int, _: float) -> None:
            route = route_of(scope)
            span.update_name(f"{scope['method']} {route}")
            span.set_attributes({"http.route": route, "http.response.status_code": status})
            leave(failed=status >= _FAULT)

        return end

    def begin(self, _: Caller, operation: AnyOperation) -> Callable[[str, float], None]:
        """An operation begins."""
        given = {"luma.operation": operation.name, "luma.effect": str(operation.effect)}
        span = self._tracer.start_span(operation.name, attributes=given)
        leave = _entered(span)

        def end(outcome: str, _: float) -> None:
            span.set_attribute("luma.outcome", outcome)
            leave(failed=outcome == "fault")

        return end


def _entered(span: Span) -> "Callable[..., None]":
    """Make a span the one that others are under; what is returned ends it."""
    token = context.attach(trace.set_span_in_context(span))

    def leave(*, failed: bool) -> None:
        if failed:
            span.set_status(StatusCode.ERROR)
        context.detach(token)
        span.end()

    return leave
