"""The ledger's words: what is posted, line by line, debit above zero; and the digest that chains entries."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from unicodedata import normalize
from uuid import UUID

from typing_extensions import override

from luma_mcp.domain.journal_types import EntryFacts
from luma_mcp.domain.model import Day
from luma_mcp.domain.money import half_away
from luma_mcp.domain.vat_codes import VatRole

HASH_VERSION = 1
GENESIS = ""
"""What the first entry follows."""


class Source(StrEnum):
    """What an entry comes from; all but manual ones belong to a document and change with it alone."""

    MANUAL = "manual"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    ITEM_PAYMENT = "item_payment"
    WRITE_OFF = "write_off"
    SETTLEMENT = "settlement"
    EXPENSE = "expense"
    EXPENSE_PAYMENT = "expense_payment"
    INCOME = "income"
    OPENING_BALANCE = "opening_balance"
    BANK_ACCOUNT = "bank_account"
    YEAR_CLOSE = "year_close"


class EntryKind(StrEnum):
    """Closing entries carry a year's result to equity and are left out of the result itself."""

    NORMAL = "normal"
    OPENING = "opening"
    CLOSING = "closing"


class Area(StrEnum):
    """Which soft lock an entry obeys beside the one for all."""

    GENERAL = "general"
    SALES = "sales"
    PURCHASES = "purchases"


class ItemKind(StrEnum):
    """What is open: owed by clients, owed to vendors, or paid by clients in advance."""

    RECEIVABLE = "receivable"
    PAYABLE = "payable"
    PREPAYMENT = "prepayment"


class AllocationKind(StrEnum):
    """How an item is settled."""

    PAYMENT = "payment"
    CREDIT = "credit"
    WRITE_OFF = "write_off"
    DISCOUNT = "discount"
    DIFFERENCE = "difference"
    REFUND = "refund"
    REVERSAL = "reversal"
    TRANSFER = "transfer"


MONEY_MOVED = frozenset({AllocationKind.PAYMENT, AllocationKind.CREDIT, AllocationKind.REFUND, AllocationKind.TRANSFER})
"""The allocations by which revenue and expense count on a cash basis; what is written off never came in."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One line to post: `amount` in minor units of the base currency, `amount_tc` in those of the voucher's."""

    account_id: UUID
    amount: int
    amount_tc: int
    vat_code: str | None = None
    vat_role: VatRole | None = None
    vat_base: int | None = None
    tax_date: date | None = None
    open_item_id: UUID | None = None
    client_id: UUID | None = None
    vendor_id: UUID | None = None
    description: str | None = None
    tag_ids: tuple[UUID, ...] = ()
    """Values of dimensions that this line bears beside those of its entry."""
    of_result: bool = False
    """Whether the account is one of revenue or expense; not posted, the account knows."""

    @property
    def says_something(self) -> bool:
        """Whether it moves anything."""
        return bool(self.amount or self.amount_tc)

    @property
    def is_settlement(self) -> bool:
        """Whether it is what revenue or expense is settled with: neither result nor VAT."""
        return not self.of_result and self.vat_role not in (VatRole.TAX, VatRole.REVERSE)

    def opposite(self) -> "Leg":
        """The line that takes this one back."""
        base = None if self.vat_base is None else -self.vat_base
        return replace(self, amount=-self.amount, amount_tc=-self.amount_tc, vat_base=base)


