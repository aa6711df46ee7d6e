"""API keys as people see them: what may be said when one is made, and what is shown of it afterwards."""

from datetime import datetime
from enum import StrEnum
from ipaddress import ip_network
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from luma_mcp.domain.model import CalendarDate, Model, Text
from luma_mcp.domain.paging import Limit

ROTATE_AFTER_DAYS = 90
MOST_LIVE_KEYS = 10
LONGEST_WINDOW_MS = 366 * 24 * 3600 * 1000


Scope = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z]+(-[a-z]+)+$")]
"""A scope in the core's words or in LedgerBee's: clients-read, customers-read (`domain/scopes.py`)."""


class KeyMode(StrEnum):
    """What a key may do at most."""

    READ_WRITE = "read_write"
    READ_ONLY = "read_only"


def _network(text: str) -> str:
    return str(ip_network(text, strict=False))


UNLIMITED = -1


class RateTier(Model):
    """One window of a key's rate in the LedgerBee dialect: `limit` requests in `ttl` milliseconds; -1 for no limit."""

    name: Text
    ttl: Annotated[int, Field(ge=0, le=LONGEST_WINDOW_MS)]
    limit: Annotated[int, Field(ge=-1, le=1_000_000_000)]

    @property
    def is_limit(self) -> bool:
        """Whether there is anything to count."""
        return self.ttl > 0 and self.limit > UNLIMITED


DEFAULT_TIER = RateTier(name="default", ttl=0, limit=UNLIMITED)
"""What a key has that was made without tiers."""


def _countable(tier: RateTier) -> RateTier:
    if tier.limit == 0:
        raise ValueError("a limit of 0 lets nothing through; give 1 or more, or -1 for no limit")
    if tier.limit > 0 and tier.ttl == 0:
        raise ValueError("a limit needs a length of time: give ttl in milliseconds, e.g. 60000, or limit -1")
    return tier


def _named_apart(tiers: tuple[RateTier, ...]) -> tuple[RateTier, ...]:
    if len({tier.name for tier in tiers}) < len(tiers):
        raise ValueError("two tiers have the same name")
    return tiers


Tiers = Annotated[
    tuple[Annotated[RateTier, AfterValidator(_countable)], ...], Field(max_length=10), AfterValidator(_named_apart)
]


class KeyDraft(Model):
    """A new key. Its secret never comes here: only the public id, an HMAC and the last four characters."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "label": "Reporting",
                    "mode": "read_only",
                    "public_id": "a1B2c3D4",
                    "mac": "0" * 64,
                    "last_four": "x9Yz",
                }
            ]
        }
    )

    public_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{8}$")]
    mac: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    last_four: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{4}$")]
    label: Text
    mode: KeyMode = KeyMode.READ_ONLY
    profile_id: UUID | None = None
    scopes: Annotated[
        tuple[Scope, ...],
        Field(max_length=100),
    ] = ()
    tiers: Tiers = ()
    expires: CalendarDate | None = None
    ip_list: Annotated[tuple[Annotated[str, AfterValidator(_network)], ...], Field(max_length=100)] = ()


class KeyQuery(Model):
    """Which keys: all of the account, the newest ones where there are very many."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    limit: Limit = 200


class KeyReplacement(Model):
    """A new key with the rights of another, and for how many hours that one still works."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0197a943-2325-7829-b835-b6c71a293065",
                    "public_id": "a1B2c3D4",
                    "mac": "0" * 64,
                    "last_four": "x9Yz",
                }
            ]
        }
    )

    id: UUID
    public_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{8}$")]
    mac: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    last_four: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{4}$")]
    keep_old_hours: Annotated[int, Field(ge=0, le=168)] = 0


class KeyRef(Model):
    """Which key."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065"}]})

    id: UUID


class Key(Model):
    """A key without its secret."""

    id: UUID
    label: str
    mode: KeyMode
    profile_id: UUID | None
    scopes: tuple[str, ...] | None
    last_four: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None
    rotate: bool = Field(description="Over 90 days old: make a new one and revoke this")


class CurrentKeyQuery(Model):
    """Nothing is asked: the key that calls is meant."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class CurrentKey(Model):
    """The key that calls, without its secret."""

    id: UUID
    label: str
    mode: KeyMode
    last_four: str
    scopes: tuple[str, ...] | None
    tiers: tuple[RateTier, ...]
    ip_list: tuple[str, ...]
    expires_at: datetime | None


class Keys(Model):
    """The keys of an account."""

    data: tuple[Key, ...]
