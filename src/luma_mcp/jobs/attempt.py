"""One run of a job: what fails is logged and tried again in the next round."""

import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)


async def attempt(name: str, job: Callable[[], Awaitable[None]]) -> None:
    """Run a job; never fail."""
    try:
        await job()
    except Exception:
        log.exception("job failed: %s", name)
