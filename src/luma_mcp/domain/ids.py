"""UUIDv7 ids (RFC 9562): time-ordered, so that keys written together lie together."""

import secrets
import threading
from datetime import datetime
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7(now: datetime) -> UUID:
    """Make a UUIDv7 for this moment; ids made in one process never go backwards."""
    global _last  # noqa: PLW0603  one counter a process keeps ids of the same millisecond in order
    milliseconds = int(now.timestamp() * 1000)
    with _lock:
        stamp = (milliseconds << 12) | secrets.randbits(11)
        _last = max(stamp, _last + 1)
        stamp = _last
    high = (stamp >> 12) << 16 | 0x7000 | (stamp & 0xFFF)
    return UUID(int=(high << 64) | (0b10 << 62) | secrets.randbits(62))
