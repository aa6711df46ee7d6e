"""Every row of the surface answers, on both databases."""

import pytest

from tests.rest.client import Rest
from tests.rest.rows import master, purchases, sales
from tests.rest.rows.table import ROWS

MODULES = (master, purchases, sales)


@pytest.mark.parametrize("operation", sorted(ROWS))
async def test_a_row_answers(operation: str, rest: Rest) -> None:
    await ROWS[operation](rest)
