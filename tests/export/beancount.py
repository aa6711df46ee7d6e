"""beancount, which reads an export and adds it up on its own."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from beancount import loader
from beancount.core.data import Entries, Open, Transaction

from tests.export.hledger import Balances


def loaded(path: Path) -> Entries:
    """What beancount reads from a file, which must be without any error."""
    entries, errors, _ = loader.load_file(str(path))
    assert [error.message for error in errors] == []
    return entries


def by_beancount(path: Path, first: date, last: date) -> Balances:
    """What each account moved in a time, as beancount adds it up."""
    return _added_up(loaded(path), first, last)


def _added_up(entries: Entries, first: date, last: date) -> Balances:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        if isinstance(entry, Transaction) and first <= entry.date <= last:
            for posting in entry.postings:
                assert posting.units
                sums[posting.account] += posting.units.number or 0
    return {account: amount for account, amount in sums.items() if amount}


def names(entries: Entries) -> dict[str, str]:
    """The name of each account that is open."""
    return {entry.account: entry.meta["name"] for entry in entries if isinstance(entry, Open)}
