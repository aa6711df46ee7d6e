"""Projects, as tools."""

from luma_mcp.operations import projects, subprojects
from luma_mcp.tools.tool import Tool

_WORDS = {
    "name": "e.g. Website",
    "currency": "Of the budgets; default the company's",
    "budget_hours": "e.g. '120'",
    "archived": "true: only read",
    "external_reference": "Id in another system, unique",
}
_PART = {
    "subproject_id": "Id of a sub-project (get_project)",
    "name": "e.g. Design",
    "sort_order": "Place beside others; default last",
    "archived": "true: takes no more entries",
    "budget_hours": "e.g. '40'",
}

TOOLS = (
    Tool(
        projects.list_projects,
        "List projects",
        "Find projects with their sub-projects, whose ids are the tag_ids of entries and lines. Archived ones with "
        "include_archived. Changes nothing.",
        shown=("search", "client_id", "include_archived", "limit", "cursor"),
    ),
    Tool(
        projects.get_project,
        "Show a project",
        "Show one project with its budget and sub-projects. Changes nothing.",
    ),
    Tool(
        projects.create_project,
        "Create a project",
        "Add a project for a client or of one's own; it comes with a default sub-project that entries are tagged "
        "with, and budgets if wanted.",
        words=_WORDS,
    ),
    Tool(
        projects.update_project,
        "Change a project",
        "Change or archive a project; only what is given changes. An archived one is opened with archived = false.",
        words=_WORDS,
        repeatable=True,
    ),
    Tool(
        projects.upsert_project,
        "Make or change a project by reference",
        "Make the project of another system's reference, or change it where it is there: the same call twice makes "
        "one project.",
        words=_WORDS,
        repeatable=True,
    ),
    Tool(
        subprojects.get_project_profit,
        "Show a project's profit",
        "Show revenue, costs and profit of a project and each sub-project, from the ledger; default of all time. "
        "Changes nothing.",
    ),
    Tool(
        subprojects.add_subproject,
        "Add a sub-project",
        "Add a part to a project, with a budget of its own, for entries to be tagged with.",
        words=_PART,
    ),
    Tool(
        subprojects.update_subproject,
        "Change a sub-project",
        "Rename, move, budget or archive a sub-project; only what is given changes.",
        words=_PART,
        repeatable=True,
    ),
    Tool(
        subprojects.delete_subproject,
        "Delete a sub-project",
        "Remove a sub-project for good; only while nothing bears it, and never the default one.",
        words=_PART,
        repeatable=True,
    ),
)
