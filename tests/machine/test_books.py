"""Random invoices, payments, credits, write-offs, cancellations, locks and currencies against a model in plain numbers.

After each step the ledger says what the model says, account by account, and `verify` finds nothing broken.
"""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from typing_extensions import override

from luma_mcp.errors import Refusal, StatusNotAllowed
from luma_mcp.ledger_errors import PeriodLocked
from luma_mcp.store.database import set_context
from tests.machine.model import RATES, Bill
from tests.world import World, copy_of, open_world

TODAY = date(2026, 3, 31)
FIRST = date(2026, 1, 5)
RECEIVABLE, BANK, KEPT, REVENUE, TAX, BAD_DEBT, COST = "1100", "1020", "2030", "3400", "2200", "3805", "6570"

MINOR = st.integers(1, 300_000)
DAYS = st.integers(0, (TODAY - FIRST).days).map(lambda days: FIRST + timedelta(days=days))

_SUMS = text(
    "SELECT l.currency, a.number, sum(l.amount_tc_minor) FROM journal_line l "
    "JOIN ledger_account a ON a.profile_id = l.profile_id AND a.id = l.account_id "
    "WHERE l.profile_id = :profile GROUP BY l.currency, a.number HAVING sum(l.amount_tc_minor) <> 0"
)


def major(minor: int) -> Decimal:
    return Decimal(minor).scaleb(-2)


