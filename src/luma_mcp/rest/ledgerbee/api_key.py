"""The key that calls, as LedgerBee shows it."""

from typing import Any, ClassVar

from pydantic import Field
from typing_extensions import override

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

    words: ClassVar = {"rate_limit_tiers": "tiers", "ip_whitelist": "ip_list"}

    rate_limit_tiers: tuple[RateLimitTierResponse, ...]
    expires_at: Timestamp | None
    ip_whitelist: tuple[str, ...] = Field(description="Networks that the key is taken from; empty: all")
    scopes: tuple[str, ...]

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """Scopes in LedgerBee's words."""
        return {"scopes": in_ledgerbee_words(made.scopes or ())}


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
