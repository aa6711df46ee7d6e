"""Logs: to standard error, as text or JSON lines, and never with the secret of a key in them."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

from typing_extensions import override

SECRET = re.compile(r"(lm[a-z]_[0-9A-Za-z]{8})[0-9A-Za-z]+")
"""A key, a token or a link in any text: its public id may stay, the rest may not."""


def redacted(text: str) -> str:
    """The same text with the secret part of every key taken out."""
    return SECRET.sub(r"\1…", text)


def set_up_logs(style: str) -> None:
    """Send logs of this process to standard error as `text` or `json`; standard output belongs to protocols."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if style == "json" else _Text("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("luma_mcp").setLevel(logging.INFO)


class _Text(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class _Json(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return redacted(json.dumps(line, ensure_ascii=False))
