"""The lists that a company's bookkeeping goes by, as tables and forms: groups, designs, VAT codes, journals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from luma_mcp.domain.charts import AccountType
from luma_mcp.domain.model import Model
from luma_mcp.domain.money import without_zeros
from luma_mcp.operation import AnyOperation
from luma_mcp.operations import document_templates, journal_categories, party_groups, vat_codes
from luma_mcp.rest.pages.forms import Form
from luma_mcp.rest.pages.profile_fields import Field

_NONE = ("", "Not set")
_YES_OR_NO = (("false", "No"), ("true", "Yes"))
_REGIONS = (_NONE, ("domestic", "Home country"), ("eu", "EU"), ("abroad", "Elsewhere"))
_DOCUMENTS = (
    ("invoice", "Invoice"),
    ("credit_note", "Credit note"),
    ("offer", "Offer"),
    ("order_confirmation", "Order confirmation"),
)
_TYPES = (
    ("sales", "Sales"),
    ("purchase", "Purchases"),
    ("reverse_charge", "Reverse charge"),
    ("acquisition", "Acquisition"),
    ("exempt", "Exempt"),
    ("export", "Sales abroad"),
)
_ENTRIES = (
    ("journal_entry", "Journal entries"),
    ("client_invoice", "Invoices to clients"),
    ("client_payment", "Payments of clients"),
    ("vendor_invoice", "Bills of vendors"),
    ("vendor_payment", "Payments to vendors"),
)
_PRINCIPLES = (_NONE, ("gross", "Amounts hold the VAT"), ("net", "The VAT is added"))

_ACCOUNT = "account_id"


@dataclass(frozen=True, slots=True)
class SetUpList:
    """One list: its words, its operations, and its fields, of which the first ones are the columns."""

    slug: str
    heading: str
    lead: str
    one: str
    listed: AnyOperation
    create: AnyOperation
    update: AnyOperation
    fields: Sequence[Field]
    columns: Sequence[str]
    once: frozenset[str] = frozenset()
    """What is said when a row is made, and never changed."""
    accounts: AccountType | None = None
    """Which accounts can be chosen."""

    def fields_of(self, accounts: Sequence[tuple[str, str]], *, new: bool) -> list[Field]:
        """The fields of the form, with the accounts that can be chosen."""
        asked = [field for field in self.fields if new or field.name not in self.once]
        usual = ("", "The usual one")
        return [replace(field, options=(usual, *accounts)) if field.name == _ACCOUNT else field for field in asked]


def _group(name: str, account: str) -> tuple[Field, ...]:
    return (
        Field("number", "Number", "Empty: the next one.", number=True),
        Field("name", "Name"),
        Field("default_for", "Taken for new ones from", f"Who sits there joins this group of {name}.", _REGIONS),
        Field(_ACCOUNT, account, "Where it is kept what is open."),
    )


LISTS: Sequence[SetUpList] = (
    SetUpList(
        "client-groups",
        "Groups of clients",
        "What clients have in common: their account of receivables, and a discount.",
        "group of clients",
        party_groups.list_client_groups,
        party_groups.create_client_group,
        party_groups.update_client_group,
        (*_group("clients", "Account of receivables"), Field("discount_percent", "Discount, in percent")),
        ("number", "name", "default_for", "discount_percent"),
        accounts=AccountType.RECEIVABLE,
    ),
    SetUpList(
        "vendor-groups",
        "Groups of vendors",
        "What vendors have in common: their account of payables.",
        "group of vendors",
        party_groups.list_vendor_groups,
        party_groups.create_vendor_group,
        party_groups.update_vendor_group,
        _group("vendors", "Account of payables"),
        ("number", "name", "default_for"),
        accounts=AccountType.PAYABLE,
    ),
    SetUpList(
        "document-templates",
        "Document templates",
        "How documents look. One of each type is the default.",
        "document template",
        document_templates.list_document_templates,
        document_templates.create_document_template,
        document_templates.update_document_template,
        (
            Field("name", "Name"),
            Field("document_type", "For", options=_DOCUMENTS),
            Field("is_default", "Default of its type", options=_YES_OR_NO),
            Field("accent_colour", "Colour", "For example #1f6f8b."),
            Field("footer", "Text at the foot of every page", long=True),
        ),
        ("name", "document_type", "is_default"),
        once=frozenset({"document_type"}),
    ),
    SetUpList(
        "vat-codes",
        "VAT codes",
        "What stands on lines of entries. A code that is on entries keeps its rate, principle and accounts.",
        "VAT code",
        vat_codes.list_vat_codes,
        vat_codes.create_vat_code,
        vat_codes.update_vat_code,
        (
            Field("code", "Code", "Digits and letters, such as S26."),
            Field("name", "Name"),
            Field("type", "For", options=_TYPES),
            Field("rate", "Rate, in percent"),
            Field("like", "Like", "A code whose boxes of the return it fills, and whose place it takes on its days."),
            Field("principle", "Amounts entered", "Not set: as the code that it is like.", _PRINCIPLES),
            Field("account", "Account of its VAT", "A number. Empty: that of the code that it is like."),
            Field("contra_account", "Account of VAT owed at once", "A number, where the buyer owes the VAT."),
            Field("valid_from", "First day", "YYYY-MM-DD"),
            Field("valid_to", "Last day", "YYYY-MM-DD"),
        ),
        ("code", "name", "type", "rate", "valid_to"),
        once=frozenset({"code", "type", "like"}),
    ),
    SetUpList(
        "journal-categories",
        "Journal categories",
        "What entries are filed under. The default one takes entries of all types.",
        "journal category",
        journal_categories.list_journal_categories,
        journal_categories.create_journal_category,
        journal_categories.update_journal_category,
        (
            Field("name", "Name"),
            Field("is_default", "Default", "Entries without a category go there.", _YES_OR_NO),
            Field("allowed_types", "Takes", options=_ENTRIES, several=True),
        ),
        ("name", "is_default", "allowed_types"),
    ),
)

BY_SLUG: Mapping[str, SetUpList] = {one.slug: one for one in LISTS}


def texts_of(one: SetUpList, row: Model | None) -> dict[str, str]:
    """The values of a row as a form shows them; those of a new one where there is none."""
    if row is None:
        return {field.name: field.at_first() for field in one.fields}
    return {field.name: _text(getattr(row, field.name)) for field in one.fields if hasattr(row, field.name)}


def texts_in(one: SetUpList, form: Form) -> dict[str, str]:
    """What a form says, as it is shown again."""
    return {field.name: field.said_in(form) for field in one.fields}


def given_in(one: SetUpList, form: Form) -> dict[str, Any]:
    """What a form says of a new row; what is left empty is not said."""
    said = texts_in(one, form)
    return {field.name: field.given(said[field.name]) for field in one.fields if field.several or said[field.name]}


def changes_in(one: SetUpList, form: Form, before: Mapping[str, str]) -> dict[str, Any]:
    """What a form changes on a row; what is emptied is taken away."""
    asked = [field for field in one.fields if field.name not in one.once]
    said = {field: field.said_in(form) for field in asked if field.several or field.name in form.values}
    return {field.name: field.given(value) for field, value in said.items() if value != before[field.name]}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return " ".join(_text(each) for each in value)
    if isinstance(value, StrEnum):
        return value.value
    return str(without_zeros(value)) if isinstance(value, Decimal) else str(value)
