"""Locks of periods, as tools."""

from luma_mcp.operations import locks
from luma_mcp.tools.tool import Tool

TOOLS = (
    Tool(
        locks.list_locks,
        "Show locks",
        "Show up to which day all, sales, purchases and VAT are locked, and the exceptions. Changes nothing.",
    ),
    Tool(
        locks.set_lock,
        "Lock a period",
        "Close everything dated up to a day, in one area; null as the day takes the lock away. Area 'hard' closes all "
        "for good and only moves forward. Ask the user first.",
        repeatable=True,
    ),
    Tool(
        locks.grant_lock_exception,
        "Grant a lock exception",
        "Let everybody, or one caller, write into a locked period until a time, with a reason. Not for a hard lock.",
    ),
    Tool(
        locks.revoke_lock_exception,
        "End a lock exception",
        "End an exception from a lock at once; its id is in list_locks.",
        repeatable=True,
    ),
)
