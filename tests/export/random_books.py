"""Random books, the same for the same seed: a company with what it sold and bought, paid, cancelled and gave up."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from luma_mcp.access.caller import Caller
from luma_mcp.operations.registry import BY_NAME
from tests.world import World

COMPANIES = (
    {"country": "CH", "vat_registered": True, "vat_number": "CHE-123.456.789 MWST"},
    {"country": "DK", "vat_registered": True},
    {"country": "DE", "vat_registered": True},
    {"country": "CH", "vat_registered": False, "bookkeeping_mode": "simple"},
    {"country": "JP", "vat_registered": False},
    {"country": "CH", "vat_registered": True, "currency": "KWD", "fiscal_year_start": "07-01"},
)
HOSTILE = (
    'Quote " and \\" and \\',
    "; date:2020-01-01, Assets:1020  999999 CHF",
    '2026-01-01 * "x"',
    ") [2026-01-01] [=2026-01-02] type:X,",
    "=cmd|' /C calc'!A0",
    "Ünïcødé 株式会社 | note",
    "{ 12 } @@ 3 EUR ~ # ^link !",
    "\\n\\t\\x00 %s ${HOME}",
)
FIRST, LAST = date(2025, 1, 1), date(2026, 3, 31)


@dataclass
class RandomBooks:
    """A company that is being made up."""

    world: World
    caller: Caller
    random: Random
    currency: str
    bank: Any = None
    parties: list[Any] = field(default_factory=list)

    async def run(self, operation: str, **given: Any) -> Any:
        """Run an operation in these books."""
        return await self.world.run(operation, caller=self.caller, **given)

    def day(self) -> date:
        """Some day of the 15 months."""
        return FIRST + timedelta(days=self.random.randrange((LAST - FIRST).days))

    def amount(self, *, most: int = 2_000) -> str:
        """An amount in a currency of whatever decimals the books have."""
        decimals = {"JPY": 0, "KWD": 3}.get(self.currency, 2)
        return str(Decimal(self.random.randint(1, most * 10**decimals)).scaleb(-decimals))

    def words(self) -> str:
        """A text that somebody outside made up."""
        return self.random.choice(HOSTILE)

    def rate(self) -> str:
        """A VAT rate that is valid at some time."""
        return self.random.choice(["0", "2.6", "8.1", "19", "25"])


async def make_books(world: World, seed: int) -> RandomBooks:
    """Make up a company and what it did."""
    random = Random(seed)  # noqa: S311  it has to repeat
    company = COMPANIES[seed % len(COMPANIES)]
    made = await world.parts.executor.run(world.owner, BY_NAME["create_profile"], company | {"name": f"Co {seed}"})
    caller = await world.at(made.result.id)
    books = RandomBooks(world, caller, random, made.result.currency)
    books.bank = await books.run("create_bank_account", name="Bank", is_default=True, opening_balance=books.amount())
    books.parties = [await books.run("create_client", name=books.words()) for _ in range(2)]
    doings: list[Callable[[RandomBooks], Any]] = [sell, sell, buy, earn, adjust]
    for doing in doings + random.choices(doings, k=random.randint(0, 4)):
        await doing(books)
    return books


async def sell(books: RandomBooks) -> None:
    """Send an invoice, in some currency; it is paid, credited, cancelled, given up, or stays open."""
    random, day = books.random, books.day()
    invoice = await books.run(
        "create_invoice",
        client_id=random.choice(books.parties).id,
        currency=random.choice([books.currency, books.currency, "EUR", "USD", "JPY"]),
        issue_date=day,
        prices_include_tax=random.random() < 0.3,
        lines=[
            {
                "description": books.words(),
                "quantity": random.choice(["1", "3", "0.5", "7.25"]),
                "price": str(Decimal(random.randint(100, 90_000)).scaleb(-2)),
                "tax_rate": books.rate() if random.random() < 0.5 else "0",
            }
            for _ in range(random.randint(1, 3))
        ],
        status=random.choice(["draft", "sent", "sent", "sent", "sent", "sent"]),
    )
    if invoice.status != "draft":
        await random.choice([pay, pay, pay_twice, cancel, credit, give_up, leave])(books, invoice, day)


async def leave(_: RandomBooks, __: Any, ___: date) -> None:
    """Do nothing about it."""


async def pay(books: RandomBooks, invoice: Any, day: date) -> None:
    """Pay it whole, a while later, at another rate."""
    await books.run("record_payment", id=invoice.id, date=min(day + timedelta(days=books.random.randrange(60)), LAST))


async def pay_twice(books: RandomBooks, invoice: Any, day: date) -> None:
    """Pay a third, then too much, and take one of both back again."""
    exponent = Decimal(1).scaleb(invoice.gross.as_tuple().exponent)
    part = max((invoice.gross / 3).quantize(exponent), exponent)
    await books.run("record_payment", id=invoice.id, date=day, amount=part)
    paid = await books.run("record_payment", id=invoice.id, date=LAST, amount=invoice.gross)
    if books.random.random() < 0.5:
        payment = books.random.choice(paid.payments)
        await books.run("delete_payment", id=invoice.id, payment_id=payment.id)


async def cancel(books: RandomBooks, invoice: Any, _: date) -> None:
    """Cancel it."""
    await books.run("cancel_invoice", id=invoice.id)


async def credit(books: RandomBooks, invoice: Any, _: date) -> None:
    """Give its first line back."""
    await books.run("create_credit_note", invoice_id=invoice.id, lines=[{"position": 1}], issue_date=LAST)


async def give_up(books: RandomBooks, invoice: Any, _: date) -> None:
    """Write it off."""
    await books.run("write_off_invoice", id=invoice.id, reason="bad_debt", date=LAST, note=books.words())


async def buy(books: RandomBooks) -> None:
    """Buy something, which is paid or not."""
    day, status = books.day(), books.random.choice(["draft", "unpaid", "paid", "paid"])
    await books.run(
        "create_expense",
        date=day,
        amount=books.amount(),
        category=books.random.choice(["travel", "software_it", "office_supplies"]),
        tax_rate=books.rate(),
        description=books.words(),
        status=status,
        **({"paid_on": min(day + timedelta(days=20), LAST)} if status == "paid" else {}),
    )


async def earn(books: RandomBooks) -> None:
    """Earn something without an invoice."""
    await books.run(
        "create_income",
        date=books.day(),
        amount=books.amount(),
        description=books.words(),
        category="cash_sales",
        bank_account_id=books.bank.id,
        tax_rate=books.rate(),
    )


async def adjust(books: RandomBooks) -> None:
    """Write an entry by hand, and at times take it back."""
    accounts = (await books.run("list_accounts", **{"class": "expense"}, limit=20)).data
    one, other = books.random.sample(list(accounts), 2)
    amount = books.amount()
    entry = await books.run(
        "create_journal_entry",
        date=books.day(),
        description=books.words(),
        reference=books.words(),
        lines=[
            {"account": one.number, "debit": amount, "description": books.words()},
            {"account": other.number, "credit": amount},
        ],
    )
    if books.random.random() < 0.3:
        await books.run("delete_journal_entry", id=entry.id)
