"""What proving the books again answers: what was checked, and every fact that does not hold."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from pydantic import ConfigDict, Field

from luma_mcp.domain.model import Model

MOST_NAMED = 100
"""So many broken facts of a section are named; what is off more often is not read one by one."""
STRETCH = 100_000
"""Entries that are proved between two answers, where they are proved alone."""


class Section(StrEnum):
    """What is proved, in this order."""

    FILE = "file"
    ENTRIES = "entries"
    YEARS = "years"
    BALANCES = "balances"
    ITEMS = "items"
    VOUCHERS = "vouchers"
    DOCUMENTS = "documents"
    NUMBERS = "numbers"
    FILES = "files"


class VerificationQuery(Model):
    """What to prove: everything, or one section; entries in stretches, each from where the last one ended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    section: Section | None = Field(None, description="Default: all of them")
    after_seq: int = Field(0, ge=0, le=10**15, description="Of entries: prove those after this one")
    stretch: int = Field(STRETCH, ge=1, le=10**6, description="Of entries: so many")


class Verification(Model):
    """What was checked, and every fact that does not hold, the first one first."""

    concise: ClassVar[tuple[str, ...]] = ()

    entries: int = 0
    lines: int = 0
    open_items: int = 0
    invoices: int = 0
    offers: int = 0
    credit_notes: int = 0
    payments: int = 0
    expenses: int = 0
    income: int = 0
    files: int = 0
    next_seq: int | None = Field(None, description="Where the next stretch of entries begins, if there is one")
    last_seq: int | None = Field(None, description="Where the last stretch ends, if there is a next one")
    broken: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many of each noun were checked."""
        counted: dict[str, int] = self.model_dump(exclude={"broken", "next_seq", "last_seq"})
        return counted

    def plus(self, more: "Verification") -> "Verification":
        """This and what was proved after it, as one."""
        counts = {noun: count + more.counts()[noun] for noun, count in self.counts().items()}
        return Verification(**counts, next_seq=more.next_seq, last_seq=more.last_seq, broken=self.broken + more.broken)


@dataclass
class Findings:
    """What a section has counted and found broken so far."""

    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    next_seq: int | None = None
    last_seq: int | None = None
    unnamed: int = 0

    def add(self, fact: str) -> None:
        """Note a fact that does not hold."""
        if len(self.broken) < MOST_NAMED:
            self.broken.append(fact)
        else:
            self.unnamed += 1

    def result(self, section: Section) -> Verification:
        """What the section answers."""
        rest = (f"{section}: {self.unnamed} more facts do not hold",) if self.unnamed else ()
        broken = (*self.broken, *rest)
        return Verification(**self.counts, next_seq=self.next_seq, last_seq=self.last_seq, broken=broken)