class Books(RuleBasedStateMachine):
    """One company's sales, played at random."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.portal_context = start_blocking_portal()
        self.portal = self.portal_context.__enter__()
        url = copy_of(self.template, Path(self.folder.name))
        self.world_context = self.portal.wrap_async_context_manager(open_world(url))
        self.world: World = self.world_context.__enter__()
        self.bills: list[Bill] = []
        self.locked: date | None = None
        self.spent = 0
        self.refunded: Counter[str] = Counter()

    @override
    def teardown(self) -> None:
        self.world_context.__exit__(None, None, None)
        self.portal_context.__exit__(None, None, None)
        self.folder.cleanup()

    def run(self, operation: str, **given: Any) -> Any:
        async def running() -> Any:
            return await self.world.run(operation, **given)

        return self.portal.call(running)

    def refused(self, operation: str, kind: type[Refusal], **given: Any) -> None:
        try:
            self.run(operation, **given)
        except kind:
            return
        raise AssertionError(f"{operation} was not refused")

    @initialize()
    def open_books(self) -> None:
        self.client = self.run("create_client", name="Muster AG").id

    @rule(
        day=DAYS,
        currency=st.sampled_from(["CHF", "CHF", "EUR"]),
        bases=st.dictionaries(st.sampled_from(RATES), MINOR, min_size=1),
    )
    def bill(self, day: date, currency: str, bases: dict[str, int]) -> None:
        lines = [
            {"description": rate, "quantity": 1, "price": major(base), "tax_rate": rate} for rate, base in bases.items()
        ]
        given = {"client_id": self.client, "lines": lines, "currency": currency, "issue_date": day, "status": "sent"}
        if self.locked is not None and day <= self.locked:
            self.refused("create_invoice", PeriodLocked, **given)
            return
        made = self.run("create_invoice", **given)
        self.bills.append(Bill(made.id, currency, day, bases))
        assert made.gross == major(self.bills[-1].gross)

    @precondition(lambda self: self.billed())
    @rule(data=st.data(), amount=MINOR)
    def pay(self, data: st.DataObject, amount: int) -> None:
        bill = data.draw(st.sampled_from(self.billed()))
        made = self.run("record_payment", id=bill.id, amount=major(amount))
        known = {one.id for one in bill.payments}
        bill.pay(next(one.id for one in made.payments if one.id not in known), amount)

    @precondition(lambda self: any(bill.payments for bill in self.bills))
    @rule(data=st.data())
    def unpay(self, data: st.DataObject) -> None:
        bill, payment = data.draw(st.sampled_from([(b, p) for b in self.bills for p in b.payments]))
        self.run("delete_payment", id=bill.id, payment_id=payment.id)
        bill.payments.sort(key=lambda one: one.id)
        bill.unpay(payment)

    @precondition(lambda self: self.creditable())
    @rule(data=st.data(), share=st.integers(1, 100))
    def credit_a_line(self, data: st.DataObject, share: int) -> None:
        bill = data.draw(st.sampled_from(self.creditable()))
        left = {rate: base - bill.credited.get(rate, 0) for rate, base in bill.bases.items()}
        rate = data.draw(st.sampled_from([rate for rate, base in left.items() if base]))
        base = max(left[rate] * share // 100, 1)
        line = {"position": list(bill.bases).index(rate) + 1, "amount": major(base)}
        note = self.run("create_credit_note", invoice_id=bill.id, lines=[line])
        bill.credit(note.open_item_id, {rate: base})

    @precondition(lambda self: self.creditable())
    @rule(data=st.data())
    def credit_the_rest(self, data: st.DataObject) -> None:
        bill = data.draw(st.sampled_from(self.creditable()))
        left = {rate: base - bill.credited.get(rate, 0) for rate, base in bill.bases.items()}
        note = self.run("create_credit_note", invoice_id=bill.id)
        bill.credit(note.open_item_id, left)
        assert bill.credits == bill.gross

    @precondition(lambda self: any(left for bill in self.bills for left in bill.notes.values()))
    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        bill, note = data.draw(st.sampled_from([(b, n) for b in self.bills for n, left in b.notes.items() if left]))
        self.run("settle_open_item", id=note)
        self.refunded[bill.currency] += bill.notes[note]
        bill.notes[note] = 0

    @precondition(lambda self: any(bill.open for bill in self.bills))
    @rule(data=st.data(), share=st.integers(1, 100))
    def write_off(self, data: st.DataObject, share: int) -> None:
        bill = data.draw(st.sampled_from([bill for bill in self.bills if bill.open]))
        if not bill.forgivable:
            self.refused("write_off_invoice", StatusNotAllowed, id=bill.id, reason="bad_debt")
            return
        amount = max(bill.forgivable * share // 100, 1)
        self.run("write_off_invoice", id=bill.id, reason="bad_debt", amount=major(amount))
        bill.written_off += amount

    @precondition(lambda self: any(bill.written_off for bill in self.bills))
    @rule(data=st.data())
    def hope_again(self, data: st.DataObject) -> None:
        bill = data.draw(st.sampled_from([bill for bill in self.bills if bill.written_off]))
        number = self.run("get_invoice", id=bill.id).number
        settled = self.run("list_open_items", search=number, kind="receivable", settled=not bill.open).data
        item = next(one for one in settled if one.source_id == bill.id)
        for done in self.run("get_open_item", id=item.id).settlements:
            if done.kind == "write_off":
                self.run("undo_allocation", id=item.id, allocation_id=done.id)
        bill.written_off = 0

    @precondition(lambda self: any(bill.untouched for bill in self.bills))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        bill = data.draw(st.sampled_from([bill for bill in self.bills if bill.untouched]))
        if self.locked is not None and bill.day <= self.locked:
            self.refused("cancel_invoice", PeriodLocked, id=bill.id)
            return
        self.run("cancel_invoice", id=bill.id)
        bill.cancelled = True

    @rule(day=DAYS.filter(lambda day: day < TODAY - timedelta(days=14)))
    def lock(self, day: date) -> None:
        self.run("set_lock", area="sales", locked_through=day)
        self.locked = day

    @rule(amount=MINOR)
    def spend(self, amount: int) -> None:
        lines = [{"account": COST, "debit": major(amount)}, {"account": BANK, "credit": major(amount)}]
        self.run("create_journal_entry", date=TODAY, description="Server", lines=lines)
        self.spent += amount

    def billed(self) -> list[Bill]:
        return [bill for bill in self.bills if not bill.cancelled]

    def creditable(self) -> list[Bill]:
        return [bill for bill in self.billed() if not bill.written_off and bill.credits < bill.gross]

    @invariant()
    def the_ledger_says_what_the_model_says(self) -> None:
        found = self.portal.call(self.sums)
        for currency in ("CHF", "EUR"):
            bills = [bill for bill in self.bills if bill.currency == currency]
            spent = self.spent if currency == "CHF" else 0
            came = sum(bill.paid + bill.kept for bill in bills) - self.refunded[currency] - spent
            taxed = sum(bill.tax() for bill in bills)
            lost = sum(bill.written_off for bill in bills)
            expected = {
                BANK: came,
                RECEIVABLE: sum(bill.open - sum(bill.notes.values()) for bill in bills),
                KEPT: -sum(bill.kept for bill in bills),
                REVENUE: -sum(bill.revenue() for bill in bills),
                COST: spent,
            }
            got = {number: found.get((currency, number), 0) for number in expected}
            assert got == expected, currency
            assert found.get((currency, TAX), 0) + found.get((currency, BAD_DEBT), 0) == lost - taxed

    @invariant()
    def invoices_say_what_the_model_says(self) -> None:
        for bill in self.bills[-2:]:
            shown = self.run("get_invoice", id=bill.id)
            said = (shown.paid, shown.open, shown.overpaid, shown.credited, shown.written_off)
            assert said == tuple(map(major, (bill.paid, bill.open, bill.kept, bill.credits, bill.written_off)))

    @invariant()
    def nothing_is_broken(self) -> None:
        assert self.run("verify_books").broken == ()

    async def sums(self) -> dict[tuple[str, str], int]:
        async with self.world.parts.database.reading() as connection:
            await set_context(connection, account_id=self.world.owner.account_id, profile_id=self.world.swiss)
            rows = await connection.execute(_SUMS, {"profile": str(self.world.swiss)})
            return {(row[0], row[1]): int(row[2]) for row in rows}


def test_books_hold_whatever_is_played(sqlite_template: Path) -> None:
    Books.template = sqlite_template
    played = settings(max_examples=12, stateful_step_count=25, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Books, settings=played)
