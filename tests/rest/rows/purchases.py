"""Expenses, receipts, revenue and income, row by row."""

from typing import Any

from tests.rest.client import Rest
from tests.rest.rows.table import exercises

EXPENSE: dict[str, Any] = {"date": "2026-03-02", "amount": "129.70", "category": "software_it", "tax_rate": "8.1"}
PDF = b"%PDF-1.7\n%EOF\n"


@exercises("create_expense")
async def create_expense(rest: Rest) -> None:
    response = await rest.send("POST", "/v1/expenses", EXPENSE)
    made = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/v1/expenses/{made['id']}"
    assert (made["number"], made["status"]) == ("E-001", "unpaid")
    assert '"tax_rate":8.1,' in response.text
    assert '"tax":9.72,"net":119.98' in response.text


@exercises("get_expense")
async def get_expense(rest: Rest) -> None:
    made = await rest.ask("POST", "/v1/expenses", 201, EXPENSE)
    assert await rest.ask("GET", f"/v1/expenses/{made['id']}") == made


@exercises("list_expenses")
async def list_expenses(rest: Rest) -> None:
    for amount, category in ((10, "travel"), (30, "travel"), (20, "software_it")):
        await rest.world.run("create_expense", date="2026-03-02", amount=amount, category=category)
    answer = await rest.ask("GET", "/v1/expenses?category=travel&sort=-amount")
    assert [row["amount"] for row in answer["data"]] == [30, 10]
    assert answer["totals"]["CHF"]["gross"] == 40


@exercises("update_expense")
async def update_expense(rest: Rest) -> None:
    made = await rest.ask("POST", "/v1/expenses", 201, EXPENSE | {"status": "draft"})
    confirmed = await rest.ask("PUT", f"/v1/expenses/{made['id']}", 200, {"status": "unpaid"})
    assert confirmed["status"] == "unpaid"
    paid = await rest.ask("PUT", f"/v1/expenses/{made['id']}", 200, {"status": "paid", "paid_on": "2026-03-10"})
    assert (paid["status"], paid["paid_on"]) == ("paid", "2026-03-10")


@exercises("delete_expense")
async def delete_expense(rest: Rest) -> None:
    made = await rest.ask("POST", "/v1/expenses", 201, EXPENSE)
    assert await rest.ask("DELETE", f"/v1/expenses/{made['id']}", 204) is None
    assert await rest.refusal("GET", f"/v1/expenses/{made['id']}", 404) == "not_found"


@exercises("attach_receipt")
async def attach_receipt(rest: Rest) -> None:
    made = await rest.ask("POST", "/v1/expenses", 201, EXPENSE)
    files = {"file": ("Quittung März.pdf", PDF, "application/pdf")}
    response = await rest.http.put(f"/v1/expenses/{made['id']}/receipt", files=files)
    assert response.status_code == 200
    receipt = response.json()["receipt"]
    assert (receipt["file_name"], receipt["type"], receipt["size"]) == ("Quittung März.pdf", "application/pdf", 14)


@exercises("get_receipt")
async def get_receipt(rest: Rest) -> None:
    made = await rest.ask("POST", "/v1/expenses", 201, EXPENSE)
    path = f"/v1/expenses/{made['id']}/receipt"
    assert await rest.refusal("GET", path, 404) == "not_found"
    await rest.http.put(path, content=PDF, headers={"Content-Type": "application/pdf"})
    response = await rest.http.get(path)
    assert (response.content, response.headers["Content-Type"]) == (PDF, "application/pdf")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="receipt.pdf"')


@exercises("get_revenue")
async def get_revenue(rest: Rest) -> None:
    await rest.world.sent_invoice()
    await rest.world.invoice()
    account = await rest.world.run("create_bank_account", name="Cash")
    given: dict[str, Any] = {"date": "2026-03-31", "amount": "12.40", "description": "Interest", "category": "interest"}
    await rest.world.run("create_income", **given, bank_account_id=account.id)
    answer = await rest.ask("GET", "/v1/revenue")
    assert sorted((row["kind"], row["gross"]) for row in answer["data"]) == [("income", 12.4), ("invoice", 324.3)]
    assert (answer["from"], answer["to"], answer["totals"]["CHF"]["gross"]) == ("2026-01-01", "2026-03-31", 336.7)
    grouped = await rest.ask("GET", "/v1/revenue?group_by=month&compare=previous")
    assert [(group["key"], group["gross"]) for group in grouped["data"]] == [("2026-03", 336.7)]
    assert grouped["previous"]["totals"] == {}


@exercises("create_income")
async def create_income(rest: Rest) -> None:
    account = await rest.world.run("create_bank_account", name="Cash")
    given = {"date": "2026-03-31", "amount": 108.1, "description": "Sale", "category": "cash_sales", "tax_rate": 8.1}
    response = await rest.send("POST", "/v1/income", given | {"bank_account_id": str(account.id)})
    assert response.status_code == 201
    assert response.headers["Location"] == f"/v1/income/{response.json()['id']}"
    assert '"net":100.00,"tax":8.10' in response.text
