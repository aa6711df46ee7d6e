"""The journal as beancount reads it.

Postings are in the currency of the books, so that they balance and sum to the books' own balances; an amount in
another currency stands beneath its posting as `foreign`. An account is its class and number, its name is metadata.
Text from outside only ever stands inside a quoted string.
"""

import re

from luma_mcp.domain.charts import AccountClass
from luma_mcp.domain.export.journal import ExportedAccount, ExportedEntry, ExportedLine, JournalStretch, one_line

ROOTS = {
    AccountClass.ASSET: "Assets",
    AccountClass.LIABILITY: "Liabilities",
    AccountClass.EQUITY: "Equity",
    AccountClass.REVENUE: "Income",
    AccountClass.EXPENSE: "Expenses",
}
"""What both programs call the classes when nobody tells them otherwise."""


class Beancount:
    """Writes beancount."""

    def head(self, first: JournalStretch) -> str:
        """Title, currency and every account, open from the first entry on."""
        lines = [f'option "title" {quoted(first.company)}', f'option "operating_currency" "{first.currency}"', ""]
        for account in first.accounts:
            lines.append(f"{first.first_day} open {account_name(account)} {first.currency}")
            lines.append(f"  name: {quoted(account.name)}")
        return "\n".join(lines) + "\n"

    def entry(self, entry: ExportedEntry, currency: str) -> str:
        """A transaction with its number, source and hash."""
        lines = [
            "",
            f"{entry.date} * {quoted(entry.description)}",
            f"  number: {quoted(entry.number)}",
            f'  source: "{entry.source}"',
            f'  kind: "{entry.kind}"',
            f'  hash: "{entry.hash}"',
        ]
        if entry.reference:
            lines.append(f"  reference: {quoted(entry.reference)}")
        for line in entry.lines:
            lines += _posting(line, entry, currency)
        return "\n".join(lines) + "\n"


def _posting(line: ExportedLine, entry: ExportedEntry, currency: str) -> list[str]:
    lines = [f"  {account_name(line.account)}  {line.amount:f} {currency}"]
    if entry.currency != currency:
        lines.append(f"    foreign: {line.amount_tc:f} {entry.currency}")
    if line.vat_code:
        lines.append(f"    vat: {quoted(line.vat_code)}")
        lines.append(f"    tax-date: {line.tax_date}")
    if line.description:
        lines.append(f"    description: {quoted(line.description)}")
    return lines


def account_name(account: ExportedAccount) -> str:
    """Class and number as an account of beancount, which takes neither a point nor a small letter at the start."""
    number = re.sub("[-.]", lambda mark: f"-{ord(mark[0]):X}", account.number)
    return f"{ROOTS[account.class_]}:{'X-' if number[0].islower() else ''}{number}"


def quoted(text: str) -> str:
    """Text as a string that it cannot leave."""
    return '"' + one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
