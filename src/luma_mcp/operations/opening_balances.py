"""Opening balances: what books begin with that do not begin from nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from luma_mcp.domain.journal_entries import JournalEntryRow
from luma_mcp.domain.ledger import EntryKind, Leg, Source, Voucher
from luma_mcp.domain.money import to_major, to_minor
from luma_mcp.domain.opening_balances import OpeningBalances, OpeningBalancesDraft, OpeningLine
from luma_mcp.errors import Problem, WriteOnce
from luma_mcp.operation import writes
from luma_mcp.operations.entry_lines import OPENS, Known, Planned, completed, look_up
from luma_mcp.operations.posting import post
from luma_mcp.operations.tags import check_tags, tags_named
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.chart import accounts_by_role, base_currency
from luma_mcp.store.journal_entries import find_entry
from luma_mcp.store.opening_balances import Opened, opened_on

_Group = tuple[str, bool]


@writes("journal-entries")
async def record_opening_balances(books: WritableBooks, draft: OpeningBalancesDraft) -> OpeningBalances:
    """Record what the accounts begin with; the rest goes to opening equity and is shown.

    A second call adds accounts and open items; one that was recorded before is corrected as a journal entry instead.

    Debit and credit are in the books' currency. A receivable, payable or advance payment names its party and opens an
    item; `currency` and `amount` say what it is worth in its own currency. Lines of one currency make one entry, those
    of revenue and expense one of their own, so that what is open is not taken for their settlement. Bank accounts whose
    opening balance was given with them are left away here.

    Raises:
        Invalid: names the lines that cannot be taken.
        WriteOnce: an account or an open item was recorded before; names the entry.
        PeriodLocked: the date is locked.
    """
    base = await base_currency(books)
    known = await look_up(books, draft.lines)
    await check_tags(books, tags_named((), draft.lines))
    await _refuse_repeated(books, draft, known, base)
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


async def _refuse_repeated(books: WritableBooks, draft: OpeningBalancesDraft, known: Known, base: str) -> None:
    """Refuse what was recorded before: an account in its currency; of what is owed, an item of the same party."""
    accounts = {account.id: account for account in known.accounts.values()}
    before = await opened_on(books, accounts)
    problems = []
    for index, line in enumerate(draft.lines):
        part, currency = _part(line, f"lines.{index}", known, base), line.currency or base
        again = (one for one in before if one.currency == currency and _same(one, part, draft.date))
        if (found := next(again, None)) is not None:
            account = accounts[part.leg.account_id]
            problems.append(
                Problem(f"lines.{index}.account", f"{account.number} {account.name} was recorded by {found.entry}")
            )
    if problems:
        raise WriteOnce(
            "; ".join(f"{problem.field}: {problem.problem}" for problem in problems[:5]),
            fix="Correct that entry (update_journal_entry), or take it back (delete_journal_entry) and record it anew.",
            problems=problems,
        )


def _same(before: Opened, part: Planned, day: date) -> bool:
    """Whether a line says again what an account began with; results may be recorded for several days."""
    leg = part.leg
    if before.account_id != leg.account_id:
        return False
    if part.opens is None:
        return not leg.of_result or before.date == day
    same_party = (before.client_id, before.vendor_id) == (leg.client_id, leg.vendor_id)
    return same_party and (before.item_number == part.number if part.number else before.amount_tc == leg.amount_tc)


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
        tag_ids=line.tag_ids,
        of_result=account.of_result,
    )
    if line.currency and line.amount_tc is not None and line.currency != base:
        own = to_minor(line.amount_tc, line.currency, f"{at}.amount")
        leg = replace(leg, amount_tc=own if amount > 0 else -own)
    return Planned(leg, OPENS.get(account.type), line.number, line.due_date)
