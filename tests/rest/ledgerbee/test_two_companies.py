"""Two companies, two keys: nothing of one can be seen by the other, by any parameter, number or count."""

from typing import Any

from luma_mcp.rest.binding import Binding
from luma_mcp.rest.ledgerbee.table import BINDINGS
from tests.rest.ledgerbee.client import Bee, open_bee
from tests.rest.ledgerbee.records import Records, records_of
from tests.world import World

LISTS = [row for row in BINDINGS if not row.operation.writes and not row.in_path]
CREATES = [row for row in BINDINGS if row.status == 201 and not row.in_path]


async def seen(bee: Bee) -> dict[str, Any]:
    """What every list and every read without an id answers."""
    return {row.name: await bee.ask("GET", row.path.removeprefix("/api")) for row in LISTS}


def narrowed(row: Binding, about: Records) -> list[str]:
    """Every parameter of a list, said with what is another company's."""
    words = {"customerId": "customers", "vendorId": "vendors", "productGroupId": "product-groups"}
    asked = []
    for name in row.open_fields:
        if name.endswith("Id") and name != "externalSystemId":
            value = about.ids.get(name) or about.ids[words.get(name, "customers")]
            asked.append(f"{name}={value}")
        elif name in {"search", "customerNumber", "externalSystemId", "number"}:
            asked.append(f"{name}=Theirs")
    return asked


async def test_what_one_company_does_changes_nothing_that_another_sees(world: World) -> None:
    async with open_bee(world) as mine, open_bee(world, world.swiss) as theirs:
        before = await seen(mine)
        about = await records_of(world, world.swiss)
        for row in CREATES:
            answer = await theirs.send(row.method, row.path.removeprefix("/api"), about.body(row))
            assert answer.is_success, (row.name, answer.text)
        assert await seen(mine) == before
        assert await seen(theirs) != before


async def test_no_parameter_shows_another_companys_records(world: World) -> None:
    async with open_bee(world) as mine:
        about = await records_of(world, world.swiss)
        nobody = Records(dict.fromkeys(about.ids, "0197a943-2325-7829-b835-b6c71a293065"))
        for row in LISTS:
            for theirs, unknown in zip(narrowed(row, about), narrowed(row, nobody), strict=True):
                path = row.path.removeprefix("/api")
                asked, said = await mine.send("GET", f"{path}?{theirs}"), await mine.send("GET", f"{path}?{unknown}")
                assert (asked.status_code, told(asked, theirs)) == (said.status_code, told(said, unknown))


def told(response: Any, parameter: str) -> str:
    """An answer without what was asked and when, so that a stranger's and nobody's can be compared."""
    body = response.json()
    if isinstance(body, dict):
        body.pop("timestamp", None)
    return str(body).replace(parameter.partition("=")[2], "")


async def test_numbers_of_another_company_are_free(world: World) -> None:
    async with open_bee(world) as mine, open_bee(world, world.swiss) as theirs:
        own, others = await records_of(world, world.danish), await records_of(world, world.swiss)
        for row in CREATES:
            body = own.body(row)
            again = {name: value for name, value in body.items() if isinstance(value, str) and not name.endswith("Id")}
            path = row.path.removeprefix("/api")
            first = await mine.send("POST", path, body)
            second = await theirs.send("POST", path, others.body(row) | again)
            assert (first.status_code, second.status_code) == (201, 201), (row.name, first.text, second.text)
