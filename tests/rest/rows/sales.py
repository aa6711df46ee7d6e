"""Invoices, payments, offers and recurring invoices, row by row."""

from typing import Any

from tests.rest.client import Rest
from tests.rest.rows.table import exercises

LINES: list[dict[str, Any]] = [{"description": "Consulting", "quantity": 2, "price": 150}]


async def _client_id(rest: Rest) -> str:
    return str((await rest.world.client()).id)


async def _offer(rest: Rest, **given: Any) -> Any:
    return await rest.world.run("create_offer", client_id=await _client_id(rest), lines=LINES, **given)


async def _recurring(rest: Rest) -> Any:
    schedule: dict[str, Any] = {"interval": "monthly", "start_date": "2026-01-31"}
    return await rest.world.run("create_recurring_invoice", client_id=await _client_id(rest), lines=LINES, **schedule)


@exercises("create_invoice")
async def create_invoice(rest: Rest) -> None:
    response = await rest.send("POST", "/v1/invoices", {"client_id": await _client_id(rest), "lines": LINES})
    made = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/v1/invoices/{made['id']}"
    assert (made["number"], made["status"], made["issue_date"], made["due_date"]) == (
        "IV-001",
        "draft",
        "2026-03-31",
        "2026-04-30",
    )
    assert '"net":300.00,"tax_total":24.30,"gross":324.30,"paid":0.00,' in response.text
    assert '"open":324.30,' in response.text


@exercises("get_invoice")
async def get_invoice(rest: Rest) -> None:
    made = await rest.ask("POST", "/v1/invoices", 201, {"client_id": await _client_id(rest), "lines": LINES})
    read = await rest.ask("GET", f"/v1/invoices/{made['id']}")
    assert read == made
    assert read["tax"] == [{"tax_category": "standard", "tax_rate": 8.1, "base": 300, "amount": 24.3}]
    assert read["allowed_actions"][0] == "send_invoice"


@exercises("list_invoices")
async def list_invoices(rest: Rest) -> None:
    await rest.world.invoice()
    await rest.world.sent_invoice(price="99.95")
    await rest.world.invoice(currency="EUR")
    answer = await rest.ask("GET", "/v1/invoices?limit=1&from=2026-03-01&to=2026-03-31")
    assert (len(answer["data"]), answer["meta"]["total"]) == (1, 3)
    assert "lines" not in answer["data"][0]
    assert answer["totals"]["CHF"]["net"] == 499.9
    assert answer["totals"]["EUR"] == {"net": 300, "tax": 24.3, "gross": 324.3, "paid": 0, "open": 324.3}
    sent = await rest.ask("GET", "/v1/invoices?status=sent")
    assert [row["number"] for row in sent["data"]] == ["IV-002"]


@exercises("update_invoice")
async def update_invoice(rest: Rest) -> None:
    invoice = await rest.world.invoice()
    line = {"description": "Consulting", "quantity": "1.5", "price": "100"}
    changed = await rest.ask("PUT", f"/v1/invoices/{invoice.id}", 200, {"lines": [line], "notes": "Thank you"})
    assert (changed["net"], changed["notes"], len(changed["lines"])) == (150, "Thank you", 1)
    sent = await rest.ask("PUT", f"/v1/invoices/{invoice.id}", 200, {"status": "sent"})
    assert sent["status"] == "sent"
    assert await rest.refusal("PUT", f"/v1/invoices/{invoice.id}", 409, {"lines": LINES}) == "invoice_locked"
    paid = await rest.ask("PUT", f"/v1/invoices/{invoice.id}", 200, {"status": "paid"})
    assert (paid["status"], paid["open"]) == ("paid", 0)


@exercises("delete_invoice")
async def delete_invoice(rest: Rest) -> None:
    draft, sent = await rest.world.invoice(), await rest.world.sent_invoice()
    assert await rest.ask("DELETE", f"/v1/invoices/{draft.id}", 204) is None
    assert await rest.refusal("GET", f"/v1/invoices/{draft.id}", 404) == "not_found"
    assert await rest.refusal("DELETE", f"/v1/invoices/{sent.id}", 409) == "invoice_locked"


@exercises("send_invoice")
async def send_invoice(rest: Rest) -> None:
    invoice = await rest.world.invoice()
    sent = await rest.ask("POST", f"/v1/invoices/{invoice.id}/send")
    assert (sent["status"], sent["sent_at"]) == ("sent", "2026-03-31T10:00:00Z")
    assert await rest.refusal("POST", f"/v1/invoices/{invoice.id}/send", 409) == "status_not_allowed"


@exercises("cancel_invoice")
async def cancel_invoice(rest: Rest) -> None:
    invoice = await rest.world.sent_invoice()
    cancelled = await rest.ask("POST", f"/v1/invoices/{invoice.id}/cancel", 200, {})
    assert (cancelled["status"], cancelled["number"]) == ("cancelled", "IV-001")


@exercises("record_payment")
async def record_payment(rest: Rest) -> None:
    invoice = await rest.world.sent_invoice()
    path = f"/v1/invoices/{invoice.id}/payments"
    response = await rest.send("POST", path, {"amount": "100.10", "date": "2026-03-30", "note": "first part"})
    assert (response.status_code, response.headers["Location"]) == (201, f"/v1/invoices/{invoice.id}")
    assert (response.json()["status"], response.json()["open"]) == ("partially_paid", 224.2)
    rest_of_it = await rest.ask("POST", path, 201)
    assert (rest_of_it["status"], rest_of_it["open"]) == ("paid", 0)
    assert [payment["amount"] for payment in rest_of_it["payments"]] == [100.1, 224.2]


