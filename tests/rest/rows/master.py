"""Profiles, clients, vendors, catalog and bank accounts, row by row."""

from typing import Any

from tests.rest.client import Rest
from tests.rest.rows.table import exercises


@exercises("list_profiles")
async def list_profiles(rest: Rest) -> None:
    del rest.http.headers["X-Profile-Id"]
    answer = await rest.ask("GET", "/v1/profiles")
    assert [(row["name"], row["currency"]) for row in answer["data"]] == [
        ("Beispiel GmbH", "CHF"),
        ("Eksempel ApS", "DKK"),
    ]
    assert answer["meta"] == {"total": 2, "limit": 200, "next_cursor": None}


@exercises("get_profile")
async def get_profile(rest: Rest) -> None:
    profile = await rest.ask("GET", f"/v1/profiles/{rest.world.danish}")
    assert (profile["name"], profile["invoice_prefix"], profile["default_tax_rate"]) == ("Eksempel ApS", "IV-", 25)


@exercises("create_client")
async def create_client(rest: Rest) -> None:
    response = await rest.send(
        "POST", "/v1/clients", {"name": "Muster AG", "country": "de", "notes": "Zahlt pünktlich"}
    )
    made = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/v1/clients/{made['id']}"
    assert (made["number"], made["country"], made["vat_zone"]) == ("C-001", "DE", "abroad")
    assert made["notes"] == "Zahlt pünktlich"


@exercises("get_client")
async def get_client(rest: Rest) -> None:
    made = await rest.ask("POST", "/v1/clients", 201, {"name": "Muster AG"})
    assert await rest.ask("GET", f"/v1/clients/{made['id']}") == made


@exercises("list_clients")
async def list_clients(rest: Rest) -> None:
    for name in ("Zebra AG", "Adler AG", "Muster GmbH"):
        await rest.world.client(name)
    page = await rest.ask("GET", "/v1/clients?limit=2&sort=name")
    assert [row["name"] for row in page["data"]] == ["Adler AG", "Muster GmbH"]
    assert (page["meta"]["total"], page["meta"]["limit"]) == (3, 2)
    rest_of_it = await rest.ask("GET", f"/v1/clients?limit=2&sort=name&cursor={page['meta']['next_cursor']}")
    assert [row["name"] for row in rest_of_it["data"]] == ["Zebra AG"]
    assert rest_of_it["meta"]["next_cursor"] is None
    found = await rest.ask("GET", "/v1/clients?search=muster")
    assert [row["name"] for row in found["data"]] == ["Muster GmbH"]
    await rest.ask("POST", "/v1/clients", 201, {"name": "Kauz AG", "metadata": {"crm": "4711", "paid": True}})
    kept = await rest.ask("GET", "/v1/clients?metadata[crm]=4711&metadata[paid]=true")
    assert [row["name"] for row in kept["data"]] == ["Kauz AG"]
    assert (await rest.ask("GET", "/v1/clients?metadata[crm]=4711&metadata[paid]=false"))["data"] == []
    assert await rest.refusal("GET", "/v1/clients?metadata=4711&metadata[crm]=4711", 400) == "bad_request"


@exercises("update_client")
async def update_client(rest: Rest) -> None:
    made = await rest.ask("POST", "/v1/clients", 201, {"name": "Muster AG", "city": "Bern"})
    changed = await rest.ask("PUT", f"/v1/clients/{made['id']}", 200, {"email": "info@muster.ch"})
    assert (changed["email"], changed["city"]) == ("info@muster.ch", "Bern")
    emptied = await rest.ask("PUT", f"/v1/clients/{made['id']}", 200, {"city": None})
    assert (emptied["email"], emptied["city"]) == ("info@muster.ch", None)


@exercises("delete_client")
async def delete_client(rest: Rest) -> None:
    unused = await rest.world.client()
    assert await rest.ask("DELETE", f"/v1/clients/{unused.id}", 204) is None
    assert await rest.refusal("GET", f"/v1/clients/{unused.id}", 404) == "not_found"
    used = (await rest.world.invoice()).client_id
    assert await rest.refusal("DELETE", f"/v1/clients/{used}", 409) == "client_in_use"


@exercises("create_vendor")
async def create_vendor(rest: Rest) -> None:
    response = await rest.send("POST", "/v1/vendors", {"name": "Swisscom", "iban": "CH93 0076 2011 6238 5295 7"})
    assert response.status_code == 201
    assert (response.json()["iban"], response.json()["expense_count"]) == ("CH9300762011623852957", 0)
    assert response.headers["Location"] == f"/v1/vendors/{response.json()['id']}"


@exercises("get_vendor")
async def get_vendor(rest: Rest) -> None:
    vendor = await rest.world.run("create_vendor", name="Swisscom")
    await rest.world.run("create_expense", date="2026-03-02", amount="10", category="travel", vendor_id=vendor.id)
    assert (await rest.ask("GET", f"/v1/vendors/{vendor.id}"))["expense_count"] == 1


