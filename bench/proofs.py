"""What proving books again costs, as a time and for each million lines."""

import time
from collections.abc import Sequence
from pathlib import Path

import anyio

from bench.books import settings_for
from luma_mcp import administration
from luma_mcp.app import open_parts

HEAD = ("verify, lines", "seconds", "seconds a million lines")


def measure(path: Path) -> Sequence[str]:
    """Verify one file of books; a broken fact ends the benchmark."""
    started = time.perf_counter()
    lines = anyio.run(_verify, path)
    seconds = time.perf_counter() - started
    return (f"{lines:,}", f"{seconds:.1f}", f"{seconds * 1_000_000 / lines:.1f}")


async def _verify(path: Path) -> int:
    async with open_parts(settings_for(path)) as parts:
        proofs = await administration.verify(parts)
    broken = [fact for _, proof in proofs for fact in proof.broken]
    if broken:
        raise AssertionError(broken[0])
    return sum(proof.lines for _, proof in proofs)
