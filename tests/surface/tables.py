"""The endpoint tables: every public operation of the vendor, our own actions, and what is not there yet."""

import csv
from pathlib import Path

FOLDER = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table."""
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def endpoints(*names: str) -> set[tuple[str, str, str]]:
    """Operation, method and path of every row."""
    return {(row["operation"], row["method"], row["path"]) for name in names for row in rows(name)}
