"""All that is exercised. Each module of rows is imported here."""

from tests.rest.ledgerbee.rows import customers, dimensions, vendors
from tests.rest.ledgerbee.rows.table import ROWS, Exercise

MODULES = (customers, dimensions, vendors)

EXERCISES: dict[str, Exercise] = ROWS
