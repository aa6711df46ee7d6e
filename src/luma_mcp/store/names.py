"""Find records by what a person calls them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, RowMapping, Table, Text, case, func, or_, select
from typing_extensions import override

from luma_mcp.store.bank_accounts import bank_account
from luma_mcp.store.books import Books
from luma_mcp.store.clients import client
from luma_mcp.store.credit_notes import credit_note
from luma_mcp.store.dimension_tables import dimension, project
from luma_mcp.store.draft_entries import FOUND_BY as DRAFT_FOUND_BY
from luma_mcp.store.expenses import expense
from luma_mcp.store.fiscal_years import fiscal_year
from luma_mcp.store.invoices import invoice
from luma_mcp.store.journal import journal_entry
from luma_mcp.store.journal_entries import FOUND_BY as ENTRY_FOUND_BY
from luma_mcp.store.journal_tables import draft_entry, journal_category
from luma_mcp.store.ledger_accounts import ledger_account
from luma_mcp.store.listing import folded, words_match
from luma_mcp.store.offer_table import offer
from luma_mcp.store.open_items import open_item
from luma_mcp.store.party_group_tables import client_group, vendor_group
from luma_mcp.store.product_groups import product_group
from luma_mcp.store.product_tables import product
from luma_mcp.store.projects import FOUND_BY as PROJECT_FOUND_BY
from luma_mcp.store.recurring_invoices import FOUND_BY, recurring_invoice
from luma_mcp.store.vendor_table import vendor

MOST_CANDIDATES = 5
_ALIKE = 0.6
_SIMILAR_AMONG = 500


@dataclass(frozen=True, slots=True)
class Named:
    """A record and what it is called."""

    id: UUID
    label: str
    exactly: frozenset[str] = frozenset()
    """Number and name, folded: what is said when this one record is meant."""

    @override
    def __str__(self) -> str:
        """As a candidate is shown."""
        return f"{self.id} {self.label}"


@dataclass(frozen=True)
class _Kind:
    table: Table
    exact: Sequence[ColumnElement[Any]]
    shown: Sequence[ColumnElement[Any]]
    otherwise: Sequence[ColumnElement[Any]] = ()
    """What stands for a record without a name."""
    found_by: ColumnElement[str] | None = None
    """Where its words are, if not in its own search text."""
    key: Column[Any] | None = None
    """What it is called by outside, if not by its id."""

    @property
    def id(self) -> Column[Any]:
        """What a record of this kind is called by outside."""
        return self.table.c.id if self.key is None else self.key


_OF_CLIENT = (
    select(client.c.name)
    .where(client.c.profile_id == recurring_invoice.c.profile_id, client.c.id == recurring_invoice.c.client_id)
    .scalar_subquery()
    .label("client_name")
)

_CLIENT_GROUP = client_group.c.number.cast(Text()).label("number")
_VENDOR_GROUP = vendor_group.c.number.cast(Text()).label("number")

_KINDS = {
    "client": _Kind(client, [client.c.number, client.c.name], [client.c.number, client.c.name]),
    "vendor": _Kind(vendor, [vendor.c.number, vendor.c.name], [vendor.c.number, vendor.c.name]),
    "client group": _Kind(client_group, [_CLIENT_GROUP, client_group.c.name], [_CLIENT_GROUP, client_group.c.name]),
    "vendor group": _Kind(vendor_group, [_VENDOR_GROUP, vendor_group.c.name], [_VENDOR_GROUP, vendor_group.c.name]),
    "catalog item": _Kind(product, [product.c.number, product.c.name], [product.c.number, product.c.name]),
    "product": _Kind(product, [product.c.number, product.c.name], [product.c.number, product.c.name]),
    "product group": _Kind(
        product_group, [product_group.c.number, product_group.c.name], [product_group.c.number, product_group.c.name]
    ),
    "invoice": _Kind(invoice, [invoice.c.number], [invoice.c.number, invoice.c.client_name, invoice.c.issue_date]),
    "credit note": _Kind(
        credit_note, [credit_note.c.number], [credit_note.c.number, credit_note.c.client_name, credit_note.c.issue_date]
    ),
    "open item": _Kind(
        open_item,
        [open_item.c.number],
        [open_item.c.number, open_item.c.kind, open_item.c.date],
        found_by=func.lower(func.coalesce(open_item.c.number, "")),
    ),
    "offer": _Kind(offer, [offer.c.number], [offer.c.number, offer.c.client_name, offer.c.issue_date]),
    "recurring invoice": _Kind(
        recurring_invoice,
        [recurring_invoice.c.title],
        [recurring_invoice.c.title],
        [_OF_CLIENT, recurring_invoice.c.interval, recurring_invoice.c.start_date],
        FOUND_BY,
    ),
    "expense": _Kind(expense, [expense.c.number], [expense.c.number, expense.c.description, expense.c.date]),
    "bank account": _Kind(bank_account, [bank_account.c.name, bank_account.c.iban], [bank_account.c.name]),
    "journal entry": _Kind(
        journal_entry,
        [journal_entry.c.number],
        [journal_entry.c.number, journal_entry.c.description, journal_entry.c.date],
        found_by=func.lower(ENTRY_FOUND_BY),
        key=journal_entry.c.voucher_id,
    ),
    "draft entry": _Kind(
        draft_entry,
        [draft_entry.c.reference, draft_entry.c.description],
        [draft_entry.c.reference, draft_entry.c.description, draft_entry.c.date],
        found_by=func.lower(DRAFT_FOUND_BY),
    ),
    "journal category": _Kind(
        journal_category,
        [journal_category.c.name],
        [journal_category.c.name],
        found_by=func.lower(journal_category.c.name),
    ),
    "account": _Kind(
        ledger_account,
        [ledger_account.c.number, ledger_account.c.name],
        [ledger_account.c.number, ledger_account.c.name],
    ),
    "project": _Kind(
        project,
        [project.c.name, project.c.external_reference],
        [project.c.name, project.c.external_reference],
        found_by=PROJECT_FOUND_BY,
    ),
    "dimension": _Kind(dimension, [dimension.c.name], [dimension.c.name], found_by=func.lower(dimension.c.name)),
    "fiscal year": _Kind(
        fiscal_year, [fiscal_year.c.name], [fiscal_year.c.name], found_by=func.lower(fiscal_year.c.name)
    ),
}


async def find_by_name(books: Books, kind: str, spoken: str) -> list[Named]:
    """The records that are meant: those called exactly so, else those that hold all the words; at most six."""
    known = _KINDS[kind]
    alike = or_(*(func.lower(column) == spoken.strip().lower() for column in known.exact))
    words = words_match(known.table.c.search if known.found_by is None else known.found_by, spoken)
    rows = await _rows(books, known, words, _SIMILAR_AMONG, case((alike, 0), else_=1))
    exact = [named for named in rows if folded(spoken.strip()) in named.exactly]
    return (exact or rows)[: MOST_CANDIDATES + 1]


async def find_by_id(books: Books, kind: str, record_id: UUID) -> Named | None:
    """The record under an id."""
    known = _KINDS[kind]
    found = await _rows(books, known, known.id == record_id, 1)
    return found[0] if found else None


async def find_similar(books: Books, kind: str, spoken: str) -> list[Named]:
    """Records whose names look like what was said, for a person who mistyped."""
    known = _KINDS[kind]
    rows = await _rows(books, known, known.table.c.id.is_not(None), _SIMILAR_AMONG)
    by_word = {word: named for named in rows for word in (named.label.casefold(), *named.label.casefold().split())}
    close = _closest(spoken.casefold(), by_word)
    return list({by_word[word].id: by_word[word] for word in close}.values())[:MOST_CANDIDATES]


def _closest(spoken: str, words: Iterable[str]) -> list[str]:
    """The words that look like what was said, the most alike first; of equals, who begins alike for longer.

    What cannot be alike by its letters is passed over before they are aligned, which takes most of the time.
    """
    matcher, likeness = SequenceMatcher(b=spoken), {}
    for word in words:
        matcher.set_seq1(word)
        if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE or matcher.ratio() < _ALIKE:
            continue
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, spoken, strict=False)))
        likeness[word] = (matcher.ratio(), shared)
    return sorted(likeness, key=likeness.__getitem__, reverse=True)


async def _rows(
    books: Books, known: _Kind, condition: ColumnElement[bool], limit: int, *first: ColumnElement[Any]
) -> list[Named]:
    columns = {column.name: column for column in (*known.shown, *known.exact, *known.otherwise)}
    query = select(known.id.label("key"), *columns.values()).where(books.own(known.table), condition)
    order = (*first, known.table.c.updated_at.desc(), known.table.c.id)
    rows = await books.fetch_all(query.order_by(*order).limit(limit))
    found = [Named(row["key"], _label(known, row), _exactly(known, row)) for row in rows]
    return list({named.id: named for named in reversed(found)}.values())[::-1]


def _label(known: _Kind, row: RowMapping) -> str:
    return _joined(known.shown, row) or _joined(known.otherwise, row)


def _joined(columns: Sequence[ColumnElement[Any]], row: RowMapping) -> str:
    return " · ".join(str(row[column.name]) for column in columns if row[column.name] is not None)


def _exactly(known: _Kind, row: RowMapping) -> frozenset[str]:
    return frozenset(folded(row[column.name]) for column in known.exact if row[column.name] is not None)
