"""The key that calls, as LedgerBee shows it."""

from typing import Any, Self

from pydantic import Field
from typing_extensions import override

from luma_mcp.domain.keys import CurrentKey
from luma_mcp.domain.scopes import in_ledgerbee_words
from luma_mcp.operations import keys
from luma_mcp.rest.binding import Binding
from luma_mcp.rest.wire import Shown, Timestamp


class RateLimitTierResponse(Shown):
    """A window of the key: so many requests in so long a time."""

    name: str
    ttl: int = Field(description="Length in milliseconds; 0: no time limit", examples=[1000])
    limit: int = Field(description="Requests; -1: unlimited", examples=[3])


class ApiKeyInfoResponse(Shown):
    """The API key of the request, without its secret."""

    rate_limit_tiers: tuple[RateLimitTierResponse, ...]
    expires_at: Timestamp | None
    ip_whitelist: tuple[str, ...] = Field(description="Networks that the key is taken from; empty: all")
    scopes: tuple[str, ...]

    @classmethod
    @override
    def from_domain(cls, made: Any) -> Self:
        """Scopes in LedgerBee's words."""
        key: CurrentKey = made
        return cls(
            rate_limit_tiers=tuple(RateLimitTierResponse.from_domain(tier) for tier in key.tiers),
            expires_at=key.expires_at,
            ip_whitelist=key.ip_list,
            scopes=in_ledgerbee_words(key.scopes or ()),
        )


BINDINGS = (
    Binding(
        "GET",
        "/api/v1/api-key",
        keys.get_current_key,
        row="get_current_api_key",
        group="API Key",
        shown=ApiKeyInfoResponse,
    ),
)
