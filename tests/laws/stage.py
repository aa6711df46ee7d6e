"""The stage of the laws: two profiles with one record of every kind each, and a valid input for every operation."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, get_args
from uuid import UUID

from pydantic import BaseModel

from luma_mcp.access.caller import KEY, Caller
from luma_mcp.operation import AnyOperation
from luma_mcp.operations.registry import OPERATIONS
from luma_mcp.tools.replies import plain
from luma_mcp.tools.tool import Tool
from tests.digest import count
from tests.proof import prove
from tests.world import Companies, World, open_world, opened_again

PDF = b"%PDF-1.7\n%EOF\n"
LINES = [{"description": "Consulting", "quantity": 2, "price": 150}]

READS = [operation for operation in OPERATIONS if not operation.writes]
WRITES = [operation for operation in OPERATIONS if operation.writes]
OF_KEYS = [operation for operation in OPERATIONS if not (operation.owner_only or operation.of_any_key)]
"""What a key may do, if it has the rights; the rest is the owner's."""

_TARGETS = {
    "delete_client": "spare_client",
    "delete_vendor": "spare_vendor",
    "update_client_group": "client_group_id",
    "delete_client_group": "spare_client_group",
    "update_vendor_group": "vendor_group_id",
    "delete_vendor_group": "spare_vendor_group",
    "delete_catalog_item": "spare_item",
    "get_product_group": "group_id",
    "update_product_group": "group_id",
    "delete_product_group": "spare_group",
    "delete_product": "spare_item",
    "get_product_price": "price",
    "update_product_price": "price",
    **dict.fromkeys(("delete_product_price", "archive_product_price", "disable_product_price"), "spare_price"),
    **dict.fromkeys(("activate_product_price", "set_default_product_price"), "spare_price"),
    "delete_bank_account": "spare_account",
    "record_payment": "sent",
    "delete_payment": "sent",
    "write_off_invoice": "sent",
    "convert_offer": "accepted",
    "run_recurring_invoice": "recurring-invoices",
    "revoke_key": "key",
    "revoke_lock_exception": "lock_exception",
    "renew_invitation": "invited",
}
_TARGETS |= {
    "update_draft_entry": "draft_entry",
    "get_draft_entry": "draft_entry",
    "delete_draft_entry": "draft_entry",
    "book_draft_entry": "draft_entry",
}
_SPOKEN = {
    "invoices": "IV-001",
    "credit-notes": "CN-001",
    "open-items": "CN-001",
    "offers": "OF-001",
    "expenses": "E-001",
    "recurring-invoices": "Hosting",
    "journal-entries": "Depreciation",
    "journal-categories": "Payroll",
    "accounts": "Spare account",
    "fiscal-years": "2025",
    "dimensions": "Region",
    "projects": "Website",
}
_SPOKEN_TO = {
    "resolve_product_group": "Goods",
    "resolve_draft_entry": "Wages",
    "resolve_client_group": "Resellers",
    "resolve_vendor_group": "Subcontractors",
}
"""What is said to an operation where it is not what its noun goes by."""

_NAMES = {
    "clients": "Muster AG",
    "vendors": "Swisscom",
    "catalog": "Consulting",
    "products": "Consulting",
    "bank-accounts": "Cash",
}


_POINTING: dict[tuple[str, str], dict[str, Any]] = {
    ("create_product_price", "meter_id"): {"billing_period_type": "usage"},
    ("update_product_price", "meter_id"): {"billing_period_type": "usage", "billing_interval": "month"},
    ("get_report", "client_id"): {"type": "aged_receivables", "compare": None},
    ("get_report", "vendor_id"): {"type": "aged_payables", "compare": None},
    ("get_report", "dimension_id"): {"type": "dimensions", "compare": None},
}
"""What else an operation is told where it is to take a reference that its example does not."""


MUST_BE_THERE = frozenset({"dimension_id", "dimension_value_id"})
"""References of reads that are refused where they lead nowhere; others narrow a list to nothing."""


@dataclass(frozen=True)
class Records:
    """One record of every kind in one profile, by the noun or by what a reference to it is called."""

    ids: dict[str, UUID]

    def given(self, operation: AnyOperation, pointing: str = "") -> dict[str, Any]:
        """A valid input: the example of the model, about these records; `pointing` is a reference it must take."""
        example = deepcopy(operation.input.model_config["json_schema_extra"]["examples"][0])
        fields: dict[str, Any] = {**example} | _POINTING.get((operation.name, pointing), {})
        for name in references(operation.input):
            if name in fields and name in self.ids:
                fields[name] = self.ids[name]
        if "id" in operation.input.model_fields:
            fields["id"] = self.ids[_TARGETS.get(operation.name, operation.noun)]
        if "entry_ids" in operation.input.model_fields:
            fields["entry_ids"] = [self.ids["journal-entries"]]
        if operation.name == "update_offer":
            fields["status"] = "sent"
        if "text" in operation.input.model_fields:
            fields["text"] = _SPOKEN_TO.get(operation.name) or (_SPOKEN | _NAMES)[operation.noun]
        return fields


