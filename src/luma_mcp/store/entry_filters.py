"""What lists of entries and of drafts are narrowed by alike: an account as it is called, amounts."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from luma_mcp.domain.draft_entries import DraftEntryQuery
from luma_mcp.domain.journal_entries import JournalEntryQuery
from luma_mcp.domain.money import to_minor
from luma_mcp.store.books import Books
from luma_mcp.store.chart import base_currency
from luma_mcp.store.ledger_accounts import ledger_account


def accounts_meant(books: Books, spoken: str) -> Any:
    """The ids of the accounts that are called so: by number or by id."""
    known = ledger_account.c.number == spoken
    with suppress(ValueError):
        known = or_(known, ledger_account.c.id == UUID(spoken))
    return select(ledger_account.c.id).where(books.own(ledger_account), known)


async def amount_within(
    books: Books, query: JournalEntryQuery | DraftEntryQuery, amount: ColumnElement[int]
) -> list[ColumnElement[bool]]:
    """The conditions that an amount in minor units of the books lies within what is asked for, which may be open."""
    if query.amount_from is None and query.amount_to is None:
        return []
    base, conditions = await base_currency(books), []
    if query.amount_from is not None:
        conditions.append(amount >= to_minor(query.amount_from, base, "amount_from"))
    if query.amount_to is not None:
        conditions.append(amount <= to_minor(query.amount_to, base, "amount_to"))
    return conditions
