"""Customers, row by row."""

from typing import Any

from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.requests import UNIQUE, Make, makes
from tests.rest.ledgerbee.rows.table import exercises

UNIQUE["create_customer"] = ("customerNumber",)

NOBODY = "0197a943-2325-7829-b835-b6c71a293065"


@makes
async def _records(make: Make) -> dict[str, object]:
    group = (await make("list_client_groups")).data[0]
    made = await make("create_client", name="Fjord ApS", contacts=[{"name": "Ida"}])
    return {"customers": made.id, "customerId": made.id, "customerGroupId": group.id, "update_customer.id": made.id}


async def group_of(bee: Bee) -> str:
    """The id of the group of domestic customers."""
    return str((await bee.ask("GET", "/v1/customer-groups"))[0]["id"])


async def created(bee: Bee, number: str = "10001", **given: Any) -> Any:
    """A new customer."""
    body = {"customerType": "business", "customerNumber": number, "name": "Fjord ApS", "countryCode": "DK"}
    body |= {"vatZone": "domestic", "customerGroupId": await group_of(bee)}
    return await bee.ask("POST", "/v1/customers", 201, body | given)


@exercises("list_customer_groups")
async def _groups(bee: Bee) -> None:
    await bee.run("create_client_group", name="Forhandlere", discount_percent="12.5", metadata={"tier": 2})
    found = await bee.ask("GET", "/v1/customer-groups")
    names = ["Indenlandske kunder", "EU-kunder", "Udenlandske kunder", "Forhandlere"]
    assert [(one["number"], one["name"]) for one in found] == list(enumerate(names, start=1))
    assert [one["discount"] for one in found] == [None, None, None, "12.5"]
    assert found[3]["metadata"] == {"tier": 2}
    account = (await bee.run("list_accounts", type="receivable")).data[0]
    assert {one["accountId"] for one in found} == {str(account.id)}
    assert {(one["accountNumber"], one["accountName"]) for one in found} == {(int(account.number), account.name)}
    keys = {"id", "number", "name", "discount", "accountId", "accountNumber", "accountName", "metadata"}
    assert found[0].keys() == keys


@exercises("create_customer")
async def _create(bee: Bee) -> None:
    made = await created(bee, "  10001 ", ean="5790000123452", paymentTerms=14, metadata={"crm": "7", "vip": True})
    assert (made["customerNumber"], made["customerType"], made["isActive"]) == ("10001", "business", True)
    assert (made["customerGroupNumber"], made["customerGroupName"]) == (1, "Indenlandske kunder")
    assert (made["billingRelationship"], made["parentCustomerId"]) == ("self", None)
    assert (made["ean"], made["paymentTerms"], made["language"]) == ("5790000123452", 14, "da")
    assert made["metadata"] == {"crm": "7", "vip": True}
    body = {"customerType": "business", "customerNumber": "10001", "name": "B", "countryCode": "DK"}
    body |= {"vatZone": "domestic", "customerGroupId": await group_of(bee)}
    assert await bee.refusal("POST", "/v1/customers", 400, body) == "CUSTOMER_NUMBER_ALREADY_EXISTS"
    unknown = body | {"customerNumber": "2", "customerGroupId": NOBODY}
    assert await bee.refusal("POST", "/v1/customers", 404, unknown) == "CUSTOMER_GROUP_NOT_FOUND"
    await created(bee, "3", externalSystemId="crm-3")
    again = body | {"customerNumber": "4", "externalSystemId": "crm-3"}
    assert await bee.refusal("POST", "/v1/customers", 400, again) == "CUSTOMER_EXTERNAL_ID_ALREADY_EXISTS"
    people = [{"name": "Ida"}, {"name": "Bo"}]
    nobody = body | {"customerNumber": "4", "contacts": people}
    assert await bee.refusal("POST", "/v1/customers", 400, nobody) == "CONTACT_DEFAULT_REQUIRED"
    both = body | {"customerNumber": "4", "contacts": [one | {"isDefault": True} for one in people]}
    assert await bee.refusal("POST", "/v1/customers", 400, both) == "CONTACT_MULTIPLE_DEFAULTS"
    mistyped = body | {"customerNumber": "4", "ean": "5790000123457"}
    assert await bee.invalid("POST", "/v1/customers", mistyped) == {"ean": {"isEan"}}
    required = await bee.invalid("POST", "/v1/customers", {"email": "nobody"})
    wanted = {"customerType", "customerNumber", "name", "countryCode", "vatZone", "customerGroupId"}
    assert required == {name: {"isDefined"} for name in wanted} | {"email": {"isEmail"}}


