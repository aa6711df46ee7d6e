"""Projects: list, read, make, change, upsert; what they earn and cost."""

from typing import Any
from uuid import UUID

from luma_mcp.domain.dimensions import Dimension, DimensionValue
from luma_mcp.domain.model import Ref
from luma_mcp.domain.paging import Page
from luma_mcp.domain.projects import (
    Project,
    ProjectChange,
    ProjectDraft,
    ProjectQuery,
    ProjectUpsert,
    ProjectUpserted,
    Subproject,
    default_name,
)
from luma_mcp.errors import ExternalReferenceTaken, Invalid, NotFound, UnknownReference
from luma_mcp.ledger_errors import ProjectArchived
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.store import dimensions
from luma_mcp.store import projects as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.clients import find_client, hold_client
from luma_mcp.store.profiles import this_profile

NOUN = "project"


@reads("projects")
async def list_projects(books: Books, query: ProjectQuery) -> Page[Project]:
    """List projects by name, each with its sub-projects; archived ones only when asked for."""
    return await store.list_projects(books, query)


@reads("projects")
async def get_project(books: Books, wanted: Ref) -> Project:
    """Show one project with its sub-projects."""
    found = await store.find_project(books, wanted.id)
    if found is None:
        raise NotFound.of(NOUN, wanted.id)
    return found


@writes("projects")
async def create_project(books: WritableBooks, draft: ProjectDraft) -> Project:
    """Create a project with its default sub-project, and the dimension that entries are tagged by.

    Raises:
        ExternalReferenceTaken: another project bears this external reference.
        UnknownReference: there is no such client.
    """
    await _check_client(books, draft.client_id)
    if draft.external_reference:
        await store.hold_references(books)
        if await store.project_by_reference(books, draft.external_reference):
            raise _taken(draft.external_reference)
    return await _create(books, draft.model_dump())


@writes("projects")
async def update_project(books: WritableBooks, change: ProjectChange) -> Project:
    """Change a project: only the fields given; one that is archived must come out of the archive with it.

    Raises:
        ProjectArchived: it is archived and stays so.
        ExternalReferenceTaken: another project bears this external reference.
        UnknownReference: there is no such client.
    """
    fields = changed_fields(change)
    await _check_client(books, change.client_id)
    reference = fields.get("external_reference")
    if reference:
        await store.hold_references(books)
        if await store.project_by_reference(books, reference) not in (None, change.id):
            raise _taken(reference)
    return await _update(books, change.id, fields)


@writes("projects")
async def upsert_project(books: WritableBooks, given: ProjectUpsert) -> ProjectUpserted:
    """Make the project of an external reference, or change the fields given where it is there already.

    Raises:
        ProjectArchived: it is archived and stays so.
        UnknownReference: there is no such client.
    """
    fields = changed_fields(given)
    await _check_client(books, given.client_id)
    await store.hold_references(books)
    there = await store.project_by_reference(books, given.external_reference)
    if there is None:
        made = await _create(books, given.model_dump())
    else:
        made = await _update(books, there, fields)
    return ProjectUpserted(**made.model_dump(), created=there is None)


async def changeable(books: WritableBooks, project_id: UUID) -> Project:
    """A project that may be changed, kept from others meanwhile.

    Raises:
        NotFound: it is not there.
        ProjectArchived: it is archived.
    """
    await store.hold_project(books, project_id)
    found = await get_project(books, Ref(id=project_id))
    if found.archived:
        raise ProjectArchived(f"The project {found.name} is archived: it is only read.")
    return found


async def _create(books: WritableBooks, fields: dict[str, Any]) -> Project:
    profile, stamp = await this_profile(books), _stamp(books)
    dimension = Dimension(**_stamp(books), name=await _free_name(books, fields["name"]), is_unique=True, values=())
    value = DimensionValue(
        **_stamp(books), name=default_name(profile.language), dimension_id=dimension.id, parent_id=None, sort_order=0
    )
    part = Subproject(
        id=value.id, name=value.name, sort_order=0, budget_hours=None, budget_amount=None, is_default=True,
        archived=False,
    )  # fmt: skip
    made = Project(
        **fields | stamp | {"currency": fields["currency"] or profile.currency, "archived": bool(fields["archived"])},
        dimension_id=dimension.id,
        default_subproject_id=value.id,
        subprojects=(part,),
    )
    await dimensions.add_dimension(books, dimension)
    await dimensions.add_value(books, value)
    await store.add_project(books, made)
    return await get_project(books, Ref(id=made.id))


async def _update(books: WritableBooks, project_id: UUID, fields: dict[str, Any]) -> Project:
    if fields.get("archived") is False:
        await store.hold_project(books, project_id)
        before = await get_project(books, Ref(id=project_id))
    else:
        before = await changeable(books, project_id)
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    if changed.start_date and changed.end_date and changed.start_date > changed.end_date:
        raise Invalid.field("end_date", f"{changed.end_date} is before the start, {changed.start_date}")
    await store.save_project(books, changed)
    if changed.name != before.name:
        await _rename(books, changed)
    return await get_project(books, Ref(id=project_id))


async def _rename(books: WritableBooks, changed: Project) -> None:
    """The dimension is called as its project is."""
    await dimensions.hold_dimension(books, changed.dimension_id)
    found = await dimensions.find_dimension(books, changed.dimension_id)
    if found is None:
        raise LookupError("a project without a dimension")
    name = await _free_name(books, changed.name, but=found.id)
    await dimensions.save_dimension(books, found.model_copy(update={"name": name, "updated_at": books.now}))


async def _free_name(books: Books, name: str, but: UUID | None = None) -> str:
    """The name, or the first with a number behind that no other dimension bears."""
    taken, wanted, n = await store.dimension_names(books, name, but), name, 1
    while wanted in taken:
        n += 1
        wanted = f"{name} ({n})"
    return wanted


async def _check_client(books: WritableBooks, client_id: UUID | None) -> None:
    if client_id is None:
        return
    await hold_client(books, client_id)
    if await find_client(books, client_id) is None:
        raise UnknownReference.of("client_id", "client", client_id)


def _stamp(books: WritableBooks) -> dict[str, Any]:
    return {key: value for key, value in books.stamp().items() if key != "profile_id"}


def _taken(reference: str) -> ExternalReferenceTaken:
    return ExternalReferenceTaken(
        f"Another project bears the external reference {reference}.",
        fix="Change that one (upsert_project), or give another reference.",
        subject=NOUN,
    )
