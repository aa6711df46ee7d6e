"""Draft entries in the books, each with its lines and tags."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, case, func, or_, select

from luma_mcp.domain.draft_entries import DraftEntry, DraftEntryQuery, DraftLine
from luma_mcp.domain.money import to_major
from luma_mcp.domain.paging import Page
from luma_mcp.store.attachments import count_attachments, detach_all
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.entry_filters import accounts_meant, within
from luma_mcp.store.journal_tables import draft_entry, draft_line, draft_tag
from luma_mcp.store.ledger_accounts import ledger_account
from luma_mcp.store.listing import Listing, between, list_rows, words_match
from luma_mcp.store.vat_codes import vat_code

_LISTING = Listing(
    columns=[draft_entry],
    source=draft_entry,
    id=draft_entry.c.id,
    sorts={"date": draft_entry.c.date, "created_at": draft_entry.c.created_at},
)
FOUND_BY = func.coalesce(draft_entry.c.description, "") + " " + func.coalesce(draft_entry.c.reference, "")
"""What a draft is found by."""
_LINES = and_(draft_line.c.profile_id == draft_entry.c.profile_id, draft_line.c.draft_id == draft_entry.c.id)
_ACCOUNT = and_(ledger_account.c.profile_id == draft_line.c.profile_id, ledger_account.c.id == draft_line.c.account_id)
_CODE = and_(vat_code.c.profile_id == draft_line.c.profile_id, vat_code.c.code == draft_line.c.vat_code)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a draft as it is written; amount in minor units, debit above zero."""

    account_id: UUID | None
    amount: int | None
    vat_code: str | None
    description: str | None
    client_id: UUID | None
    vendor_id: UUID | None
    tag_ids: tuple[UUID, ...]


async def list_drafts(books: Books, query: DraftEntryQuery) -> Page[DraftEntry]:
    """A page of drafts."""
    conditions = [*_own(books, query), *_of_lines(books, query), *_amounts(query)]
    listed = await list_rows(books, _LISTING, query, conditions)
    return Page[DraftEntry](data=await _drafts(books, listed.rows), meta=listed.meta)


async def find_draft(books: Books, draft_id: UUID) -> DraftEntry | None:
    """One draft."""
    row = await books.fetch_one(select(draft_entry).where(books.this(draft_entry, draft_id)))
    return (await _drafts(books, [row]))[0] if row else None


async def hold_draft(books: WritableBooks, draft_id: UUID) -> None:
    """Keep other writes from changing or booking a draft until this one is done."""
    await books.hold_record(draft_entry, draft_id)


async def add_draft(books: WritableBooks, fields: Mapping[str, Any], tag_ids: Sequence[UUID]) -> UUID:
    """Write a new draft without its lines."""
    stamp = books.stamp()
    await books.add(draft_entry, **stamp, **fields)
    draft_id: UUID = stamp["id"]
    await _write_tags(books, draft_id, 0, tag_ids)
    return draft_id


async def save_draft(
    books: WritableBooks, draft_id: UUID, fields: Mapping[str, Any], tag_ids: Sequence[UUID] | None
) -> None:
    """Write what changed on a draft, its lines aside."""
    this = books.this(draft_entry, draft_id)
    await books.write(draft_entry.update().where(this).values(**fields, updated_at=books.now))
    if tag_ids is not None:
        of_entry = _of(books, draft_tag, draft_id) & (draft_tag.c.n == 0)
        await books.write(draft_tag.delete().where(of_entry))
        await _write_tags(books, draft_id, 0, tag_ids)


async def write_lines(books: WritableBooks, draft_id: UUID, lines: Iterable[LineRow]) -> None:
    """Let a draft have these lines, and no others."""
    of_lines = _of(books, draft_tag, draft_id) & (draft_tag.c.n > 0)
    await books.write(draft_tag.delete().where(of_lines))
    await books.write(draft_line.delete().where(_of(books, draft_line, draft_id)))
    same = {"profile_id": books.profile_id, "draft_id": draft_id}
    names = ("account_id", "vat_code", "description", "client_id", "vendor_id")
    kept = list(enumerate(lines, start=1))
    rows = [
        same | {"n": n, "amount_tc_minor": one.amount} | {name: getattr(one, name) for name in names} for n, one in kept
    ]
    await books.write_rows(draft_line, rows)
    for n, one in kept:
        await _write_tags(books, draft_id, n, one.tag_ids)


async def remove_draft(books: WritableBooks, draft_id: UUID) -> None:
    """Delete a draft with all that is its own."""
    await detach_all(books, draft_id)
    for table in (draft_tag, draft_line):
        await books.write(table.delete().where(_of(books, table, draft_id)))
    await books.write(draft_entry.delete().where(books.this(draft_entry, draft_id)))


def _of(books: Books, table: Any, draft_id: UUID) -> ColumnElement[bool]:
    return and_(books.own(table), table.c.draft_id == draft_id)


async def _write_tags(books: WritableBooks, draft_id: UUID, n: int, tag_ids: Sequence[UUID]) -> None:
    same = {"profile_id": books.profile_id, "draft_id": draft_id, "n": n}
    await books.write_rows(draft_tag, [same | {"value_id": value} for value in dict.fromkeys(tag_ids)])


