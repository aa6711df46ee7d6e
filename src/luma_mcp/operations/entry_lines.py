"""From the lines that are written by hand to what is posted: accounts found, VAT on lines of its own, items opened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NoReturn
from uuid import UUID

from luma_mcp.domain.charts import AccountType
from luma_mcp.domain.journal_entries import EntryLineDraft
from luma_mcp.domain.ledger import ItemKind, Leg, NewItem, Voucher
from luma_mcp.domain.money import to_major, to_minor
from luma_mcp.domain.vat_codes import VatType
from luma_mcp.domain.vat_postings import expand, in_base
from luma_mcp.errors import Invalid, Problem, UnknownReference
from luma_mcp.ledger_errors import ControlLegGiven
from luma_mcp.operations.posting import open_ground
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import (
    ChartAccount,
    ChartVatCode,
    accounts_by_id,
    accounts_by_number,
    base_currency,
    vat_codes_of,
)
from luma_mcp.store.chart_of_accounts import accounts_like, headings_called
from luma_mcp.store.exchange_rates import rate_on
from luma_mcp.store.journal_entries import Parties, parties_of
from luma_mcp.store.profiles import this_profile

OPENS = {
    AccountType.RECEIVABLE: ItemKind.RECEIVABLE,
    AccountType.PAYABLE: ItemKind.PAYABLE,
    AccountType.PREPAYMENT: ItemKind.PREPAYMENT,
}
"""The accounts whose lines open an item, and of which kind."""

OWED_BY_BUYER = frozenset({VatType.REVERSE_CHARGE, VatType.ACQUISITION})
MOST_CANDIDATES = 5

MISSING = "is_known"
"""The rule that what a line names is there."""
_NOUNS = {"account": "account", "vat_code": "VAT code", "client_id": "client", "vendor_id": "vendor"}


@dataclass(frozen=True, slots=True)
class Planned:
    """A line that is to be posted, in the currency of its entry; what it opens, if it does."""

    leg: Leg
    opens: ItemKind | None = None
    number: str | None = None
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What lines refer to: accounts by what they were called, VAT codes, clients and vendors."""

    accounts: Mapping[str, ChartAccount]
    codes: Mapping[str, ChartVatCode]
    parties: Parties
    headings: Mapping[str, str]
    """What was called as an account is, and is a heading or a total of the chart: as number and name."""


async def plan(
    books: Books, drafts: Sequence[EntryLineDraft], currency: str, day: date, control: Planned | None = None
) -> tuple[Planned, ...]:
    """Find what the lines refer to and give VAT lines of its own; with the control leg, the lines must balance.

    Raises:
        ControlLegGiven: a line is on the account of the control leg.
        UnknownReference: an account, VAT code or party is not there.
        Invalid: names the lines that cannot be taken, or both sums and their difference.
    """
    known = await look_up(books, drafts, control.leg.account_id if control else None)
    planned = [part for n, draft in enumerate(drafts) for part in _planned(draft, n, known, currency, day)]
    planned += [control] if control else []
    _check_balance([part.leg for part in planned], currency)
    return tuple(planned)


async def look_up(books: Books, drafts: Sequence[EntryLineDraft], control_account: UUID | None = None) -> Known:
    """Find what lines refer to; none of them may be on the account of the control leg.

    Raises:
        Invalid: names every line whose account, VAT code or party cannot be taken.
    """
    spoken = {draft.account for draft in drafts}
    accounts = await accounts_spoken(books, spoken)
    known = Known(
        accounts=accounts,
        headings=await headings_called(books, spoken - accounts.keys()),
        codes=await codes_spoken(books, {draft.vat_code for draft in drafts if draft.vat_code}),
        parties=await parties_of(
            books,
            [draft.client_id for draft in drafts if draft.client_id],
            [draft.vendor_id for draft in drafts if draft.vendor_id],
        ),
    )
    for index, draft in enumerate(drafts):
        account = known.accounts.get(draft.account)
        if account is not None and account.id == control_account:
            refuse_control(account, f"lines.{index}.account")
    problems = [problem for index, draft in enumerate(drafts) for problem in _problems(draft, f"lines.{index}", known)]
    if problems:
        unknown = next(iter(sorted(spoken - accounts.keys() - known.headings.keys())), None)
        candidates = await accounts_like(books, unknown, MOST_CANDIDATES) if unknown else []
        raise refused(problems, candidates)
    return known


