"""`make bench`: what luma_mcp costs as a multiple of the bare parts that it stands on, measured side by side.

`--lines 100000 1000000` says how many journal lines the reports are measured over; 10000000 takes half an hour to fill.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import counts, creates, ledger_books, postings, proofs, reports, served, spawn
from bench.books import demo_books
from bench.measure import print_table

HEAD = ("ours ÷ bare (milliseconds each)", "ours", "bare", "median ratio", "spread")
LINES = (100_000, 1_000_000)


def main() -> None:
    """Run every benchmark and print the tables."""
    parser = ArgumentParser(prog="make bench ARGS=…")
    parser.add_argument("--lines", type=int, nargs="+", default=LINES, help="journal lines of the books for reports")
    sizes = sorted(parser.parse_args().lines)
    with demo_books() as (path, demo):
        ratios = [
            *creates.measure(path),
            *postings.measure(path),
            *served.measure(path, demo.keys["scoped"], demo.keys["ledgerbee"]),
        ]
        ratios += spawn.measure(path, path.parent / served.MCP_ANSWERS)
    print_table(HEAD, [ratio.row() for ratio in ratios])
    ledger(sizes)
    print_table(counts.TOKENS_HEAD, counts.tokens())
    print_table(counts.STATEMENTS_HEAD, counts.statements())


def ledger(sizes: Sequence[int]) -> None:
    """Reports and proof over books of these sizes, the smallest first."""
    measured, proved = [], []
    with TemporaryDirectory() as folder:
        for lines in sizes:
            path = Path(folder) / f"{lines}.db"
            ledger_books.fill(path, lines)
            measured.append(reports.measure(path, lines))
            proved.append(proofs.measure(path))
            path.unlink()
    print_table(reports.HEAD, [ratio.row() for size in measured for ratio in size])
    print_table(reports.GROWTH_HEAD, reports.growth(measured[0], measured[-1]))
    print_table(proofs.HEAD, proved)


if __name__ == "__main__":
    main()
