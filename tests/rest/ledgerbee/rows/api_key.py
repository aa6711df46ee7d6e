"""The key that calls."""

from typing import Any

from tests.rest.ledgerbee.client import Bee, envelope, open_bee
from tests.rest.ledgerbee.rows.table import exercises

TIERS = [{"name": "short", "ttl": 1000, "limit": 3}, {"name": "day", "ttl": 86_400_000, "limit": 4}]


@exercises("get_current_api_key")
async def get_current_api_key(bee: Bee) -> None:
    """A key shows itself, whatever its scopes; its tiers hold; a token has no key to show."""
    shown = await bee.ask("GET", "/v1/api-key")
    assert "customers-read" in shown.pop("scopes")
    assert shown == {
        "rateLimitTiers": [{"name": "default", "ttl": 0, "limit": -1}],
        "expiresAt": None,
        "ipWhitelist": [],
    }
    rights: dict[str, Any] = {
        "scopes": ["clients-read"],
        "ip_list": ["127.0.0.0/8"],
        "expires": "2026-12-31",
        "tiers": TIERS,
    }
    async with open_bee(bee.world, **rights) as other:
        assert await other.ask("GET", "/v1/api-key") == {
            "rateLimitTiers": TIERS,
            "expiresAt": "2026-12-31T23:59:59.999Z",
            "ipWhitelist": ["127.0.0.0/8"],
            "scopes": ["customers-read"],
        }
        left = [(await other.send("GET", "/v1/api-key")).headers["X-Rate-Limit-Remaining"] for _ in range(2)]
        assert left == ["1", "0"]
        refused = await other.send("GET", "/v1/api-key")
        assert envelope(refused)["code"] == "RATE_LIMIT_EXCEEDED"
        assert refused.headers["Retry-After"] == "1"
        bee.world.clock.move(seconds=1)
        assert (await other.send("GET", "/v1/api-key")).status_code == 200
        assert (await other.send("GET", "/v1/api-key")).headers["Retry-After"] == "86399"
    await of_a_service(bee)


async def of_a_service(bee: Bee) -> None:
    """An access token is refused with its reason."""
    secret, service = await bee.world.service(profile_id=bee.company, scopes=["company-read"])
    client = await bee.world.parts.grants.client(str(service.id))
    assert client is not None
    bee.world.parts.grants.check_secret(client, secret)
    token = (await bee.world.parts.grants.client_credentials(client, resource=None)).access_token
    del bee.http.headers["x-api-key"]
    answer = await bee.send("GET", "/v1/api-key", headers={"Authorization": f"Bearer {token}"})
    error = envelope(answer)
    assert (answer.status_code, error["code"]) == (403, "INSUFFICIENT_PERMISSIONS")
    assert error["details"]["reason"] == "endpoint_requires_api_key_auth"
