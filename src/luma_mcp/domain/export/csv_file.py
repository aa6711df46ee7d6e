"""The journal as CSV: a row a line, with what its entry says."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from luma_mcp.domain.export.journal import ExportedEntry, JournalStretch
from luma_mcp.domain.reports.csv_file import cell_of

COLUMNS = (
    "seq", "number", "date", "line", "account", "account_name", "class", "amount", "currency", "foreign_amount",
    "foreign_currency", "vat_code", "tax_date", "description", "line_description", "reference", "source", "kind",
    "hash",
)  # fmt: skip


class Csv:
    """Writes CSV (RFC 4180). Amounts are debit above zero; foreign ones only where the currency is another."""

    def head(self, first: JournalStretch) -> str:
        """The names of the columns."""
        del first
        return _rows([COLUMNS])

    def entry(self, entry: ExportedEntry, currency: str) -> str:
        """The lines of an entry."""
        foreign = entry.currency != currency
        return _rows(
            [
                (
                    entry.seq, entry.number, entry.date, n, line.account.number, line.account.name,
                    line.account.class_, line.amount, currency, line.amount_tc if foreign else None,
                    entry.currency if foreign else None, line.vat_code, line.tax_date, entry.description,
                    line.description, entry.reference, entry.source, entry.kind, entry.hash,
                )
                for n, line in enumerate(entry.lines, start=1)
            ]
        )  # fmt: skip


def _rows(rows: Sequence[Sequence[Any]]) -> str:
    text = StringIO()
    csv.writer(text).writerows([cell_of(value) for value in row] for row in rows)
    return text.getvalue()
