"""The LedgerBee table, both ways: every row is bound and exercised, every binding is a row."""

from luma_mcp.domain.scopes import widened
from luma_mcp.rest.ledgerbee.table import BINDINGS
from tests.rest.ledgerbee.rows.everything import EXERCISES
from tests.surface.tables import rows

MOST_MISSING = 62
"""May only be made smaller."""

ROWS = {row["row"]: row for row in rows("ledgerbee-surface")}
MISSING = {row["row"]: row["reason"] for row in rows("ledgerbee-missing")}
BOUND = {binding.name: binding for binding in BINDINGS}


def test_every_row_is_bound_but_those_that_are_listed_as_missing() -> None:
    assert ROWS.keys() - BOUND.keys() == MISSING.keys()
    assert len(MISSING) <= MOST_MISSING
    assert all(MISSING.values())


def test_every_binding_is_a_row_with_its_method_path_scope_and_group() -> None:
    assert len(BOUND) == len(BINDINGS)
    for name, binding in BOUND.items():
        row = ROWS[name]
        scope = "" if row["scope"] == "-" else row["scope"]
        said = (binding.method, binding.path, binding.scope, binding.group)
        assert said == (row["method"], row["path"], scope, row["group"]), name


def test_every_row_is_exercised_by_a_test() -> None:
    assert BOUND.keys() == EXERCISES.keys()


def test_the_scope_of_a_row_is_enough_for_its_operation() -> None:
    for binding in BINDINGS:
        if binding.scope:
            assert binding.operation.scope in widened({binding.scope}), binding.name
