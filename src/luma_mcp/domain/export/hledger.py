"""The journal as hledger reads it.

Postings are in the currency of the books; an amount in another currency is the tag `foreign`. An account is its class
and number. hledger has no quotes: what would end a description, make a tag or set a date in a comment is replaced.
"""

from luma_mcp.domain.export.beancount import ROOTS
from luma_mcp.domain.export.journal import ExportedAccount, ExportedEntry, ExportedLine, JournalStretch, one_line
from luma_mcp.domain.money import exponent

_WORDS = str.maketrans({";": ","})
_REMARK = str.maketrans({":": ".", "[": "(", "]": ")"})
_TAG = str.maketrans({",": ";"})
_CODE = str.maketrans({"(": "[", ")": "]", ";": ","})


class Hledger:
    """Writes hledger's journal format."""

    def head(self, first: JournalStretch) -> str:
        """How numbers are written, and every account."""
        decimals = exponent(first.currency)
        lines = [
            f"; {_remark(first.company)}",
            "decimal-mark .",
            f"commodity 1000.{'0' * decimals} {first.currency}",
            "",
        ]
        lines += [f"account {account_name(account)}  ; {_remark(account.name)}" for account in first.accounts]
        return "\n".join(lines) + "\n"

    def entry(self, entry: ExportedEntry, currency: str) -> str:
        """A transaction with its number as code; source, hash and reference as tags."""
        code = one_line(entry.number).translate(_CODE)
        tags = {"source": entry.source, "kind": entry.kind, "hash": entry.hash, "reference": entry.reference}
        lines = ["", f"{entry.date} * ({code}) {one_line(entry.description).translate(_WORDS)}"]
        lines += [f"    ; {name}:{_tag(value)}" for name, value in tags.items() if value]
        lines += [_posting(line, entry, currency) for line in entry.lines]
        return "\n".join(lines) + "\n"


def account_name(account: ExportedAccount) -> str:
    """Class and number."""
    return f"{ROOTS[account.class_]}:{account.number}"


def _posting(line: ExportedLine, entry: ExportedEntry, currency: str) -> str:
    tags = []
    if entry.currency != currency:
        tags.append(f"foreign:{line.amount_tc:f} {entry.currency}")
    if line.vat_code:
        tags += [f"vat:{_tag(line.vat_code)}", f"tax-date:{line.tax_date}"]
    if line.description:
        tags.append(f"description:{_tag(line.description)}")
    posting = f"    {account_name(line.account)}  {line.amount:f} {currency}"
    return f"{posting}  ; {', '.join(tags)}" if tags else posting


def _remark(text: str) -> str:
    """Text as a comment in which nothing is a tag or a date."""
    return one_line(text).translate(_REMARK)


def _tag(text: str) -> str:
    """Text as the value of a tag, which ends at a comma."""
    return _remark(text).translate(_TAG)
