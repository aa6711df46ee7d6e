"""Every refusal there is has a status, so that none can become a fault."""

import inspect

import pytest

from luma_mcp import errors
from luma_mcp.rest import refusals
from luma_mcp.rest.lumabill.dialect import STATUSES, status_of

KINDS: list[type[errors.Refusal]] = [
    kind
    for module in (errors, refusals)
    for _, kind in inspect.getmembers(module, inspect.isclass)
    if issubclass(kind, errors.Refusal) and kind is not errors.Refusal
]


@pytest.mark.parametrize("kind", dict.fromkeys(KINDS), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_a_refusal_has_a_status(kind: type[errors.Refusal]) -> None:
    assert any(base in STATUSES for base in kind.__mro__)


def test_conflicts_are_409_and_a_busy_database_is_503() -> None:
    assert status_of(errors.VendorInUse()) == 409
    assert status_of(errors.Busy()) == 503
    assert status_of(errors.BadCursor()) == 400
