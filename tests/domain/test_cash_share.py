"""What counts on a cash basis: a part of what was posted, never less than none or more than all."""

import pytest

from luma_mcp.domain.ledger import cash_share


@pytest.mark.parametrize(
    ("amount", "settled", "whole", "part"),
    [
        (-100, 30, 100, -30),
        (-100, 1, 3, -33),
        (-100, 2, 3, -67),
        (-5, 1, 2, -3),
        (5, 1, 2, 3),
        (100, -30, -100, 30),
        (-100, 100, 100, -100),
        (-100, 0, 100, 0),
        (-100, 7, 0, -100),
    ],
)
def test_a_part_of_the_whole_counts_half_away_from_zero(amount: int, settled: int, whole: int, part: int) -> None:
    assert cash_share(amount, settled, whole) == part


@pytest.mark.parametrize(("settled", "part"), [(-500, 0), (-1, 0), (101, -100), (600, -100)])
def test_no_more_than_all_counts_and_no_less_than_none(settled: int, part: int) -> None:
    assert cash_share(-100, settled, 100) == part
    assert cash_share(100, -settled, -100) == -part
