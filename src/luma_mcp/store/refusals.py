"""What a database refuses, in accounting words: a driver's error becomes a refusal, or stays a fault of ours."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from luma_mcp.errors import (
    Busy,
    ChangedMeanwhile,
    ExternalIdTaken,
    ExternalReferenceTaken,
    Invalid,
    InvoiceLocked,
    NameTaken,
    NumberTaken,
    OfferConverted,
    PriceLocked,
    Refusal,
    TooLarge,
    Unavailable,
)
from luma_mcp.ledger_errors import DimensionClash, EntryReversed, HardLock, PeriodLocked, YearOverlap

_UNIQUE = "^(23505|SQLITE_CONSTRAINT_UNIQUE) .*"

_GUARD = "^(P0001|SQLITE_CONSTRAINT_TRIGGER)"

_REFUSALS: dict[str, type[Refusal]] = {
    "^(SQLITE_BUSY|SQLITE_LOCKED|40001|40P01|55P03|53300)|database is locked": Busy,
    rf'{_UNIQUE}(uq_\w+_(number|series_n)"|\.(number|series_n)$)': NumberTaken,
    rf'{_UNIQUE}(uq_\w+_external_reference"|\.external_reference$)': ExternalReferenceTaken,
    rf'{_UNIQUE}(uq_\w+_external_id"|\.external_id$)': ExternalIdTaken,
    rf'{_UNIQUE}(uq_invoice_offer"|invoice\.offer_id$)': OfferConverted,
    rf'{_UNIQUE}(uq_bank_account_default"|bank_account\.profile_id$)': Busy,
    rf'{_UNIQUE}(uq_\w+_name"|\.name$)': NameTaken,
    rf'{_UNIQUE}(uq_product_price_default"|product_price\.product_id$)': Busy,
    f"{_GUARD} .*dimension_unique": DimensionClash,
    f"{_GUARD} .*invoice_locked": InvoiceLocked,
    f"{_GUARD} .*price_locked": PriceLocked,
    f"{_GUARD} .*period_locked": PeriodLocked,
    f"{_GUARD} .*hard_lock": HardLock,
    f"{_GUARD} .*fiscal_year_overlap": YearOverlap,
    rf'{_UNIQUE}(uq_journal_entry_reverses"|journal_entry\.reverses$)': EntryReversed,
    "^(P0001|SQLITE_CONSTRAINT_TRIGGER|23503|SQLITE_CONSTRAINT_FOREIGNKEY) ": ChangedMeanwhile,
    "^(22021|22P05) ": Invalid,
    "^22003 |integer overflow|cannot store REAL value in INTEGER column": TooLarge,
    "^(08|28|3D|57P|SQLITE_(FULL|READONLY|IOERR|CANTOPEN|NOTADB|CORRUPT))": Unavailable,
}
"""SQLSTATE on PostgreSQL or the result code's name on SQLite, and the message: an index by its name or last column."""


_TAKEN = re.compile(r'"uq_(\w+)_(?:number|external_id)"|failed: (\w+)\.')


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn what the database refuses into refusals; anything else passes as it is."""
    try:
        yield
    except DBAPIError as problem:
        refusal = refusal_of(problem)
        if refusal is None:
            raise
        raise refusal from problem
    except PoolTimeoutError as problem:
        raise Busy from problem


def refusal_of(problem: DBAPIError) -> Refusal | None:
    """What a driver's error says to a caller, or None where only we can mend it."""
    said = f"{_code(problem)} {first_line(problem)}"
    found = next((refusal for pattern, refusal in _REFUSALS.items() if re.search(pattern, said)), None)
    if found is None and problem.connection_invalidated:
        found = Unavailable
    if found is Unavailable:
        reason = first_line(problem)
        return Unavailable(f"The database cannot be used: {reason}", fix="Check that it runs and has room.")
    return found(subject=_subject(said)) if found else None


def first_line(problem: Exception) -> str:
    """What a driver said, without statement and parameters."""
    lines = str(getattr(problem, "orig", problem)).splitlines()
    return lines[0][:200] if lines else type(problem).__name__


def _subject(said: str) -> str:
    """The noun whose number or external id is taken, from the index or the column that says so."""
    match = _TAKEN.search(said)
    return (match[1] or match[2]).replace("_", " ").removeprefix("ledger ") if match else ""


def _code(problem: DBAPIError) -> str:
    """SQLSTATE on PostgreSQL, the name of the result code on SQLite."""
    found = getattr(problem.orig, "sqlstate", None) or getattr(problem.orig, "sqlite_errorname", None)
    return str(found or "")
