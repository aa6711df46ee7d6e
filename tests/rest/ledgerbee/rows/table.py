"""What every row of the LedgerBee surface is exercised by: one function a row."""

from collections.abc import Awaitable, Callable

from tests.rest.ledgerbee.client import Bee

Exercise = Callable[[Bee], Awaitable[None]]

ROWS: dict[str, Exercise] = {}


def exercises(row: str) -> Callable[[Exercise], Exercise]:
    """Record the function that exercises a row."""

    def record(exercise: Exercise) -> Exercise:
        assert row not in ROWS, f"{row} is exercised twice"
        ROWS[row] = exercise
        return exercise

    return record
