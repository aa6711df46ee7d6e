"""Customers and vendors: groups, contacts, departments, metadata."""

from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

import luma_mcp.store.types as kinds
from luma_mcp.domain.countries import vat_zone
from luma_mcp.domain.ids import uuid7
from luma_mcp.domain.party_groups import GroupSeed, client_groups, vendor_groups
from luma_mcp.store.migrations.profiles import each_profile, now

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Bring the schema up; who is there already joins the group of where he sits, and vendors get their numbers."""
    op.create_table(
        "client_contact",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("client_id", kinds.Id(), nullable=False),
        sa.Column("position", kinds.Whole(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("is_default", kinds.Flag(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_client_contact_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_client_contact_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_client_contact")),
        sqlite_strict=True,
    )
    op.create_index("ix_client_contact_client", "client_contact", ["profile_id", "client_id", "position"], unique=False)
    op.create_index(
        op.f("ix_client_contact_profile_id_updated_at_id"),
        "client_contact",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_client_contact_default",
        "client_contact",
        ["profile_id", "client_id"],
        unique=True,
        sqlite_where=sa.text("is_default = 1"),
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "client_group",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("number", kinds.Whole(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("discount_percent", kinds.DecimalText(), nullable=True),
        sa.Column("account_id", kinds.Id(), nullable=True),
        sa.Column("default_for", sa.Text(), nullable=True),
        sa.Column("metadata", kinds.Json(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("default_for IN ('domestic', 'eu', 'abroad')", name=op.f("ck_client_group_default_for")),
        sa.CheckConstraint("number > 0", name=op.f("ck_client_group_number")),
        sa.ForeignKeyConstraint(
            ["profile_id", "account_id"],
            ["ledger_account.profile_id", "ledger_account.id"],
            name=op.f("fk_client_group_profile_id_account_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_client_group_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_client_group")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_client_group_profile_id_updated_at_id"),
        "client_group",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index("uq_client_group_default_for", "client_group", ["profile_id", "default_for"], unique=True)
    op.create_index("uq_client_group_number", "client_group", ["profile_id", "number"], unique=True)
    op.create_table(
        "client_metadata",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("client_id", kinds.Id(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('text', 'number', 'flag')", name=op.f("ck_client_metadata_kind")),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_client_metadata_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_client_metadata_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "client_id", "key", name=op.f("pk_client_metadata")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_client_metadata_pair", "client_metadata", ["profile_id", "key", "value", "client_id"], unique=False
    )
    op.create_table(
        "vendor_contact",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("vendor_id", kinds.Id(), nullable=False),
        sa.Column("position", kinds.Whole(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("is_default", kinds.Flag(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "vendor_id"],
            ["vendor.profile_id", "vendor.id"],
            name=op.f("fk_vendor_contact_profile_id_vendor_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_vendor_contact_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_vendor_contact")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_vendor_contact_profile_id_updated_at_id"),
        "vendor_contact",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index("ix_vendor_contact_vendor", "vendor_contact", ["profile_id", "vendor_id", "position"], unique=False)
    op.create_index(
        "uq_vendor_contact_default",
        "vendor_contact",
        ["profile_id", "vendor_id"],
        unique=True,
        sqlite_where=sa.text("is_default = 1"),
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "vendor_group",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("number", kinds.Whole(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account_id", kinds.Id(), nullable=True),
        sa.Column("default_for", sa.Text(), nullable=True),
        sa.Column("metadata", kinds.Json(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("default_for IN ('domestic', 'eu', 'abroad')", name=op.f("ck_vendor_group_default_for")),
        sa.CheckConstraint("number > 0", name=op.f("ck_vendor_group_number")),
        sa.ForeignKeyConstraint(
            ["profile_id", "account_id"],
            ["ledger_account.profile_id", "ledger_account.id"],
            name=op.f("fk_vendor_group_profile_id_account_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_vendor_group_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_vendor_group")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_vendor_group_profile_id_updated_at_id"),
        "vendor_group",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index("uq_vendor_group_default_for", "vendor_group", ["profile_id", "default_for"], unique=True)
    op.create_index("uq_vendor_group_number", "vendor_group", ["profile_id", "number"], unique=True)
    op.create_table(
        "client_department",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("client_id", kinds.Id(), nullable=False),
        sa.Column("position", kinds.Whole(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_default", kinds.Flag(), nullable=False),
        sa.Column("is_active", kinds.Flag(), nullable=False),
        sa.Column("ean", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("contact_id", kinds.Id(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_client_department_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "contact_id"],
            ["client_contact.profile_id", "client_contact.id"],
            name=op.f("fk_client_department_profile_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_client_department_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_client_department")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_client_department_client", "client_department", ["profile_id", "client_id", "position"], unique=False
    )
    op.create_index("ix_client_department_contact", "client_department", ["profile_id", "contact_id"], unique=False)
    op.create_index(
        op.f("ix_client_department_profile_id_updated_at_id"),
        "client_department",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_client_department_default",
        "client_department",
        ["profile_id", "client_id"],
        unique=True,
        sqlite_where=sa.text("is_default = 1"),
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "client_standing",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("client_id", kinds.Id(), nullable=False),
        sa.Column("client_group_id", kinds.Id(), nullable=False),
        sa.Column("billing_relationship", sa.Text(), nullable=False),
        sa.Column("parent_client_id", kinds.Id(), nullable=True),
        sa.Column("include_child_details_pdf", kinds.Flag(), nullable=False),
        sa.CheckConstraint(
            "billing_relationship = 'self' OR parent_client_id IS NOT NULL", name=op.f("ck_client_standing_payer")
        ),
        sa.CheckConstraint(
            "billing_relationship IN ('self', 'parent_pays')", name=op.f("ck_client_standing_billing_relationship")
        ),
        sa.CheckConstraint("parent_client_id <> client_id", name=op.f("ck_client_standing_parent")),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_group_id"],
            ["client_group.profile_id", "client_group.id"],
            name=op.f("fk_client_standing_profile_id_client_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_client_standing_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "parent_client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_client_standing_profile_id_parent_client_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_client_standing_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "client_id", name=op.f("pk_client_standing")),
        sqlite_strict=True,
    )
    op.create_index("ix_client_standing_group", "client_standing", ["profile_id", "client_group_id"], unique=False)
    op.create_index("ix_client_standing_parent", "client_standing", ["profile_id", "parent_client_id"], unique=False)
    op.create_table(
        "vendor_department",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("vendor_id", kinds.Id(), nullable=False),
        sa.Column("position", kinds.Whole(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_default", kinds.Flag(), nullable=False),
        sa.Column("is_active", kinds.Flag(), nullable=False),
        sa.Column("ean", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("contact_id", kinds.Id(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "contact_id"],
            ["vendor_contact.profile_id", "vendor_contact.id"],
            name=op.f("fk_vendor_department_profile_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "vendor_id"],
            ["vendor.profile_id", "vendor.id"],
            name=op.f("fk_vendor_department_profile_id_vendor_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_vendor_department_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_vendor_department")),
        sqlite_strict=True,
    )
    op.create_index("ix_vendor_department_contact", "vendor_department", ["profile_id", "contact_id"], unique=False)
    op.create_index(
        op.f("ix_vendor_department_profile_id_updated_at_id"),
        "vendor_department",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_vendor_department_vendor", "vendor_department", ["profile_id", "vendor_id", "position"], unique=False
    )
    op.create_index(
        "uq_vendor_department_default",
        "vendor_department",
        ["profile_id", "vendor_id"],
        unique=True,
        sqlite_where=sa.text("is_default = 1"),
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "vendor_standing",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("vendor_id", kinds.Id(), nullable=False),
        sa.Column("vendor_group_id", kinds.Id(), nullable=False),
        sa.Column("default_account_id", kinds.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["profile_id", "default_account_id"],
            ["ledger_account.profile_id", "ledger_account.id"],
            name=op.f("fk_vendor_standing_profile_id_default_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "vendor_group_id"],
            ["vendor_group.profile_id", "vendor_group.id"],
            name=op.f("fk_vendor_standing_profile_id_vendor_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "vendor_id"],
            ["vendor.profile_id", "vendor.id"],
            name=op.f("fk_vendor_standing_profile_id_vendor_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_vendor_standing_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "vendor_id", name=op.f("pk_vendor_standing")),
        sqlite_strict=True,
    )
    op.create_index("ix_vendor_standing_group", "vendor_standing", ["profile_id", "vendor_group_id"], unique=False)
    op.add_column("client", sa.Column("ean", sa.Text(), nullable=True))
    op.add_column("vendor", sa.Column("number", sa.Text(), nullable=False, server_default=""))
    op.add_column("vendor", sa.Column("preferred_currency", sa.Text(), nullable=True))
    op.add_column("vendor", sa.Column("payment_deadline_days", kinds.Whole(), nullable=True))
    for profile_id, country, language in each_profile(op.get_bind()):
        _put_into_groups("client", client_groups(country, language), profile_id, country)
        _put_into_groups("vendor", vendor_groups(country, language), profile_id, country)
        _number_vendors(profile_id)
    op.create_index(
        "uq_vendor_number",
        "vendor",
        ["profile_id", "number"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def _put_into_groups(party: str, seeds: Any, profile_id: UUID, own: str) -> None:
    """Make the groups of a profile and put everybody into one."""
    connection, moment = op.get_bind(), now()
    group = sa.table(f"{party}_group", *(sa.column(name, kind) for name, kind in _GROUP.items()))
    rows = [_group(seed, profile_id, moment) for seed in seeds]
    connection.execute(group.insert(), rows)
    by_region = {row["default_for"]: row["id"] for row in rows}
    members = [
        {"profile_id": profile_id, f"{party}_id": party_id, f"{party}_group_id": by_region[region]}
        | ({"billing_relationship": "self", "include_child_details_pdf": False} if party == "client" else {})
        for party_id, region in _regions(party, profile_id, own)
    ]
    if members:
        columns = [sa.column(name, _STANDING.get(name, kinds.Id())) for name in members[0]]
        connection.execute(sa.table(f"{party}_standing", *columns).insert(), members)


_GROUP = {
    "profile_id": kinds.Id(),
    "id": kinds.Id(),
    "number": kinds.Whole(),
    "name": sa.Text(),
    "default_for": sa.Text(),
    "metadata": kinds.Json(),
    "search": sa.Text(),
    "created_at": kinds.Moment(),
    "updated_at": kinds.Moment(),
}
_STANDING = {"billing_relationship": sa.Text(), "include_child_details_pdf": kinds.Flag()}


def _group(seed: GroupSeed, profile_id: UUID, moment: Any) -> dict[str, Any]:
    return {
        "profile_id": profile_id,
        "id": uuid7(moment),
        "number": seed.number,
        "name": seed.name,
        "default_for": str(seed.default_for),
        "metadata": {},
        "search": f"{seed.number} {seed.name}".casefold(),
        "created_at": moment,
        "updated_at": moment,
    }


def _regions(party: str, profile_id: UUID, own: str) -> Iterator[tuple[UUID, str]]:
    """Everybody, with the region whose group is to be joined."""
    names = ["country", *(["vat_zone"] if party == "client" else [])]
    table = sa.table(party, sa.column("profile_id", kinds.Id()), sa.column("id", kinds.Id()), *map(sa.column, names))
    for row in op.get_bind().execute(sa.select(table).where(table.c.profile_id == profile_id)).mappings():
        zone = row.get("vat_zone") or vat_zone(own, row["country"])
        known = {str(seed.default_for) for seed in client_groups(own, "en")}
        region = "domestic" if zone == "domestic_without_vat" else str(zone)
        yield row["id"], region if region in known else "abroad"


def _number_vendors(profile_id: UUID) -> None:
    """Number the vendors that are there, in the order in which they were made; the counter goes on from there."""
    connection = op.get_bind()
    vendor = sa.table(
        "vendor", sa.column("profile_id", kinds.Id()), sa.column("id", kinds.Id()), sa.column("number"),
        sa.column("search"), sa.column("created_at", kinds.Moment()),
    )  # fmt: skip
    own = sa.select(vendor.c.id).where(vendor.c.profile_id == profile_id).order_by(vendor.c.created_at, vendor.c.id)
    ids = connection.execute(own).scalars().all()
    for vendor_id, n in zip(ids, count(1), strict=False):
        this = (vendor.c.profile_id == profile_id) & (vendor.c.id == vendor_id)
        number = f"V-{n:03d}"
        values = {"number": number, "search": number.lower() + " " + vendor.c.search}
        connection.execute(vendor.update().where(this).values(**values))
    if ids:
        counter = sa.table(
            "counter", sa.column("profile_id", kinds.Id()), sa.column("series"), sa.column("last_n", kinds.Whole())
        )
        connection.execute(counter.insert().values(profile_id=profile_id, series="vendor", last_n=len(ids)))
