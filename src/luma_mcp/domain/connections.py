"""Connections: assistants and programs that somebody let into one company, until that is taken back."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from luma_mcp.domain.keys import KeyMode
from luma_mcp.domain.model import Model, Text
from luma_mcp.domain.paging import Limit

ClientId = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[\x21-\x7e]+$")]
Path = Annotated[str, StringConstraints(max_length=200, pattern=r"^(/[\x21-\x7e]*)?$")]


class ConnectionDraft(Model):
    """What a member consents to: which client, which company, whether it may write."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "client": "0197a943-2325-7829-b835-b6c71a293065",
                    "client_name": "Claude",
                    "redirect_host": "claude.ai",
                    "member_id": "0197a943-2325-7829-b835-b6c71a293066",
                    "profile_id": "0197a943-2325-7829-b835-b6c71a293067",
                    "mode": "read_only",
                }
            ]
        }
    )

    client: ClientId = Field(description="The client's id")
    client_name: Text
    redirect_host: Text
    member_id: UUID
    profile_id: UUID
    mode: KeyMode = KeyMode.READ_ONLY
    asked_to_write: bool = False
    resource: Path = Field(default="", description="The MCP address it is for, as a path; empty for all of them")


class ConnectionQuery(Model):
    """Which connections: the live ones of the account."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    limit: Limit = 200


class ConnectionRef(Model):
    """Which connection."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065"}]})

    id: UUID


class Connection(Model):
    """A client that was let into a company; `member` is who did, none for a service that the owner made."""

    id: UUID
    client_id: str
    client_name: str
    redirect_host: str | None
    member: str | None
    profile_id: UUID
    mode: KeyMode
    scopes: tuple[str, ...] | None
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class Connections(Model):
    """The connections of an account."""

    data: tuple[Connection, ...]
