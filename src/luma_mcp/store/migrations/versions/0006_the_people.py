"""People who sign in, and what they let OAuth clients do."""

import sqlalchemy as sa
from alembic import op

import luma_mcp.store.types as kinds

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "member",
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("removed_at", kinds.Moment(), nullable=True),
        sa.CheckConstraint("role IN ('owner', 'member', 'read_only')", name=op.f("ck_member_role")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_member_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_member")),
        sqlite_strict=True,
    )
    op.create_index("ix_member_email", "member", ["email"], unique=False)
    op.create_index(
        "uq_member_of_account",
        "member",
        ["account_id", "email"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "invitation",
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("mac", sa.Text(), nullable=False),
        sa.Column("account_id", kinds.Id(), nullable=True),
        sa.Column("member_id", kinds.Id(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("expires_at", kinds.Moment(), nullable=False),
        sa.Column("used_at", kinds.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id", "member_id"],
            ["member.account_id", "member.id"],
            name=op.f("fk_invitation_account_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("public_id", name=op.f("pk_invitation")),
        sqlite_strict=True,
    )
    op.create_table(
        "member_profile",
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.Column("member_id", kinds.Id(), nullable=False),
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "member_id"],
            ["member.account_id", "member.id"],
            name=op.f("fk_member_profile_account_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_member_profile_profile_id")),
        sa.PrimaryKeyConstraint("account_id", "member_id", "profile_id", name=op.f("pk_member_profile")),
        sqlite_strict=True,
    )
    op.create_table(
        "oauth_client",
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("auth_method", sa.Text(), nullable=False),
        sa.Column("secret_mac", sa.Text(), nullable=True),
        sa.Column("last_four", sa.Text(), nullable=True),
        sa.Column("redirect_uris", kinds.Json(), nullable=False),
        sa.Column("account_id", kinds.Id(), nullable=True),
        sa.Column("profile_id", kinds.Id(), nullable=True),
        sa.Column("scopes", kinds.Json(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("revoked_at", kinds.Moment(), nullable=True),
        sa.CheckConstraint(
            "auth_method IN ('none', 'client_secret_post', 'client_secret_basic')",
            name=op.f("ck_oauth_client_auth_method"),
        ),
        sa.CheckConstraint("kind IN ('registered', 'service')", name=op.f("ck_oauth_client_kind")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_oauth_client_account_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_oauth_client_profile_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_client")),
        sqlite_strict=True,
    )
    op.create_table(
        "oauth_grant",
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("client_name", sa.Text(), nullable=False),
        sa.Column("redirect_host", sa.Text(), nullable=True),
        sa.Column("member_id", kinds.Id(), nullable=True),
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("asked_to_write", kinds.Flag(), nullable=False),
        sa.Column("scopes", kinds.Json(), nullable=True),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("connected_at", kinds.Moment(), nullable=True),
        sa.Column("last_used_at", kinds.Moment(), nullable=True),
        sa.Column("revoked_at", kinds.Moment(), nullable=True),
        sa.CheckConstraint("mode IN ('read_write', 'read_only')", name=op.f("ck_oauth_grant_mode")),
        sa.ForeignKeyConstraint(
            ["account_id", "member_id"],
            ["member.account_id", "member.id"],
            name=op.f("fk_oauth_grant_account_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_oauth_grant_account_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_oauth_grant_profile_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_oauth_grant")),
        sqlite_strict=True,
    )
    op.create_index("ix_oauth_grant_client", "oauth_grant", ["client_id"], unique=False)
    op.create_table(
        "web_session",
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("mac", sa.Text(), nullable=False),
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.Column("member_id", kinds.Id(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("last_seen_at", kinds.Moment(), nullable=False),
        sa.Column("expires_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "member_id"],
            ["member.account_id", "member.id"],
            name=op.f("fk_web_session_account_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("public_id", name=op.f("pk_web_session")),
        sqlite_strict=True,
    )
    op.create_index("ix_web_session_member", "web_session", ["account_id", "member_id"], unique=False)
    op.create_table(
        "oauth_code",
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("mac", sa.Text(), nullable=False),
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.Column("grant_id", kinds.Id(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=True),
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("expires_at", kinds.Moment(), nullable=False),
        sa.Column("used_at", kinds.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id", "grant_id"],
            ["oauth_grant.account_id", "oauth_grant.id"],
            name=op.f("fk_oauth_code_account_id_grant_id"),
        ),
        sa.PrimaryKeyConstraint("public_id", name=op.f("pk_oauth_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "oauth_token",
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("mac", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.Column("grant_id", kinds.Id(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("expires_at", kinds.Moment(), nullable=False),
        sa.Column("used_at", kinds.Moment(), nullable=True),
        sa.CheckConstraint("kind IN ('access', 'refresh')", name=op.f("ck_oauth_token_kind")),
        sa.ForeignKeyConstraint(
            ["account_id", "grant_id"],
            ["oauth_grant.account_id", "oauth_grant.id"],
            name=op.f("fk_oauth_token_account_id_grant_id"),
        ),
        sa.PrimaryKeyConstraint("public_id", name=op.f("pk_oauth_token")),
        sqlite_strict=True,
    )
    op.create_index("ix_oauth_token_grant", "oauth_token", ["account_id", "grant_id"], unique=False)
