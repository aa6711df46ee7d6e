"""All that is exercised. Each module of rows is imported here."""

from tests.rest.ledgerbee.rows import customers, vendors
from tests.rest.ledgerbee.rows.table import ROWS, Exercise

MODULES = (customers, vendors)

EXERCISES: dict[str, Exercise] = ROWS
