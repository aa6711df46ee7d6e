"""Names instead of ids: what a person says when they mean a record, and what it stands for."""

from uuid import UUID

from pydantic import ConfigDict

from luma_mcp.domain.model import Model
from luma_mcp.domain.paging import Search


class Spoken(Model):
    """A number, a name or an id, as a person says it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Muster AG"}]})

    text: Search


class Meant(Model):
    """The record that was meant."""

    id: UUID
    label: str
