"""A valid request for every binding, made from the examples of the models and the records of one profile."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from luma_mcp.rest.binding import Binding, Body
from tests.laws.stage import depreciation, fields_of_lines
from tests.world import World

PDF = b"%PDF-1.7\n%EOF\n"


@dataclass(frozen=True)
class Records:
    """One record of every kind in one profile, by what its references are called."""

    ids: dict[str, str]
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What an operation is sent where the example of its model does not do."""

    def path(self, binding: Binding) -> str:
        """The path of a binding, about these records."""
        special = {"/payments": "paid", "/convert": "accepted"}
        noun = next((kind for part, kind in special.items() if part in binding.path), binding.path.split("/")[2])
        path = binding.path.replace("{id}", self.ids[noun]) if "{id}" in binding.path else binding.path
        return path.replace("{paymentId}", self.ids["payment_id"]).replace("{type}", "trial_balance")

    def body(self, binding: Binding) -> dict[str, Any] | None:
        """A valid body of a binding, with every reference set."""
        if not binding.operation.writes or binding.takes is Body.FILE or not binding.open_fields:
            return None
        example: dict[str, Any] = dict(binding.operation.input.model_config["json_schema_extra"]["examples"][0])
        body = {name: value for name, value in example.items() if name in binding.open_fields and name != "status"}
        for name in references(binding):
            if name in self.ids:
                body[name] = self.ids[name]
        body |= self.bodies.get(binding.operation.name, {})
        if "lines" in body and "catalog_item_id" in fields_of_lines(binding.operation):
            line = {"description": "Consulting", "quantity": 2, "price": 150}
            body["lines"] = [line | {"catalog_item_id": self.ids["catalog_item_id"]}]
        return body


def references(binding: Binding) -> list[str]:
    """The fields of a body that point at another record."""
    return [name for name in binding.open_fields if name.endswith("_id") and name != "external_id"]


async def records_of(world: World, profile: UUID) -> Records:
    """Make one record of every kind in a profile."""
    at = await world.at(profile)

    async def make(operation: str, **given: Any) -> Any:
        return await world.run(operation, caller=at, **given)

    lines = [{"description": "Consulting", "quantity": 2, "price": 150}]
    client, vendor = await make("create_client", name="Muster AG"), await make("create_vendor", name="Swisscom")
    parent = await make("create_client", name="Muster Holding AG")
    groups = [await make(f"create_{party}_group", name="Regulars") for party in ("client", "vendor")]
    usual = (await make("list_accounts", type="operating_expense")).data[0]
    item = await make("create_catalog_item", name="Consulting", price=150)
    account = await make("create_bank_account", name="Cash")
    draft = await make("create_invoice", client_id=client.id, lines=lines)
    sent = await make("create_invoice", client_id=client.id, lines=lines, status="sent")
    paid = await make("record_payment", id=sent.id, amount="10")
    offer = await make("create_offer", client_id=client.id, lines=lines)
    answered = await make("create_offer", client_id=client.id, lines=lines, status="sent")
    accepted = await make("update_offer", id=answered.id, status="accepted")
    schedule: dict[str, Any] = {"interval": "monthly", "start_date": "2026-04-30"}
    recurring = await make("create_recurring_invoice", client_id=client.id, lines=lines, **schedule)
    expense = await make("create_expense", date="2026-03-02", amount=10, category="travel", vendor_id=vendor.id)
    await make("attach_receipt", id=expense.id, file_name="receipt.pdf", content=PDF)
    entry = await make("create_journal_entry", **await depreciation(world, at))
    years = (await make("list_fiscal_years")).data
    first = years[0].end_date + timedelta(days=1)
    year = await make("create_fiscal_year", start_date=first, end_date=first + timedelta(days=364))
    made = {
        "journal-entries": entry.id,
        "fiscal-years": year.id,
        "profiles": profile,
        "clients": client.id,
        "client_id": client.id,
        "parent_client_id": parent.id,
        "category_id": (await make("list_journal_categories")).data[0].id,
        "client_group_id": groups[0].id,
        "vendor_group_id": groups[1].id,
        "default_account_id": usual.id,
        "vendors": vendor.id,
        "vendor_id": vendor.id,
        "catalog": item.id,
        "catalog_item_id": item.id,
        "bank-accounts": account.id,
        "bank_account_id": account.id,
        "invoices": draft.id,
        "paid": paid.id,
        "payment_id": paid.payments[0].id,
        "offers": offer.id,
        "accepted": accepted.id,
        "recurring-invoices": recurring.id,
        "expenses": expense.id,
    }
    after = year.end_date + timedelta(days=1)
    next_year = {"start_date": str(after), "end_date": str(after + timedelta(days=364))}
    return Records({name: str(id_) for name, id_ in made.items()}, {"create_fiscal_year": next_year})


def upload(binding: Binding) -> dict[str, Any]:
    """What a binding that takes a file is sent."""
    return {"files": {"file": ("receipt.pdf", PDF, "application/pdf")}} if binding.takes is Body.FILE else {}
