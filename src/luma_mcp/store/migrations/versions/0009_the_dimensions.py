"""Dimensions, tags of entries and lines, and projects."""

import sqlalchemy as sa
from alembic import op

import luma_mcp.store.types as kinds

revision = "0009"
down_revision = "0008"

_OF_VALUE = ["dimension_value.profile_id", "dimension_value.dimension_id", "dimension_value.id"]


def upgrade() -> None:
    """Bring the schema up."""
    _dimensions()
    _tags()
    _projects()


def _dimensions() -> None:
    op.create_table(
        "dimension",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_unique", kinds.Flag(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_dimension_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_dimension")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_dimension_profile_id_updated_at_id"), "dimension", ["profile_id", "updated_at", "id"], unique=False
    )
    op.create_index("uq_dimension_name", "dimension", ["profile_id", "name"], unique=True)
    op.create_table(
        "dimension_value",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("dimension_id", kinds.Id(), nullable=False),
        sa.Column("parent_id", kinds.Id(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_order", kinds.Whole(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_dimension_value_parent")),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_dimension_value_profile_id")),
        sa.ForeignKeyConstraint(
            ["profile_id", "dimension_id"],
            ["dimension.profile_id", "dimension.id"],
            name=op.f("fk_dimension_value_profile_id_dimension_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "dimension_id", "parent_id"],
            _OF_VALUE,
            name=op.f("fk_dimension_value_profile_id_dimension_id_parent_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_dimension_value")),
        sa.UniqueConstraint("profile_id", "dimension_id", "id", name="uq_dimension_value_of"),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_dimension_value_profile_id_updated_at_id"),
        "dimension_value",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index("ix_dimension_value_parent", "dimension_value", ["profile_id", "parent_id"], unique=False)
    for name, columns, condition in (
        ("uq_dimension_value_root_name", ["profile_id", "dimension_id", "name"], "parent_id IS NULL"),
        ("uq_dimension_value_child_name", ["profile_id", "parent_id", "name"], "parent_id IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, "dimension_value", columns, unique=True, sqlite_where=where, postgresql_where=where)


def _tags() -> None:
    op.create_table(
        "entry_tag",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("entry_id", kinds.Id(), nullable=False),
        sa.Column("value_id", kinds.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "entry_id"],
            ["journal_entry.profile_id", "journal_entry.id"],
            name=op.f("fk_entry_tag_profile_id_entry_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "value_id"],
            ["dimension_value.profile_id", "dimension_value.id"],
            name=op.f("fk_entry_tag_profile_id_value_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "entry_id", "value_id", name=op.f("pk_entry_tag")),
        sqlite_strict=True,
    )
    op.create_index("ix_entry_tag_value", "entry_tag", ["profile_id", "value_id", "entry_id"], unique=False)
    op.create_table(
        "line_tag",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("entry_id", kinds.Id(), nullable=False),
        sa.Column("n", kinds.Whole(), nullable=False),
        sa.Column("value_id", kinds.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "entry_id", "n"],
            ["journal_line.profile_id", "journal_line.entry_id", "journal_line.n"],
            name=op.f("fk_line_tag_profile_id_entry_id_n"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "entry_id"],
            ["journal_entry.profile_id", "journal_entry.id"],
            name=op.f("fk_line_tag_profile_id_entry_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "value_id"],
            ["dimension_value.profile_id", "dimension_value.id"],
            name=op.f("fk_line_tag_profile_id_value_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "entry_id", "n", "value_id", name=op.f("pk_line_tag")),
        sqlite_strict=True,
    )
    op.create_index("ix_line_tag_value", "line_tag", ["profile_id", "value_id", "entry_id", "n"], unique=False)


def _projects() -> None:
    op.create_table(
        "project",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("dimension_id", kinds.Id(), nullable=False),
        sa.Column("default_subproject_id", kinds.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("archived", kinds.Flag(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("client_id", kinds.Id(), nullable=True),
        sa.Column("budget_hours", kinds.DecimalText(), nullable=True),
        sa.Column("budget_minor", kinds.Minor(), nullable=True),
        sa.Column("start_date", kinds.Day(), nullable=True),
        sa.Column("end_date", kinds.Day(), nullable=True),
        sa.Column("external_reference", sa.Text(), nullable=True),
        sa.Column("color", sa.Text(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("start_date <= end_date", name=op.f("ck_project_dates")),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_project_profile_id")),
        sa.ForeignKeyConstraint(
            ["profile_id", "dimension_id"],
            ["dimension.profile_id", "dimension.id"],
            name=op.f("fk_project_profile_id_dimension_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_project_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "dimension_id", "default_subproject_id"],
            _OF_VALUE,
            name=op.f("fk_project_profile_id_dimension_id_default_subproject_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_project")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_project_profile_id_updated_at_id"), "project", ["profile_id", "updated_at", "id"], unique=False
    )
    op.create_index("uq_project_dimension", "project", ["profile_id", "dimension_id"], unique=True)
    op.create_index("uq_project_external_reference", "project", ["profile_id", "external_reference"], unique=True)
    op.create_index("ix_project_client", "project", ["profile_id", "client_id"], unique=False)
    op.create_table(
        "subproject",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("project_id", kinds.Id(), nullable=False),
        sa.Column("budget_hours", kinds.DecimalText(), nullable=True),
        sa.Column("budget_minor", kinds.Minor(), nullable=True),
        sa.Column("archived", kinds.Flag(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_subproject_profile_id")),
        sa.ForeignKeyConstraint(
            ["profile_id", "id"],
            ["dimension_value.profile_id", "dimension_value.id"],
            name=op.f("fk_subproject_profile_id_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "project_id"],
            ["project.profile_id", "project.id"],
            name=op.f("fk_subproject_profile_id_project_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_subproject")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_subproject_profile_id_updated_at_id"), "subproject", ["profile_id", "updated_at", "id"], unique=False
    )
    op.create_index("ix_subproject_project", "subproject", ["profile_id", "project_id"], unique=False)
