"""Every row of the surface answers, on both databases."""

import pytest

from tests.rest.client import Rest
from tests.rest.rows.everything import EXERCISES


@pytest.mark.parametrize("operation", sorted(EXERCISES))
async def test_a_row_answers(operation: str, rest: Rest) -> None:
    await EXERCISES[operation](rest)
