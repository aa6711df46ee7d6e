"""Every row of the surface answers, on both databases."""

import pytest

from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.rows.everything import EXERCISES


@pytest.mark.parametrize("row", sorted(EXERCISES))
async def test_a_row_answers(row: str, bee: Bee) -> None:
    await EXERCISES[row](bee)