@exercises("get_customer")
async def _get(bee: Bee) -> None:
    made = await created(bee)
    assert await bee.ask("GET", f"/v1/customers/{made['id']}") == made
    assert await bee.refusal("GET", f"/v1/customers/{NOBODY}", 404) == "CUSTOMER_NOT_FOUND"


@exercises("update_customer")
async def _update(bee: Bee) -> None:
    made, parent = await created(bee, address="Kajen 1"), await created(bee, "10002")
    path = f"/v1/customers/{made['id']}"
    changed = await bee.ask("PATCH", path, body={"name": "Fjord A/S", "isActive": False})
    assert (changed["name"], changed["isActive"], changed["address"]) == ("Fjord A/S", False, "Kajen 1")
    child = {"billingRelationship": "parent_pays", "parentCustomerId": parent["id"]}
    assert (await bee.ask("PATCH", path, body=child))["parentCustomerId"] == parent["id"]
    assert "parentCustomerId" in await bee.invalid("PATCH", f"/v1/customers/{parent['id']}", child)
    assert await bee.refusal("PATCH", path, 404, {"parentCustomerId": NOBODY}) == "CUSTOMER_NOT_FOUND"
    taken = {"customerNumber": "10002"}
    assert await bee.refusal("PATCH", path, 400, taken) == "CUSTOMER_NUMBER_ALREADY_EXISTS"
    unknown = {"contacts": [{"id": NOBODY, "name": "Ida"}]}
    assert await bee.refusal("PATCH", path, 404, unknown) == "CONTACT_NOT_FOUND"
    assert await bee.refusal("PATCH", f"/v1/customers/{NOBODY}", 404, {"name": "X"}) == "CUSTOMER_NOT_FOUND"


@exercises("list_customers")
async def _list(bee: Bee) -> None:
    for number, region in (("30", "nord"), ("10", "syd"), ("20", "nord")):
        await created(bee, number, externalSystemId=f"crm-{number}", metadata={"region": region, "seats": 12})
    found = await bee.ask("GET", "/v1/customers")
    assert [one["customerNumber"] for one in found] == ["10", "20", "30"]
    for query, numbers in {
        "customerNumber=20": ["20"],
        "externalSystemId=crm-30": ["30"],
        "customerNumber=2": [],
        "metadata[region]=nord": ["20", "30"],
        "metadata[region]=nord&metadata[seats]=12&customerNumber=30": ["30"],
        "metadata[region]=nord&metadata[seats]=1": [],
    }.items():
        rows = await bee.ask("GET", f"/v1/customers?{query}")
        assert (query, [one["customerNumber"] for one in rows]) == (query, numbers)
    many = "&".join(f"metadata[k{n}]=1" for n in range(11))
    assert await bee.refusal("GET", f"/v1/customers?{many}", 400) == "SHARED_VALIDATION_FAILED"


@exercises("list_customer_contacts")
async def _contacts(bee: Bee) -> None:
    people = [{"name": "Ida", "title": "Bogholderi"}, {"name": "Bo", "isDefault": True}]
    made = await created(bee, contacts=people)
    found = await bee.ask("GET", f"/v1/customers/{made['id']}/contacts")
    assert [(one["name"], one["title"], one["isDefault"]) for one in found] == [
        ("Ida", "Bogholderi", False), ("Bo", None, True)
    ]  # fmt: skip
    await bee.ask("PATCH", f"/v1/customers/{made['id']}", body={"contacts": [{"id": found[0]["id"], "name": "Ida H"}]})
    left = await bee.ask("GET", f"/v1/customers/{made['id']}/contacts")
    assert [(one["id"], one["name"], one["isDefault"]) for one in left] == [(found[0]["id"], "Ida H", True)]
    assert await bee.refusal("GET", f"/v1/customers/{NOBODY}/contacts", 404) == "CUSTOMER_NOT_FOUND"


@exercises("list_customer_departments")
async def _departments(bee: Bee) -> None:
    units = [{"name": "Lager", "ean": "5790000123452", "address": "Kajen 2", "countryCode": "DK", "isDefault": True}]
    made = await created(bee, departments=units)
    (found,) = await bee.ask("GET", f"/v1/customers/{made['id']}/departments")
    assert (found["name"], found["isDefault"], found["isActive"]) == ("Lager", True, True)
    assert (found["ean"], found["address"], found["contactId"]) == ("5790000123452", "Kajen 2", None)
    assert await bee.refusal("GET", f"/v1/customers/{NOBODY}/departments", 404) == "CUSTOMER_NOT_FOUND"
