"""Categories of expenses and income: a table per profile, seeded by the country pack."""

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, select

from luma_mcp.domain.countries import Country
from luma_mcp.errors import Invalid, Problem
from luma_mcp.store.books import Books, WritableAccountBooks
from luma_mcp.store.schema import frozen, one_of, reference, table, text

category = table(
    "category",
    reference("profile_id"),
    text("kind"),
    text("key"),
    frozen("names"),
    text("posting_role"),
    PrimaryKeyConstraint("profile_id", "kind", "key"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    one_of("kind", "expense", "income"),
)


async def check_category(books: Books, kind: str, key: str) -> str:
    """Give the key of a category that exists; otherwise refuse, naming those that do."""
    rows = await books.fetch_all(
        select(category.c.key).where(books.own(category), category.c.kind == kind).order_by(category.c.key)
    )
    keys = [row["key"] for row in rows]
    wanted = key.strip().casefold().replace(" ", "_")
    if wanted in keys:
        return wanted
    problem = f"is not a category of {kind}; known: {', '.join(keys)}"
    raise Invalid(f"category: {problem}", problems=[Problem("category", problem)], candidates=keys)


async def posting_role_of(books: Books, kind: str, key: str) -> str:
    """The posting role of a category: which account it is booked on."""
    own = books.own(category) & (category.c.kind == kind) & (category.c.key == key)
    return str(await books.fetch_value(select(category.c.posting_role).where(own)))


async def seed_categories(books: WritableAccountBooks, profile_id: UUID, pack: Country) -> None:
    """Write the categories that a new profile starts with."""
    rows = [
        {"profile_id": profile_id, "kind": s.kind, "key": s.key, "names": s.names, "posting_role": s.posting_role}
        for s in pack.categories
    ]
    await books.enter(profile_id)
    await books.write_rows(category, rows)
