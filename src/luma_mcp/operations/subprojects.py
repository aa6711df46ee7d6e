"""Sub-projects: add, change, delete; and what a project and each of them earned and cost."""

from typing import Any
from uuid import UUID

from luma_mcp.domain.charts import AccountClass
from luma_mcp.domain.dimensions import DimensionValue
from luma_mcp.domain.model import LATEST, Deleted, Ref
from luma_mcp.domain.money import to_major
from luma_mcp.domain.projects import (
    MOST_SUBPROJECTS,
    Project,
    ProjectProfit,
    ProjectProfitQuery,
    Subproject,
    SubprojectChange,
    SubprojectDraft,
    SubprojectProfit,
    SubprojectRef,
)
from luma_mcp.domain.reports.report import must_equal
from luma_mcp.domain.reports.spans import Span
from luma_mcp.errors import Invalid, NameTaken, NotFound, RecordInUse
from luma_mcp.ledger_errors import DefaultSubproject
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.projects import changeable, get_project
from luma_mcp.store import dimensions
from luma_mcp.store import projects as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import base_currency
from luma_mcp.store.reports.ground import accounts_of
from luma_mcp.store.reports.tagged import turnovers_by_value, turnovers_of_any

_NOUN = "subproject"


@reads("projects")
async def get_project_profit(books: Books, wanted: ProjectProfitQuery) -> ProjectProfit:
    """Show what a project and each of its sub-projects earned and cost, from the ledger, all time or in a range.

    Raises:
        ReportBroken: the sub-projects do not come to the project.
    """
    found, span = await get_project(books, Ref(id=wanted.id)), Span(wanted.from_, wanted.to or LATEST)
    is_revenue = {one.id: one.account_class is AccountClass.REVENUE for one in await accounts_of(books)}
    sums = {part.id: [0, 0] for part in found.subprojects}
    for (value, account), moved in (await turnovers_by_value(books, found.dimension_id, span)).items():
        sums[value][0 if is_revenue[account] else 1] += moved.net
    whole = await turnovers_of_any(books, [span], dimension_id=found.dimension_id)
    must_equal(
        "Result of the project = sum of its sub-projects",
        sum(moved[0].net for moved in whole.values()),
        sum(revenue + costs for revenue, costs in sums.values()),
    )
    return _profit(found, sums, await base_currency(books))


@writes("projects")
async def add_subproject(books: WritableBooks, draft: SubprojectDraft) -> Subproject:
    """Add a sub-project to a project, with a budget of its own.

    Raises:
        ProjectArchived: the project is archived.
        NameTaken: another sub-project of it is called so.
    """
    of = await changeable(books, draft.id)
    if len(of.subprojects) >= MOST_SUBPROJECTS:
        raise Invalid.field("id", f"a project has at most {MOST_SUBPROJECTS} sub-projects")
    _refuse_taken(of, draft.name)
    stamp = {key: value for key, value in books.stamp().items() if key != "profile_id"}
    last = max(part.sort_order for part in of.subprojects)
    made = Subproject(
        id=stamp["id"],
        name=draft.name,
        sort_order=last + 1 if draft.sort_order is None else draft.sort_order,
        budget_hours=draft.budget_hours,
        budget_amount=draft.budget_amount,
        is_default=False,
        archived=bool(draft.archived),
    )
    await dimensions.add_value(books, _value(of, made, stamp))
    await store.add_subproject(books, of, made)
    return await _again(books, of, made)


@writes("projects")
async def update_subproject(books: WritableBooks, change: SubprojectChange) -> Subproject:
    """Change a sub-project: only the fields given.

    Raises:
        ProjectArchived: the project is archived.
        NameTaken: another sub-project of it is called so.
        DefaultSubproject: it is the default one and is to be archived.
    """
    of = await changeable(books, change.id)
    before = _part(of, change.subproject_id)
    fields = changed_fields(change)
    fields.pop("subproject_id")
    changed = before.model_copy(update=fields)
    if changed.is_default and changed.archived:
        raise DefaultSubproject(fix="Archive the project instead, or another sub-project.", subject=_NOUN)
    _refuse_taken(of, changed.name, but=changed.id)
    stamp = {"id": changed.id, "created_at": of.created_at, "updated_at": books.now}
    await dimensions.save_value(books, _value(of, changed, stamp))
    await store.save_subproject(books, of, changed)
    return await _again(books, of, changed)


@writes("projects", destructive=True)
async def delete_subproject(books: WritableBooks, wanted: SubprojectRef) -> Deleted:
    """Delete a sub-project that no entry or line bears; the default one stays.

    Raises:
        ProjectArchived: the project is archived.
        DefaultSubproject: it is the default one.
        RecordInUse: an entry or line bears it.
    """
    of = await changeable(books, wanted.id)
    part = _part(of, wanted.subproject_id)
    if part.is_default:
        raise DefaultSubproject(subject=_NOUN)
    if await dimensions.used_values(books, [part.id]):
        fix = "Archive it instead: update_subproject with archived = true."
        raise RecordInUse("Entries bear this sub-project, and it cannot be deleted.", fix=fix, subject=_NOUN)
    await store.remove_subproject(books, part.id)
    await dimensions.remove_value(books, part.id)
    return Deleted(id=part.id)


def _value(of: Project, part: Subproject, stamp: dict[str, Any]) -> DimensionValue:
    """The value of the project's dimension that a sub-project is."""
    return DimensionValue(
        **stamp, name=part.name, dimension_id=of.dimension_id, parent_id=None, sort_order=part.sort_order
    )


async def _again(books: Books, of: Project, part: Subproject) -> Subproject:
    """A sub-project as it was written."""
    return _part(await get_project(books, Ref(id=of.id)), part.id)


def _part(of: Project, wanted: UUID) -> Subproject:
    found = of.subproject(wanted)
    if found is None:
        raise NotFound.of(_NOUN, wanted)
    return found


def _refuse_taken(of: Project, name: str, but: UUID | None = None) -> None:
    if any(part.name == name and part.id != but for part in of.subprojects):
        raise NameTaken(f"{of.name} has a sub-project {name} already.", subject=_NOUN)


def _profit(of: Project, sums: dict[UUID, list[int]], currency: str) -> ProjectProfit:
    """Amounts are debit above zero: what was earned lies below."""
    parts = tuple(
        SubprojectProfit(
            id=part.id,
            name=part.name,
            revenue=to_major(-sums[part.id][0], currency),
            costs=to_major(sums[part.id][1], currency),
            profit=to_major(-sum(sums[part.id]), currency),
        )
        for part in of.subprojects
    )
    zero = to_major(0, currency)
    return ProjectProfit(
        id=of.id,
        name=of.name,
        currency=currency,
        revenue=sum((part.revenue for part in parts), zero),
        costs=sum((part.costs for part in parts), zero),
        profit=sum((part.profit for part in parts), zero),
        subprojects=parts,
    )