@dataclass(frozen=True)
class Stage:
    """A world whose two profiles both hold one record of every kind."""

    world: World
    own: Records
    foreign: Records

    async def run(self, operation: AnyOperation, given: dict[str, Any], caller: Caller | None = None) -> Any:
        """Run an operation in the first profile."""
        who = caller or await self.world.at(self.world.swiss)
        if caller is None and operation.of_any_key:
            who = replace(who, id=f"{KEY}{self.own.ids['key']}")
        return (await self.world.parts.executor.run(who, operation, given)).result


@asynccontextmanager
async def open_stage(url: str) -> AsyncIterator[Stage]:
    """Make the stage in an empty, migrated database."""
    async with open_world(url) as world:
        yield Stage(world, await records_of(world, world.swiss), await records_of(world, world.danish))
        await prove(world)


@dataclass(frozen=True)
class Made:
    """A stage that was made and closed, to open it again."""

    companies: Companies
    own: Records
    foreign: Records


async def make_stage(url: str) -> Made:
    """Make the stage in an empty, migrated database and close it."""
    async with open_stage(url) as made:
        return Made(Companies(made.world.swiss, made.world.danish), made.own, made.foreign)


@asynccontextmanager
async def stage_again(url: str, made: Made) -> AsyncIterator[Stage]:
    """Open a stage that was made before, or a copy of it; proved at the end if anything was written."""
    async with opened_again(url, made.companies) as world:
        before = await count(world, "audit")
        yield Stage(world, made.own, made.foreign)
        if await count(world, "audit") != before:
            await prove(world)


