"""What the companies of the demo buy, and what comes in beside sales."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from luma_mcp.demo.calendar import FIRST_DAY, LAST_DAY, morning, workday
from luma_mcp.demo.companies import Bill
from luma_mcp.demo.office import Office
from luma_mcp.domain.expenses import Expense

_MONTHS = 18
_NEW = 2
"""What came in on the last day and has not been looked at: drafts."""


def plan_purchases(office: Office) -> None:
    """Write down every expense and every income."""
    company = office.company
    monthly = [bill for bill in company.bills if bill.monthly]
    for bill in monthly:
        for month in range(_MONTHS):
            day = workday(date(FIRST_DAY.year + month // 12, month % 12 + 1, 3))
            office.note(office.hour(day), partial(_expense, office, bill, day))
    now_and_then = [bill for bill in company.bills if not bill.monthly]
    days = office.workdays(company.expenses - _MONTHS * len(monthly) - _NEW, first=5)
    for day in [*days, *[LAST_DAY] * _NEW]:
        office.note(office.hour(day), partial(_expense, office, office.random.choice(now_and_then), day))
    for day, category, amount, text in company.income:
        office.note(morning(day), partial(_income, office, day, category, amount, text))


async def _expense(office: Office, bill: Bill, day: date) -> None:
    amount = Decimal(office.random.randint(bill.low * 100, bill.high * 100)).scaleb(-2)
    given: dict[str, Any] = {
        "date": day,
        "amount": Decimal(bill.low) if bill.low == bill.high else amount,
        "category": bill.category,
        "vendor_id": office.vendors[bill.vendor].id,
        "tax_rate": bill.tax_rate or office.company.expense_tax_rate,
        "description": bill.text,
    }
    if day == LAST_DAY:
        await office.do("create_expense", **given, status="draft")
        return
    made = await office.do("create_expense", **given)
    office.note(office.hour(day + timedelta(days=office.random.randint(10, 45))), partial(_paid, office, made))


async def _paid(office: Office, expense: Expense) -> None:
    await office.do("update_expense", id=expense.id, status="paid")


async def _income(office: Office, day: date, category: str, amount: str, text: str) -> None:
    account = office.accounts[0].id
    await office.do(
        "create_income", date=day, amount=amount, category=category, description=text, bank_account_id=account
    )
