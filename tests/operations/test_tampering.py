"""What was changed behind the program's back: verification names that record, on either database."""

import re
from collections.abc import Sequence

from luma_mcp.domain.verification import Section, VerificationQuery
from luma_mcp.operations.verification import verify_books
from luma_mcp.store.journal import journal_entry, journal_line
from luma_mcp.store.posting import digest_of
from tests.store.ledger import writing
from tests.store.tampering import tampering
from tests.world import World

_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_OURS = (
    "(SELECT a.id FROM ledger_account a JOIN ledger_head h ON h.profile_id = a.profile_id "
    "WHERE h.seq > 0 AND a.number = 'NUMBER')"
)
MARKS = {
    **{f"ACCOUNT_{number}": _OURS.replace("NUMBER", number) for number in ("1100", "2000", "6570")},
    "ACCOUNT_ELSEWHERE": "(SELECT a.id FROM ledger_account a JOIN ledger_head h ON h.profile_id = a.profile_id "
    "WHERE h.seq = 0 ORDER BY a.number LIMIT 1)",
    "FIRST_INVOICE": "(SELECT id FROM invoice WHERE number = 'IV-001')",
}
"""Words in statements, and what they stand for."""

Tampering = tuple[Sequence[str], str, int]
"""Statements, how the fact begins that names the record (ids left out), and how many facts do not hold in all."""


