"""Locks of periods, and who may pass a soft one until when."""

from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint

from luma_mcp.store.schema import day, moment, one_of, profile_table, reference, table, text

AREAS = ("all", "sales", "purchases", "vat", "hard")

period_lock = table(
    "period_lock",
    reference("profile_id"),
    text("area"),
    day("locked_through", null=True),
    moment("updated_at"),
    PrimaryKeyConstraint("profile_id", "area"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    one_of("area", *AREAS),
)
"""Everything up to `locked_through` is closed to this area; `hard` closes all and only moves forward."""

lock_exception = profile_table(
    "lock_exception",
    text("area"),
    text("caller", null=True),
    text("reason"),
    moment("until"),
    moment("revoked_at", null=True),
    one_of("area", "all", "sales", "purchases", "vat"),
)
"""`caller` NULL: anybody who may write."""
