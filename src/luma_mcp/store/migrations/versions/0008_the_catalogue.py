"""The catalogue: product groups, products (which catalog items become) and their prices."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

import luma_mcp.store.types as kinds
from luma_mcp.domain.ids import uuid7
from luma_mcp.store.migrations.profiles import each_profile, now

revision = "0008"
down_revision = "0007"

_LINES = ("invoice_line", "offer_line", "recurring_invoice_line", "credit_note_line")
_NAMES = {"en": "Products and services", "de": "Produkte und Dienstleistungen", "fr": "Produits et services",
          "it": "Prodotti e servizi", "da": "Varer og ydelser"}  # fmt: skip
_ROLES = {
    "domestic_account_id": "sales_revenue",
    "eu_account_id": "sales_revenue_eu_services",
    "abroad_account_id": "sales_revenue_abroad_services",
    "domestic_without_vat_account_id": "sales_revenue_exempt",
}


def upgrade() -> None:
    """Bring the schema up."""
    _rename()
    _create_groups()
    _create_prices()
    connection = op.get_bind()
    for profile_id, _, language in each_profile(connection):
        _fill(connection, profile_id, _NAMES.get(language, _NAMES["en"]))
    op.drop_column("product", "price")
    op.drop_column("product", "currency")


def _rename() -> None:
    """Catalog items become products; what refers to them follows by itself."""
    op.drop_index("ix_catalog_item_name", "catalog_item")
    op.drop_index("ix_catalog_item_profile_id_updated_at_id", "catalog_item")
    op.drop_index("uq_catalog_item_number", "catalog_item")
    op.rename_table("catalog_item", "product")
    op.create_index("ix_product_name", "product", ["profile_id", "name", "id"])
    op.create_index(op.f("ix_product_profile_id_updated_at_id"), "product", ["profile_id", "updated_at", "id"])
    op.create_index("uq_product_number", "product", ["profile_id", "number"], unique=True)
    op.add_column("product", sa.Column("metadata", kinds.Json(), nullable=True))
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE product RENAME CONSTRAINT pk_catalog_item TO pk_product")
        op.execute("ALTER TABLE product RENAME CONSTRAINT fk_catalog_item_profile_id TO fk_product_profile_id")
        for field in ("created_at", "updated_at"):
            op.execute(f"ALTER TABLE product DROP CONSTRAINT IF EXISTS ck_catalog_item_{field}_day")


def _create_groups() -> None:
    op.create_table(
        "product_group",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        *(sa.Column(name, kinds.Id(), nullable=False) for name in _ROLES),
        sa.Column("is_default", kinds.Flag(), nullable=False),
        sa.Column("by_vat_code", kinds.Flag(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        *(_same_profile("product_group", name, "ledger_account") for name in _ROLES),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_product_group_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_product_group")),
        sqlite_strict=True,
    )
    stamp = ["profile_id", "updated_at", "id"]
    op.create_index(op.f("ix_product_group_profile_id_updated_at_id"), "product_group", stamp)
    op.create_index("uq_product_group_number", "product_group", ["profile_id", "number"], unique=True)
    _unique_default("uq_product_group_default", "product_group", ["profile_id"])
    op.create_table(
        "product_in_group",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("product_id", kinds.Id(), nullable=False),
        sa.Column("group_id", kinds.Id(), nullable=False),
        _same_profile("product_in_group", "group_id", "product_group"),
        _same_profile("product_in_group", "product_id", "product"),
        sa.PrimaryKeyConstraint("profile_id", "product_id", name=op.f("pk_product_in_group")),
        sqlite_strict=True,
    )
    op.create_index("ix_product_in_group_group", "product_in_group", ["profile_id", "group_id"])


def _create_prices() -> None:
    op.create_table(
        "product_price",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("product_id", kinds.Id(), nullable=False),
        sa.Column("nickname", sa.Text(), nullable=True),
        sa.Column("billing_period_type", sa.Text(), nullable=False),
        sa.Column("pricing_model", sa.Text(), nullable=False),
        sa.Column("unit_amount", kinds.DecimalText(), nullable=True),
        sa.Column("tiers", kinds.Json(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("billing_interval", sa.Text(), nullable=True),
        sa.Column("billing_interval_count", kinds.Whole(), nullable=True),
        sa.Column("meter_id", kinds.Id(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("is_default", kinds.Flag(), nullable=False),
        sa.Column("is_locked", kinds.Flag(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        _check("billing_period_type", "billing_period_type IN ('one_time', 'recurring', 'usage')"),
        _check("pricing_model", "pricing_model IN ('flat_rate', 'package', 'volume', 'graduated')"),
        _check("billing_interval", "billing_interval IN ('day', 'week', 'month', 'year')"),
        _check("status", "status IN ('active', 'disabled', 'archived')"),
        _check("flat_amount", "(pricing_model = 'flat_rate') = (unit_amount IS NOT NULL)"),
        _check("interval", "(billing_period_type = 'one_time') = (billing_interval IS NULL)"),
        _same_profile("product_price", "product_id", "product"),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_product_price_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_product_price")),
        sqlite_strict=True,
    )
    op.create_index("ix_product_price_product", "product_price", ["profile_id", "product_id"])
    stamp = ["profile_id", "updated_at", "id"]
    op.create_index(op.f("ix_product_price_profile_id_updated_at_id"), "product_price", stamp)
    _unique_default("uq_product_price_default", "product_price", ["profile_id", "product_id"])


def _same_profile(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_profile_id_{column}")
    return sa.ForeignKeyConstraint(["profile_id", column], [f"{other}.profile_id", f"{other}.id"], name=name)


def _check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_product_price_{name}"))


def _unique_default(name: str, table: str, columns: list[str]) -> None:
    on_sqlite, on_postgresql = sa.text("is_default = 1"), sa.text("is_default")
    op.create_index(name, table, columns, unique=True, sqlite_where=on_sqlite, postgresql_where=on_postgresql)


def _fill(connection: sa.Connection, profile_id: UUID, name: str) -> None:
    """A profile's first group, with all its products in it, and the price of each.

    Books from before the ledger get their group with it, when their past is posted.
    """
    moment = now()
    stamp = {"profile_id": profile_id, "created_at": moment, "updated_at": moment}
    _add_prices(connection, profile_id, stamp)
    accounts = _accounts(connection, profile_id)
    if not accounts:
        return
    group = {"id": uuid7(moment), "number": "1", "name": name, "is_default": True, "by_vat_code": True}
    search = f"\n1\n{name.casefold()}"
    connection.execute(_GROUP.insert(), stamp | group | accounts | {"search": search})
    places = sa.select(_PRODUCT.c.profile_id, _PRODUCT.c.id, sa.literal(group["id"], kinds.Id()))
    own = places.where(_PRODUCT.c.profile_id == profile_id)
    connection.execute(_PLACE.insert().from_select(["profile_id", "product_id", "group_id"], own))


def _add_prices(connection: sa.Connection, profile_id: UUID, stamp: dict[str, Any]) -> None:
    used = {row for lines in _LINES for row in connection.execute(_used(lines, profile_id)).scalars()}
    products = connection.execute(sa.select(_PRODUCT).where(_PRODUCT.c.profile_id == profile_id)).mappings().all()
    terms = {"billing_period_type": "one_time", "pricing_model": "flat_rate", "tiers": [], "status": "active"}
    rows = [
        stamp
        | terms
        | {
            "id": uuid7(stamp["created_at"]),
            "product_id": row["id"],
            "unit_amount": row["price"],
            "currency": row["currency"],
            "is_default": True,
            "is_locked": row["id"] in used,
        }
        for row in products
    ]
    if rows:
        connection.execute(_PRICE.insert(), rows)


def _accounts(connection: sa.Connection, profile_id: UUID) -> dict[str, UUID]:
    own = sa.select(_ROLE.c.role, _ROLE.c.account_id).where(_ROLE.c.profile_id == profile_id)
    playing = {row.role: row.account_id for row in connection.execute(own)}
    return {name: _playing(playing, role) for name, role in _ROLES.items()} if playing else {}


def _playing(accounts: Mapping[str, UUID], role: str) -> UUID:
    """The account of a role, or of the one that it is a kind of."""
    while role not in accounts and "_" in role:
        role = role.rpartition("_")[0]
    return accounts[role]


def _used(lines: str, profile_id: UUID) -> Any:
    table = sa.table(lines, sa.column("profile_id", kinds.Id()), sa.column("catalog_item_id", kinds.Id()))
    item = table.c.catalog_item_id
    return sa.select(item).where(table.c.profile_id == profile_id, item.is_not(None)).distinct()


_ROLE = sa.table(
    "posting_role", sa.column("profile_id", kinds.Id()), sa.column("role"), sa.column("account_id", kinds.Id())
)
_PRODUCT = sa.table(
    "product",
    sa.column("profile_id", kinds.Id()),
    sa.column("id", kinds.Id()),
    sa.column("price", kinds.DecimalText()),
    sa.column("currency"),
)
_PLACE = sa.table(
    "product_in_group",
    *(sa.column(name, kinds.Id()) for name in ("profile_id", "product_id", "group_id")),
)
_STAMPS = [sa.column(name, kinds.Moment()) for name in ("created_at", "updated_at")]
_GROUP = sa.table(
    "product_group",
    *(sa.column(name, kinds.Id()) for name in ("profile_id", "id", *_ROLES)),
    *(sa.column(name, sa.Text()) for name in ("number", "name", "search")),
    *(sa.column(name, kinds.Flag()) for name in ("is_default", "by_vat_code")),
    *_STAMPS,
)
_PRICE = sa.table(
    "product_price",
    *(sa.column(name, kinds.Id()) for name in ("profile_id", "id", "product_id")),
    *(sa.column(name, sa.Text()) for name in ("billing_period_type", "pricing_model", "currency", "status")),
    sa.column("unit_amount", kinds.DecimalText()),
    sa.column("tiers", kinds.Json()),
    *(sa.column(name, kinds.Flag()) for name in ("is_default", "is_locked")),
    *[sa.column(name, kinds.Moment()) for name in ("created_at", "updated_at")],
)
