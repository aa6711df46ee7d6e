"""Vendors, row by row."""

from typing import Any

from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.requests import UNIQUE, Make, makes
from tests.rest.ledgerbee.rows.table import exercises

UNIQUE["create_vendor"] = ("vendorNumber",)

NOBODY = "0197a943-2325-7829-b835-b6c71a293065"


@makes
async def _records(make: Make) -> dict[str, object]:
    group = (await make("list_vendor_groups")).data[0]
    made = await make("create_vendor", name="Kontor A/S", contacts=[{"name": "Jens"}])
    return {"vendors": made.id, "vendorId": made.id, "vendorGroupId": group.id}


async def body_of(bee: Bee, number: str = "20001", **given: Any) -> dict[str, Any]:
    """The body of a new vendor."""
    group = (await bee.ask("GET", "/v1/vendor-groups"))[0]["id"]
    return {"vendorNumber": number, "name": "Kontor A/S", "vendorGroupId": group, "currency": "DKK"} | given


@exercises("list_vendor_groups")
async def _groups(bee: Bee) -> None:
    found = await bee.ask("GET", "/v1/vendor-groups")
    names = ["Indenlandske leverandører", "EU-leverandører", "Udenlandske leverandører"]
    assert [(one["number"], one["name"]) for one in found] == list(enumerate(names, start=1))
    account = (await bee.run("list_accounts", type="payable")).data[0]
    assert {(one["accountId"], one["accountNumber"]) for one in found} == {(str(account.id), int(account.number))}


@exercises("create_vendor")
async def _create(bee: Bee) -> None:
    made = await bee.ask("POST", "/v1/vendors", 201, await body_of(bee, " 20001 ", openingBalance="1250.50"))
    assert made.keys() == {"id", "vendorNumber"}
    assert made["vendorNumber"] == "20001"
    again = await body_of(bee)
    assert await bee.refusal("POST", "/v1/vendors", 400, again) == "VENDOR_NUMBER_ALREADY_EXISTS"
    other = await body_of(bee, "20002")
    for field, code in {"vendorGroupId": "VENDOR_GROUP_NOT_FOUND", "defaultAccountId": "LEDGER_NOT_FOUND"}.items():
        assert await bee.refusal("POST", "/v1/vendors", 404, other | {field: NOBODY}) == code
    people = [{"name": "Jens"}, {"name": "Bo"}]
    assert await bee.refusal("POST", "/v1/vendors", 400, other | {"contacts": people}) == "CONTACT_DEFAULT_REQUIRED"
    both = other | {"contacts": [one | {"isDefault": True} for one in people]}
    assert await bee.refusal("POST", "/v1/vendors", 400, both) == "CONTACT_MULTIPLE_DEFAULTS"
    assert (await bee.run("list_vendors")).meta.total == 1


@exercises("list_vendors")
async def _list(bee: Bee) -> None:
    account = (await bee.run("list_accounts", type="operating_expense")).data[0]
    more = {"openingBalance": -40, "attention": "Jens", "paymentTerms": 14, "defaultAccountId": str(account.id)}
    for number, given in (("30", {}), ("10", more)):
        await bee.ask("POST", "/v1/vendors", 201, await body_of(bee, number, **given))
    first, second = await bee.ask("GET", "/v1/vendors")
    assert (first["vendorNumber"], second["vendorNumber"]) == ("10", "30")
    assert (first["openingBalance"], second["openingBalance"]) == ("-40.00", "0.00")
    assert (first["attention"], first["paymentTerms"], first["status"]) == ("Jens", 14, "active")
    assert (first["currency"], first["vendorGroupName"]) == ("DKK", "Indenlandske leverandører")
    assert first["defaultAccountId"] == str(account.id)


@exercises("list_vendor_contacts")
async def _contacts(bee: Bee) -> None:
    made = await bee.ask("POST", "/v1/vendors", 201, await body_of(bee, contacts=[{"name": "Jens"}]))
    (found,) = await bee.ask("GET", f"/v1/vendors/{made['id']}/contacts")
    assert (found["name"], found["isDefault"]) == ("Jens", True)
    assert await bee.refusal("GET", f"/v1/vendors/{NOBODY}/contacts", 404) == "VENDOR_NOT_FOUND"


@exercises("list_vendor_departments")
async def _departments(bee: Bee) -> None:
    made = await bee.ask("POST", "/v1/vendors", 201, await body_of(bee, departments=[{"name": "Lager"}]))
    (found,) = await bee.ask("GET", f"/v1/vendors/{made['id']}/departments")
    assert (found["name"], found["isDefault"], found["isActive"]) == ("Lager", False, True)
    assert await bee.refusal("GET", f"/v1/vendors/{NOBODY}/departments", 404) == "VENDOR_NOT_FOUND"
