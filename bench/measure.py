"""Times two ways of doing the same, in turns within one run, and prints how they compare."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

ROUNDS = 7


@dataclass(frozen=True)
class Ratio:
    """What ours costs for each unit of the bare baseline: a value for every round."""

    name: str
    ours_ms: Sequence[float]
    bare_ms: Sequence[float]

    @property
    def ratios(self) -> list[float]:
        """Ours ÷ bare, round by round."""
        return [ours / bare for ours, bare in zip(self.ours_ms, self.bare_ms, strict=True)]

    def row(self) -> Sequence[str]:
        """The cells of the table: name, medians in milliseconds, median ratio and its spread."""
        ratios = self.ratios
        return (
            self.name,
            f"{statistics.median(self.ours_ms):.3f}",
            f"{statistics.median(self.bare_ms):.3f}",
            f"{statistics.median(ratios):.2f}",
            f"{min(ratios):.2f} – {max(ratios):.2f}",
        )


def in_turns(name: str, ours: Callable[[], int], bare: Callable[[], int], rounds: int = ROUNDS) -> Ratio:
    """Run both in turns (each answers how many things it did) and note milliseconds for one thing.

    A round before the first is not counted: it fills caches on both sides.
    """
    ours_ms, bare_ms = [], []
    for round_number in range(rounds + 1):
        spent = [_milliseconds(ours), _milliseconds(bare)]
        if round_number:
            ours_ms.append(spent[0])
            bare_ms.append(spent[1])
    return Ratio(name, ours_ms, bare_ms)


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print aligned columns: words to the left, figures to the right."""
    table = [head, *rows]
    widths = [max(len(line[column]) for line in table) for column in range(len(head))]
    for line in table:
        first, *rest = line
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
        print("  ".join(cells))
    print()


def _milliseconds(work: Callable[[], int]) -> float:
    start = time.perf_counter()
    count = work()
    return (time.perf_counter() - start) * 1000 / count
