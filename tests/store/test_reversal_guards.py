"""What is taken back is taken back once, and by its exact opposite."""

import re
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from tests.store.ledger import MARCH, Forgery, Row, answer, bill, changed, forge, line, next_entry, sold, writing
from tests.store.raw import ask
from tests.world import World

OPPOSITE = ("amount_minor", "amount_tc_minor", "vat_base_minor")


def reversing(entry_id: UUID, lines_of_it: list[Row], change: Forgery = lambda _entry, _lines: None) -> Forgery:
    """Let the next entry be the opposite of another one, after a change."""

    def reverse(entry: Row, lines: list[Row]) -> None:
        entry["reverses"] = entry_id
        same = {name: lines[0][name] for name in ("entry_id", "seq", "date")}
        opposite = [{name: -row[name] for name in OPPOSITE if row[name] is not None} for row in lines_of_it]
        lines[:] = [row | same | back for row, back in zip(lines_of_it, opposite, strict=True)]
        entry["line_count"] = len(lines)
        change(entry, lines)

    return reverse


async def sale_to_take_back(world: World) -> tuple[UUID, list[Row]]:
    """A sale with VAT; its id and lines."""
    posted = await sold(world, vat_code="U81", vat_role="base", tax_date=MARCH)
    async with writing(world) as books:
        _, lines = await next_entry(books)
    return posted.entry_id, lines


def half(_: Row, lines: list[Row]) -> None:
    """Take half of it back."""
    for row in lines:
        row |= {name: row[name] // 2 for name in ("amount_minor", "amount_tc_minor")}


def turned(_: Row, lines: list[Row]) -> None:
    """Let the accounts change places."""
    lines[0]["account_id"], lines[1]["account_id"] = lines[1]["account_id"], lines[0]["account_id"]


def dated(day: int) -> Forgery:
    def change(entry: Row, lines: list[Row]) -> None:
        for row in (entry, *lines):
            row["date"] = MARCH + timedelta(day)

    return change


INEXACT: Mapping[str, Forgery] = {
    "half of it": half,
    "other accounts": turned,
    "without its VAT": line(1, vat_code=None, vat_role=None, tax_date=None),
    "another VAT code": line(1, vat_code="U26"),
    "another VAT role": line(1, vat_role="tax"),
    "another base": line(1, vat_base_minor=7),
    "another kind": changed(kind="closing"),
    "another area": changed(area="purchases"),
    "another source": changed(source="invoice"),
    "before it": dated(-1),
}


async def test_a_reversal_is_the_exact_opposite(world: World) -> None:
    entry_id, lines = await sale_to_take_back(world)
    for name, change in INEXACT.items():
        said = await answer(forge(world, reversing(entry_id, lines, change)))
        assert "ledger_reversal" in said, (name, said)
    assert await answer(forge(world, reversing(entry_id, lines, dated(1)))) == "let through"


async def test_a_reversal_has_every_line_and_no_other(world: World) -> None:
    entry_id, lines = await sale_to_take_back(world)
    more = [*lines, *(row | {"n": row["n"] + 2} for row in lines)]
    assert "ledger_reversal" in await answer(forge(world, reversing(entry_id, more)))
    assert re.search("ledger_reversal|foreign key", await answer(forge(world, reversing(UUID(int=7), lines))))


async def test_a_reversal_settles_what_was_opened(world: World) -> None:
    async with writing(world) as books:
        await bill(books)
        other = await bill(books)
        first, _ = await next_entry(books)
        _, lines = await next_entry(books)
    entry_id = await ask(world, "SELECT id FROM journal_entry WHERE seq = 1")
    assert first["seq"] == 3
    wrong = reversing(UUID(str(entry_id)), lines, line(0, open_item_id=other))
    assert "ledger_reversal" in await answer(forge(world, wrong))


async def test_an_entry_is_reversed_once(world: World) -> None:
    entry_id, lines = await sale_to_take_back(world)
    assert await answer(forge(world, reversing(entry_id, lines))) == "let through"
    assert re.search("(?i)unique", await answer(forge(world, reversing(entry_id, lines))))
    assert await ask(world, "SELECT count(*) FROM journal_entry") == 2


async def test_a_version_follows_the_one_that_was_taken_back(world: World) -> None:
    entry_id, lines = await sale_to_take_back(world)
    versions = {"version": 2, "voucher_id": entry_id}
    for wrong in (versions, {"version": 2}, {"voucher_id": entry_id}, versions | {"version": 3}):
        assert re.search("(?i)unique|ledger_voucher", await answer(forge(world, changed(**wrong)))), wrong
    await forge(world, reversing(entry_id, lines))
    assert await answer(forge(world, changed(**versions, reverses=None))) == "let through"
    assert re.search("(?i)unique|ledger_voucher", await answer(forge(world, changed(**versions, reverses=None))))
