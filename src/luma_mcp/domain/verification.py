"""What proving the books again answers."""

from typing import ClassVar

from pydantic import ConfigDict

from luma_mcp.domain.model import Model


class VerificationQuery(Model):
    """Nothing needs to be said."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class Verification(Model):
    """What was checked, and every fact that does not hold, the first one first."""

    concise: ClassVar[tuple[str, ...]] = ()

    invoices: int
    offers: int
    payments: int
    expenses: int
    income: int
    files: int
    broken: tuple[str, ...]