@exercises("list_vendors")
async def list_vendors(rest: Rest) -> None:
    await rest.world.run("create_vendor", name="Swisscom", country="CH")
    await rest.world.run("create_vendor", name="Telekom", country="DE")
    answer = await rest.ask("GET", "/v1/vendors?country=DE")
    assert [row["name"] for row in answer["data"]] == ["Telekom"]


@exercises("update_vendor")
async def update_vendor(rest: Rest) -> None:
    vendor = await rest.world.run("create_vendor", name="Swisscom")
    changed = await rest.ask("PUT", f"/v1/vendors/{vendor.id}", 200, {"archived": True})
    assert (changed["name"], changed["archived"]) == ("Swisscom", True)


@exercises("delete_vendor")
async def delete_vendor(rest: Rest) -> None:
    vendor = await rest.world.run("create_vendor", name="Swisscom")
    expense = await rest.world.run(
        "create_expense", date="2026-03-02", amount="10", category="travel", vendor_id=vendor.id
    )
    assert await rest.refusal("DELETE", f"/v1/vendors/{vendor.id}", 409) == "vendor_in_use"
    await rest.ask("PUT", f"/v1/expenses/{expense.id}", 200, {"vendor_id": None})
    assert await rest.ask("DELETE", f"/v1/vendors/{vendor.id}", 204) is None


@exercises("create_catalog_item")
async def create_catalog_item(rest: Rest) -> None:
    response = await rest.send("POST", "/v1/catalog", {"name": "Consulting", "price": 150, "unit": "h"})
    made = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/v1/catalog/{made['id']}"
    assert (made["price"], made["currency"], made["unit"]) == (150, "CHF", "h")


@exercises("get_catalog_item")
async def get_catalog_item(rest: Rest) -> None:
    made = await rest.ask("POST", "/v1/catalog", 201, {"name": "Screw", "price": "0.000123456789"})
    response = await rest.send("GET", f"/v1/catalog/{made['id']}")
    assert '"price":0.000123456789' in response.text


@exercises("list_catalog_items")
async def list_catalog_items(rest: Rest) -> None:
    for name, category in (("Consulting", "services"), ("Hosting", "services"), ("Laptop", "goods")):
        await rest.world.run("create_catalog_item", name=name, price=1, category=category)
    answer = await rest.ask("GET", "/v1/catalog?category=services&sort=-name")
    assert [row["name"] for row in answer["data"]] == ["Hosting", "Consulting"]


@exercises("update_catalog_item")
async def update_catalog_item(rest: Rest) -> None:
    item = await rest.world.run("create_catalog_item", name="Consulting", price=150)
    assert (await rest.ask("PUT", f"/v1/catalog/{item.id}", 200, {"price": "160.50"}))["price"] == 160.5


@exercises("delete_catalog_item")
async def delete_catalog_item(rest: Rest) -> None:
    item = await rest.world.run("create_catalog_item", name="Consulting", price=150)
    assert await rest.ask("DELETE", f"/v1/catalog/{item.id}", 204) is None
    assert await rest.refusal("DELETE", f"/v1/catalog/{item.id}", 404) == "not_found"


@exercises("create_bank_account")
async def create_bank_account(rest: Rest) -> None:
    given = {"name": "Postfinance", "iban": "CH9300762011623852957", "opening_balance": "1000.05"}
    response = await rest.send("POST", "/v1/bank-accounts", given)
    made = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/v1/bank-accounts/{made['id']}"
    assert (made["balance"], made["currency"]) == (1000.05, "CHF")


@exercises("get_bank_account")
async def get_bank_account(rest: Rest) -> None:
    account = await rest.world.run("create_bank_account", name="Cash", opening_balance="20")
    given: dict[str, Any] = {"date": "2026-03-31", "amount": "12.40", "description": "Sale", "category": "cash_sales"}
    await rest.world.run("create_income", **given, bank_account_id=account.id)
    response = await rest.send("GET", f"/v1/bank-accounts/{account.id}")
    assert '"opening_balance":20.00,"balance":32.40' in response.text


@exercises("list_bank_accounts")
async def list_bank_accounts(rest: Rest) -> None:
    await rest.world.run("create_bank_account", name="Postfinance")
    await rest.world.run("create_bank_account", name="Euro", currency="EUR")
    answer = await rest.ask("GET", "/v1/bank-accounts?currency=EUR")
    assert [row["name"] for row in answer["data"]] == ["Euro"]


@exercises("update_bank_account")
async def update_bank_account(rest: Rest) -> None:
    account = await rest.world.run("create_bank_account", name="Cash")
    changed = await rest.ask("PUT", f"/v1/bank-accounts/{account.id}", 200, {"name": "Till"})
    assert changed["name"] == "Till"


@exercises("delete_bank_account")
async def delete_bank_account(rest: Rest) -> None:
    account = await rest.world.run("create_bank_account", name="Cash")
    assert await rest.ask("DELETE", f"/v1/bank-accounts/{account.id}", 204) is None
    assert (await rest.ask("GET", "/v1/bank-accounts"))["meta"]["total"] == 0
