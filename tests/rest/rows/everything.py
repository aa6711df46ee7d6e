"""All that is exercised."""

from tests.rest.rows import ledger, master, purchases, reports, sales
from tests.rest.rows.table import ROWS, Exercise

MODULES = (ledger, master, purchases, reports, sales)
EXERCISES: dict[str, Exercise] = ROWS
