"""Projects and their sub-projects in the books."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, func, select

from luma_mcp.domain.money import to_major, to_minor
from luma_mcp.domain.paging import Page
from luma_mcp.domain.projects import Project, ProjectQuery, Subproject
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.dimension_tables import dimension, dimension_value, project, subproject
from luma_mcp.store.listing import SORT_KEY, Listing, list_rows, words_match
from luma_mcp.store.profiles import profile

FOUND_BY = func.lower(project.c.name + " " + func.coalesce(project.c.external_reference, ""))
"""What a project is found by."""

_LISTING = Listing(
    columns=[project],
    source=project,
    id=project.c.id,
    sorts={
        "name": func.lower(project.c.name),
        "created_at": project.c.created_at,
        "updated_at": project.c.updated_at,
    },
)


async def list_projects(books: Books, query: ProjectQuery) -> Page[Project]:
    """A page of projects, each with its sub-projects."""
    listed = await list_rows(books, _LISTING, query, _wanted(books, query))
    parts = await _parts_of(books, listed.rows)
    return Page[Project](data=tuple(_project(row, parts) for row in listed.rows), meta=listed.meta)


async def find_project(books: Books, project_id: UUID) -> Project | None:
    """One project."""
    row = await books.fetch_one(select(project).where(books.this(project, project_id)))
    return _project(row, await _parts_of(books, [row])) if row else None


async def project_by_reference(books: Books, external_reference: str) -> UUID | None:
    """The project that bears this external reference."""
    same = books.own(project) & (project.c.external_reference == external_reference)
    found: UUID | None = await books.fetch_value(select(project.c.id).where(same))
    return found


async def hold_project(books: WritableBooks, project_id: UUID) -> None:
    """Keep other writes from changing a project until this one is done."""
    await books.hold_record(project, project_id)


async def hold_references(books: WritableBooks) -> None:
    """Let nobody else look for an external reference and make what was not there, until this write is done."""
    await books.hold(profile, profile.c.id == books.profile_id)


async def dimension_names(books: Books, like: str, but: UUID | None) -> set[str]:
    """The names of other dimensions that begin so."""
    own = books.own(dimension) & dimension.c.name.startswith(like, autoescape=True)
    query = select(dimension.c.name).where(own if but is None else own & (dimension.c.id != but))
    return {row["name"] for row in await books.fetch_all(query)}


async def add_project(books: WritableBooks, made: Project) -> None:
    """Write a new project, beside the dimension and the values that are there."""
    stamp = {"profile_id": books.profile_id, "created_at": made.created_at, "updated_at": made.updated_at}
    await books.add(project, **stamp, id=made.id, **_row(made))
    for part in made.subprojects:
        await add_subproject(books, made, part)


async def save_project(books: WritableBooks, changed: Project) -> None:
    """Write a changed project with the budgets of its sub-projects, whose currency it says."""
    row = _row(changed) | {"updated_at": books.now}
    await books.write(project.update().where(books.this(project, changed.id)).values(**row))
    for part in changed.subprojects:
        budget = _minor(part.budget_amount, changed.currency)
        this = books.this(subproject, part.id) & subproject.c.budget_minor.is_distinct_from(budget)
        await books.write(subproject.update().where(this).values(budget_minor=budget, updated_at=books.now))


async def add_subproject(books: WritableBooks, of: Project, made: Subproject) -> None:
    """Write what a sub-project says beside its value, which is there."""
    stamp = {"profile_id": books.profile_id, "created_at": books.now, "updated_at": books.now}
    await books.add(subproject, **stamp, id=made.id, project_id=of.id, **_part_row(of, made))


async def save_subproject(books: WritableBooks, of: Project, changed: Subproject) -> None:
    """Write a changed sub-project."""
    row = _part_row(of, changed) | {"updated_at": books.now}
    await books.write(subproject.update().where(books.this(subproject, changed.id)).values(**row))


async def remove_subproject(books: WritableBooks, subproject_id: UUID) -> None:
    """Delete what a sub-project says beside its value."""
    await books.write(subproject.delete().where(books.this(subproject, subproject_id)))


def _wanted(books: Books, query: ProjectQuery) -> list[ColumnElement[bool]]:
    conditions = [books.own(project)]
    if not query.include_archived:
        conditions.append(project.c.archived == query.include_archived)
    if query.client_id:
        conditions.append(project.c.client_id == query.client_id)
    if query.external_reference:
        conditions.append(project.c.external_reference == query.external_reference)
    if query.updated_since:
        conditions.append(project.c.updated_at >= query.updated_since)
    if query.search:
        conditions.append(words_match(FOUND_BY, query.search))
    return conditions


async def _parts_of(books: Books, rows: Collection[RowMapping]) -> Mapping[UUID, list[RowMapping]]:
    """The sub-projects of projects, each project's by their place."""
    if not rows:
        return {}
    same = and_(dimension_value.c.profile_id == subproject.c.profile_id, dimension_value.c.id == subproject.c.id)
    columns: list[Any] = [subproject, dimension_value.c.name, dimension_value.c.sort_order]
    own = books.own(subproject) & subproject.c.project_id.in_([row["id"] for row in rows])
    query = select(*columns).select_from(subproject.join(dimension_value, same)).where(own)
    found: dict[UUID, list[RowMapping]] = {}
    for part in await books.fetch_all(query.order_by(dimension_value.c.sort_order, dimension_value.c.id)):
        found.setdefault(part["project_id"], []).append(part)
    return found


def _project(row: RowMapping, parts: Mapping[UUID, list[RowMapping]]) -> Project:
    fields = {name: row[name] for name in row if name not in ("profile_id", SORT_KEY, "budget_minor")}
    return Project(
        **fields,
        budget_amount=_major(row["budget_minor"], row["currency"]),
        subprojects=tuple(_part(part, row) for part in parts.get(row["id"], [])),
    )


def _part(part: RowMapping, row: RowMapping) -> Subproject:
    names = ("id", "name", "sort_order", "budget_hours", "archived")
    return Subproject(
        **{name: part[name] for name in names},
        budget_amount=_major(part["budget_minor"], row["currency"]),
        is_default=part["id"] == row["default_subproject_id"],
    )


def _row(made: Project) -> dict[str, Any]:
    said = made.model_dump(exclude={"id", "created_at", "updated_at", "budget_amount", "subprojects", "created"})
    return said | {"budget_minor": _minor(made.budget_amount, made.currency)}


def _part_row(of: Project, made: Subproject) -> dict[str, Any]:
    return {
        "budget_hours": made.budget_hours,
        "budget_minor": _minor(made.budget_amount, of.currency),
        "archived": made.archived,
    }


def _minor(amount: Any, currency: str) -> int | None:
    return None if amount is None else to_minor(amount, currency, "budget_amount")


def _major(minor: int | None, currency: str) -> Any:
    return None if minor is None else to_major(minor, currency)