def refused(problems: Sequence[Problem], candidates: Sequence[str] = ()) -> Invalid:
    """The refusal of lines; where a record is not there, it says of which noun."""
    message = "; ".join(f"{problem.field}: {problem.problem}" for problem in problems[:5])
    missing = next((problem.field.rpartition(".")[2] for problem in problems if problem.rule == MISSING), None)
    if missing is None:
        return Invalid(message, problems=problems, candidates=candidates)
    return UnknownReference(message, problems=problems, candidates=candidates, subject=_NOUNS[missing])


def refuse_control(account: ChartAccount, field: str) -> NoReturn:
    """Refuse a line on the account of the control leg."""
    problem = f"the ledger adds the line on {account.number} {account.name} itself"
    raise ControlLegGiven(f"{field}: {problem}", problems=[Problem(field, problem)])


async def codes_spoken(books: Books, spoken: set[str]) -> Mapping[str, ChartVatCode]:
    """VAT codes by what they were called: code or id."""
    codes = await vat_codes_of(books) if spoken else ()
    return {code.code: code for code in codes} | {str(code.id): code for code in codes if str(code.id) in spoken}


async def completed(books: WritableBooks, voucher: Voucher, planned: Sequence[Planned]) -> Voucher:
    """Put planned lines on a voucher: amounts in the books' currency, and the items that they open.

    Raises:
        RateMissing: there is no exchange rate for the voucher's currency and date.
    """
    base = await base_currency(books)
    legs = [part.leg for part in planned]
    if voucher.currency != base and not any(leg.amount for leg in legs):
        rate = await rate_on(books, base, voucher.currency, voucher.date)
        voucher = replace(voucher, rate=rate.rate, rate_date=rate.date)
        legs = in_base(legs, voucher.currency, base, rate.rate)
    elif voucher.currency == base:
        legs = in_base(legs, base, base, Decimal(1))
    return await _with_items(books, voucher, planned, legs)


def planned_again(
    legs: Sequence[Leg], accounts: Mapping[UUID, ChartAccount], *, day: date, was: str, becomes: str
) -> tuple[Planned, ...]:
    """The lines of an entry for a new version of it, on another day or in another currency; amounts stay."""

    def spoken(minor: int) -> int:
        return minor if was == becomes else to_minor(to_major(minor, was), becomes, "currency")

    def again(leg: Leg) -> Leg:
        return replace(
            leg,
            amount=0,
            amount_tc=spoken(leg.amount_tc),
            vat_base=None if leg.vat_base is None else spoken(leg.vat_base),
            tax_date=day if leg.tax_date else None,
            open_item_id=None,
        )

    return tuple(Planned(again(leg), OPENS.get(accounts[leg.account_id].type)) for leg in legs)


async def accounts_spoken(books: Books, spoken: set[str]) -> Mapping[str, ChartAccount]:
    """The accounts by what they were called: number or id."""
    ids = {text: found for text in spoken if (found := _uuid(text))}
    by_number = await accounts_by_number(books, sorted(spoken - ids.keys())) if spoken - ids.keys() else {}
    by_id = await accounts_by_id(books, list(ids.values())) if ids else {}
    return {**by_number, **{text: by_id[found] for text, found in ids.items() if found in by_id}}


def no_account(spoken: str, at: str, known: Known) -> Problem:
    """What is wrong with a line whose account is none."""
    if spoken in known.headings:
        words = f"{known.headings[spoken]} is a heading or a total, which takes no lines; use an account that it spans"
        return Problem(f"{at}.account", words)
    return Problem(f"{at}.account", f"there is no account {spoken} in this profile; use list_accounts", MISSING)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _problems(draft: EntryLineDraft, at: str, known: Known) -> Iterator[Problem]:
    account = known.accounts.get(draft.account)
    if account is None:
        yield no_account(draft.account, at, known)
    elif account.archived:
        yield Problem(f"{at}.account", f"{account.number} {account.name} is archived")
    else:
        yield from _of_control(draft, at, account)
    if draft.client_id and draft.client_id not in known.parties.deadlines:
        yield Problem(
            f"{at}.client_id", f"there is no client {draft.client_id} in this profile; use list_clients", MISSING
        )
    if draft.vendor_id and draft.vendor_id not in known.parties.vendors:
        yield Problem(
            f"{at}.vendor_id", f"there is no vendor {draft.vendor_id} in this profile; use list_vendors", MISSING
        )
    if draft.vat_code:
        yield from _of_code(draft.vat_code, at, known)


