"""Locks of periods, and exceptions from them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.model import CalendarDate, Day, Model, MomentGiven, Ref, Resource, Text


class LockArea(StrEnum):
    """What a lock closes. Hard closes all, for good: it only moves forward and knows no exception."""

    ALL = "all"
    SALES = "sales"
    PURCHASES = "purchases"
    VAT = "vat"
    HARD = "hard"


class SoftArea(StrEnum):
    """The locks that an exception can pass."""

    ALL = "all"
    SALES = "sales"
    PURCHASES = "purchases"
    VAT = "vat"


class LocksQuery(Model):
    """All locks; there is nothing to choose."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class LockChange(Model):
    """A lock to set: everything dated up to that day is closed. Empty takes a soft lock away."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"area": "sales", "locked_through": "2025-12-31"}]})

    area: LockArea
    locked_through: CalendarDate | None = Field(description="Last locked day; null: none. A hard lock only moves on")


class ExceptionDraft(Model):
    """An exception from a soft lock, for everybody or one caller, until a time."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"area": "sales", "reason": "Late invoices of the auditor", "until": "2099-12-31T00:00:00Z"}]
        }
    )

    area: SoftArea
    reason: Text
    until: MomentGiven
    caller: Annotated[Text | None, Field(description="Id of the caller, e.g. key:0197…; default everybody")] = None


class ExceptionRef(Ref):
    """Which exception."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065"}]})


class LockException(Resource):
    """An exception from a soft lock; in force until its time, unless revoked."""

    concise: ClassVar[tuple[str, ...]] = ("id", "area", "reason", "until", "caller", "revoked_at")

    area: SoftArea
    reason: str
    until: datetime
    caller: str | None
    revoked_at: datetime | None


class Lock(Model):
    """Up to which day an area is closed."""

    area: LockArea
    locked_through: Day | None


class Locks(Model):
    """All locks of a profile (`id`), the end of its last closed fiscal year, and the exceptions in force."""

    id: UUID
    locks: tuple[Lock, ...]
    closed_through: Day | None = Field(description="End of the last closed fiscal year")
    exceptions: tuple[LockException, ...]
