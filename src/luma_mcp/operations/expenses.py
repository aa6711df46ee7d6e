"""Expenses: list, read, record, change, delete, and their receipts."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from luma_mcp.domain.expenses import (
    Expense,
    ExpenseChange,
    ExpenseDraft,
    ExpenseQuery,
    ExpenseStatus,
    Receipt,
    ReceiptContent,
    ReceiptFile,
    expense_actions,
)
from luma_mcp.domain.ledger import Area, Source
from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.money import to_major, to_minor
from luma_mcp.domain.numbering import format_number
from luma_mcp.domain.paging import SummedPage
from luma_mcp.domain.profiles import BookkeepingMode, Profile
from luma_mcp.domain.receipts import digest, file_type
from luma_mcp.domain.vat import tax_in_gross
from luma_mcp.domain.vat_codes import VatType
from luma_mcp.errors import ExternalIdTaken, Invalid, NotFound, StatusNotAllowed
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.posting import refuse_locked
from luma_mcp.operations.purchase_postings import OWED_BY_BUYER, post_expense, post_expense_payment
from luma_mcp.operations.settlement import bank_account_for
from luma_mcp.operations.taking_back import take_back_document
from luma_mcp.store import expenses as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.categories import check_category
from luma_mcp.store.chart import vat_codes_of
from luma_mcp.store.counters import take_next
from luma_mcp.store.files import keep_file, read_file
from luma_mcp.store.profiles import this_profile
from luma_mcp.store.settlements import item_of, set_due_date
from luma_mcp.store.vendors import find_vendor

_ENTRIES = (Source.EXPENSE_PAYMENT, Source.EXPENSE)
_POSTED = frozenset({"date", "amount", "category", "tax_rate", "vat_code", "vendor_id"})
_PAYMENT = frozenset({"paid_on", "bank_account_id"})
"""What of an expense stands in its entry, and what in that of its payment."""
_LATER = frozenset({"status", "paid_on", "bank_account_id", "due_date", "external_id"})
"""What changes on an expense of a closed year too: it is paid later."""


@reads("expenses")
async def list_expenses(books: Books, query: ExpenseQuery) -> SummedPage[Expense]:
    """List expenses, newest first, with totals over all that match; search looks at description and vendor name."""
    return await store.list_expenses(books, query)


@reads("expenses")
async def get_expense(books: Books, wanted: Ref) -> Expense:
    """Show one expense with what is known of its receipt."""
    found = await store.find_expense(books, wanted.id)
    if found is None:
        raise NotFound.of("expense", wanted.id)
    return found


@writes("expenses")
async def create_expense(books: WritableBooks, draft: ExpenseDraft) -> Expense:
    """Record an expense, gross. It is confirmed at once (unpaid; paid in simple bookkeeping) unless status is draft."""
    profile = await this_profile(books)
    if draft.external_id and await store.external_id_taken(books, draft.external_id):
        raise ExternalIdTaken
    fields = draft.model_dump() | {
        "tax_rate": draft.tax_rate or Decimal(0),
        "category": await check_category(books, "expense", draft.category),
        "status": _first_status(draft, profile),
    }
    await refuse_locked(books, draft.date, Area.PURCHASES)
    await _check_code(books, fields)
    fields |= await _paid(books, profile, fields)
    stamp = {name: value for name, value in books.stamp().items() if name != "profile_id"}
    number = format_number("E-", 3, await take_next(books, "expense"))
    made = _expense(profile, stamp | fields | {"number": number, "receipt": None})
    made = made.model_copy(update={"vendor_name": await _vendor_name(books, made.vendor_id)})
    await store.add_expense(books, made)
    await post_expense(books, profile, made)
    return made


@writes("expenses")
async def update_expense(books: WritableBooks, change: ExpenseChange) -> Expense:
    """Change an expense: only the fields given. status 'unpaid' confirms a draft, 'paid' records that it was paid."""
    await store.hold_expense(books, change.id)
    before = await get_expense(books, Ref(id=change.id))
    profile = await this_profile(books)
    fields = changed_fields(change)
    if fields.get("external_id") and await store.external_id_taken(books, fields["external_id"], but=change.id):
        raise ExternalIdTaken
    if before.status is not ExpenseStatus.DRAFT and set(fields) - _LATER:
        await refuse_locked(books, before.date, Area.PURCHASES)
    if "category" in fields:
        fields["category"] = await check_category(books, "expense", fields["category"])
    now = {name: getattr(before, name) for name in Expense.model_fields} | fields | {"updated_at": books.now}
    now["status"] = _next_status(before, fields, profile)
    if now["status"] is ExpenseStatus.UNPAID:
        now["paid_on"] = fields.get("paid_on")
    now |= await _paid(books, profile, now)
    await _check_code(books, now)
    changed = _expense(profile, now)
    changed = changed.model_copy(update={"vendor_name": await _vendor_name(books, changed.vendor_id)})
    await _repost(books, profile, before, changed)
    await store.save_expense(books, changed)
    return changed


@writes("expenses", destructive=True)
async def delete_expense(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete an expense: a draft that is rejected, or one recorded by mistake, which is taken back in the ledger.

    The audit trail keeps that it was.
    """
    await store.hold_expense(books, wanted.id)
    before = await get_expense(books, wanted)
    if before.status is not ExpenseStatus.DRAFT:
        await take_back_document(books, _ENTRIES, before.id)
    await store.remove_expense(books, wanted.id)
    return Deleted(id=wanted.id)


