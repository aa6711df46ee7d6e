"""Dimensions, row by row."""

from typing import Any

from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.requests import UNIQUE, Make, fresh, makes
from tests.rest.ledgerbee.rows.table import exercises

UNIQUE["create_dimension"] = ("name",)
UNIQUE["update_dimension"] = ("name",)

NOBODY = "0197a943-2325-7829-b835-b6c71a293065"


@makes
async def dimensions(make: Make) -> dict[str, object]:
    """A dimension with a value below another."""
    made = await make("create_dimension", name=fresh("Region"), is_unique=True)
    north = await make("create_dimension_value", id=made.id, name="Nord")
    coast = await make("create_dimension_value", id=made.id, name="Kyst", parent_id=north.id)
    return {"dimensions": made.id, "parentId": north.id, "valueId": coast.id}


async def department(bee: Bee, name: str = "Afdeling") -> Any:
    """A unique dimension without values."""
    return await bee.ask("POST", "/v1/dimensions", 201, {"name": name, "isUnique": True})


async def value(bee: Bee, dimension: Any, name: str, parent: str | None = None) -> Any:
    """A value of a dimension."""
    return await bee.ask("POST", f"/v1/dimensions/{dimension['id']}/values", 201, {"name": name, "parentId": parent})


@exercises("create_dimension")
async def create_dimension(bee: Bee) -> None:
    """Name and uniqueness are required, and the name is unique."""
    made = await department(bee)
    assert made == {"id": made["id"], "name": "Afdeling", "isUnique": True, "values": []}
    body = {"name": "Afdeling", "isUnique": False}
    assert await bee.refusal("POST", "/v1/dimensions", 400, body) == "DIMENSION_NAME_ALREADY_EXISTS"
    failing = await bee.invalid("POST", "/v1/dimensions", {"name": "A"})
    assert failing == {"name": {"minLength"}, "isUnique": {"isDefined"}}


@exercises("list_dimensions")
async def list_dimensions(bee: Bee) -> None:
    """All of them by name, each with its tree."""
    made = await department(bee)
    sales = await value(bee, made, "Salg")
    north = await value(bee, made, "Nord", sales["id"])
    await department(bee, "Bærer")
    first, second = await bee.ask("GET", "/v1/dimensions")
    assert (first["name"], second["name"], second["values"]) == ("Afdeling", "Bærer", [])
    assert first["values"] == [sales | {"children": [north]}]
    assert (sales["parentId"], north["parentId"]) == (None, sales["id"])


@exercises("get_dimension")
async def get_dimension(bee: Bee) -> None:
    """The same as in the list."""
    made = await department(bee)
    assert await bee.ask("GET", f"/v1/dimensions/{made['id']}") == made
    assert await bee.refusal("GET", f"/v1/dimensions/{NOBODY}", 404) == "DIMENSION_NOT_FOUND"


@exercises("update_dimension")
async def update_dimension(bee: Bee) -> None:
    """A name that another bears is refused."""
    made, _ = await department(bee), await department(bee, "Bærer")
    path = f"/v1/dimensions/{made['id']}"
    changed = await bee.ask("PUT", path, 200, {"name": "Team", "isUnique": False})
    assert (changed["name"], changed["isUnique"]) == ("Team", False)
    taken = {"name": "Bærer", "isUnique": True}
    assert await bee.refusal("PUT", path, 400, taken) == "DIMENSION_NAME_ALREADY_EXISTS"


@exercises("delete_dimension")
async def delete_dimension(bee: Bee) -> None:
    """Only while no entry bears one of its values."""
    made = await department(bee)
    sales = await value(bee, made, "Salg")
    lines = [{"account": "2310", "debit": 10}, {"account": "6481", "credit": 10}]
    given = {"date": "2026-03-31", "description": "Hosting", "lines": lines, "tag_ids": [sales["id"]]}
    await bee.run("create_journal_entry", **given)
    assert await bee.refusal("DELETE", f"/v1/dimensions/{made['id']}", 400) == "DIMENSION_IN_USE"
    path = f"/v1/dimensions/{made['id']}/values/{sales['id']}"
    assert await bee.refusal("DELETE", path, 400) == "DIMENSION_VALUE_IN_USE"
    other = await department(bee, "Bærer")
    await bee.ask("DELETE", f"/v1/dimensions/{other['id']}", 204)
    assert [row["name"] for row in await bee.ask("GET", "/v1/dimensions")] == ["Afdeling"]


@exercises("create_dimension_value")
async def create_dimension_value(bee: Bee) -> None:
    """Below a value of the same dimension alone."""
    made, other = await department(bee), await department(bee, "Bærer")
    sales = await value(bee, made, "Salg")
    assert sales == {"id": sales["id"], "name": "Salg", "parentId": None, "sortOrder": 0, "children": []}
    path = f"/v1/dimensions/{other['id']}/values"
    below = {"name": "Nord", "parentId": sales["id"]}
    assert await bee.refusal("POST", path, 404, below) == "DIMENSION_VALUE_NOT_FOUND"
    path = f"/v1/dimensions/{made['id']}/values"
    assert await bee.refusal("POST", path, 400, {"name": "Salg"}) == "DIMENSION_VALUE_NAME_ALREADY_EXISTS"


@exercises("update_dimension_value")
async def update_dimension_value(bee: Bee) -> None:
    """Its name, its place, its parent."""
    made = await department(bee)
    sales, office = await value(bee, made, "Salg"), await value(bee, made, "Kontor")
    path = f"/v1/dimensions/{made['id']}/values/{office['id']}"
    changed = await bee.ask("PUT", path, 200, {"name": "Nord", "parentId": sales["id"], "sortOrder": 3})
    assert changed == office | {"name": "Nord", "parentId": sales["id"], "sortOrder": 3}
    assert (await bee.ask("PUT", path, 200, {"parentId": None}))["parentId"] is None


@exercises("delete_dimension_value")
async def delete_dimension_value(bee: Bee) -> None:
    """A second time it is not there."""
    made = await department(bee)
    sales = await value(bee, made, "Salg")
    path = f"/v1/dimensions/{made['id']}/values/{sales['id']}"
    await bee.ask("DELETE", path, 204)
    assert await bee.refusal("DELETE", path, 404) == "DIMENSION_VALUE_NOT_FOUND"
