"""Projects: the rows."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.dimensions import SortOrder
from luma_mcp.domain.model import CalendarDate, Text
from luma_mcp.domain.money import Currency
from luma_mcp.domain.projects import Budget, Color, Hours, ProjectName, ProjectUpserted
from luma_mcp.operations import projects, subprojects
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.ledgerbee.parties import EveryOne
from luma_mcp.rest.wire import Given, Shown, Timestamp

_CLIENT = {"customer_id": "client_id", "is_archived": "archived"}


class ProjectListQuery(Given):
    """Which projects."""

    include_archived: bool = Field(default=False, description="Archived ones too")


class ProjectProfitPeriod(Given):
    """In which days; default all."""

    from_: CalendarDate | None = Field(None, alias="from", description="First day")
    to: CalendarDate | None = Field(None, description="Last day")


class ProjectBody(Given):
    """What may be said of a project besides its name and reference."""

    words: ClassVar = _CLIENT

    customer_id: UUID | None = Field(None, description="Customer that it is done for")
    currency: Currency | None = Field(None, description="Of the budgets; default the company's")
    budget_hours: Hours | None = None
    budget_amount: Budget | None = None
    start_date: CalendarDate | None = None
    end_date: CalendarDate | None = Field(None, description="Last day")
    color: Color | None = Field(None, description="Hex colour")
    is_archived: bool | None = Field(None, description="true: only read")


class CreateProject(ProjectBody):
    """A new project; it comes with a dimension and a default sub-project."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Hjemmeside",
                    "customerId": "0197a943-2325-7829-b835-b6c71a293065",
                    "budgetHours": "120",
                    "budgetAmount": "75000.00",
                    "startDate": "2026-04-01",
                    "externalReference": "CRM-4711",
                    "color": "#1E88E5",
                }
            ]
        }
    )

    name: ProjectName
    external_reference: Text | None = Field(None, description="Id in another system, unique in the company")


class UpsertProject(ProjectBody):
    """A project by its external reference: made where there is none, else changed in what is given."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"externalReference": "CRM-4712", "name": "Webshop", "currency": "DKK"}]}
    )

    external_reference: Text = Field(description="Id in another system")
    name: ProjectName


class UpdateProject(ProjectBody):
    """What changes on a project: only the fields given. An archived one changes with isArchived = false alone."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"budgetAmount": "80000.00"}]})

    name: ProjectName | None = None
    external_reference: Text | None = Field(None, description="Id in another system, unique in the company")


class SubprojectBody(Given):
    """What may be said of a sub-project besides its name."""

    words: ClassVar = {"is_archived": "archived"}

    sort_order: SortOrder | None = None
    budget_hours: Hours | None = None
    budget_amount: Budget | None = Field(None, description="In the project's currency")
    is_archived: bool | None = Field(None, description="true: takes no more entries")


class AddSubproject(SubprojectBody):
    """A new sub-project."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Design", "budgetHours": "40"}]})

    name: Text


class UpdateSubproject(SubprojectBody):
    """What changes on a sub-project: only the fields given."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Layout", "sortOrder": 2}]})

    name: Text | None = None


class SubprojectResponse(Shown):
    """A sub-project. Its id is a dimension value's: entries and lines bear it in tagIds."""

    words: ClassVar = {"is_archived": "archived"}

    id: UUID
    name: str
    sort_order: int
    budget_hours: Decimal | None
    budget_amount: Decimal | None
    is_default: bool = Field(description="Takes the entries that are of no other one")
    is_archived: bool


class ProjectResponse(Shown):
    """A project with its sub-projects in their order."""

    words: ClassVar = _CLIENT

    id: UUID
    name: str
    is_archived: bool
    currency: str
    dimension_id: UUID = Field(description="The dimension that backs it")
    default_subproject_id: UUID
    subprojects: tuple[SubprojectResponse, ...]
    created_at: Timestamp
    updated_at: Timestamp
    customer_id: UUID | None
    budget_hours: Decimal | None
    budget_amount: Decimal | None
    start_date: date | None
    end_date: date | None
    external_reference: str | None
    color: str | None


class SubprojectProfitResponse(Shown):
    """What a sub-project earned and cost, in the company's currency."""

    id: UUID
    name: str
    revenue: Decimal
    costs: Decimal
    profit: Decimal


class ProjectProfitResponse(Shown):
    """What a project earned and cost by the ledger: the sums of its sub-projects, in the company's currency."""

    words: ClassVar = {"project_id": "id"}

    project_id: UUID
    name: str
    currency: str
    revenue: Decimal
    costs: Decimal
    profit: Decimal
    subprojects: tuple[SubprojectProfitResponse, ...]


def _made_or_changed(made: ProjectUpserted) -> int:
    return 201 if made.created else 200


_GROUP = "Projects"
_READ: dict[str, Any] = {"group": _GROUP, "scope": "projects-read"}
_WRITE: dict[str, Any] = {"group": _GROUP, "scope": "projects-write"}
_ALL, _ONE, _PARTS = "/api/v1/projects", "/api/v1/projects/{id}", "/api/v1/projects/{id}/subprojects"
_PART: dict[str, Any] = _WRITE | {"words": {"subprojectId": "subproject_id"}}
_GIVEN = ("CUSTOMER_NOT_FOUND",)
_TAKEN = "PROJECT_EXTERNAL_REFERENCE_ALREADY_EXISTS"
_CHANGED = ("PROJECT_NOT_FOUND", "PROJECT_ARCHIVED")
_OF_PART = (*_CHANGED, "SUBPROJECT_NOT_FOUND")

BINDINGS = (
    Binding("GET", _ALL, projects.list_projects, given=ProjectListQuery, shown=ProjectResponse, listed=Listed.ARRAY,
            **_READ),
    Binding("PUT", _ALL, projects.upsert_project, given=UpsertProject, shown=ProjectResponse,
            status_of=_made_or_changed, codes=(*_GIVEN, "PROJECT_ARCHIVED"), **_WRITE),
    Binding("POST", _ALL, projects.create_project, 201, given=CreateProject, shown=ProjectResponse,
            codes=(*_GIVEN, _TAKEN), **_WRITE),
    Binding("GET", _ONE, projects.get_project, given=EveryOne, shown=ProjectResponse, codes=_CHANGED[:1], **_READ),
    Binding("PUT", _ONE, projects.update_project, given=UpdateProject, shown=ProjectResponse,
            codes=(*_CHANGED, *_GIVEN, _TAKEN), **_WRITE),
    Binding("GET", f"{_ONE}/profit", subprojects.get_project_profit, given=ProjectProfitPeriod,
            shown=ProjectProfitResponse, codes=_CHANGED[:1], **_READ),
    Binding("POST", _PARTS, subprojects.add_subproject, 201, given=AddSubproject, shown=SubprojectResponse,
            codes=(*_CHANGED, "SUBPROJECT_NAME_ALREADY_EXISTS"), **_WRITE),
    Binding("PUT", f"{_PARTS}/{{subprojectId}}", subprojects.update_subproject, given=UpdateSubproject,
            shown=SubprojectResponse, codes=(*_OF_PART, "SUBPROJECT_NAME_ALREADY_EXISTS", "SUBPROJECT_DEFAULT"),
            **_PART),
    Binding("DELETE", f"{_PARTS}/{{subprojectId}}", subprojects.delete_subproject, 204,
            codes=(*_OF_PART, "SUBPROJECT_DEFAULT", "SUBPROJECT_IN_USE"), **_PART),
)  # fmt: skip
