"""The tables of dimensions, of the tags that entries and lines bear, and of projects, which dimensions back."""

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy import text as text_of

from luma_mcp.store.schema import (
    belongs_to,
    check,
    day,
    decimal,
    flag,
    money,
    profile_table,
    reference,
    table,
    text,
    unique_index,
    whole,
)


def _of_entry() -> ForeignKeyConstraint:
    """Tags are written before their entry, as its lines are."""
    columns, entry = ["profile_id", "entry_id"], ["journal_entry.profile_id", "journal_entry.id"]
    return ForeignKeyConstraint(columns, entry, deferrable=True, initially="DEFERRED")


dimension = profile_table(
    "dimension",
    text("name"),
    flag("is_unique"),
    unique_index("uq_dimension_name", "profile_id", "name"),
)

dimension_value = profile_table(
    "dimension_value",
    reference("dimension_id"),
    reference("parent_id", null=True),
    text("name"),
    whole("sort_order"),
    belongs_to("dimension", "dimension_id"),
    UniqueConstraint("profile_id", "dimension_id", "id", name="uq_dimension_value_of"),
    ForeignKeyConstraint(
        ["profile_id", "dimension_id", "parent_id"],
        ["dimension_value.profile_id", "dimension_value.dimension_id", "dimension_value.id"],
    ),
    Index("ix_dimension_value_parent", "profile_id", "parent_id"),
    Index(
        "uq_dimension_value_root_name",
        "profile_id",
        "dimension_id",
        "name",
        unique=True,
        sqlite_where=text_of("parent_id IS NULL"),
        postgresql_where=text_of("parent_id IS NULL"),
    ),
    Index(
        "uq_dimension_value_child_name",
        "profile_id",
        "parent_id",
        "name",
        unique=True,
        sqlite_where=text_of("parent_id IS NOT NULL"),
        postgresql_where=text_of("parent_id IS NOT NULL"),
    ),
    check("parent", "parent_id <> id"),
)
"""A tree: a parent is a value of the same dimension."""

entry_tag = table(
    "entry_tag",
    reference("profile_id"),
    reference("entry_id"),
    reference("value_id"),
    PrimaryKeyConstraint("profile_id", "entry_id", "value_id"),
    _of_entry(),
    belongs_to("dimension_value", "value_id"),
    Index("ix_entry_tag_value", "profile_id", "value_id", "entry_id"),
)
"""A value of a dimension that an entry bears, and with it each of its lines."""

line_tag = table(
    "line_tag",
    reference("profile_id"),
    reference("entry_id"),
    whole("n"),
    reference("value_id"),
    PrimaryKeyConstraint("profile_id", "entry_id", "n", "value_id"),
    ForeignKeyConstraint(
        ["profile_id", "entry_id", "n"],
        ["journal_line.profile_id", "journal_line.entry_id", "journal_line.n"],
    ),
    _of_entry(),
    belongs_to("dimension_value", "value_id"),
    Index("ix_line_tag_value", "profile_id", "value_id", "entry_id", "n"),
)
"""A value of a dimension that one line bears."""

project = profile_table(
    "project",
    reference("dimension_id"),
    reference("default_subproject_id"),
    text("name"),
    flag("archived"),
    text("currency"),
    reference("client_id", null=True),
    decimal("budget_hours", null=True),
    money("budget_minor", null=True),
    day("start_date", null=True),
    day("end_date", null=True),
    text("external_reference", null=True),
    text("color", null=True),
    belongs_to("dimension", "dimension_id"),
    belongs_to("client", "client_id"),
    ForeignKeyConstraint(
        ["profile_id", "dimension_id", "default_subproject_id"],
        ["dimension_value.profile_id", "dimension_value.dimension_id", "dimension_value.id"],
    ),
    unique_index("uq_project_dimension", "profile_id", "dimension_id"),
    unique_index("uq_project_external_reference", "profile_id", "external_reference"),
    Index("ix_project_client", "profile_id", "client_id"),
    check("dates", "start_date <= end_date"),
)
"""A project is backed by a dimension of its own; its sub-projects are the values of that."""

subproject = profile_table(
    "subproject",
    reference("project_id"),
    decimal("budget_hours", null=True),
    money("budget_minor", null=True),
    flag("archived"),
    belongs_to("dimension_value", "id"),
    belongs_to("project", "project_id"),
    Index("ix_subproject_project", "profile_id", "project_id"),
)
"""What a sub-project says beside the value that it is, under the value's id; amounts in the project's currency."""
