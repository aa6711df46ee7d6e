"""What must hold for every table."""

import pytest
from sqlalchemy import Column, ForeignKeyConstraint, Table

from luma_mcp.store.tables import ALL, WITHOUT_PROFILE
from luma_mcp.store.types import DecimalText, Minor

TABLES = ALL.sorted_tables
OF_PROFILES = [table for table in TABLES if table.name not in WITHOUT_PROFILE]
COLUMNS = [column for table in TABLES for column in table.columns]
FLOATING = ("Float", "Numeric", "Double", "REAL")


def name_of(value: object) -> str:
    if isinstance(value, Column):
        return f"{value.table.name}.{value.name}"
    return value.name if isinstance(value, Table) else str(value)


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_a_table_is_strict_on_sqlite(table: Table) -> None:
    assert table.dialect_options["sqlite"]["strict"] is True


@pytest.mark.parametrize("table", OF_PROFILES, ids=name_of)
def test_the_key_of_a_table_begins_with_the_profile(table: Table) -> None:
    assert next(iter(table.primary_key.columns)).name == "profile_id"
    assert not table.c.profile_id.nullable


@pytest.mark.parametrize("table", OF_PROFILES, ids=name_of)
def test_a_reference_stays_in_the_profile(table: Table) -> None:
    for key in table.constraints:
        if isinstance(key, ForeignKeyConstraint):
            first = key.elements[0]
            assert first.parent.name == "profile_id"
            assert first.column.name == ("id" if first.column.table.name == "profile" else "profile_id")


@pytest.mark.parametrize("table", OF_PROFILES, ids=name_of)
def test_every_index_of_a_table_begins_with_the_profile(table: Table) -> None:
    worked_through = {"ix_outbox_waiting"}  # by the worker, for all profiles at once
    indexes = [index for index in table.indexes if index.name not in worked_through]
    assert {next(iter(index.columns)).name for index in indexes} <= {"profile_id"}


@pytest.mark.parametrize("column", COLUMNS, ids=name_of)
def test_no_column_is_a_float(column: Column[object]) -> None:
    assert not any(word in type(kind).__name__ for kind in type(column.type).__mro__ for word in FLOATING)
    assert type(column.type).__name__ not in FLOATING


@pytest.mark.parametrize("column", COLUMNS, ids=name_of)
def test_money_is_minor_units_and_says_so(column: Column[object]) -> None:
    assert column.name.endswith("_minor") == isinstance(column.type, Minor)
    if column.name in {"quantity", "price", "tax_rate", "discount_percent", "default_tax_rate"}:
        assert isinstance(column.type, DecimalText)


@pytest.mark.parametrize("table", OF_PROFILES, ids=name_of)
def test_an_amount_has_its_currency_beside_it_or_on_its_document(table: Table) -> None:
    if any(isinstance(column.type, Minor) for column in table.columns):
        documents = {"invoice", "offer", "recurring_invoice", "credit_note", "open_item", "project"}
        documents |= {"journal_entry", "draft_entry"}
        documents |= {"ledger_account", "vat_code"}  # in the profile's currency
        parents = {key.referred_table.name for key in table.foreign_key_constraints}
        assert "currency" in table.c or parents & documents
