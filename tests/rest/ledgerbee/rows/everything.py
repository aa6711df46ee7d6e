"""All that is exercised. Each module of rows is imported here."""

from tests.rest.ledgerbee.rows import (
    accounts,
    api_key,
    company,
    customers,
    dimensions,
    document_templates,
    draft_journal_entries,
    journal_categories,
    journal_entries,
    products,
    projects,
    vat_codes,
    vendors,
)
from tests.rest.ledgerbee.rows.table import ROWS, Exercise

MODULES = (
    accounts,
    api_key,
    company,
    customers,
    dimensions,
    document_templates,
    draft_journal_entries,
    journal_categories,
    journal_entries,
    products,
    projects,
    vat_codes,
    vendors,
)

EXERCISES: dict[str, Exercise] = ROWS
