"""What the demo's bookkeeper does: gives back what was wrong, writes off what nobody pays, closes quarters."""

from datetime import date
from functools import partial
from typing import Any

from luma_mcp.demo.calendar import morning
from luma_mcp.demo.office import Office

_CREDITS = (date(2025, 6, 18), date(2026, 5, 13))
_BAD_DEBT, _DISCOUNT = date(2025, 12, 11), date(2026, 5, 20)
_CLOSED = {date(2026, 1, 22): date(2025, 12, 31), date(2026, 4, 22): date(2026, 3, 31)}
"""When a quarter is closed, and its last day."""


def plan_bookkeeping(office: Office) -> None:
    """Write down the bookkeeper's days."""
    for day in _CREDITS:
        office.note(office.hour(day), partial(_credit, office))
    office.note(office.hour(_BAD_DEBT), partial(_write_off, office, {"reason": "bad_debt", "note": "Bankrupt"}))
    office.note(office.hour(_DISCOUNT), partial(_write_off, office, {"reason": "cash_discount", "amount": "12.50"}))
    for day, last in _CLOSED.items():
        office.note(morning(day), partial(_close, office, last))


async def _credit(office: Office) -> None:
    """One line of the largest invoice that was paid: the client gets money back."""
    found = await office.do("list_invoices", status="paid", sort="-gross", limit=10)
    largest = next(row for row in found.data if not row.credited)
    note = await office.do(
        "create_credit_note", invoice_id=largest.id, lines=[{"position": 1}], reason="Not delivered as agreed"
    )
    await office.do("settle_open_item", id=note.open_item_id)


async def _write_off(office: Office, given: dict[str, Any]) -> None:
    """What has been due the longest."""
    found = await office.do("list_invoices", status="overdue", sort="due_date", limit=1)
    await office.do("write_off_invoice", id=found.data[0].id, **given)


async def _close(office: Office, last: date) -> None:
    for area in ("vat", "all"):
        await office.do("set_lock", area=area, locked_through=last)
