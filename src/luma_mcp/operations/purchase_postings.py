"""What purchases and income do in the ledger: an expense is owed to its vendor and paid, income is received."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from luma_mcp.domain.expenses import Expense, ExpenseStatus
from luma_mcp.domain.income import Income
from luma_mcp.domain.ledger import AllocationKind, Area, ItemKind, Leg, NewItem, Source, Voucher
from luma_mcp.domain.money import round_to_minor
from luma_mcp.domain.open_items import Item, NewAllocation
from luma_mcp.domain.profiles import BookkeepingMode, Profile
from luma_mcp.domain.vat import TaxCategory
from luma_mcp.domain.vat_codes import VatType, purchase_code, sales_code
from luma_mcp.domain.vat_postings import in_base, net_and_tax, self_assessed
from luma_mcp.operations.posting import post
from luma_mcp.operations.settlement import bank_ledger_account, exchange_difference
from luma_mcp.store.bank_accounts import Bank, bank_of
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.categories import posting_role_of
from luma_mcp.store.chart import ChartAccount, ChartVatCode, WorkingChart, working_chart
from luma_mcp.store.exchange_rates import rate_on
from luma_mcp.store.party_groups import control_account_of_vendor
from luma_mcp.store.settlements import allocate, item_of
from luma_mcp.store.vendors import deadline_of

OWED_BY_BUYER = frozenset({VatType.REVERSE_CHARGE, VatType.ACQUISITION})
DAYS_TO_PAY = 30
"""When a bill is due where nobody says: it ages from then on."""


@dataclass(frozen=True, slots=True)
class _Bill:
    """An expense on its way into the ledger: the chart, its account, its lines without what it is settled with."""

    chart: WorkingChart
    expense: Expense
    gross: int
    legs: tuple[Leg, ...]


async def post_expense(books: WritableBooks, profile: Profile, expense: Expense) -> None:
    """Post a confirmed expense, and its payment where it is paid.

    In simple bookkeeping an expense that is paid on its day is one entry; else it is owed first and paid then.
    """
    if expense.status is ExpenseStatus.DRAFT:
        return
    bill = await _bill(books, profile, expense)
    at_once = profile.bookkeeping_mode is BookkeepingMode.SIMPLE and expense.paid_on == expense.date
    if at_once:
        await _post_paid(books, bill)
        return
    await _post_owed(books, bill)
    if expense.status is ExpenseStatus.PAID:
        await post_expense_payment(books, expense)


async def post_expense_payment(books: WritableBooks, expense: Expense) -> None:
    """Post that an expense was paid: what is owed to the vendor is settled from the bank."""
    item = await item_of(books, Source.EXPENSE, expense.id)
    if item is None or expense.paid_on is None or not item.open_tc:
        return
    chart = await working_chart(books)
    rate = await rate_on(books, chart.base, expense.currency, expense.paid_on)
    account = await bank_ledger_account(books, chart, await _bank(books, expense.bank_account_id))
    paid = in_base(
        [Leg(account.id, 0, item.open_tc, vendor_id=expense.vendor_id)], expense.currency, chart.base, rate.rate
    )
    legs = [
        *paid,
        Leg(item.account_id, -item.open, -item.open_tc, open_item_id=item.id, vendor_id=item.vendor_id),
        *exchange_difference(chart, item.open - paid[0].amount),
    ]
    voucher = Voucher(
        date=expense.paid_on,
        description=f"Payment of {expense.number} {expense.vendor_name or ''}".strip()[:200],
        source=Source.EXPENSE_PAYMENT,
        source_id=expense.id,
        legs=tuple(legs),
        currency=expense.currency,
        area=Area.PURCHASES,
        rate=rate.rate,
        rate_date=rate.date,
    )
    posted = await post(books, voucher)
    entry_id = posted.entry_id if posted else None
    await _settle(books, item, voucher, entry_id)


async def post_income(books: WritableBooks, income: Income) -> None:
    """Post income without an invoice: it is on the bank account, earned, with the VAT in it."""
    chart = await working_chart(books)
    account = chart.account(await posting_role_of(books, "income", income.category))
    gross, tax = (round_to_minor(amount, income.currency) for amount in (income.amount, income.tax))
    code = sales_code(chart.codes, TaxCategory.STANDARD, income.tax_rate, income.date) if income.tax_rate else None
    bank = await bank_ledger_account(books, chart, await _bank(books, income.bank_account_id))
    net = Leg(account.id, 0, tax - gross, of_result=account.of_result)
    legs = [Leg(bank.id, 0, gross), *net_and_tax(net, -tax, code, income.date)]
    rate = await rate_on(books, chart.base, income.currency, income.date)
    voucher = Voucher(
        date=income.date,
        description=income.description[:200],
        source=Source.INCOME,
        source_id=income.id,
        legs=tuple(in_base(legs, income.currency, chart.base, rate.rate, fixed=0)),
        currency=income.currency,
        area=Area.SALES,
        rate=rate.rate,
        rate_date=rate.date,
    )
    await post(books, voucher)


async def _bill(books: WritableBooks, profile: Profile, expense: Expense) -> _Bill:
    chart = await working_chart(books)
    account = chart.account(await posting_role_of(books, "expense", expense.category))
    gross, tax = (round_to_minor(amount, expense.currency) for amount in (expense.amount, expense.tax))
    code = code_of_expense(chart, profile, expense, account)
    text, vendor = expense.description or expense.category, expense.vendor_id
    net = Leg(account.id, 0, gross - tax, vendor_id=vendor, description=text[:200], of_result=account.of_result)
    if code is not None and code.type in OWED_BY_BUYER:
        legs = self_assessed(net, code, expense.date)
    else:
        legs = net_and_tax(net, tax, code, expense.date)
    return _Bill(chart, expense, gross, legs)


def code_of_expense(
    chart: WorkingChart, profile: Profile, expense: Expense, account: ChartAccount
) -> ChartVatCode | None:
    """The VAT code of an expense: the one given, else the one of its account's family with its rate.

    Who is not registered for VAT deducts none: the tax is part of the cost.
    """
    if not profile.vat_registered:
        return None
    if expense.vat_code is not None:
        return chart.code(expense.vat_code)
    if not expense.tax_rate:
        return None
    usual = chart.code(account.vat_code) if account.vat_code else None
    family = usual.family if usual and usual.type is VatType.PURCHASE else "input_other"
    return purchase_code(chart.codes, family, expense.tax_rate, expense.date)


async def _post_owed(books: WritableBooks, bill: _Bill) -> None:
    expense, item_id = bill.expense, books.new_id()
    owed = await control_account_of_vendor(books, expense.vendor_id)
    control = Leg(owed.id, 0, -bill.gross, open_item_id=item_id, vendor_id=expense.vendor_id)
    voucher = await _voucher(books, bill, control)
    item = NewItem(
        id=item_id,
        kind=ItemKind.PAYABLE,
        account_id=owed.id,
        amount_tc=-bill.gross,
        amount=voucher.legs[0].amount,
        due_date=expense.due_date or await _due(books, expense),
        vendor_id=expense.vendor_id,
        number=expense.number,
    )
    await post(books, replace(voucher, items=(item,)))


async def _due(books: WritableBooks, expense: Expense) -> date:
    """When a bill is due that does not say so: by its vendor's deadline, or the usual one."""
    days = await deadline_of(books, expense.vendor_id) if expense.vendor_id else None
    return expense.date + timedelta(days=DAYS_TO_PAY if days is None else days)


