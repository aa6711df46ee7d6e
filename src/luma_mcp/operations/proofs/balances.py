"""Proof of the balances that reports start from: each is what its lines sum to."""

from collections.abc import Mapping

from luma_mcp.domain.verification import Findings
from luma_mcp.store.books import Books
from luma_mcp.store.proofs import balances as store
from luma_mcp.store.proofs.balances import Moved, Sums

NOTHING = (0, 0)


async def prove_balances(books: Books, found: Findings) -> None:
    """Prove balances per account and month in each book, and VAT per code and month."""
    numbers = await store.account_numbers(books)
    lines, closing = await store.summed_lines(books), await store.summed_closing_lines(books)
    made = {"normal": _without(lines, closing), "closing": closing, "cash": await store.summed_cash_lines(books)}
    for book, sums in made.items():
        _compare(found, book, await store.stored_balances(books, book), sums, numbers)
    _compare_vat(found, await store.stored_vat(books), await store.summed_vat(books))


def _compare(found: Findings, book: str, kept: Sums, made: Sums, numbers: Mapping[str, str]) -> None:
    wrong = [key for key in kept.keys() | made.keys() if kept.get(key, NOTHING) != made.get(key, NOTHING)]
    for account, month in sorted(wrong, key=lambda key: (key[1], numbers.get(key[0], key[0]))):
        key = (account, month)
        found.add(
            f"account {numbers.get(account, account)} in {month}: the {book} balance is "
            f"{_words(kept.get(key, NOTHING))}, its lines make {_words(made.get(key, NOTHING))}"
        )


def _compare_vat(found: Findings, kept: Mapping[tuple[str, ...], int], made: Mapping[tuple[str, ...], int]) -> None:
    for key in sorted(kept.keys() | made.keys(), key=lambda key: (key[2], *key)):
        if kept.get(key, 0) != made.get(key, 0):
            code, role, month = key
            found.add(
                f"VAT code {code} ({role}) in {month}: the balance is {kept.get(key, 0)}, "
                f"its lines make {made.get(key, 0)}"
            )


def _without(lines: Sums, closing: Sums) -> Sums:
    """The sums of lines that are not of closing entries."""
    rest: Sums = {}
    for key, (debit, credit) in lines.items():
        closed = closing.get(key, NOTHING)
        rest[key] = (debit - closed[0], credit - closed[1])
    return rest


def _words(moved: Moved) -> str:
    return f"{moved[0]} debit and {moved[1]} credit"
