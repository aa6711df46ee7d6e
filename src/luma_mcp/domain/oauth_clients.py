"""OAuth clients of an owner's own services: one company, fixed scopes, a secret instead of a person who consents."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from luma_mcp.domain.keys import Scope
from luma_mcp.domain.members import Mac
from luma_mcp.domain.model import Model, Text
from luma_mcp.domain.paging import Limit


class OAuthClientDraft(Model):
    """A new client. Its secret never comes here: only an HMAC and the last four characters."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "label": "Shop",
                    "profile_id": "0197a943-2325-7829-b835-b6c71a293065",
                    "scopes": ["invoices-read"],
                    "mac": "0" * 64,
                    "last_four": "x9Yz",
                }
            ]
        }
    )

    label: Text
    profile_id: UUID
    scopes: Annotated[
        tuple[Scope, ...],
        Field(min_length=1, max_length=100),
    ]
    mac: Mac
    last_four: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{4}$")]


class OAuthClientQuery(Model):
    """Which clients: all of the account, revoked ones too."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    limit: Limit = 200


class OAuthClientRef(Model):
    """Which client."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065"}]})

    id: UUID


class OAuthClient(Model):
    """A client without its secret."""

    id: UUID
    label: str
    profile_id: UUID
    scopes: tuple[str, ...]
    last_four: str
    created_at: datetime
    revoked_at: datetime | None


class OAuthClients(Model):
    """The clients of an account's own services."""

    data: tuple[OAuthClient, ...]