TAMPERINGS: dict[str, Tampering] = {
    "a cent more on a line": (
        ["UPDATE journal_line SET amount_minor = amount_minor + 1 WHERE seq = 2 AND n = 1"],
        "entry 2026-0002: its lines sum to 1 minor units instead of zero",
        5,
    ),
    "a cent from line to line": (
        [
            "UPDATE journal_line SET amount_minor = amount_minor + 1 WHERE seq = 2 AND n = 2",
            "UPDATE journal_line SET amount_minor = amount_minor - 1 WHERE seq = 2 AND n = 3",
        ],
        "entry 2026-0002: its hash is not that of its content",
        5,
    ),
    "a foreign cent": (
        ["UPDATE journal_line SET amount_tc_minor = amount_tc_minor + 1 WHERE seq = 4 AND n = 2"],
        "entry 2026-0004: its hash is not that of its content",
        1,
    ),
    "another VAT code": (
        ["UPDATE journal_line SET vat_code = 'U26' WHERE seq = 2 AND n = 2"],
        "entry 2026-0002: its hash is not that of its content",
        3,
    ),
    "another tax date": (
        ["UPDATE journal_line SET tax_date = '2026-01-01' WHERE seq = 2 AND n = 2"],
        "entry 2026-0002: its hash is not that of its content",
        3,
    ),
    "another account": (
        ["UPDATE journal_line SET account_id = ACCOUNT_6570 WHERE seq = 2 AND n = 2"],
        "entry 2026-0002: its hash is not that of its content",
        3,
    ),
    "a line taken away": (
        ["DELETE FROM journal_line WHERE seq = 2 AND n = 3"],
        "entry 2026-0002: its lines sum to 2430 minor units instead of zero",
        5,
    ),
    "a line of an item that belongs to none": (
        ["UPDATE journal_line SET open_item_id = NULL WHERE seq = 2 AND n = 1"],
        "entry 2026-0002: its hash is not that of its content",
        2,
    ),
    "an entry's date": (
        ["UPDATE journal_entry SET date = '2026-03-30' WHERE seq = 2"],
        "entry 2026-0002: a line bears another date or place than it",
        2,
    ),
    "an entry and its lines on another day": (
        [
            "UPDATE journal_entry SET date = '2026-02-28' WHERE seq = 2",
            "UPDATE journal_line SET date = '2026-02-28' WHERE seq = 2",
        ],
        "entry 2026-0002: its hash is not that of its content",
        8,
    ),
    "an entry's hash": (
        ["UPDATE journal_entry SET hash = 'x' WHERE seq = 2"],
        "entry 2026-0002: its hash is not that of its content",
        2,
    ),
    "an entry's author": (
        ["UPDATE journal_entry SET created_by = 'x' WHERE seq = 2"],
        "entry 2026-0002: its hash is not that of its content",
        1,
    ),
    "an entry's rate": (
        ["UPDATE journal_entry SET rate = '0.9' WHERE seq = 4"],
        "entry 2026-0004: its hash is not that of its content",
        1,
    ),
    "an entry's source": (
        ["UPDATE journal_entry SET source = 'manual' WHERE seq = 2"],
        "entry 2026-0002: its hash is not that of its content",
        2,
    ),
    "an entry's number": (
        ["UPDATE journal_entry SET number = '2026-0001' WHERE seq = 2"],
        "entry 2026-0001: its voucher number is 2",
        1,
    ),
    "a hole in the numbers": (
        ["UPDATE journal_entry SET n = 99, number = '2026-0099' WHERE seq = 2"],
        "entry 2026-0099: its hash is not that of its content",
        3,
    ),
    "an entry taken away": (
        ["DELETE FROM journal_line WHERE seq = 3", "DELETE FROM journal_entry WHERE seq = 3"],
        "ledger: entry 3 is missing; entry 2026-0004 comes next",
        7,
    ),
    "the last entry taken away": (
        [
            "DELETE FROM journal_line WHERE seq = (SELECT max(seq) FROM journal_entry)",
            "DELETE FROM journal_entry WHERE seq = (SELECT max(seq) FROM ledger_head)",
        ],
        "ledger: entry 10 is missing",
        12,
    ),
    "an entry without its lines": (
        ["DELETE FROM journal_line WHERE seq = 3"],
        "entry 2026-0003: it has 0 lines, 2 were posted",
        6,
    ),
    "lines without their entry": (
        ["DELETE FROM journal_entry WHERE seq = 3"],
        "ledger: entry 3 is missing; entry 2026-0004 comes next",
        7,
    ),
    "the head's hash": (
        ["UPDATE ledger_head SET hash = 'x' WHERE seq > 0"],
        "ledger: its head bears another hash than entry 10",
        1,
    ),
    "the head's place": (
        ["UPDATE ledger_head SET seq = seq - 1 WHERE seq > 0"],
        "ledger: its head bears another hash than entry 9",
        2,
    ),
    "a year's last number": (
        ["UPDATE fiscal_year SET last_n = last_n + 1"],
        "fiscal year 2026: no entry bears voucher number 11 of 11",
        1,
    ),
    "a year's dates": (
        ["UPDATE fiscal_year SET start_date = '2026-03-15'"],
        "entry 2026-0004: its date lies outside fiscal year 2026",
        4,
    ),
    "a balance": (
        ["UPDATE period_balance SET debit_minor = debit_minor + 1 WHERE book = 'normal' AND account_id = ACCOUNT_1100"],
        "account 1100 in 2026-03: the normal balance is 63640 debit and 48828 credit, its lines make 63639",
        1,
    ),
    "a balance taken away": (
        ["DELETE FROM period_balance WHERE book = 'normal' AND account_id = ACCOUNT_1100"],
        "account 1100 in 2026-03: the normal balance is 0 debit and 0 credit, its lines make 63639",
        1,
    ),
    "a balance on a cash basis": (
        ["UPDATE period_balance SET credit_minor = credit_minor + 1 WHERE book = 'cash' AND credit_minor = 1000"],
        "account 6950 in 2026-03: the cash balance is 0 debit and 1001 credit, its lines make 0 debit and 1000 credit",
        1,
    ),
    "a VAT balance": (
        ["UPDATE vat_balance SET amount_minor = amount_minor + 1 WHERE vat_role = 'tax' AND amount_minor < 0"],
        "VAT code U81 (tax) in 2026-03: the balance is -3613, its lines make -3614",
        1,
    ),
    "what counts on a cash basis": (
        ["UPDATE cash_line SET amount_minor = amount_minor - 1 WHERE seq = 1"],
        "account 3400 in 2026-03: the cash balance is 5000 debit and 35919 credit, its lines make 5000",
        1,
    ),
    "less that counts on a cash basis": (
        ["DELETE FROM cash_line WHERE seq = 1"],
        "cash basis: 5 lines up to number 6, 6 were written",
        2,
    ),
    "what is open": (
        ["UPDATE open_item SET open_minor = open_minor - 1, open_tc_minor = open_tc_minor - 1 WHERE number = 'IV-001'"],
        "receivable IV-001: 14594 (14594 in base currency) are open, its allocations leave 14595 (14595)",
        3,
    ),
    "what was opened": (
        [
            (
                "UPDATE open_item SET original_minor = original_minor + 1, open_minor = open_minor + 1 "
                "WHERE number = 'IV-001'"
            )
        ],
        "receivable IV-001: it opened with 32430 (32431 in base currency), its entry posted 32430 (32430)",
        2,
    ),
    "the day of a settled item": (
        ["UPDATE open_item SET closed_on = '2026-03-30' WHERE number = 'IV-002'"],
        "receivable IV-002: closed on 2026-03-30, the last allocation is of 2026-03-31",
        1,
    ),
    "an item's account": (
        ["UPDATE open_item SET account_id = ACCOUNT_2000 WHERE number = 'IV-001'"],
        "receivable IV-001: it opened with 32430 (32430 in base currency), its entry posted 0 (0)",
        6,
    ),
    "an allocation": (
        [
            (
                "UPDATE item_allocation SET amount_minor = amount_minor + 1 "
                "WHERE kind = 'payment' AND amount_tc_minor = 2430"
            )
        ],
        "receivable IV-001: 14595 (14595 in base currency) are open, its allocations leave 14595 (14594)",
        1,
    ),
    "an allocation taken away": (
        ["DELETE FROM item_allocation WHERE kind = 'payment' AND amount_tc_minor = 2430"],
        "receivable IV-001: 14595 (14595 in base currency) are open, its allocations leave 17025 (17025)",
        3,
    ),
    "an allocation of another kind": (
        ["UPDATE item_allocation SET kind = 'write_off' WHERE kind = 'payment' AND amount_tc_minor = 2430"],
        "invoice IV-001: paid 2430 and received 2430 minor units, credited 5405, written off 10000; its ",
        1,
    ),
    "an invoice's total": (
        ["UPDATE invoice SET net_minor = net_minor + 1, gross_minor = gross_minor + 1 WHERE number = 'IV-001'"],
        "invoice IV-001: no line of entry 2026-0002 bears its amount of 32431 minor units",
        4,
    ),
    "what was paid": (
        ["UPDATE invoice SET paid_minor = paid_minor + 1, received_minor = received_minor + 1 WHERE number = 'IV-001'"],
        "invoice IV-001: paid 2431 and received 2431 minor units",
        1,
    ),
    "an invoice's line": (
        ["UPDATE invoice_line SET price = '150.01' WHERE invoice_id = FIRST_INVOICE"],
        "invoice IV-001: net is 300.00, its lines make 300.02",
        4,
    ),
    "an invoice's VAT": (
        ["UPDATE invoice_tax SET amount_minor = amount_minor + 1 WHERE invoice_id = FIRST_INVOICE"],
        "invoice IV-001: the VAT rows are not those of its lines",
        1,
    ),
    "an invoice that was not sent": (
        ["UPDATE invoice SET stage = 'draft' WHERE number = 'IV-003'"],
        "invoice IV-003: it has 1 live entries, it should have none",
        2,
    ),
    "a number of the series": (
        ["UPDATE invoice SET series_n = 4 WHERE number = 'IV-002'"],
        "invoice series: number 2 is neither used nor void",
        2,
    ),
    "a payment": (
        ["UPDATE payment SET amount_minor = amount_minor + 1 WHERE amount_minor = 2430"],
        "payment 2026-03-31: no line of entry 2026-0003 bears its amount of 2431 minor units",
        1,
    ),
    "a payment taken back": (
        ["UPDATE payment SET undone_at = created_at WHERE amount_minor = 2430"],
        "payment 2026-03-31: it has 1 live entries, it should have none",
        1,
    ),
    "a credit note's total": (
        ["UPDATE credit_note SET net_minor = net_minor + 1, gross_minor = gross_minor + 1"],
        "credit note CN-001: no line of entry 2026-0006 bears its amount of 5406 minor units",
        3,
    ),
    "a credit note's line": (
        ["UPDATE credit_note_line SET net_minor = net_minor + 1"],
        "credit note CN-001: net is 50.00, its lines make 50.01",
        1,
    ),
    "a credit note's VAT": (
        ["UPDATE credit_note_tax SET amount_minor = amount_minor + 1"],
        "credit note CN-001: the VAT rows are not those of its amounts",
        1,
    ),
    "a credit note's number": (
        ["UPDATE credit_note SET series_n = 2"],
        "credit note series: number 1 is neither used nor void",
        2,
    ),
    "an expense": (
        ["UPDATE expense SET amount_minor = 10823, tax_minor = 811, net_minor = 10012"],
        "expense E-001: no line of entry 2026-0007 bears its amount of 10823 minor units",
        2,
    ),
    "an expense that is paid": (
        ["UPDATE expense SET status = 'paid', paid_on = date"],
        "expense E-001: 0 minor units should be open, -10810 are",
        1,
    ),
    "income": (
        ["UPDATE income SET amount_minor = amount_minor + 1, net_minor = net_minor + 1"],
        "income 2026-03-03: no line of entry 2026-0008 bears its amount of 1001 minor units",
        1,
    ),
    "an opening balance": (
        ["UPDATE bank_account SET opening_balance_minor = opening_balance_minor + 1"],
        "bank account Bank: no line of entry 2026-0001 bears its amount of 100001 minor units",
        1,
    ),
    "another company's account": (
        ["UPDATE journal_line SET account_id = ACCOUNT_ELSEWHERE WHERE seq = 2 AND n = 2"],
        "entry 2026-0002: its hash is not that of its content",
        4,
    ),
}


