"""Counts who asks an OAuth endpoint, says what is left, and words what is refused.

LedgerBee's endpoints have its limits and its words for them (reference/ledgerbee.md §1.6); ours are more generous.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from luma_mcp.errors import RateLimited, Refusal
from luma_mcp.limits import Limits, RateState
from luma_mcp.rest.address import Network, client_address
from luma_mcp.rest.oauth.answers import answered, refused
from luma_mcp.rest.oauth.forms import tried_basic

REMAINING, RESET = "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset"

Work = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Throttle:
    """So many requests a minute, of one address and of one client, to one endpoint."""

    limits: Limits
    clock: Callable[[], datetime]
    trusted: tuple[Network, ...]
    endpoint: str
    per_address: int
    per_client: int | None = None
    vendor: bool = False
    """Whether it is LedgerBee's, whose words for too many are its own."""

    def around(self, work: Work) -> Work:
        """The endpoint that does this work."""

        async def endpoint(request: Request) -> Response:
            headers: dict[str, str] = {}
            try:
                headers = self._said(await self._spend_of_address(request))
                response = await work(request)
            except RateLimited as refusal:
                headers = headers or self._said(refusal.rate)
                return self._too_many(refusal, headers)
            except Refusal as refusal:
                return refused(refusal, headers, basic=tried_basic(request))
            response.headers.update(headers)
            return response

        return endpoint

    async def spend_of_client(self, client_id: str) -> None:
        """Count a request of a client, before anything that it sent is used up.

        Raises:
            RateLimited: it has sent too many in the last minute, from whatever addresses.
        """
        if self.per_client is not None:
            await self.limits.spend_from(f"{self.endpoint} as:{client_id[:200]}", self.per_client)

    async def _spend_of_address(self, request: Request) -> RateState:
        address = client_address(request.scope, self.trusted)
        return await self.limits.spend_from(f"{self.endpoint} from:{address}", self.per_address)

    def _said(self, rate: object) -> dict[str, str]:
        if not isinstance(rate, RateState):
            return {}
        resets_at = int(self.clock().timestamp()) + rate.reset_seconds
        return {REMAINING: str(rate.remaining), RESET: str(resets_at)}

    def _too_many(self, refusal: RateLimited, headers: dict[str, str]) -> Response:
        if not self.vendor:
            return refused(refusal, headers)
        said = {"error": "invalid_client", "error_description": "Rate limit exceeded. Try again later."}
        return answered(said, 429, {**headers, "Retry-After": str(refusal.retry_after)})