async def _post_paid(books: WritableBooks, bill: _Bill) -> None:
    account = await bank_ledger_account(books, bill.chart, await _bank(books, bill.expense.bank_account_id))
    await post(books, await _voucher(books, bill, Leg(account.id, 0, -bill.gross, vendor_id=bill.expense.vendor_id)))


async def _voucher(books: WritableBooks, bill: _Bill, settled_with: Leg) -> Voucher:
    expense = bill.expense
    rate = await rate_on(books, bill.chart.base, expense.currency, expense.date)
    legs = in_base([settled_with, *bill.legs], expense.currency, bill.chart.base, rate.rate, fixed=0)
    return Voucher(
        date=expense.date,
        description=f"{expense.number} {expense.vendor_name or expense.description or expense.category}"[:200],
        source=Source.EXPENSE,
        source_id=expense.id,
        legs=tuple(legs),
        currency=expense.currency,
        area=Area.PURCHASES,
        rate=rate.rate,
        rate_date=rate.date,
    )


async def _settle(books: WritableBooks, item: Item, voucher: Voucher, entry_id: UUID | None) -> None:
    new = NewAllocation(
        AllocationKind.PAYMENT, voucher.date, amount_tc=item.open_tc, amount=item.open, entry_id=entry_id
    )
    await allocate(books, item, new)


async def _bank(books: WritableBooks, bank_account_id: UUID | None) -> Bank | None:
    return None if bank_account_id is None else await bank_of(books, bank_account_id)
