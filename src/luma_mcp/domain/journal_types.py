"""The five types of journal entries, and which side the receivable or payable of each stands on."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID


class JournalType(StrEnum):
    """What an entry records. All but `journal_entry` move what a client owes or is owed to a vendor."""

    JOURNAL_ENTRY = "journal_entry"
    CLIENT_INVOICE = "client_invoice"
    CLIENT_PAYMENT = "client_payment"
    VENDOR_INVOICE = "vendor_invoice"
    VENDOR_PAYMENT = "vendor_payment"

    @property
    def is_locked(self) -> bool:
        """Whether its amount and party decide a line on a control account."""
        return self is not JournalType.JOURNAL_ENTRY

    @property
    def of_client(self) -> bool:
        """Whether it is about a client."""
        return self in (JournalType.CLIENT_INVOICE, JournalType.CLIENT_PAYMENT)

    @property
    def party(self) -> str:
        """The field that names whom it is about; empty where it is about nobody."""
        return ("client_id" if self.of_client else "vendor_id") if self.is_locked else ""

    def described(self, description: str | None, reference: str | None) -> str:
        """What an entry is called: as it was said, else by its reference, else by its type."""
        return description or reference or self.replace("_", " ").capitalize()

    def control_amount(self, original: int) -> int:
        """What its control account moves by, debit above zero.

        Above zero an invoice or a payment, below a credit note or a refund: a client's invoice is debited to
        receivables and his payment credited; with vendors it is the other way round.
        """
        return original if self in DEBITED else -original


DEBITED = frozenset({JournalType.CLIENT_INVOICE, JournalType.VENDOR_PAYMENT})
"""The types whose amount is debited to the control account."""


class ControlLeg(StrEnum):
    """Who writes the line on receivables or payables: the caller, or the ledger from the party's group."""

    GIVEN = "given"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What an entry says beside its lines; amounts in minor units of its currency."""

    type: JournalType
    category_id: UUID
    original: int | None = None
    client_id: UUID | None = None
    vendor_id: UUID | None = None
    control_added: bool = False
    """Whether its last line is the control leg that the ledger added."""

    def opposite(self) -> "EntryFacts":
        """The facts of the entry that takes this one back."""
        return replace(self, original=None if self.original is None else -self.original)
