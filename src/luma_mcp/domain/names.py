"""Names instead of ids: what a person says when they mean a record, and what it stands for."""

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, StringConstraints

from luma_mcp.domain.model import Model


class Spoken(Model):
    """A number, a name or an id, as a person says it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Muster AG"}]})

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Meant(Model):
    """The record that was meant."""

    id: UUID
    label: str
