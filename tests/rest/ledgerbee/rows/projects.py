"""Projects, row by row."""

from typing import Any

from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.requests import UNIQUE, Make, makes
from tests.rest.ledgerbee.rows.table import exercises

UNIQUE["create_project"] = ("externalReference",)
UNIQUE["add_subproject"] = ("name",)

NOBODY = "0197a943-2325-7829-b835-b6c71a293065"


@makes
async def projects(make: Make) -> dict[str, object]:
    """A project with a sub-project beside its default one."""
    made = await make("create_project", name="Intranet")
    part = await make("add_subproject", id=made.id, name="Search")
    return {"projects": made.id, "subprojectId": part.id}


async def website(bee: Bee, **fields: Any) -> Any:
    """A project."""
    return await bee.ask("POST", "/v1/projects", 201, {"name": "Hjemmeside"} | fields)


async def layout(bee: Bee, project: Any) -> Any:
    """A sub-project of it."""
    return await bee.ask("POST", f"/v1/projects/{project['id']}/subprojects", 201, {"name": "Layout"})


async def posted(bee: Bee, account: str, amount: int, *tags: str) -> None:
    """Cash against an account of the result, debit above zero; the entry bears tags."""
    debit, credit = (account, "6481") if amount > 0 else ("6481", account)
    lines = [{"account": debit, "debit": abs(amount)}, {"account": credit, "credit": abs(amount)}]
    await bee.run("create_journal_entry", date="2026-03-31", description="Work", lines=lines, tag_ids=tags)


@exercises("create_project")
async def create_project(bee: Bee) -> None:
    """All its fields, and the default sub-project."""
    client = await bee.run("create_client", name="Fjord ApS")
    fields = {
        "customerId": str(client.id),
        "budgetHours": "120.5",
        "budgetAmount": 75000,
        "startDate": "2026-04-01",
        "endDate": "2026-12-31",
        "externalReference": "CRM-1",
        "color": "#1e88e5",
    }
    made = await website(bee, **fields)
    (part,) = made["subprojects"]
    assert part == {
        "id": made["defaultSubprojectId"],
        "name": "Generelt",
        "sortOrder": 0,
        "budgetHours": None,
        "budgetAmount": None,
        "isDefault": True,
        "isArchived": False,
    }
    assert made == fields | {
        "id": made["id"],
        "name": "Hjemmeside",
        "isArchived": False,
        "currency": "DKK",
        "dimensionId": made["dimensionId"],
        "defaultSubprojectId": part["id"],
        "subprojects": [part],
        "budgetAmount": "75000.00",
        "color": "#1E88E5",
        "createdAt": made["createdAt"],
        "updatedAt": made["updatedAt"],
    }
    dimension = await bee.ask("GET", f"/v1/dimensions/{made['dimensionId']}")
    assert [value["id"] for value in dimension["values"]] == [part["id"]]
    path = f"/v1/dimensions/{made['dimensionId']}"
    assert await bee.refusal("DELETE", path, 400) == "DIMENSION_MANAGED_BY_PROJECT"
    again = {"name": "Webshop", "externalReference": "CRM-1"}
    assert await bee.refusal("POST", "/v1/projects", 400, again) == "PROJECT_EXTERNAL_REFERENCE_ALREADY_EXISTS"
    nobody = {"name": "Webshop", "customerId": NOBODY}
    assert await bee.refusal("POST", "/v1/projects", 404, nobody) == "CUSTOMER_NOT_FOUND"
    wrong = await bee.invalid("POST", "/v1/projects", {"color": "blue", "budgetHours": -1})
    assert wrong == {"name": {"isDefined"}, "color": {"matches"}, "budgetHours": {"min"}}


@exercises("list_projects")
async def list_projects(bee: Bee) -> None:
    """By name; archived ones when asked for."""
    made = await website(bee)
    shop = await website(bee, name="Butik", isArchived=True)
    assert await bee.ask("GET", "/v1/projects") == [made]
    assert await bee.ask("GET", "/v1/projects?includeArchived=true") == [shop, made]


@exercises("get_project")
async def get_project(bee: Bee) -> None:
    """The same as in the list."""
    made = await website(bee)
    assert await bee.ask("GET", f"/v1/projects/{made['id']}") == made
    assert await bee.refusal("GET", f"/v1/projects/{NOBODY}", 404) == "PROJECT_NOT_FOUND"


@exercises("update_project")
async def update_project(bee: Bee) -> None:
    """Only what is given; an archived project is only read until it is opened again."""
    made = await website(bee, budgetHours=10)
    path = f"/v1/projects/{made['id']}"
    changed = await bee.ask("PUT", path, 200, {"name": "Portal", "budgetAmount": "10.50", "budgetHours": None})
    assert (changed["name"], changed["budgetAmount"], changed["budgetHours"]) == ("Portal", "10.50", None)
    await bee.ask("PUT", path, 200, {"isArchived": True})
    assert await bee.refusal("PUT", path, 400, {"name": "Web"}) == "PROJECT_ARCHIVED"
    assert not (await bee.ask("PUT", path, 200, {"isArchived": False}))["isArchived"]


