"""Who is asking: what an assistant should know before it starts."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from luma_mcp.domain.model import Model


class WhoamiQuery(Model):
    """Nothing needs to be said."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class ReachableProfile(Model):
    """A profile that the caller reaches."""

    id: UUID
    name: str
    country: str
    currency: str
    time_zone: str


class Whoami(Model):
    """The caller, the mode and the profiles."""

    concise: ClassVar[tuple[str, ...]] = ()

    caller: str
    read_only: bool
    today: date
    profiles: tuple[ReachableProfile, ...]
