"""MCP over standard input and output, put together.

Light to import: a client's first answer needs nothing of the books, so all that opens them is imported after it is out.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import anyio

from luma_mcp.errors import AccountRequired, NoProfile, ProfileNotFound
from luma_mcp.settings import BadSetting, Settings
from luma_mcp.tools import server

if TYPE_CHECKING:
    from luma_mcp.access.access import Access
    from luma_mcp.access.caller import Caller
    from luma_mcp.app import Parts
    from luma_mcp.tools.door import Door
    from luma_mcp.tools.toolbox import Visit, Visits

LOOPBACK = "127.0.0.1"
"""Where a caller over standard input and output calls from."""

JOBS_AFTER_SECONDS = 1.0
JOBS_EVERY_SECONDS = 3600.0


async def serve_stdio(settings: Settings, *, profile: str | None = None, jobs: bool = True) -> None:
    """Serve one MCP client over standard input and output until it leaves or a signal comes.

    LUMA_API_KEY decides who calls, each time anew; without a key the caller of an embedded file is its owner. Due
    recurring invoices of an embedded file are made in the background, at start and hourly.
    """
    if settings.api_key is None and not settings.is_embedded:
        raise BadSetting("LUMA_API_KEY", "is needed with PostgreSQL: it says who is calling")

    @asynccontextmanager
    async def open_door() -> AsyncIterator["Door"]:
        from luma_mcp.app import open_parts
        from luma_mcp.tools.toolbox import Toolbox

        async with open_parts(settings) as parts:
            visits, writes = _visits(parts, profile), not settings.read_only
            toolbox = Toolbox(parts.executor, parts.access, visits, toolsets=settings.toolsets, writes=writes)
            async with anyio.create_task_group() as tasks:
                if jobs and settings.is_embedded and writes:
                    tasks.start_soon(_hourly_jobs, parts)
                yield toolbox
                tasks.cancel_scope.cancel()

    await server.serve_stdio(open_door)


def _visits(parts: "Parts", profile: str | None) -> "Visits":
    """Who is at the other end of standard input: found out for every call, for a key may be revoked meanwhile."""
    from luma_mcp.tools.toolbox import Visit

    settings, access = parts.settings, parts.access

    async def visit(_: object) -> "Visit":
        if settings.api_key is None:
            caller = await _owner(access, profile)
        else:
            caller = await access.caller_of(settings.api_key, LOOPBACK)
        caller = caller.narrowed(read_only=settings.read_only)
        if profile is not None:
            caller = await access.choose_profile(caller, profile, by_name=True)
        return Visit(caller)

    return visit


async def _owner(access: "Access", profile: str | None) -> "Caller":
    """The owner of an embedded file; where it has several accounts, of the one with this profile."""
    owners = await access.owners()
    if len(owners) > 1:
        owners = [owner for owner in owners if await _has_profile(access, owner, profile)]
    if not owners:
        raise NoProfile if profile is None else ProfileNotFound
    if len(owners) > 1:
        raise AccountRequired(fix="Choose a company with --profile, or a caller with LUMA_API_KEY.")
    return owners[0]


async def _has_profile(access: "Access", owner: "Caller", wanted: str | None) -> bool:
    if wanted is None:
        return True
    return any(wanted in {str(handle.id), handle.name} for handle in await access.profiles(owner))


async def _hourly_jobs(parts: "Parts") -> None:
    from luma_mcp.app import worker_of

    await anyio.sleep(JOBS_AFTER_SECONDS)
    await worker_of(parts).run(every_seconds=JOBS_EVERY_SECONDS)