async def test_what_was_tampered_with_is_named(world: World) -> None:
    await make_books(world)
    wrong = {}
    async with tampering(world) as tamper:
        for name, (statements, fact, facts) in TAMPERINGS.items():
            async with tamper([spelled_out(statement) for statement in statements]) as books:
                broken = [_named(one) for one in (await verify_books(books, VerificationQuery())).broken]
            if len(broken) != facts or not any(one.startswith(fact) for one in broken):
                wrong[name] = broken
    assert wrong == {}


async def test_who_makes_the_hash_of_an_entry_anew_breaks_the_next_one(world: World) -> None:
    await make_books(world)
    made = await digest_after(world, 2)
    async with tampering(world) as tamper:
        forged = [
            "UPDATE journal_line SET amount_minor = amount_minor - 1 WHERE seq = 2 AND n = 3",
            "UPDATE journal_line SET amount_minor = amount_minor + 1 WHERE seq = 2 AND n = 2",
        ]
        async with tamper(
            [*forged, "UPDATE journal_entry SET hash = 'MADE' WHERE seq = 2".replace("MADE", made)]
        ) as books:
            broken = (await verify_books(books, VerificationQuery(section=Section.ENTRIES))).broken
    assert [_named(one) for one in broken] == ["entry 2026-0003: it does not follow the entry before it"]


