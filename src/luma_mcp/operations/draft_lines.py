"""Lines of drafts: what they name must be there; the rest is held against them when the draft is booked."""

from collections.abc import Iterator

from luma_mcp.domain.draft_entries import DraftEntryDraft, DraftLineDraft
from luma_mcp.domain.money import to_minor
from luma_mcp.errors import Problem
from luma_mcp.operations.entry_lines import (
    MISSING,
    Known,
    accounts_spoken,
    codes_spoken,
    no_account,
    refuse_control,
    refused,
)
from luma_mcp.store.books import Books
from luma_mcp.store.chart import ChartAccount
from luma_mcp.store.chart_of_accounts import headings_called
from luma_mcp.store.draft_entries import LineRow
from luma_mcp.store.journal_entries import parties_of
from luma_mcp.store.profiles import this_profile


async def line_rows(books: Books, draft: DraftEntryDraft, control: ChartAccount | None) -> list[LineRow]:
    """The rows of a draft's lines.

    Raises:
        ControlLegGiven: a line is on the account of the control leg.
        UnknownReference: a line names a record that is not there.
    """
    known = await _look_up(books, draft)
    currency = draft.currency or (await this_profile(books)).currency
    problems = []
    for n, line in enumerate(draft.lines):
        account = known.accounts.get(line.account or "")
        if control is not None and account is not None and account.id == control.id:
            refuse_control(account, f"lines.{n}.account")
        problems += list(_problems(line, f"lines.{n}", known))
    if problems:
        raise refused(problems)
    return [_row(line, f"lines.{n}", known, currency) for n, line in enumerate(draft.lines)]


async def _look_up(books: Books, draft: DraftEntryDraft) -> Known:
    spoken = {line.account for line in draft.lines if line.account}
    accounts = await accounts_spoken(books, spoken)
    return Known(
        accounts=accounts,
        headings=await headings_called(books, spoken - accounts.keys()),
        codes=await codes_spoken(books, {line.vat_code for line in draft.lines if line.vat_code}),
        parties=await parties_of(
            books,
            [line.client_id for line in draft.lines if line.client_id],
            [line.vendor_id for line in draft.lines if line.vendor_id],
        ),
    )


def _problems(line: DraftLineDraft, at: str, known: Known) -> Iterator[Problem]:
    if line.account and line.account not in known.accounts:
        yield no_account(line.account, at, known)
    if line.vat_code and line.vat_code not in known.codes:
        yield Problem(f"{at}.vat_code", f"there is no VAT code {line.vat_code} in this profile", MISSING)
    if line.client_id and line.client_id not in known.parties.deadlines:
        yield Problem(f"{at}.client_id", f"there is no client {line.client_id} in this profile", MISSING)
    if line.vendor_id and line.vendor_id not in known.parties.vendors:
        yield Problem(f"{at}.vendor_id", f"there is no vendor {line.vendor_id} in this profile", MISSING)


def _row(line: DraftLineDraft, at: str, known: Known, currency: str) -> LineRow:
    side = "debit" if line.debit else "credit"
    return LineRow(
        account_id=known.accounts[line.account].id if line.account else None,
        amount=None if line.amount is None else to_minor(line.amount, currency, f"{at}.{side}"),
        vat_code=known.codes[line.vat_code].code if line.vat_code else None,
        description=line.description,
        client_id=line.client_id,
        vendor_id=line.vendor_id,
        tag_ids=line.tag_ids,
    )
