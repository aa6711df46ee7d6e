"""Logs: to standard error, as text or JSON lines, and never with the secret of a key or a token in them.

What is known of a request (its id, who calls, which operation) goes along in the context, so that every line that is
written on its behalf says it.
"""

import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Protocol

from typing_extensions import override

SECRET = re.compile(r"(lm[a-z](?:_|%5[fF])[0-9A-Za-z]{8})[0-9A-Za-z]+")
"""A key, a token or a link in any text: its public id may stay, the rest may not."""

Facts = dict[str, str | int | float]

_about: ContextVar[Facts | None] = ContextVar("luma_mcp.logs.about", default=None)

log = logging.getLogger("luma_mcp.operations")


def redacted(text: str) -> str:
    """The same text with the secret part of every key and token taken out."""
    return SECRET.sub(r"\1…", text)


def set_up_logs(style: str) -> None:
    """Send logs of this process to standard error as `text` or `json`; standard output belongs to protocols."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if style == "json" else _Text("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("luma_mcp").setLevel(logging.INFO)


@contextmanager
def about_request(request_id: str) -> Iterator[Facts]:
    """Say in every line from here on for which request it is written; what is found out on the way is added."""
    facts: Facts = {"request_id": request_id}
    token = _about.set(facts)
    try:
        yield facts
    finally:
        _about.reset(token)


class _Caller(Protocol):
    @property
    def id(self) -> str: ...


class _Operation(Protocol):
    @property
    def name(self) -> str: ...


class OperationLog:
    """A line for every operation that ran: which, for whom (the id, never a name), how it ended, how long it took."""

    def begin(self, caller: _Caller, operation: _Operation) -> Callable[[str, float], None]:
        """An operation begins; what is returned is told its outcome and its seconds."""
        who: Facts = {"caller": caller.id, "operation": operation.name}

        def end(outcome: str, seconds: float) -> None:
            if (about := _about.get()) is not None:
                about.update(who)
            if log.isEnabledFor(logging.INFO):
                facts = who | {"outcome": outcome, "duration_ms": round(seconds * 1000, 1)}
                log.info("%s %s %.1f ms %s", operation.name, outcome, seconds * 1000, caller.id, extra={"facts": facts})

        return end


class _Text(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        text, request_id = super().format(record), str((_about.get() or {}).get("request_id", ""))
        return redacted(text if request_id in text else f"{text} [{request_id}]")


class _Json(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= (_about.get() or {}) | getattr(record, "facts", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return redacted(json.dumps(line, ensure_ascii=False))