async def records_of(world: World, profile: UUID) -> Records:
    """Make the records of one profile."""
    at = await world.at(profile)

    async def make(operation: str, **given: Any) -> Any:
        return await world.run(operation, caller=at, **given)

    client_group = await make("create_client_group", name="Resellers")
    vendor_group = await make("create_vendor_group", name="Subcontractors")
    client, vendor = await make("create_client", name="Muster AG"), await make("create_vendor", name="Swisscom")
    item = await make("create_catalog_item", name="Consulting", price=150)
    zones = (await make("list_product_groups")).data[0].model_dump()
    zones = {name: value for name, value in zones.items() if name.endswith("_account_id")}
    group = await make("create_product_group", name="Goods", **zones)
    priced = {"product_id": item.id, "billing_period_type": "one_time", "pricing_model": "flat_rate", "unit_amount": 1}
    account = await make("create_bank_account", name="Cash")
    lines = [LINES[0] | {"catalog_item_id": item.id}]
    draft = await make("create_invoice", client_id=client.id, lines=lines)
    sent = await make("create_invoice", client_id=client.id, lines=lines, status="sent")
    paid = await make("record_payment", id=sent.id, amount="10", bank_account_id=account.id)
    credited = await make("create_invoice", client_id=client.id, lines=lines, status="sent")
    await make("record_payment", id=credited.id, bank_account_id=account.id)
    note = await make("create_credit_note", invoice_id=credited.id, lines=[{"position": 1, "quantity": 1}])
    owed = (await make("list_open_items", kind="receivable", sort="-created_at", search=sent.number)).data[0]
    setting = {"id": note.open_item_id, "counter_item_id": owed.id, "amount": "10"}
    done = (await make("allocate_open_items", **setting)).settlements[0]
    offer = await make("create_offer", client_id=client.id, lines=lines)
    accepted = await make("create_offer", client_id=client.id, lines=lines, status="sent")
    await make("update_offer", id=accepted.id, status="accepted")
    schedule: dict[str, Any] = {"interval": "monthly", "start_date": "2026-03-31", "title": "Hosting"}
    recurring = await make("create_recurring_invoice", client_id=client.id, lines=lines, **schedule)
    expense = await make("create_expense", date="2026-03-02", amount=10, category="travel", vendor_id=vendor.id)
    await make("attach_receipt", id=expense.id, file_name="receipt.pdf", content=PDF)
    entry = await make("create_journal_entry", **await depreciation(world, at))
    payroll = await make("create_journal_category", name="Payroll")
    drafted = await make("create_draft_entry", **await depreciation(world, at) | {"description": "Wages"})
    spare = await make("create_account", number="9990", name="Spare account", type="other_expense")
    year = await make("create_fiscal_year", start_date="2025-01-01", end_date="2025-12-31")
    region = await make("create_dimension", name="Region", is_unique=True)
    north = await make("create_dimension_value", id=region.id, name="North")
    coast = await make("create_dimension_value", id=region.id, name="Coast", parent_id=north.id)
    website = await make("create_project", name="Website", client_id=client.id, external_reference="CRM-1")
    layout = await make("add_subproject", id=website.id, name="Layout")
    passing = await make("grant_lock_exception", area="sales", reason="Late", until="2099-12-31T00:00:00Z")
    code = await make("create_vat_code", code="OWN", name="Spare", type="export", rate=0)
    design = await make("create_document_template", name="Spare", document_type="invoice")
    _, key = await world.make_key(label="a key")
    _, invited = await world.invite(f"{profile}@example.com", profile_ids=[profile])
    connection = await world.connect(member_id=invited.id, profile_id=profile)
    _, service = await world.service(profile_id=profile)
    made = {
        "profiles": profile, "verification": profile, "keys": key.id, "key": key.id,
        "clients": client.id, "client_id": client.id, "vendors": vendor.id, "vendor_id": vendor.id,
        "catalog": item.id, "catalog_item_id": item.id, "bank-accounts": account.id, "bank_account_id": account.id,
        "invoices": draft.id, "sent": sent.id, "payment_id": paid.payments[0].id, "offers": offer.id,
        "credit-notes": note.id, "invoice_id": credited.id, "open-items": note.open_item_id, "counter_item_id": owed.id,
        "allocation_id": done.id, "offer_id": offer.id, "accepted": accepted.id, "recurring-invoices": recurring.id,
        "recurring_invoice_id": recurring.id, "expenses": expense.id,
        "journal-entries": entry.id, "draft_entry": drafted.id,
        "journal-categories": payroll.id, "category_id": payroll.id, "accounts": spare.id,
        "fiscal-years": year.id, "lock_exception": passing.id,
        "members": invited.id, "invited": invited.id, "member_id": invited.id, "profile_id": profile,
        "vat-codes": code.id, "document-templates": design.id,
        "connections": connection.id, "oauth-clients": service.id,
        "client_group_id": client_group.id, "vendor_group_id": vendor_group.id, "parent_client_id": client.id,
        "dimensions": region.id, "parent_id": north.id, "value_id": coast.id,
        "dimension_id": region.id, "dimension_value_id": coast.id,
        "projects": website.id, "subproject_id": layout.id,
        "account_id": spare.id, "default_account_id": spare.id,
        "spare_client_group": (await make("create_client_group", name="Spare")).id,
        "spare_vendor_group": (await make("create_vendor_group", name="Spare")).id,
        "products": item.id, "product_id": item.id, "group_id": group.id, "meter_id": item.id, **zones,
        "price": (await make("create_product_price", **priced)).id,
        "spare_price": (await make("create_product_price", **priced)).id,
        "spare_group": (await make("create_product_group", name="Spare", **zones)).id,
        "spare_client": (await make("create_client", name="Spare")).id,
        "spare_vendor": (await make("create_vendor", name="Spare")).id,
        "spare_item": (await make("create_catalog_item", name="Spare", price=1)).id,
        "spare_account": (await make("create_bank_account", name="Spare")).id,
    }  # fmt: skip
    return Records(made)


async def depreciation(world: World, at: Caller) -> dict[str, Any]:
    """An entry between two accounts that each country has, whatever their numbers."""
    found = {}
    for kind in ("cash", "depreciation"):
        found[kind] = str((await world.run("list_accounts", caller=at, type=kind)).data[0].id)
    lines = [{"account": found["depreciation"], "debit": 10}, {"account": found["cash"], "credit": 10}]
    return {"date": "2026-03-31", "description": "Depreciation", "lines": lines}


def arguments_of(stage: Stage, tool: Tool, pointing: str = "") -> dict[str, Any]:
    """Valid arguments of a tool, as JSON."""
    given = plain(stage.own.given(tool.operation, pointing), concise=False)
    return {name: value.decode("latin-1") if isinstance(value, bytes) else value for name, value in given.items()}


def references(model: type[BaseModel]) -> list[str]:
    """The fields of an input that point at another record."""
    return [name for name in model.model_fields if name.endswith("_id") and name not in ("external_id", "public_id")]


def fields_of_lines(operation: AnyOperation) -> set[str]:
    """What a line of an operation's input may say; nothing where it has no lines."""
    field = operation.input.model_fields.get("lines")
    return {name for model in models_in(field.annotation) for name in model.model_fields} if field else set()


def models_in(annotation: object, seen: frozenset[object] = frozenset()) -> Iterator[type[BaseModel]]:
    """Every model that an annotation or a model leads to; one that leads to itself does so once."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in seen:
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation, seen | {annotation})
    for part in get_args(annotation):
        yield from models_in(part, seen)
