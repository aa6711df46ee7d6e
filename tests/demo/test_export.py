"""The demo, recomputed by other programs."""

from datetime import date
from pathlib import Path

import pytest

from luma_mcp.app import open_parts
from tests.demo.conftest import DemoFile
from tests.export.recomputing import recomputed


@pytest.mark.parametrize("company", [0, 1], ids=["swiss", "danish"])
async def test_the_demo_comes_to_the_same_in_other_programs(demo: DemoFile, company: int, tmp_path: Path) -> None:
    async with open_parts(demo.settings) as parts:
        profile = str(demo.printed["profiles"][company]["id"])
        caller = await parts.access.choose_profile(await parts.access.owner(), profile)
        await recomputed(parts, caller, tmp_path, (date(2025, 1, 1), date(2025, 12, 31)))
