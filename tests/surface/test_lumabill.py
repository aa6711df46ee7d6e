"""The Lumabill table, both ways: every row is bound and exercised, every binding is a row."""

from luma_mcp.rest.lumabill.table import BINDINGS
from tests.rest.rows.everything import EXERCISES
from tests.surface.tables import endpoints, rows

MOST_MISSING = 0
"""May only be made smaller."""

BOUND = {(binding.operation.name, binding.method, binding.path) for binding in BINDINGS}
MISSING = {row["operation"] for row in rows("missing")}


def test_every_row_is_bound_but_those_that_are_listed_as_missing() -> None:
    wanted = {row for row in endpoints("lumabill-surface", "lumabill-extra") if row[0] not in MISSING}
    assert wanted - BOUND == set()


def test_every_binding_is_a_row() -> None:
    assert BOUND - endpoints("lumabill-surface", "lumabill-extra") == set()
    assert len(BOUND) == len(BINDINGS)


def test_every_row_is_exercised_by_a_test() -> None:
    assert {operation for operation, _, _ in BOUND} == set(EXERCISES)


def test_the_list_of_missing_rows_only_shrinks_and_says_why() -> None:
    bound = {operation for operation, _, _ in BOUND}
    assert MISSING & bound == set()
    assert len(MISSING) <= MOST_MISSING
    assert {operation for operation, _, _ in endpoints("lumabill-surface", "lumabill-extra")} >= MISSING
    assert [row for row in rows("missing") if not row["reason"]] == []


def test_the_rows_of_the_vendor_are_there() -> None:
    assert len(endpoints("lumabill-surface")) == 55
    assert len(endpoints("lumabill-surface") & BOUND) == 55