def _own(books: Books, query: DraftEntryQuery) -> list[ColumnElement[bool]]:
    conditions = [books.own(draft_entry), *between(draft_entry.c.date, query.from_, query.to)]
    said = {name: getattr(query, name) for name in ("type", "external_id", "origin")}
    conditions += [draft_entry.c[name] == wanted for name, wanted in said.items() if wanted is not None]
    if query.updated_since:
        conditions.append(draft_entry.c.updated_at >= query.updated_since)
    if query.search:
        typed = and_(*(FOUND_BY.contains(word, autoescape=True) for word in query.search.split()))
        conditions.append(or_(words_match(func.lower(FOUND_BY), query.search), typed))
    return conditions


def _of_lines(books: Books, query: DraftEntryQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.account:
        conditions.append(_has_line(draft_line.c.account_id.in_(accounts_meant(books, query.account))))
    if query.client_id:
        conditions.append(
            or_(draft_entry.c.client_id == query.client_id, _has_line(draft_line.c.client_id == query.client_id))
        )
    if query.vendor_id:
        conditions.append(
            or_(draft_entry.c.vendor_id == query.vendor_id, _has_line(draft_line.c.vendor_id == query.vendor_id))
        )
    return conditions


def _has_line(one: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(draft_line.c.n).where(_LINES, one).correlate(draft_entry).exists()


def _amounts(query: DraftEntryQuery) -> list[ColumnElement[bool]]:
    """By the original amount, else by the larger side of the lines: a draft may have one side alone."""
    amount = draft_line.c.amount_tc_minor
    debit, credit = (func.coalesce(func.sum(case((one > 0, one), else_=0)), 0) for one in (amount, -amount))
    larger = select(case((debit > credit, debit), else_=credit)).where(_LINES).correlate(draft_entry).scalar_subquery()
    return within(query, func.coalesce(func.abs(draft_entry.c.original_tc_minor), larger), draft_entry.c.currency)


async def _drafts(books: Books, rows: Sequence[RowMapping]) -> tuple[DraftEntry, ...]:
    ids = [row["id"] for row in rows]
    if not ids:
        return ()
    tags = await _tags(books, ids)
    lines = await _lines(books, {row["id"]: row["currency"] for row in rows}, tags)
    files = await count_attachments(books, ids)
    names = (
        "id", "type", "category_id", "date", "description", "reference", "external_id", "currency", "client_id",
        "vendor_id", "control_leg", "origin", "created_at", "updated_at",
    )  # fmt: skip
    return tuple(
        DraftEntry(
            **{name: row[name] for name in names},
            original_amount=_major(row["original_tc_minor"], row["currency"]),
            tag_ids=tags.get((row["id"], 0), ()),
            lines=tuple(lines[row["id"]]),
            attachments=files.get(row["id"], 0),
        )
        for row in rows
    )


async def _tags(books: Books, ids: Sequence[UUID]) -> dict[tuple[UUID, int], tuple[UUID, ...]]:
    own = books.own(draft_tag) & draft_tag.c.draft_id.in_(ids)
    found: dict[tuple[UUID, int], tuple[UUID, ...]] = {}
    for row in await books.fetch_all(select(draft_tag).where(own).order_by(draft_tag.c.value_id)):
        key = (row["draft_id"], row["n"])
        found[key] = (*found.get(key, ()), row["value_id"])
    return found


async def _lines(
    books: Books, currencies: Mapping[UUID, str], tags: Mapping[tuple[UUID, int], tuple[UUID, ...]]
) -> dict[UUID, list[DraftLine]]:
    own = books.own(draft_line) & draft_line.c.draft_id.in_(list(currencies))
    columns: list[Any] = [draft_line, ledger_account.c.number, vat_code.c.id.label("code_id")]
    source = draft_line.outerjoin(ledger_account, _ACCOUNT).outerjoin(vat_code, _CODE)
    query = select(*columns).select_from(source).where(own).order_by(draft_line.c.draft_id, draft_line.c.n)
    found: dict[UUID, list[DraftLine]] = {draft: [] for draft in currencies}
    for row in await books.fetch_all(query):
        key = (row["draft_id"], row["n"])
        found[row["draft_id"]].append(_line(row, currencies[row["draft_id"]], tags.get(key, ())))
    return found


def _line(row: RowMapping, currency: str, tag_ids: tuple[UUID, ...]) -> DraftLine:
    amount = row["amount_tc_minor"] or 0
    names = ("account_id", "description", "vat_code", "client_id", "vendor_id")
    return DraftLine(
        **{name: row[name] for name in names},
        vat_code_id=row["code_id"],
        position=row["n"],
        account=row["number"],
        debit=to_major(amount, currency) if amount > 0 else None,
        credit=to_major(-amount, currency) if amount < 0 else None,
        tag_ids=tag_ids,
    )


def _major(minor: int | None, currency: str) -> Any:
    return None if minor is None else to_major(minor, currency)
