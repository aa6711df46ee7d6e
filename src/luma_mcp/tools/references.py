"""Names instead of ids: which arguments mean a record, and which operation finds it."""

from dataclasses import dataclass

from luma_mcp.operation import AnyOperation
from luma_mcp.operations import names


@dataclass(frozen=True)
class Reference:
    """A kind of record that is named by an argument."""

    words: str
    resolve: AnyOperation


CLIENT = Reference("Client: name, number or id", names.resolve_client)
VENDOR = Reference("Vendor: name, number or id", names.resolve_vendor)
CLIENT_GROUP = Reference("Client group: name, number or id", names.resolve_client_group)
VENDOR_GROUP = Reference("Vendor group: name, number or id", names.resolve_vendor_group)
CATALOG_ITEM = Reference("Catalog item: name, number or id", names.resolve_catalog_item)
PRODUCT = Reference("Product: name, number or id", names.resolve_product)
PRODUCT_GROUP = Reference("Product group: name, number or id", names.resolve_product_group)
INVOICE = Reference("Invoice: number or id", names.resolve_invoice)
CREDIT_NOTE = Reference("Credit note: number or id", names.resolve_credit_note)
OPEN_ITEM = Reference("Open item: number of its document, or id", names.resolve_open_item)
OFFER = Reference("Offer: number or id", names.resolve_offer)
RECURRING_INVOICE = Reference("Recurring invoice: title or id", names.resolve_recurring_invoice)
EXPENSE = Reference("Expense: number or id", names.resolve_expense)
BANK_ACCOUNT = Reference("Bank account: name, IBAN or id", names.resolve_bank_account)
JOURNAL_ENTRY = Reference("Journal entry: number or id", names.resolve_journal_entry)
DRAFT_ENTRY = Reference("Draft entry: reference, description or id", names.resolve_draft_entry)
JOURNAL_CATEGORY = Reference("Journal category: name or id", names.resolve_journal_category)
ACCOUNT = Reference("Account: number, name or id", names.resolve_account)
DIMENSION = Reference("Dimension: name or id", names.resolve_dimension)
FISCAL_YEAR = Reference("Fiscal year: name or id", names.resolve_fiscal_year)
PROJECT = Reference("Project: name, external reference or id", names.resolve_project)

BY_ARGUMENT = {
    "dimension_id": DIMENSION,
    "client_id": CLIENT,
    "parent_client_id": CLIENT,
    "vendor_id": VENDOR,
    "client_group_id": CLIENT_GROUP,
    "vendor_group_id": VENDOR_GROUP,
    "catalog_item_id": CATALOG_ITEM,
    "product_id": PRODUCT,
    "group_id": PRODUCT_GROUP,
    "invoice_id": INVOICE,
    "counter_item_id": OPEN_ITEM,
    "offer_id": OFFER,
    "recurring_invoice_id": RECURRING_INVOICE,
    "bank_account_id": BANK_ACCOUNT,
    "category_id": JOURNAL_CATEGORY,
    "account": ACCOUNT,
    "account_id": ACCOUNT,
    "default_account_id": ACCOUNT,
    "domestic_account_id": ACCOUNT,
    "eu_account_id": ACCOUNT,
    "abroad_account_id": ACCOUNT,
    "domestic_without_vat_account_id": ACCOUNT,
}

BY_NOUN = {
    "clients": CLIENT,
    "vendors": VENDOR,
    "catalog": CATALOG_ITEM,
    "invoices": INVOICE,
    "credit-notes": CREDIT_NOTE,
    "open-items": OPEN_ITEM,
    "offers": OFFER,
    "recurring-invoices": RECURRING_INVOICE,
    "expenses": EXPENSE,
    "bank-accounts": BANK_ACCOUNT,
    "journal-entries": JOURNAL_ENTRY,
    "journal-categories": JOURNAL_CATEGORY,
    "accounts": ACCOUNT,
    "dimensions": DIMENSION,
    "projects": PROJECT,
    "fiscal-years": FISCAL_YEAR,
}
"""What `id` means in the operations of a noun."""

BY_OPERATION = {
    "get_draft_entry": DRAFT_ENTRY,
    "update_draft_entry": DRAFT_ENTRY,
    "delete_draft_entry": DRAFT_ENTRY,
    "book_draft_entry": DRAFT_ENTRY,
    "update_client_group": CLIENT_GROUP,
    "delete_client_group": CLIENT_GROUP,
    "update_vendor_group": VENDOR_GROUP,
    "delete_vendor_group": VENDOR_GROUP,
    "get_product_group": PRODUCT_GROUP,
    "update_product_group": PRODUCT_GROUP,
    "delete_product_group": PRODUCT_GROUP,
    "get_product": PRODUCT,
    "update_product": PRODUCT,
    "delete_product": PRODUCT,
}
"""What `id` means where it is not the noun that the operation belongs to."""


def reference_of(operation: AnyOperation, argument: str) -> Reference | None:
    """The kind of record that an argument of an operation names, or None."""
    if argument != "id":
        return BY_ARGUMENT.get(argument)
    return BY_OPERATION.get(operation.name) or BY_NOUN.get(operation.noun)
