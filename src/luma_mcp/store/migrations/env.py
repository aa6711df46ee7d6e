"""Alembic's entry: run the migrations on the connection that `luma_mcp.store.migrate` hands over."""

from typing import Any, Literal

from alembic import context

from luma_mcp.store.tables import ALL


def _render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our column types as `kinds.Id()` when a migration is generated."""
    ours = kind == "type" and type(item).__module__ == "luma_mcp.store.types"
    return f"kinds.{type(item).__name__}()" if ours else False


context.configure(connection=context.config.attributes["connection"], target_metadata=ALL, render_item=_render)
with context.begin_transaction():
    context.run_migrations()
