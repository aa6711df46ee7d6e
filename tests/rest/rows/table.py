"""What every row of the surface is exercised by: one function an operation."""

from collections.abc import Awaitable, Callable

from tests.rest.client import Rest

Exercise = Callable[[Rest], Awaitable[None]]

ROWS: dict[str, Exercise] = {}


def exercises(operation: str) -> Callable[[Exercise], Exercise]:
    """Record the function that exercises an operation's row."""

    def record(exercise: Exercise) -> Exercise:
        assert operation not in ROWS, f"{operation} is exercised twice"
        ROWS[operation] = exercise
        return exercise

    return record