@exercises("delete_payment")
async def delete_payment(rest: Rest) -> None:
    invoice = await rest.world.sent_invoice()
    paid = await rest.world.run("record_payment", id=invoice.id)
    path = f"/v1/invoices/{invoice.id}/payments/{paid.payments[0].id}"
    assert await rest.ask("DELETE", path, 204) is None
    assert (await rest.ask("GET", f"/v1/invoices/{invoice.id}"))["open"] == 324.3
    assert await rest.refusal("DELETE", path, 404) == "not_found"


@exercises("create_offer")
async def create_offer(rest: Rest) -> None:
    response = await rest.send("POST", "/v1/offers", {"client_id": await _client_id(rest), "lines": LINES})
    made = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/v1/offers/{made['id']}"
    assert (made["number"], made["valid_until"], made["gross"]) == ("OF-001", "2026-04-30", 324.3)


@exercises("get_offer")
async def get_offer(rest: Rest) -> None:
    offer = await _offer(rest, notes="As discussed")
    read = await rest.ask("GET", f"/v1/offers/{offer.id}")
    assert (read["notes"], read["lines"][0]["net"], read["converted_invoice_id"]) == ("As discussed", 300, None)


@exercises("list_offers")
async def list_offers(rest: Rest) -> None:
    await _offer(rest)
    await _offer(rest, status="sent")
    answer = await rest.ask("GET", "/v1/offers?status=sent")
    assert [row["number"] for row in answer["data"]] == ["OF-002"]
    assert answer["meta"]["total"] == 1


@exercises("update_offer")
async def update_offer(rest: Rest) -> None:
    offer = await _offer(rest, status="sent")
    accepted = await rest.ask("PUT", f"/v1/offers/{offer.id}", 200, {"status": "accepted"})
    assert (accepted["status"], accepted["allowed_actions"][0]) == ("accepted", "convert_offer")


@exercises("delete_offer")
async def delete_offer(rest: Rest) -> None:
    offer = await _offer(rest)
    assert await rest.ask("DELETE", f"/v1/offers/{offer.id}", 204) is None
    assert await rest.refusal("GET", f"/v1/offers/{offer.id}", 404) == "not_found"


@exercises("convert_offer")
async def convert_offer(rest: Rest) -> None:
    offer = await _offer(rest, status="sent")
    await rest.world.run("update_offer", id=offer.id, status="accepted")
    response = await rest.send("POST", f"/v1/offers/{offer.id}/convert")
    invoice = response.json()
    assert (response.status_code, response.headers["Location"]) == (201, f"/v1/invoices/{invoice['id']}")
    assert (invoice["offer_id"], invoice["status"], invoice["gross"]) == (str(offer.id), "draft", 324.3)
    assert await rest.refusal("POST", f"/v1/offers/{offer.id}/convert", 409) == "offer_converted"


@exercises("create_recurring_invoice")
async def create_recurring_invoice(rest: Rest) -> None:
    given = {"interval": "monthly", "start_date": "2026-04-30", "client_id": await _client_id(rest), "lines": LINES}
    response = await rest.send("POST", "/v1/recurring-invoices", given)
    made = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/v1/recurring-invoices/{made['id']}"
    assert (made["status"], made["next_run_date"], made["gross"]) == ("active", "2026-04-30", 324.3)


@exercises("get_recurring_invoice")
async def get_recurring_invoice(rest: Rest) -> None:
    made = await _recurring(rest)
    read = await rest.ask("GET", f"/v1/recurring-invoices/{made.id}")
    assert (read["interval"], read["invoices_created"], read["lines"][0]["price"]) == ("monthly", 0, 150)


@exercises("list_recurring_invoices")
async def list_recurring_invoices(rest: Rest) -> None:
    made = await _recurring(rest)
    answer = await rest.ask("GET", f"/v1/recurring-invoices?status=active&client_id={made.client_id}")
    assert [row["id"] for row in answer["data"]] == [str(made.id)]


@exercises("update_recurring_invoice")
async def update_recurring_invoice(rest: Rest) -> None:
    made = await _recurring(rest)
    changed = await rest.ask("PUT", f"/v1/recurring-invoices/{made.id}", 200, {"end_date": "2026-12-31"})
    assert (changed["end_date"], changed["interval"]) == ("2026-12-31", "monthly")


@exercises("delete_recurring_invoice")
async def delete_recurring_invoice(rest: Rest) -> None:
    made = await _recurring(rest)
    assert await rest.ask("DELETE", f"/v1/recurring-invoices/{made.id}", 204) is None
    assert (await rest.ask("GET", "/v1/recurring-invoices"))["data"] == []


@exercises("pause_recurring_invoice")
async def pause_recurring_invoice(rest: Rest) -> None:
    made = await _recurring(rest)
    paused = await rest.ask("POST", f"/v1/recurring-invoices/{made.id}/pause")
    assert (paused["status"], paused["allowed_actions"][0]) == ("paused", "resume_recurring_invoice")


@exercises("resume_recurring_invoice")
async def resume_recurring_invoice(rest: Rest) -> None:
    made = await _recurring(rest)
    await rest.world.run("pause_recurring_invoice", id=made.id)
    assert (await rest.ask("POST", f"/v1/recurring-invoices/{made.id}/resume"))["status"] == "active"
