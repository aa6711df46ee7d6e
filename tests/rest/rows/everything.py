"""All that is exercised."""

from tests.rest.rows import master, purchases, sales
from tests.rest.rows.table import ROWS, Exercise

MODULES = (master, purchases, sales)
EXERCISES: dict[str, Exercise] = ROWS
