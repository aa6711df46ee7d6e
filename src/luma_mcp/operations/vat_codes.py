"""VAT codes: list, make, change. What entries bear stays as it was when they were posted."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from luma_mcp.domain.charts import CONTROL_TYPES
from luma_mcp.domain.paging import Page
from luma_mcp.domain.vat_codes import VatCode, VatCodeChange, VatCodeDraft, VatCodeFields, VatCodeQuery, VatType
from luma_mcp.errors import Invalid, NameTaken, NotFound, VatCodeInUse
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.store import vat_codes as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import ChartVatCode, accounts_by_number, vat_codes_of

_FIXED_ONCE_USED = frozenset({"rate", "principle", "account", "contra_account"})
_OWED_BY_BUYER = frozenset({VatType.REVERSE_CHARGE, VatType.ACQUISITION})
_WITHOUT_VAT = frozenset({VatType.EXEMPT, VatType.EXPORT})
_ACCOUNTS = {"account": "account_id", "contra_account": "contra_account_id"}


@reads("vat-codes")
async def list_vat_codes(books: Books, query: VatCodeQuery) -> Page[VatCode]:
    """List the VAT codes that lines of journal entries can bear, with rate, validity and accounts."""
    return await store.list_vat_codes(books, query)


@writes("vat-codes")
async def create_vat_code(books: WritableBooks, draft: VatCodeDraft) -> VatCode:
    """Add a VAT code; principle, accounts and boxes of the return come from the code that it is like.

    Raises:
        NameTaken: the profile has a code that is called so.
        Invalid: accounts or rate do not fit the type, or the code that it is like bears this rate on these days.
    """
    codes = await vat_codes_of(books)
    if any(code.code == draft.code for code in codes):
        raise NameTaken(f"There is a VAT code {draft.code} in this profile already.", subject="vat code")
    model = _model(codes, draft)
    accounts = await _accounts(books, draft, draft.model_fields_set, draft.type)
    row: dict[str, Any] = {
        "name": draft.name,
        "names": {},
        "type": draft.type,
        "rate": draft.rate,
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
        "principle": draft.principle or model.principle,
        "family": model.family if draft.like else f"own:{draft.code}",
        "category": model.category if draft.like else None,
        "revenue_role": model.revenue_role,
        "boxes": await store.boxes_of(books, model.code),
        **_usual(model, draft),
        **accounts,
    }
    _check(draft.type, draft.rate, row)
    made = await store.add_vat_code(books, draft.code, row)
    return await _shown(books, made)


@writes("vat-codes")
async def update_vat_code(books: WritableBooks, change: VatCodeChange) -> VatCode:
    """Change a VAT code: only the fields given. One on entries keeps its rate, principle and accounts.

    Raises:
        VatCodeInUse: it stands on entries.
    """
    await store.hold_vat_code(books, change.id)
    before = await store.find_vat_code(books, change.id)
    if before is None:
        raise NotFound.of("VAT code", change.id)
    fields = changed_fields(change)
    moved = {name for name, value in fields.items() if value != getattr(before, name)}
    if moved & _FIXED_ONCE_USED and await store.has_lines(books, before.code):
        raise VatCodeInUse(f"{before.code} stands on entries; it keeps its rate, principle and accounts.")
    accounts = await _accounts(books, change, fields.keys(), before.type)
    row = {name: value for name, value in fields.items() if name not in _ACCOUNTS} | accounts
    now = {"account_id": before.account_id, "contra_account_id": before.contra_account_id} | row
    validity = {"valid_from": before.valid_from, "valid_to": before.valid_to}
    rate = fields.get("rate", before.rate)
    if moved:
        _check(before.type, Decimal(1) if rate is None else rate, validity | now)
        await store.save_vat_code(books, change.id, row)
    return await _shown(books, change.id)


def _model(codes: Sequence[ChartVatCode], draft: VatCodeDraft) -> ChartVatCode:
    """The code that a new one is like: the one named, or the first of its type, of its rate if there is one."""
    of_type = [code for code in codes if code.type == draft.type]
    if draft.like is None:
        if not of_type:
            raise Invalid.field("type", f"there is no VAT code of the type {draft.type} to go by; name another type")
        return min(of_type, key=partial(_distance, draft))
    named = next((code for code in codes if code.code == draft.like), None)
    if named is None:
        raise Invalid.field("like", f"there is no VAT code {draft.like} in this profile; use list_vat_codes")
    if named.type != draft.type:
        raise Invalid.field("like", f"{named.code} is of the type {named.type}")
    family = [code for code in of_type if code.family == named.family and code.rate == draft.rate]
    meanwhile = next((code for code in family if _overlap(code, draft)), None)
    if meanwhile is not None:
        raise Invalid.field("rate", f"{meanwhile.code} bears this rate on days of the same time")
    return named


def _distance(draft: VatCodeDraft, code: ChartVatCode) -> tuple[bool, bool, bool, bool, str]:
    """How unlike a code is, by what counts most: its rate, whether it bears VAT, whether it is of one rate and now."""
    bears_otherwise = (code.account_id is not None) != (draft.rate > 0)
    return code.rate != draft.rate, bears_otherwise, code.rate is None, code.valid_to is not None, code.code


def _overlap(code: ChartVatCode, draft: VatCodeDraft) -> bool:
    ends_before = code.valid_to is not None and draft.valid_from is not None and code.valid_to < draft.valid_from
    begins_after = code.valid_from is not None and draft.valid_to is not None and code.valid_from > draft.valid_to
    return not (ends_before or begins_after)


def _usual(model: ChartVatCode, draft: VatCodeDraft) -> dict[str, UUID | None]:
    """The accounts of the code that it is like, as far as this one needs them."""
    bears = draft.type not in _WITHOUT_VAT and draft.rate > 0
    contra = model.contra_account_id if bears and draft.type in _OWED_BY_BUYER else None
    return {"account_id": model.account_id if bears else None, "contra_account_id": contra}


async def _accounts(
    books: Books, given: VatCodeFields, names: Collection[str], kind: VatType
) -> dict[str, UUID | None]:
    """The ids of the accounts that are named."""
    named = {field: getattr(given, field) for field in _ACCOUNTS if field in names}
    wanted = [number for number in named.values() if number is not None]
    found = await accounts_by_number(books, wanted) if wanted else {}
    ids: dict[str, UUID | None] = {}
    for field, number in named.items():
        account = found.get(number)
        if number is not None and account is None:
            raise Invalid.field(field, f"there is no account {number} in this profile; use list_accounts")
        if account is not None and account.type in CONTROL_TYPES:
            raise Invalid.field(field, f"{account.number} {account.name} is kept by client or vendor; it takes no VAT")
        if account is not None and field == "contra_account" and kind not in _OWED_BY_BUYER:
            raise Invalid.field(field, f"a code of the type {kind} owes nothing at once; leave it away")
        ids[_ACCOUNTS[field]] = None if account is None else account.id
    return ids


def _check(kind: VatType, rate: Decimal, row: Mapping[str, Any]) -> None:
    """Rate, accounts and validity fit the type."""
    if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
        raise Invalid.field("valid_to", "lies before valid_from")
    if kind in _WITHOUT_VAT:
        if rate > 0:
            raise Invalid.field("rate", f"is 0 for the type {kind}")
        if row["account_id"]:
            raise Invalid.field("account", f"a code of the type {kind} bears no VAT; leave it away")
        return
    if rate > 0 and row["account_id"] is None:
        raise Invalid.field("account", "is required: the account that its VAT is booked to")
    if rate > 0 and kind in _OWED_BY_BUYER and row["contra_account_id"] is None:
        raise Invalid.field("contra_account", "is required: the account of the VAT that the buyer owes")


async def _shown(books: Books, vat_code_id: UUID) -> VatCode:
    found = await store.find_vat_code(books, vat_code_id)
    if found is None:
        raise NotFound.of("VAT code", vat_code_id)
    return found
