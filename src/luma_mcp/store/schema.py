"""How tables are declared: STRICT, keyed by profile first, tied together by composite foreign keys."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, MetaData, PrimaryKeyConstraint, Table, Text
from sqlalchemy.schema import SchemaItem

from luma_mcp.store.types import Day, DecimalText, Flag, Id, Json, Minor, Moment, Whole

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *items: SchemaItem) -> Table:
    """Declare a table; STRICT on SQLite."""
    return Table(name, metadata, *items, sqlite_strict=True)


def profile_table(name: str, *items: SchemaItem) -> Table:
    """Declare a table of records of a profile: key (profile_id, id) and the two timestamps."""
    return table(
        name,
        column("profile_id", Id()),
        column("id", Id()),
        *items,
        column("created_at", Moment()),
        column("updated_at", Moment()),
        PrimaryKeyConstraint("profile_id", "id"),
        ForeignKeyConstraint(["profile_id"], ["profile.id"]),
        Index(None, "profile_id", "updated_at", "id"),
    )


def column(name: str, kind: Any, *, null: bool = False, **options: Any) -> Column[Any]:
    """Declare a column; NOT NULL unless said otherwise."""
    return Column(name, kind, nullable=null, **options)


def text(name: str, *, null: bool = False) -> Column[Any]:
    """Declare a text column."""
    return column(name, Text(), null=null)


def day(name: str, *, null: bool = False) -> Column[Any]:
    """Declare a date column."""
    return column(name, Day(), null=null)


def moment(name: str, *, null: bool = False) -> Column[Any]:
    """Declare a timestamp column."""
    return column(name, Moment(), null=null)


def money(name: str, *, null: bool = False) -> Column[Any]:
    """Declare an amount in minor units."""
    return column(name, Minor(), null=null)


def decimal(name: str, *, null: bool = False) -> Column[Any]:
    """Declare a quantity, unit price or rate."""
    return column(name, DecimalText(), null=null)


def flag(name: str) -> Column[Any]:
    """Declare a yes-or-no column."""
    return column(name, Flag())


def whole(name: str, *, null: bool = False) -> Column[Any]:
    """Declare a whole-number column."""
    return column(name, Whole(), null=null)


def reference(name: str, *, null: bool = False) -> Column[Any]:
    """Declare a column that holds another record's id."""
    return column(name, Id(), null=null)


def frozen(name: str, *, null: bool = False) -> Column[Any]:
    """Declare a column that holds a small frozen structure."""
    return column(name, Json(), null=null)


def belongs_to(other: str, column_name: str) -> ForeignKeyConstraint:
    """Tie a column to another record of the SAME profile: a foreign profile's id is an error past the code."""
    return ForeignKeyConstraint(["profile_id", column_name], [f"{other}.profile_id", f"{other}.id"])


def one_of(column_name: str, *values: str) -> CheckConstraint:
    """Allow only these values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column_name} IN ({listed})", name=column_name)


def check(name: str, sql: str) -> CheckConstraint:
    """State a rule that every row keeps."""
    return CheckConstraint(sql, name=name)


def unique_index(name: str, *columns: str) -> Index:
    """State that these columns together occur once."""
    return Index(name, *columns, unique=True)
