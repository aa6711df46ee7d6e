"""What the companies of the demo sell: offers, invoices, recurring invoices, and how clients pay them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from luma_mcp.access.caller import Caller
from luma_mcp.demo.calendar import DAYS, FIRST_DAY, LAST_DAY, morning, workday
from luma_mcp.demo.companies import Recurring
from luma_mcp.demo.office import Office
from luma_mcp.domain.catalog import CatalogItem
from luma_mcp.domain.clients import Client
from luma_mcp.domain.invoices import Invoice
from luma_mcp.domain.offers import Offer
from luma_mcp.domain.recurring_invoices import RecurringInvoice
from luma_mcp.operations.registry import BY_NAME

_JOB = "recurring_invoices"
_RUNS = frozenset({"list_due_runs", "run_recurring_invoice"})
_EURO_RATE = {"CHF": Decimal("0.94"), "DKK": Decimal("7.46")}
"""About what a euro costs, to price catalog items for clients who are billed in euros."""

_BIG = 1000
"""From this price on, one or two are bought at a time."""

_QUANTITIES = {"h": (2, 30), "time": (2, 24), "Wort": (400, 2400), "Seite": (8, 120), "km": (12, 160), "m": (20, 300)}


def plan_sales(office: Office) -> None:
    """Write down when offers and invoices will be written and when recurring ones start."""
    for recurring in office.company.recurring:
        office.note(morning(FIRST_DAY), partial(_start_recurring, office, recurring))
    for day in office.workdays(office.company.offers - 1):
        office.note(office.hour(day), partial(_offer, office))
    for day in office.workdays(office.company.single_invoices - 2):
        office.note(office.hour(day), partial(_invoice, office))
    for number in range(1, DAYS + 1):
        early = morning(FIRST_DAY + timedelta(days=number)) - timedelta(hours=2)
        office.note(early, partial(_run_what_is_due, office))
    for day in office.workdays(2):
        office.note(office.hour(day), partial(_mistake, office))
    office.note(morning(LAST_DAY), partial(_drafts_of_today, office))


async def _invoice(office: Office) -> None:
    client = office.random.choice(office.clients)
    terms = _terms(client)
    if office.chance(8):
        terms["discount_percent"] = office.random.choice(["2", "5", "10"])
    if client.type == "private":
        terms["prices_include_tax"] = True
    draft = await office.do("create_invoice", client_id=client.id, lines=_lines(office, client), **terms)
    if office.chance(2):
        await office.do("cancel_invoice", id=draft.id)
        return
    await _send(office, draft)


async def _send(office: Office, draft: Invoice) -> None:
    if draft.due_date == LAST_DAY:
        await office.do("update_invoice", id=draft.id, due_date=LAST_DAY + timedelta(days=1))
    sent = await office.do("send_invoice", id=draft.id)
    if office.chance(2):
        office.note(_days_after(office, sent.issue_date, 3), partial(_cancel, office, sent))
    elif office.chance(6):
        _pay_in_parts(office, sent)
    elif office.chance(2):
        extra = sent.gross + office.random.randint(5, 60)
        office.note(_days_after(office, sent.due_date, -4), partial(_pay, office, sent, extra))
    else:
        office.note(_days_after(office, sent.due_date, _delay(office)), partial(_pay, office, sent, None))


def _delay(office: Office) -> int:
    """Days from the due date to the payment: most clients are early, some late, a few very late."""
    habit = office.random.randrange(100)
    if habit < 75:  # noqa: PLR2004  percent
        return office.random.randint(-12, 1)
    return office.random.randint(3, 40) if habit < 93 else office.random.randint(45, 150)  # noqa: PLR2004  percent


def _pay_in_parts(office: Office, sent: Invoice) -> None:
    first = (sent.gross / 2).quantize(Decimal(1))
    office.note(_days_after(office, sent.issue_date, 12), partial(_pay, office, sent, first))
    office.note(_days_after(office, sent.due_date, 20), partial(_pay, office, sent, None))


async def _pay(office: Office, sent: Invoice, amount: Decimal | None) -> None:
    if amount is None and not (await office.do("get_invoice", id=sent.id)).open:
        return
    given = {} if amount is None else {"amount": amount}
    await office.do("record_payment", id=sent.id, bank_account_id=_account_for(office, sent.currency), **given)


async def _cancel(office: Office, sent: Invoice) -> None:
    await office.do("cancel_invoice", id=sent.id)


async def _drafts_of_today(office: Office) -> None:
    """What lies on the desk on the last day: two invoices and an offer that are not sent yet."""
    for operation in ("create_invoice", "create_invoice", "create_offer"):
        client = office.random.choice(office.clients)
        await office.do(operation, client_id=client.id, lines=_lines(office, client), **_terms(client))


async def _mistake(office: Office) -> None:
    """A draft for the wrong client, deleted at once: its number stays on record as void."""
    client = office.random.choice(office.clients)
    draft = await office.do("create_invoice", client_id=client.id, lines=_lines(office, client))
    await office.do("delete_invoice", id=draft.id)


async def _offer(office: Office) -> None:
    client = office.random.choice(office.clients)
    terms = _terms(client)
    offer = await office.do("create_offer", client_id=client.id, lines=_lines(office, client), **terms)
    await office.do("update_offer", id=offer.id, status="sent")
    fate = office.random.randrange(100)
    answered = _days_after(office, offer.issue_date, office.random.randint(3, 25))
    if fate < 55:  # noqa: PLR2004  percent
        office.note(answered, partial(_accept, office, offer))
    elif fate < 78:  # noqa: PLR2004  percent
        office.note(answered, partial(_decline, office, offer))


async def _accept(office: Office, offer: Offer) -> None:
    await office.do("update_offer", id=offer.id, status="accepted")
    if office.chance(85):
        await _send(office, await office.do("convert_offer", id=offer.id))


async def _decline(office: Office, offer: Offer) -> None:
    await office.do("update_offer", id=offer.id, status="declined")


async def _start_recurring(office: Office, recurring: Recurring) -> None:
    lines = [{"catalog_item_id": office.items[item].id, "quantity": count} for item, count in recurring.items]
    made: RecurringInvoice = await office.do(
        "create_recurring_invoice",
        client_id=office.clients[recurring.client].id,
        lines=lines,
        interval=recurring.interval,
        start_date=recurring.start,
        end_date=recurring.end,
        title=recurring.title,
    )
    if recurring.paused_on is not None:
        office.note(morning(recurring.paused_on), partial(_pause, office, made))


async def _pause(office: Office, recurring: RecurringInvoice) -> None:
    await office.do("pause_recurring_invoice", id=recurring.id)


async def _run_what_is_due(office: Office) -> None:
    """What the worker does every minute elsewhere, once a day: with the same operations, as the same caller."""
    job = Caller.system(office.caller.account_id, office.profile, _JOB, _RUNS)
    due = (await office.executor.run(job, BY_NAME["list_due_runs"], {})).result
    for recurring_id in due.ids:
        run = (await office.executor.run(job, BY_NAME["run_recurring_invoice"], {"id": recurring_id})).result
        if run.invoice_id is not None:
            await _send(office, await office.do("get_invoice", id=run.invoice_id))


def _terms(client: Client) -> dict[str, Any]:
    return {"currency": client.preferred_currency} if client.preferred_currency else {}


def _lines(office: Office, client: Client) -> list[dict[str, Any]]:
    items = office.random.sample(office.items, office.random.choice([1, 1, 2, 2, 3, 4]))
    return [_line(office, client, item) for item in items]


def _line(office: Office, client: Client, item: CatalogItem) -> dict[str, Any]:
    usual = (1, 6) if item.price < _BIG else (1, 2)
    low, high = _QUANTITIES.get(item.unit or "", usual)
    line: dict[str, Any] = {"catalog_item_id": item.id, "quantity": office.random.randint(low, high)}
    if item.unit in {"h", "time"} and office.chance(30):
        line["quantity"] += Decimal("0.5")
    if client.preferred_currency and client.preferred_currency != item.currency:
        line["price"] = (item.price / _EURO_RATE[item.currency]).quantize(Decimal("0.01"))
    if client.country != office.company.profile["country"]:
        line |= {"tax_rate": 0, "tax_category": office.company.untaxed}
    if office.chance(5):
        line["discount_percent"] = 5
    return line


def _account_for(office: Office, currency: str) -> UUID | None:
    """The bank account that takes this currency; None for the default one."""
    fitting = [account.id for account in office.accounts if account.currency == currency]
    return fitting[0] if fitting else None


def _days_after(office: Office, day: date, days: int) -> datetime:
    return office.hour(workday(day + timedelta(days=days)))
