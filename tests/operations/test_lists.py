"""Lists: search, sort, pages that stay right while rows are added, and cursors that are not ours."""

import base64
import json
from typing import Any

import pytest

from luma_mcp.errors import BadCursor, BadQuery
from tests.world import World


async def names(world: World, **query: Any) -> list[str]:
    """Every name on every page."""
    found: list[str] = []
    cursor = None
    while True:
        page = await world.run("list_clients", cursor=cursor, **query)
        found += [row.name for row in page.data]
        cursor = page.meta.next_cursor
        if cursor is None:
            return found


def forged(*keys: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")


@pytest.mark.parametrize("sort", ["created_at", "-created_at", "name", "-name", "number", "updated_at"])
async def test_every_row_is_on_one_page_even_among_equals(world: World, sort: str) -> None:
    for n in range(11):
        await world.client(f"Client {n % 3}")
    assert len(await names(world, sort=sort, limit=3)) == 11
    assert await names(world, sort=sort, limit=3) == await names(world, sort=sort, limit=200)


async def test_rows_without_a_value_are_on_a_page_too(world: World) -> None:
    client, lines = await world.client(), [{"description": "A", "quantity": 1, "price": 1}]
    for n in range(5):
        end = "2026-03-30" if n % 2 else None
        made = await world.run(
            "create_recurring_invoice", client_id=client.id, lines=lines, interval="weekly",
            start_date="2026-03-25", end_date=end,
        )  # fmt: skip
        await world.run("run_recurring_invoice", id=made.id)
    for sort in ("next_run_date", "-next_run_date"):
        seen, cursor = [], None
        for _ in range(5):
            page = await world.run("list_recurring_invoices", sort=sort, limit=1, cursor=cursor)
            seen += [row.id for row in page.data]
            cursor = page.meta.next_cursor
        assert (len(set(seen)), cursor) == (5, None)


async def test_rows_added_while_paging_shift_nothing(world: World) -> None:
    for name in "ABCDE":
        await world.client(name)
    first = await world.run("list_clients", limit=2)
    await world.client("AA")
    second = await world.run("list_clients", limit=2, cursor=first.meta.next_cursor)
    assert [row.name for row in (*first.data, *second.data)] == ["A", "B", "C", "D"]
    assert second.meta.total == 6


async def test_words_are_found_without_case_and_however_accents_were_typed(world: World) -> None:
    await world.client("Zürich Café AG", city="GENÈVE")
    await world.client("Straße & Co")
    for words in ("zürich", "ZU\u0308RICH cafe\u0301", "ag genève", "STRASSE", "straße co"):
        assert len(await names(world, search=words)) == 1
    assert await names(world, search="zürich straße") == []


@pytest.mark.parametrize("sign", ["%", "_", "/", "\\", "'", '"', "%%", "*"])
async def test_signs_stand_for_themselves(world: World, sign: str) -> None:
    await world.client(f"100{sign}5 AG")
    await world.client("100x5 AG")
    assert await names(world, search=f"0{sign}5") == [f"100{sign}5 AG"]


async def test_only_what_changed_since_is_listed(world: World) -> None:
    await world.client("Old")
    world.clock.move(hours=1)
    since = world.clock.now
    await world.client("New")
    assert await names(world, updated_since=since) == ["New"]
    assert await names(world, updated_since="2026-03-31T13:00:00+02:00") == ["New"]


async def test_totals_are_per_currency_and_over_all_pages(world: World) -> None:
    for _ in range(3):
        await world.invoice()
    await world.invoice(currency="EUR")
    page = await world.run("list_invoices", limit=1)
    assert (page.meta.total, str(page.totals["CHF"].gross), str(page.totals["EUR"].gross)) == (4, "972.90", "324.30")
    assert (await world.run("list_invoices", search="nothing")).totals == {}


async def test_a_cancelled_invoice_is_not_open(world: World) -> None:
    await world.run("cancel_invoice", id=(await world.sent_invoice()).id)
    totals = (await world.run("list_invoices")).totals["CHF"]
    assert (str(totals.gross), str(totals.open)) == ("324.30", "0.00")


@pytest.mark.parametrize("sort", ["", "-", "id", "name;", "--name", "search", "name desc"])
async def test_a_sort_that_is_not_offered_is_refused(world: World, sort: str) -> None:
    if not sort:
        assert await names(world, sort=sort) == []
        return
    with pytest.raises(BadQuery, match="is one of name, number, created_at, updated_at"):
        await world.run("list_clients", sort=sort)


ID = "0197a943-2325-7829-b835-b6c71a293065"


@pytest.mark.parametrize(
    ("operation", "sort", "cursor"),
    [
        ("list_clients", "name", "nonsense"),
        ("list_clients", "name", forged("client name", "A")),
        ("list_clients", "name", forged("client name", "A", "not an id")),
        ("list_clients", "name", forged("client name", "a\x00", ID)),
        ("list_clients", "name", forged("client name", None, ID)),
        ("list_clients", "name", forged("vendor name", "A", ID)),
        ("list_clients", "name", forged("client -name", "A", ID)),
        ("list_clients", "created_at", forged("client created_at", "2026-01-01T00:00:00", ID)),
        ("list_clients", "created_at", forged("client created_at", "0001-01-01T00:00:00+14:00", ID)),
        ("list_clients", "created_at", forged("client created_at", 5, ID)),
        ("list_invoices", "gross", forged("invoice gross", 10**30, ID)),
        ("list_invoices", "issue_date", forged("invoice issue_date", "2026-02-31", ID)),
    ],
    ids=[
        "no cursor", "too few", "no id", "nul", "null", "other list", "other direction", "no zone", "too early",
        "number as moment", "too large", "no date",
    ],
)  # fmt: skip
async def test_a_forged_cursor_is_refused(world: World, operation: str, sort: str, cursor: str) -> None:
    with pytest.raises(BadCursor):
        await world.run(operation, sort=sort, cursor=cursor)


async def test_a_cursor_of_another_profile_shows_nothing_of_it(world: World) -> None:
    danish = await world.at(world.danish)
    for name in ("A", "B", "C"):
        await world.run("create_client", caller=danish, name=name)
    theirs = (await world.run("list_clients", caller=danish, limit=1)).meta.next_cursor
    await world.client("Z")
    assert [row.name for row in (await world.run("list_clients", cursor=theirs)).data] == ["Z"]
