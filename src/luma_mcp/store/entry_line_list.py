"""The lines of journal entries as they are shown."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, and_, select

from luma_mcp.domain.journal_entries import EntryLine
from luma_mcp.domain.money import to_major
from luma_mcp.store.books import Books
from luma_mcp.store.chart import base_currency
from luma_mcp.store.journal import journal_line
from luma_mcp.store.ledger_accounts import ledger_account
from luma_mcp.store.tags import tags_of_lines
from luma_mcp.store.vat_codes import vat_code

_ACCOUNT = and_(
    ledger_account.c.profile_id == journal_line.c.profile_id, ledger_account.c.id == journal_line.c.account_id
)
_CODE = and_(vat_code.c.profile_id == journal_line.c.profile_id, vat_code.c.code == journal_line.c.vat_code)
_NAMES = ("account_id", "description", "vat_code", "vat_role", "tax_date", "client_id", "vendor_id")
_COLUMNS: tuple[Any, ...] = (
    *(journal_line.c[name] for name in ("entry_id", "n", "amount_tc_minor", "amount_minor", *_NAMES)),
    ledger_account.c.number,
    ledger_account.c.name,
    vat_code.c.id.label("code_id"),
)
_SOURCE = journal_line.join(ledger_account, _ACCOUNT).outerjoin(vat_code, _CODE)


async def lines_of(books: Books, currencies: Mapping[UUID, str]) -> dict[UUID, tuple[EntryLine, ...]]:
    """The lines of entries whose currencies are known, by entry, in their order."""
    if not currencies:
        return {}
    own = books.own(journal_line) & journal_line.c.entry_id.in_(list(currencies))
    query = select(*_COLUMNS).select_from(_SOURCE).where(own).order_by(journal_line.c.entry_id, journal_line.c.n)
    base, tags = await base_currency(books), await tags_of_lines(books, currencies)
    found: dict[UUID, list[EntryLine]] = {entry: [] for entry in currencies}
    for row in await books.fetch_all(query):
        key = (row["entry_id"], row["n"])
        found[row["entry_id"]].append(_line(row, currencies[row["entry_id"]], base, tags.get(key, ())))
    return {entry: tuple(lines) for entry, lines in found.items()}


def _line(row: RowMapping, currency: str, base: str, tag_ids: tuple[UUID, ...]) -> EntryLine:
    amount = to_major(row["amount_tc_minor"], currency)
    return EntryLine(
        **{name: row[name] for name in _NAMES},
        vat_code_id=row["code_id"],
        position=row["n"],
        account=row["number"],
        account_name=row["name"],
        debit=amount if amount > 0 else None,
        credit=-amount if amount < 0 else None,
        base_amount=to_major(row["amount_minor"], base),
        tag_ids=tag_ids,
    )