@writes("expenses")
async def attach_receipt(books: WritableBooks, receipt: ReceiptFile) -> Expense:
    """Attach the receipt of an expense: JPG, PNG or PDF up to 10 MB; a receipt that was there before is replaced."""
    await store.hold_expense(books, receipt.id)
    before = await get_expense(books, Ref(id=receipt.id))
    media_type, sha256 = file_type(receipt.content), digest(receipt.content)
    await keep_file(books, sha256=sha256, media_type=media_type, content=receipt.content)
    attached = Receipt(file_name=receipt.file_name, type=media_type, size=len(receipt.content), sha256=sha256)
    changed = before.model_copy(update={"receipt": attached, "updated_at": books.now})
    await store.save_expense(books, changed)
    return changed


@reads("expenses")
async def get_receipt(books: Books, wanted: Ref) -> ReceiptContent:
    """Fetch the receipt file of an expense."""
    found = await get_expense(books, wanted)
    content = await read_file(books, found.receipt.sha256) if found.receipt else None
    if found.receipt is None or content is None:
        raise NotFound(f"Expense {found.number} has no receipt.", fix="Attach one with attach_receipt.")
    return ReceiptContent(**found.receipt.model_dump(), content=content)


async def _repost(books: WritableBooks, profile: Profile, before: Expense, now: Expense) -> None:
    """Bring the ledger after an expense that changed: what was posted is taken back, what it says now is posted."""
    if _differ(before, now, _POSTED):
        await refuse_locked(books, now.date, Area.PURCHASES)
        await take_back_document(books, _ENTRIES, before.id)
        await post_expense(books, profile, now)
    elif _differ(before, now, _PAYMENT) or (before.status is not now.status):
        await take_back_document(books, [Source.EXPENSE_PAYMENT], before.id)
        if await item_of(books, Source.EXPENSE, before.id) is None:
            await take_back_document(books, _ENTRIES, before.id)
            await post_expense(books, profile, now)
        elif now.status is ExpenseStatus.PAID:
            await post_expense_payment(books, now)
    if before.due_date != now.due_date and now.due_date is not None:
        item = await item_of(books, Source.EXPENSE, before.id)
        if item is not None:
            await set_due_date(books, item.id, now.due_date)


def _differ(before: Expense, now: Expense, names: Collection[str]) -> bool:
    confirmed = before.status is ExpenseStatus.DRAFT and now.status is not ExpenseStatus.DRAFT
    return (confirmed and names is _POSTED) or any(getattr(before, name) != getattr(now, name) for name in names)


