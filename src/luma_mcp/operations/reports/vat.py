"""The VAT return, and the documents beneath a box of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from luma_mcp.domain.charts import AccountType
from luma_mcp.domain.reports import vat as form
from luma_mcp.domain.reports.query import PAGE_OF_LINES, bad_drill
from luma_mcp.domain.reports.report import Sum, Told, must_equal
from luma_mcp.domain.reports.rows import VatRow
from luma_mcp.operations.reports.asked import Asked
from luma_mcp.store.books import Books
from luma_mcp.store.reports import vat as store
from luma_mcp.store.reports.balances import turnovers
from luma_mcp.store.reports.ground import accounts_of

ON_ACCOUNTS = (AccountType.INPUT_VAT, AccountType.OUTPUT_VAT)


async def vat(books: Books, asked: Asked) -> Told:
    """The boxes of the form and what is due, or the documents beneath a box.

    Raises:
        ReportBroken: what is due is not the tax of the codes in the form.
    """
    codes = await store.codes_of(books)
    if asked.query.drill:
        return await _beneath(books, asked, codes)
    amounts = await store.vat_amounts(books, asked.ground.ranges)
    accounts = [account.id for account in await accounts_of(books) if account.type in ON_ACCOUNTS]
    moved = await turnovers(books, [asked.ground.span], accounts=accounts)
    settles = form.Settles(asked.profile.vat_method, asked.profile.vat_period)
    total = sum(turnover[0].net for turnover in moved.values())
    return form.vat_return(asked.ground, codes, amounts, moved=total, settles=settles)


async def _beneath(books: Books, asked: Asked, codes: Sequence[form.CodeBoxes]) -> Told:
    """The documents that fill a box, or all with VAT, by tax date; a document has a row for each VAT code."""
    box = _box(asked)
    weights = form.weights(asked.ground.country, codes, box)
    wanted = sorted({code for code, _ in weights})
    key = cast("store.Key | None", asked.key(date, int, str))
    limit = asked.query.most_rows(PAGE_OF_LINES)
    found = await store.vat_page(books, wanted, asked.ground.span, key, limit + 1)
    sides = {code.code: -1 if code.type in form.SALES_SIDE else 1 for code in codes}
    lines = cast("Sequence[Mapping[str, Any]]", found[:limit])
    added = [form.added(line, weights) for line in lines]
    amounts = await store.vat_amounts(books, [asked.ground.span])
    total = sum(weight * amounts.get(key_, [0])[0] for key_, weight in weights.items())
    more = len(found) > limit
    if key is None and not more:
        must_equal("Documents beneath = amount above", sum(added), total)
    rows = tuple(
        form.document_row(asked.ground, line, sides[line["vat_code"]], amount)
        for line, amount in zip(lines, added, strict=True)
    )
    last = lines[-1] if more else None
    cursor = asked.cursor(last["date"], last["seq"], last["vat_code"]) if last else None
    sums = (Sum(form.DUE if box == form.DUE else "amount", total),)
    return Told(rows, VatRow, sums, (form.heading(asked.ground, box),), is_page=True, next_cursor=cursor)


def _box(asked: Asked) -> str:
    kind, box = asked.query.handle
    if asked.query.drill == form.DUE:
        return form.DUE
    if kind != "box" or not form.has_box(asked.ground.country, box):
        raise bad_drill(asked.query, "box:303", form.DUE)
    return box