async def digest_after(world: World, seq: int) -> str:
    """The hash that an entry would bear if a cent had gone from its second line to its third."""
    async with writing(world) as books:
        entry = await books.fetch_one(
            journal_entry.select().where(books.own(journal_entry), journal_entry.c.seq == seq)
        )
        own = books.own(journal_line) & (journal_line.c.seq == seq)
        lines = [
            dict(row) for row in await books.fetch_all(journal_line.select().where(own).order_by(journal_line.c.n))
        ]
    assert entry
    lines[1]["amount_minor"] += 1
    lines[2]["amount_minor"] -= 1
    return digest_of(entry, lines)


def spelled_out(statement: str) -> str:
    """A statement with what its words stand for."""
    for mark, sql in MARKS.items():
        statement = statement.replace(mark, sql)
    return statement


def _named(fact: str) -> str:
    return re.sub(r" \(#(, place \d+)?\)", "", _IDS.sub("#", fact))


async def make_books(world: World) -> None:
    """Eight documents: sold at home and abroad, paid in part and whole, credited, bought, earned, written by hand."""
    bank = await world.run("create_bank_account", name="Bank", is_default=True, opening_balance="1000")
    home = await world.invoice()
    await world.run("send_invoice", id=home.id)
    await world.run("record_payment", id=home.id, amount="24.30")
    abroad = await world.sent_invoice(client_id=home.client_id, currency="EUR", issue_date="2026-03-02")
    await world.run("record_payment", id=abroad.id)
    await world.run("create_credit_note", invoice_id=home.id, lines=[{"position": 1, "amount": "50"}])
    await world.run("create_expense", date="2026-03-02", amount="108.10", category="travel", tax_rate="8.1")
    await world.run(
        "create_income",
        date="2026-03-03",
        amount="10",
        description="Interest",
        category="interest",
        bank_account_id=bank.id,
    )
    await world.run("write_off_invoice", id=home.id, reason="bad_debt", amount="100")
    await world.sent_invoice(client_id=home.client_id, price="1", issue_date="2026-03-04")
