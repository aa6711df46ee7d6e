"""`make bench`: what luma_mcp costs as a multiple of the bare parts that it stands on, measured side by side."""

from bench import counts, creates, served, spawn
from bench.books import demo_books
from bench.measure import print_table

HEAD = ("ours ÷ bare (milliseconds each)", "ours", "bare", "median ratio", "spread")


def main() -> None:
    """Run every benchmark and print the tables."""
    with demo_books() as (path, demo):
        ratios = [*creates.measure(path), *served.measure(path, demo.keys["scoped"])]
        ratios += spawn.measure(path, path.parent / served.MCP_ANSWERS)
    print_table(HEAD, [ratio.row() for ratio in ratios])
    print_table(counts.TOKENS_HEAD, counts.tokens())
    print_table(counts.STATEMENTS_HEAD, counts.statements())


if __name__ == "__main__":
    main()
