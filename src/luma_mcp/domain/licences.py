"""Licences: what a company may use beside its books. All are granted until the owner withdraws one."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.model import Model


class Licence(StrEnum):
    """What is licensed apart, in the words of those who ask for it."""

    SUBSCRIPTION = "Subscription"
    CUSTOMER_PORTAL = "CustomerPortal"
    METERED_PRODUCTS = "MeteredProducts"


Several = Annotated[tuple[Licence, ...], Field(max_length=len(Licence))]


class LicenceChange(Model):
    """Which licences of a profile are granted again or withdrawn; those not named stay as they are."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065", "withdraw": ["CustomerPortal"]}]}
    )

    id: UUID = Field(description="Profile")
    grant: Several = ()
    withdraw: Several = ()


class Licences(Model):
    """The licences of a profile."""

    id: UUID
    granted: tuple[Licence, ...]
    withdrawn: tuple[Licence, ...]
