"""The makers of all records, noun by noun: import the modules that record them here."""

from tests.rest.ledgerbee.requests import Records, records_of
from tests.rest.ledgerbee.rows import (
    customers,
    dimensions,
    draft_journal_entries,
    journal_entries,
    products,
    projects,
    vendors,
)

MODULES = (customers, dimensions, draft_journal_entries, journal_entries, products, projects, vendors)

__all__ = ["Records", "records_of"]
