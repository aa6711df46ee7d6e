"""Opening balances: what books begin with that do not begin from nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from luma_mcp.domain.journal_entries import JournalEntryRow
from luma_mcp.domain.ledger import EntryKind, Leg, Source, Voucher
from luma_mcp.domain.money import to_major, to_minor
from luma_mcp.domain.opening_balances import OpeningBalances, OpeningBalancesDraft, OpeningLine
from luma_mcp.operation import writes
from luma_mcp.operations.entry_lines import OPENS, Known, Planned, completed, look_up
from luma_mcp.operations.posting import post
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.chart import accounts_by_role, base_currency
from luma_mcp.store.journal_entries import find_entry

_Group = tuple[str, bool]


@writes("journal-entries")
async def record_opening_balances(books: WritableBooks, draft: OpeningBalancesDraft) -> OpeningBalances:
    """Record what the accounts begin with; the rest goes to opening equity and is shown. A second call adds to it.

    Debit and credit are in the books' currency. A receivable, payable or advance payment names its party and opens an
    item; `currency` and `amount` say what it is worth in its own currency. Lines of one currency make one entry, those
    of revenue and expense one of their own, so that what is open is not taken for their settlement. Bank accounts whose
    opening balance was given with them are left away here.

    Raises:
        Invalid: names the lines that cannot be taken.
        PeriodLocked: the date is locked.
    """
    base = await base_currency(books)
    known = await look_up(books, draft.lines)
    equity = (await accounts_by_role(books, "opening_equity"))["opening_equity"].id
    entries, difference = [], 0
    for (currency, _), parts in _groups(draft.lines, known, base).items():
        rest = Leg(
            account_id=equity,
            amount=-sum(part.leg.amount for part in parts),
            amount_tc=-sum(part.leg.amount_tc for part in parts),
        )
        difference += rest.amount
        entries.append(
            await _posted(books, draft, currency, [*parts, *([Planned(rest)] if rest.says_something else [])])
        )
    return OpeningBalances(
        id=entries[0].id,
        date=draft.date,
        difference=to_major(difference, base),
        currency=base,
        entries=tuple(entries),
    )


async def _posted(
    books: WritableBooks, draft: OpeningBalancesDraft, currency: str, parts: Sequence[Planned]
) -> JournalEntryRow:
    voucher = Voucher(
        date=draft.date,
        description="Opening balances",
        source=Source.OPENING_BALANCE,
        kind=EntryKind.OPENING,
        legs=(),
        currency=currency,
    )
    posted = await post(books, await completed(books, voucher, parts))
    found = await find_entry(books, posted.entry_id) if posted else None
    if found is None:
        raise LookupError("an entry that was just posted is not there")
    return JournalEntryRow(**found.model_dump(exclude={"lines"}))


def _groups(lines: Sequence[OpeningLine], known: Known, base: str) -> Mapping[_Group, list[Planned]]:
    """The lines that go into one entry each: by currency, results apart."""
    groups: dict[_Group, list[Planned]] = {}
    for index, line in enumerate(lines):
        part = _part(line, f"lines.{index}", known, base)
        groups.setdefault((line.currency or base, part.leg.of_result), []).append(part)
    return groups


def _part(line: OpeningLine, at: str, known: Known, base: str) -> Planned:
    account = known.accounts[line.account]
    amount = to_minor(line.amount, base, f"{at}.{line.side}")
    leg = Leg(
        account_id=account.id,
        amount=amount,
        amount_tc=amount,
        client_id=line.client_id,
        vendor_id=line.vendor_id,
        description=line.description,
        of_result=account.of_result,
    )
    if line.currency and line.amount_tc is not None and line.currency != base:
        own = to_minor(line.amount_tc, line.currency, f"{at}.amount")
        leg = replace(leg, amount_tc=own if amount > 0 else -own)
    return Planned(leg, OPENS.get(account.type), line.number, line.due_date)
