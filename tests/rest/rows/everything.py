"""All that is exercised."""

from tests.rest.rows import master, purchases, reports, sales
from tests.rest.rows.table import ROWS, Exercise

MODULES = (master, purchases, reports, sales)
EXERCISES: dict[str, Exercise] = ROWS
