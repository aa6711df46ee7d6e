"""hledger, which reads an export and adds it up on its own, where it is installed."""

import csv
import os
import shutil
import subprocess
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

NO_HLEDGER = "hledger is not installed, so exports were NOT recomputed by it"

Balances = dict[str, Decimal]
"""By account; without those that are zero."""


def by_hledger(path: Path, first: date, last: date) -> Balances:
    """What each account moved in a time, as hledger adds it up; every account and currency must be declared."""
    program = shutil.which("hledger")
    if program is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(NO_HLEDGER)
    asked = [program, "balance", "-f", str(path), "--strict", "-b", str(first), "-e", str(last + timedelta(days=1))]
    done = subprocess.run(
        [*asked, "--flat", "--no-total", "-O", "csv"],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    _, *rows = csv.reader(StringIO(done.stdout))
    return {account: Decimal(amount.split()[0]) for account, amount in rows}
