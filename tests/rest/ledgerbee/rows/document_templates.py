"""Document templates."""

from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.rows.table import exercises


@exercises("list_document_templates")
async def list_document_templates(bee: Bee) -> None:
    """One default of each type at first; pages, filter, search and order; no other types."""
    first = await bee.ask("GET", "/v1/document-templates?sortBy=documentType")
    assert {name: first[name] for name in first if name != "data"} == {
        "total": 4, "page": 1, "limit": 25, "totalPages": 1,
    }  # fmt: skip
    shown = first["data"][0]
    assert set(shown) == {"id", "name", "documentType", "isDefault", "createdAt", "updatedAt"}
    assert {row["documentType"] for row in first["data"]} == {
        "invoice-template", "credit-note-template", "quote-template", "order-confirmation-template",
    }  # fmt: skip
    assert [(row["name"], row["isDefault"]) for row in first["data"]] == [("Standard", True)] * 4
    bee.world.clock.move(seconds=1)
    green = await bee.run("create_document_template", name="Green", document_type="offer", is_default=True)
    path = "/v1/document-templates?documentType=quote-template"
    found = (await bee.ask("GET", path))["data"]
    assert [(row["name"], row["isDefault"]) for row in found] == [("Green", True), ("Standard", False)]
    down = (await bee.ask("GET", f"{path}&sortOrder=desc"))["data"]
    assert [row["name"] for row in down] == ["Standard", "Green"]
    newest = (await bee.ask("GET", "/v1/document-templates?sortBy=createdAt&sortOrder=desc&limit=1"))["data"]
    assert [row["id"] for row in newest] == [str(green.id)]
    second = await bee.ask("GET", "/v1/document-templates?page=2&limit=3")
    assert (len(second["data"]), second["total"], second["page"], second["totalPages"]) == (2, 5, 2, 2)
    assert [row["name"] for row in (await bee.ask("GET", "/v1/document-templates?search=gre"))["data"]] == ["Green"]
    assert await bee.invalid("GET", "/v1/document-templates?documentType=invoice") == {"documentType": {"isEnum"}}
    assert await bee.invalid("GET", "/v1/document-templates?sortBy=colour") == {"sortBy": {"isEnum"}}