@exercises("upsert_project")
async def upsert_project(bee: Bee) -> None:
    """201 where it is made, 200 where it is changed; both as it is shown."""
    body = {"externalReference": "CRM-1", "name": "Hjemmeside", "budgetHours": "8"}
    made = await bee.ask("PUT", "/v1/projects", 201, body)
    changed = await bee.ask("PUT", "/v1/projects", 200, {"externalReference": "CRM-1", "name": "Portal"})
    assert changed == made | {"name": "Portal", "updatedAt": changed["updatedAt"]}
    assert changed == await bee.ask("GET", f"/v1/projects/{made['id']}")
    assert await bee.invalid("PUT", "/v1/projects", {"name": "X"}) == {"externalReference": {"isDefined"}}


@exercises("get_project_profit")
async def get_project_profit(bee: Bee) -> None:
    """Revenue and costs of what bears its sub-projects; the sums are those of the parts."""
    made = await website(bee)
    part, rest = await layout(bee, made), made["defaultSubprojectId"]
    await posted(bee, "1010", -1000, part["id"])
    await posted(bee, "2310", 300, rest)
    await posted(bee, "2310", 50)
    shown = await bee.ask("GET", f"/v1/projects/{made['id']}/profit")
    parts = [
        {"id": rest, "name": "Generelt", "revenue": "0.00", "costs": "300.00", "profit": "-300.00"},
        {"id": part["id"], "name": "Layout", "revenue": "1000.00", "costs": "0.00", "profit": "1000.00"},
    ]
    sums = {"revenue": "1000.00", "costs": "300.00", "profit": "700.00"}
    assert shown == sums | {"projectId": made["id"], "name": "Hjemmeside", "currency": "DKK", "subprojects": parts}
    none = await bee.ask("GET", f"/v1/projects/{made['id']}/profit?from=2026-04-01&to=2026-04-30")
    assert none["profit"] == "0.00"


@exercises("add_subproject")
async def add_subproject(bee: Bee) -> None:
    """After those that are there; one name once."""
    made = await website(bee)
    part = await layout(bee, made)
    assert (part["sortOrder"], part["isDefault"]) == (1, False)
    path = f"/v1/projects/{made['id']}/subprojects"
    assert await bee.refusal("POST", path, 400, {"name": "Layout"}) == "SUBPROJECT_NAME_ALREADY_EXISTS"
    await bee.ask("PUT", f"/v1/projects/{made['id']}", 200, {"isArchived": True})
    assert await bee.refusal("POST", path, 400, {"name": "Tekst"}) == "PROJECT_ARCHIVED"


@exercises("update_subproject")
async def update_subproject(bee: Bee) -> None:
    """Its name, place and budget; sub-projects stand by their place."""
    made = await website(bee)
    part = await layout(bee, made)
    path = f"/v1/projects/{made['id']}/subprojects"
    first = {"name": "Tekst", "sortOrder": 0, "budgetAmount": 10}
    await bee.ask("PUT", f"{path}/{made['defaultSubprojectId']}", 200, {"sortOrder": 5})
    changed = await bee.ask("PUT", f"{path}/{part['id']}", 200, first)
    assert changed == part | first | {"budgetAmount": "10.00"}
    shown = await bee.ask("GET", f"/v1/projects/{made['id']}")
    assert [one["name"] for one in shown["subprojects"]] == ["Tekst", "Generelt"]
    refused = await bee.refusal("PUT", f"{path}/{made['defaultSubprojectId']}", 400, {"isArchived": True})
    assert refused == "SUBPROJECT_DEFAULT"
    assert await bee.refusal("PUT", f"{path}/{NOBODY}", 404, {"name": "X"}) == "SUBPROJECT_NOT_FOUND"


@exercises("delete_subproject")
async def delete_subproject(bee: Bee) -> None:
    """Neither the default one nor one that entries bear."""
    made = await website(bee)
    part, path = await layout(bee, made), f"/v1/projects/{made['id']}/subprojects"
    assert await bee.refusal("DELETE", f"{path}/{made['defaultSubprojectId']}", 400) == "SUBPROJECT_DEFAULT"
    await posted(bee, "2310", 300, part["id"])
    assert await bee.refusal("DELETE", f"{path}/{part['id']}", 400) == "SUBPROJECT_IN_USE"
    other = await bee.ask("POST", path, 201, {"name": "Tekst"})
    await bee.ask("DELETE", f"{path}/{other['id']}", 204)
    assert await bee.refusal("DELETE", f"{path}/{other['id']}", 404) == "SUBPROJECT_NOT_FOUND"
