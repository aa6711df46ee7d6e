"""The rules that tables declare beside their columns: keys, checks and unique indexes, one on each line."""

from collections.abc import Iterable, Iterator

from sqlalchemy import (
    CheckConstraint,
    Constraint,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from luma_mcp.store.tables import ALL


def declared_rules() -> str:
    """Every rule as SQLite writes it, behind the table or index that it stands in; kept beside the guards."""
    return "".join(f"{line}\n" for table in ALL.sorted_tables for line in sorted(_rules(table)))


def _rules(table: Table) -> Iterator[str]:
    for constraint in table.constraints:
        if rule := _rule(constraint):
            yield f"table {table.name}: {rule}"
    for index in table.indexes:
        if index.unique:
            yield f"index {index.name}: {_index(table, index)}"


def _rule(constraint: Constraint) -> str:
    if isinstance(constraint, CheckConstraint):
        return f"CHECK ({constraint.sqltext})"
    if isinstance(constraint, PrimaryKeyConstraint):
        return f"PRIMARY KEY ({_names(constraint.columns.keys())})"
    if isinstance(constraint, UniqueConstraint):
        return f"UNIQUE ({_names(constraint.columns.keys())})"
    if isinstance(constraint, ForeignKeyConstraint):
        there = _names(element.column.name for element in constraint.elements)
        return (
            f"FOREIGN KEY ({_names(constraint.columns.keys())}) REFERENCES {constraint.referred_table.name} ({there})"
        )
    return ""


def _index(table: Table, index: Index) -> str:
    condition = index.dialect_options["sqlite"]["where"]
    where = "" if condition is None else f" WHERE {condition}"
    return f"CREATE UNIQUE INDEX {index.name} ON {table.name} ({_names(index.columns.keys())}){where}"


def _names(names: Iterable[str]) -> str:
    return ", ".join(names)