@dataclass(frozen=True, slots=True)
class NewItem:
    """An open item that a voucher opens, with the sign of the ledger."""

    id: UUID
    kind: ItemKind
    account_id: UUID
    amount_tc: int
    amount: int
    due_date: date
    client_id: UUID | None = None
    vendor_id: UUID | None = None
    number: str | None = None
    source_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Voucher:
    """What is to be posted as one entry: legs that sum to zero in base currency."""

    date: Day
    description: str
    source: Source
    legs: tuple[Leg, ...]
    currency: str
    source_id: UUID | None = None
    items: tuple[NewItem, ...] = ()
    kind: EntryKind = EntryKind.NORMAL
    area: Area = Area.GENERAL
    rate: Decimal | None = None
    rate_date: Day | None = None
    reference: str | None = None
    external_id: str | None = None
    reverses: UUID | None = None
    voucher_id: UUID | None = None
    version: int = 1
    tag_ids: tuple[UUID, ...] = ()
    """Values of dimensions that the entry bears, and with it each of its lines."""
    facts: EntryFacts | None = None
    """What it says beside its lines; entries of documents say nothing."""
    on_cash_basis: bool = True
    """Whether its revenue and expense count on a cash basis, as far as nothing of it stays open."""

    def cash_amounts(self) -> dict[UUID, int]:
        """What counts on a cash basis at once, by account: all, or the part that opens no item."""
        amounts: dict[UUID, int] = {}
        for leg in self.legs:
            if leg.of_result:
                amounts[leg.account_id] = amounts.get(leg.account_id, 0) + leg.amount
        opened = {item.id for item in self.items}
        if not opened or any(leg.open_item_id and leg.open_item_id not in opened for leg in self.legs):
            return amounts
        whole = sum(leg.amount for leg in self.legs if leg.is_settlement)
        left = whole - sum(item.amount for item in self.items)
        return {account: cash_share(amount, left, whole) for account, amount in amounts.items()}


@dataclass(frozen=True, slots=True)
class Posted:
    """What a posting answers: the entry, its voucher number and the new head of the chain."""

    entry_id: UUID
    seq: int
    number: str
    hash: str


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """Where the chain of entries stands: the newest one's number and digest. Kept elsewhere it proves what was."""

    seq: int
    hash: str

    @override
    def __str__(self) -> str:
        """As it is shown outside, e.g. 42:9f86d081…; 0: before the first entry."""
        return f"{self.seq}:{self.hash}"


def balance(legs: Sequence[Leg], *, fixed: frozenset[int] = frozenset()) -> tuple[Leg, ...]:
    """Give the residual of a conversion to the largest leg that is not fixed, so that base amounts sum to zero."""
    residual = sum(leg.amount for leg in legs)
    if residual == 0:
        return tuple(legs)
    free = [index for index in range(len(legs)) if index not in fixed]
    largest = max(free, key=lambda index: abs(legs[index].amount))
    made = list(legs)
    made[largest] = replace(legs[largest], amount=legs[largest].amount - residual)
    return tuple(made)


def cash_share(amount: int, settled: int, whole: int) -> int:
    """The part of an amount that counts when so much of the whole is settled: at least none, at most all of it.

    Half a unit goes away from zero. What is settled is below zero where money went out that a client owes as well.
    """
    if whole == 0:
        return amount
    done = min(max(settled if whole > 0 else -settled, 0), abs(whole))
    return half_away(Fraction(amount * done, abs(whole)))


def chain_hash(entry: "Record", lines: Iterable["RecordLine"]) -> str:
    """The digest of an entry that follows another: SHA-256 over canonical JSON of integers, texts and dates.

    Reference and description are not in it: they may be mended, which the audit trail tells.
    """
    content = {
        "v": HASH_VERSION,
        "prev": entry.prev_hash,
        "entry": [_plain(value) for value in entry.content],
        "lines": [[_plain(value) for value in line] for line in lines],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(normalize("NFC", text).encode()).hexdigest()


Value = str | int | UUID | date | datetime | Decimal | None

RecordLine = tuple[Value, ...]
"""n, account, amount, currency, amount in it, VAT code, role, base, tax date, open item, client, vendor."""


@dataclass(frozen=True, slots=True)
class Record:
    """The fixed facts of an entry, in the order in which they are digested."""

    prev_hash: str
    content: tuple[Value, ...]


def _plain(value: Value) -> str | int | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if isinstance(value, int) or value is None else str(value)