def _of_control(draft: EntryLineDraft, at: str, account: ChartAccount) -> Iterator[Problem]:
    opens = OPENS.get(account.type)
    if opens is None:
        return
    party = "vendor_id" if opens is ItemKind.PAYABLE else "client_id"
    if getattr(draft, party) is None:
        name = party.removesuffix("_id")
        yield Problem(f"{at}.{party}", f"is required: {account.number} {account.name} is kept by {name}")
    if draft.vat_code:
        yield Problem(f"{at}.vat_code", f"{account.number} {account.name} bears no VAT; put it on the other line")


def _of_code(spoken: str, at: str, known: Known) -> Iterator[Problem]:
    code = known.codes.get(spoken)
    if code is None:
        yield Problem(f"{at}.vat_code", f"there is no VAT code {spoken} in this profile; use list_vat_codes", MISSING)
    elif code.rate is None:
        yield Problem(f"{at}.vat_code", f"{spoken} stands for any rate; choose a code that has one")


def _planned(draft: EntryLineDraft, index: int, known: Known, currency: str, day: date) -> Iterator[Planned]:
    account = known.accounts[draft.account]
    leg = Leg(
        account_id=account.id,
        amount=0,
        amount_tc=to_minor(draft.amount, currency, f"lines.{index}.{draft.side}"),
        client_id=draft.client_id,
        vendor_id=draft.vendor_id,
        description=draft.description,
        tag_ids=draft.tag_ids,
        of_result=account.of_result,
    )
    code = known.codes[draft.vat_code] if draft.vat_code else None
    if code is None:
        yield Planned(leg, OPENS.get(account.type))
        return
    owed = code.type in OWED_BY_BUYER
    for part in expand(leg, code, code.rate or Decimal(0), day, owed_by_buyer=owed):
        yield Planned(part)


def _check_balance(legs: Sequence[Leg], currency: str) -> None:
    debit = sum(leg.amount_tc for leg in legs if leg.amount_tc > 0)
    credit = -sum(leg.amount_tc for leg in legs if leg.amount_tc < 0)
    if debit != credit:
        left, right, off = (to_major(minor, currency) for minor in (debit, credit, abs(debit - credit)))
        raise Invalid.field(
            "lines", f"debit is {left} {currency}, credit is {right} {currency}; the difference is {off} {currency}"
        )


async def _with_items(
    books: WritableBooks, voucher: Voucher, planned: Sequence[Planned], legs: Sequence[Leg]
) -> Voucher:
    opening = [index for index, part in enumerate(planned) if part.opens]
    if not opening:
        return replace(voucher, legs=tuple(legs))
    number = voucher.reference or await _next_number(books, voucher)
    days = (await this_profile(books)).payment_deadline_days
    clients = {leg.client_id for leg in (legs[index] for index in opening) if leg.client_id}
    deadlines = (await parties_of(books, clients, ())).deadlines
    made, items = list(legs), []
    for index in opening:
        item = _item(planned[index], legs[index], books.new_id(), number)
        own = deadlines.get(item.client_id) if item.client_id else None
        if planned[index].due_date is None:
            item = replace(item, due_date=voucher.date + timedelta(days=days if own is None else own))
        items.append(item)
        made[index] = replace(legs[index], open_item_id=item.id)
    return replace(voucher, legs=tuple(made), items=tuple(items))


def _item(part: Planned, leg: Leg, item_id: UUID, number: str) -> NewItem:
    of_vendor = part.opens is ItemKind.PAYABLE
    return NewItem(
        id=item_id,
        kind=part.opens or ItemKind.RECEIVABLE,
        account_id=leg.account_id,
        amount_tc=leg.amount_tc,
        amount=leg.amount,
        due_date=part.due_date or date.min,
        client_id=None if of_vendor else leg.client_id,
        vendor_id=leg.vendor_id if of_vendor else None,
        number=part.number or number,
    )


async def _next_number(books: WritableBooks, voucher: Voucher) -> str:
    ground = await open_ground(books, voucher.date, voucher.area)
    return f"{ground.year_name}-{ground.last_n + 1:04d}"
