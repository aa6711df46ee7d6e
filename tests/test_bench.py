"""The benchmarks run, on books small enough for a test; their books prove right."""

from pathlib import Path

from bench import ledger_books, proofs, reports


def test_reports_and_proof_are_measured_on_books_that_hold(tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    ledger_books.fill(path, 500)
    measured = reports.measure(path, 500)
    assert [ratio.name.split(",")[0] for ratio in measured] == list(reports.REPORTS)
    lines, *_ = proofs.measure(path)
    assert 300 < int(lines) <= 500
    assert reports.growth(measured, measured)[0][2] == "1.00"
