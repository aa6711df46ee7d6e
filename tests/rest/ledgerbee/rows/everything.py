"""All that is exercised. Each module of rows is imported here."""

from tests.rest.ledgerbee.rows.table import ROWS, Exercise

EXERCISES: dict[str, Exercise] = ROWS
