"""What books should say, kept in plain numbers: no accounts, no entries, no database. Minor units throughout."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from uuid import UUID

RATES = ("8.1", "2.6", "0")


def half_up(exact: Fraction) -> int:
    """Half away from zero."""
    size = int(abs(exact) + Fraction(1, 2))
    return size if exact >= 0 else -size


def tax_on(base: int, rate: str) -> int:
    """VAT on a net amount."""
    return half_up(base * Fraction(rate) / 100)


@dataclass
class Paid:
    """A payment: what of it settled the invoice, and what is kept."""

    id: UUID
    settled: int
    kept: int


@dataclass
class Bill:
    """A sent invoice with one line a rate, and all that happened to it."""

    id: UUID
    currency: str
    day: date
    bases: dict[str, int]
    credited: dict[str, int] = field(default_factory=dict)
    """Net given back, by rate."""
    payments: list[Paid] = field(default_factory=list)
    notes: dict[UUID, int] = field(default_factory=dict)
    """Credit notes by their open items, and what of each is not used."""
    applied: int = 0
    """What credit notes settled."""
    written_off: int = 0
    cancelled: bool = False

    @property
    def gross(self) -> int:
        """With VAT."""
        return sum(base + tax_on(base, rate) for rate, base in self.bases.items())

    @property
    def credits(self) -> int:
        """All that credit notes gave back, with VAT."""
        return sum(base + tax_on(base, rate) for rate, base in self.credited.items())

    @property
    def paid(self) -> int:
        """What payments settled."""
        return sum(one.settled for one in self.payments)

    @property
    def kept(self) -> int:
        """What payments brought beyond it."""
        return sum(one.kept for one in self.payments)

    @property
    def open(self) -> int:
        """What is owed."""
        return 0 if self.cancelled else self.gross - self.paid - self.applied - self.written_off

    @property
    def forgivable(self) -> int:
        """What of it can be written off: what is open, as far as it was not credited."""
        return min(self.open, self.gross - self.credits - self.written_off)

    @property
    def untouched(self) -> bool:
        """Whether it may be cancelled."""
        return not (self.cancelled or self.payments or self.credited or self.written_off)

    def pay(self, payment: UUID, amount: int) -> None:
        """Money comes in."""
        settled = min(self.open, amount)
        self.payments.append(Paid(payment, settled, amount - settled))

    def unpay(self, payment: Paid) -> None:
        """A payment was a mistake; what is kept covers what is open again."""
        self.payments.remove(payment)
        for one in self.payments:
            moved = min(self.open, one.kept)
            one.settled, one.kept = one.settled + moved, one.kept - moved
        for note, left in self.notes.items():
            moved = min(self.open, left)
            self.notes[note], self.applied = left - moved, self.applied + moved

    def credit(self, note: UUID, parts: dict[str, int]) -> None:
        """Net amounts are given back; they settle what is open first."""
        before = self.credits
        for rate, base in parts.items():
            self.credited[rate] = self.credited.get(rate, 0) + base
        amount = self.credits - before
        used = min(self.open, amount)
        self.applied += used
        self.notes[note] = amount - used

    def revenue(self) -> int:
        """Net, less what was given back."""
        return 0 if self.cancelled else sum(self.bases.values()) - sum(self.credited.values())

    def tax(self) -> int:
        """VAT, less what was given back."""
        billed = sum(tax_on(base, rate) for rate, base in self.bases.items())
        return 0 if self.cancelled else billed - sum(tax_on(base, rate) for rate, base in self.credited.items())