async def _check_code(books: WritableBooks, fields: dict[str, Any]) -> None:
    """Refuse a VAT code that is not one of purchases, or a rate beside one whose VAT the buyer owes."""
    if fields.get("vat_code") is None:
        return
    code = next((code for code in await vat_codes_of(books) if code.code == fields["vat_code"]), None)
    if code is None or code.type not in {VatType.PURCHASE, *OWED_BY_BUYER}:
        raise Invalid.field("vat_code", "is no VAT code of purchases; use list_vat_codes")
    if code.type in OWED_BY_BUYER and fields["tax_rate"]:
        raise Invalid.field("tax_rate", f"is 0 with {code.code}: the amount is without VAT, which you owe yourself")


def _first_status(draft: ExpenseDraft, profile: Profile) -> ExpenseStatus:
    if draft.status is not None:
        if draft.status is ExpenseStatus.UNPAID and profile.bookkeeping_mode is BookkeepingMode.SIMPLE:
            return ExpenseStatus.PAID
        return draft.status
    if draft.paid_on is not None or profile.bookkeeping_mode is BookkeepingMode.SIMPLE:
        return ExpenseStatus.PAID
    return ExpenseStatus.UNPAID


def _next_status(before: Expense, fields: dict[str, Any], profile: Profile) -> ExpenseStatus:
    wanted: ExpenseStatus = fields.get("status", before.status)
    if "status" not in fields and fields.get("paid_on") is not None and before.status is ExpenseStatus.UNPAID:
        return ExpenseStatus.PAID
    if wanted is ExpenseStatus.DRAFT and before.status is not ExpenseStatus.DRAFT:
        raise StatusNotAllowed(
            "A confirmed expense does not become a draft again.", fix="Delete it and record it anew."
        )
    if wanted is ExpenseStatus.UNPAID and profile.bookkeeping_mode is BookkeepingMode.SIMPLE:
        return ExpenseStatus.PAID
    return wanted


async def _paid(books: WritableBooks, profile: Profile, fields: dict[str, Any]) -> dict[str, Any]:
    """When and from where it was paid; nothing of that stands on an expense that is not paid."""
    account, currency = fields["bank_account_id"], fields.get("currency") or profile.currency
    if fields["status"] is not ExpenseStatus.PAID:
        if fields["paid_on"] is not None:
            named = "a draft" if fields["status"] is ExpenseStatus.DRAFT else "what is unpaid"
            raise Invalid.field("paid_on", f"{named} is not paid; give status = paid")
        if account is not None:
            await bank_account_for(books, account, currency)
        return {"paid_on": None}
    paid_on = fields["paid_on"] or (
        fields["date"] if profile.bookkeeping_mode is BookkeepingMode.SIMPLE else books.today
    )
    if paid_on > books.today:
        field = "date" if fields["paid_on"] is None else "paid_on"
        raise Invalid.field(field, f"lies in the future, so it is not paid yet; today is {books.today}")
    bank = await bank_account_for(books, account, currency)
    return {"paid_on": paid_on, "bank_account_id": bank.id if bank else None}


async def _vendor_name(books: Books, vendor_id: UUID | None) -> str | None:
    if vendor_id is None:
        return None
    vendor = await find_vendor(books, vendor_id)
    if vendor is None:
        raise Invalid.field("vendor_id", f"there is no vendor {vendor_id} in this profile; use list_vendors")
    return vendor.name


def _expense(profile: Profile, fields: dict[str, Any]) -> Expense:
    currency = fields.get("currency") or profile.currency
    gross = to_minor(fields["amount"], currency, "amount")
    tax = tax_in_gross(gross, fields["tax_rate"])
    computed = {
        "currency": currency,
        "amount": to_major(gross, currency),
        "tax": to_major(tax, currency),
        "net": to_major(gross - tax, currency),
        "vendor_name": None,
        "allowed_actions": expense_actions(fields["status"]),
    }
    return Expense(**(fields | computed))
