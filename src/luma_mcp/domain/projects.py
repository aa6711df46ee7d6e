"""Projects: what a piece of work earns and costs, with sub-projects that entries and lines are tagged with."""

from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from luma_mcp.domain.dimensions import SortOrder
from luma_mcp.domain.model import CalendarDate, Model, Resource, Text, not_before, of_form
from luma_mcp.domain.money import Amount, Currency
from luma_mcp.domain.paging import PageQuery

_ID = "0197a943-2325-7829-b835-b6c71a293065"
_PART = "0197a943-2325-7829-b835-b6c71a293066"

MOST_SUBPROJECTS = 500

ProjectName = Annotated[Text, Field(max_length=90)]
"""The dimension that backs a project bears its name too, with a number behind where that is taken."""

Budget = Annotated[Amount, Field(ge=0)]
Hours = Annotated[Decimal, Field(ge=0, le=1_000_000, max_digits=9, decimal_places=2)]
Color = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, max_length=7),
    of_form("#[0-9A-F]{6}", "is not a colour such as #1E88E5"),
]


class ProjectFields(Model):
    """What may be said of a project besides its name."""

    client_id: UUID | None = Field(None, description="Client that it is done for")
    currency: Currency | None = Field(None, description="Of the budgets; default the profile's")
    budget_hours: Hours | None = None
    budget_amount: Budget | None = None
    start_date: CalendarDate | None = None
    end_date: Annotated[CalendarDate | None, not_before("start_date")] = Field(None, description="Last day")
    color: Color | None = Field(None, description="e.g. #1E88E5")
    archived: bool | None = Field(None, description="true: it is only read and takes no more entries")


class ProjectDraft(ProjectFields):
    """A new project."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Website", "budget_amount": "50000"}]})

    name: ProjectName
    external_reference: Text | None = Field(None, description="Id in another system, unique in the profile")


class ProjectUpsert(ProjectFields):
    """A project by its external reference: made where there is none, else changed in the fields that are given."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Website", "external_reference": "CRM-17"}]})
    never_empty: ClassVar[frozenset[str]] = frozenset({"archived", "currency", "name"})

    external_reference: Text = Field(description="Id in another system")
    name: ProjectName


class ProjectChange(ProjectFields):
    """What changes on a project: only the fields given. One that is archived changes with archived = false alone."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "budget_amount": "60000"}]})
    never_empty: ClassVar[frozenset[str]] = frozenset({"archived", "currency", "name"})

    id: UUID = Field(description="Project")
    name: ProjectName | None = None
    external_reference: Text | None = Field(None, description="Id in another system, unique in the profile")


class ProjectQuery(PageQuery):
    """Which projects; archived ones only when asked for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"search": "website"}]})
    sorts: ClassVar[tuple[str, ...]] = ("name", "created_at", "updated_at")
    default_sort: ClassVar[str] = "name"

    include_archived: bool = Field(default=False, description="Show archived ones too")
    client_id: UUID | None = Field(None, description="Client")
    external_reference: Text | None = None


class ProjectProfitQuery(Model):
    """The profit of which project, in which days; default all."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "from": "2026-01-01"}]})

    id: UUID = Field(description="Project")
    from_: CalendarDate | None = Field(None, alias="from", description="First date (YYYY-MM-DD)")
    to: Annotated[CalendarDate | None, not_before("from_")] = Field(None, description="Last date (YYYY-MM-DD)")


class SubprojectFields(Model):
    """What may be said of a sub-project besides its name."""

    sort_order: SortOrder | None = None
    budget_hours: Hours | None = None
    budget_amount: Budget | None = Field(None, description="In the project's currency")
    archived: bool | None = Field(None, description="true: it takes no more entries")


class SubprojectDraft(SubprojectFields):
    """A new sub-project."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "name": "Design"}]})

    id: UUID = Field(description="Project")
    name: Text


class SubprojectChange(SubprojectFields):
    """What changes on a sub-project: only the fields given."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "subproject_id": _PART, "name": "Layout"}]})
    never_empty: ClassVar[frozenset[str]] = frozenset({"archived", "name", "sort_order"})

    id: UUID = Field(description="Project")
    subproject_id: UUID = Field(description="Its sub-project")
    name: Text | None = None


class SubprojectRef(Model):
    """Which sub-project of which project."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "subproject_id": _PART}]})

    id: UUID = Field(description="Project")
    subproject_id: UUID = Field(description="Its sub-project")


class Subproject(Model):
    """A sub-project. Its id is that of a dimension value: entries and lines bear it in `tag_ids`."""

    id: UUID
    name: str
    sort_order: int
    budget_hours: Decimal | None
    budget_amount: Decimal | None
    is_default: bool = Field(description="What takes the entries that are of no other one")
    archived: bool


class Project(Resource):
    """A project with its sub-projects. The dimension that backs it holds one value for each of them."""

    concise: ClassVar[tuple[str, ...]] = (
        "id", "name", "archived", "client_id", "currency", "budget_hours", "budget_amount", "start_date", "end_date",
        "external_reference", "subprojects",
    )  # fmt: skip

    name: str
    archived: bool
    currency: Currency
    dimension_id: UUID
    default_subproject_id: UUID
    client_id: UUID | None
    budget_hours: Decimal | None
    budget_amount: Decimal | None
    start_date: CalendarDate | None
    end_date: CalendarDate | None
    external_reference: str | None
    color: str | None
    subprojects: tuple[Subproject, ...]

    def subproject(self, wanted: UUID) -> Subproject | None:
        """One of its sub-projects."""
        return next((part for part in self.subprojects if part.id == wanted), None)


class ProjectUpserted(Project):
    """A project by its external reference, and whether it was made just now."""

    concise: ClassVar[tuple[str, ...]] = (*Project.concise, "created")

    created: bool


class SubprojectProfit(Model):
    """What a sub-project earned and cost, in the books' currency."""

    id: UUID
    name: str
    revenue: Decimal
    costs: Decimal
    profit: Decimal


class ProjectProfit(Model):
    """What a project earned and cost: the sums of its sub-projects, in the books' currency."""

    id: UUID
    name: str
    currency: Currency
    revenue: Decimal
    costs: Decimal
    profit: Decimal
    subprojects: tuple[SubprojectProfit, ...]


_GENERAL = {"da": "Generelt", "de": "Allgemein", "fr": "Général", "it": "Generale"}


def default_name(language: str) -> str:
    """What the default sub-project is called at first."""
    return _GENERAL.get(language, "General")
