"""Vendors: found by words, listed in pages that stay right, and kept while expenses name them."""

from typing import Any
from unicodedata import normalize

import pytest

from luma_mcp.errors import BadCursor, BadQuery, Invalid, NotFound, VendorInUse
from tests.world import World

BOUGHT: dict[str, Any] = {"date": "2026-03-02", "amount": "50", "category": "telecom"}


async def vendor(world: World, name: str, **given: Any) -> Any:
    return await world.run("create_vendor", name=name, **given)


async def found(world: World, **query: Any) -> list[str]:
    return [row.name for row in (await world.run("list_vendors", **query)).data]


async def test_a_vendor_needs_a_name_and_nothing_else(world: World) -> None:
    made = await vendor(world, "  Swisscom ")
    assert (made.name, made.archived, made.expense_count) == ("Swisscom", False, 0)
    assert (made.country, made.iban, made.created_at) == (None, None, world.clock.now)
    assert await world.run("get_vendor", id=made.id) == made
    with pytest.raises(Invalid, match="name"):
        await world.run("create_vendor", city="Bern")


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("name", "x" * 201), ("name", "a\nb"), ("email", "nobody"), ("country", "CHE"), ("iban", "CH00")],
)
async def test_what_no_vendor_can_be_is_refused_by_field(sqlite_world: World, field: str, value: str) -> None:
    with pytest.raises(Invalid) as caught:
        await vendor(sqlite_world, **({"name": "Swisscom"} | {field: value}))
    assert [problem.field for problem in caught.value.problems] == [field]


async def test_only_the_fields_given_change(world: World) -> None:
    made = await vendor(world, "Swisscom", city="Bern", iban="ch93 0076 2011 6238 5295 7")
    world.clock.move(minutes=1)
    changed = await world.run("update_vendor", id=made.id, phone="+41 31 000 00 00", city=None)
    assert (changed.name, changed.phone, changed.city) == ("Swisscom", "+41 31 000 00 00", None)
    assert (changed.iban, changed.created_at) == ("CH9300762011623852957", made.created_at)
    assert changed.updated_at == world.clock.now
    assert await world.run("get_vendor", id=made.id) == changed
    with pytest.raises(Invalid, match="name: cannot be empty"):
        await world.run("update_vendor", id=made.id, name=None)


async def test_search_knows_no_case_and_no_way_of_typing_an_accent(world: World) -> None:
    await vendor(world, "Café Zürich", city="Genève", contact_person="Anna Groß")
    await vendor(world, "Cafe Zurich", vat_number="CHE-123.456.789")
    for words in ("CAFÉ", normalize("NFD", "züRICH"), "genève café", "gross", "fé"):
        assert await found(world, search=words) == ["Café Zürich"]
    assert await found(world, search="cafe") == ["Cafe Zurich"]
    assert await found(world, search="123.456") == ["Cafe Zurich"]
    assert await found(world, search="café london") == []


async def test_percent_underscore_and_backslash_are_characters_like_others(world: World) -> None:
    for name in ("100% Bio", "100 Bio", "a_b", "a\\b", "axb"):
        await vendor(world, name)
    for words, names in {"100%": ["100% Bio"], "a_b": ["a_b"], "\\": ["a\\b"], "%": ["100% Bio"], "_": ["a_b"]}.items():
        assert await found(world, search=words) == names


async def test_vendors_come_by_name_whatever_its_case_or_as_asked(world: World) -> None:
    for name in ("beta", "Alpha", "Gamma"):
        await vendor(world, name)
        world.clock.move(seconds=1)
    assert await found(world) == ["Alpha", "beta", "Gamma"]
    assert await found(world, sort="-name") == ["Gamma", "beta", "Alpha"]
    assert await found(world, sort="created_at") == ["beta", "Alpha", "Gamma"]
    with pytest.raises(BadQuery, match="sort: is one of name, number, created_at, updated_at"):
        await found(world, sort="iban")


async def test_pages_lose_and_repeat_nothing_while_rows_are_added(world: World) -> None:
    for name in ("B", "C", "D", "E", "F"):
        await vendor(world, name)
    first = await world.run("list_vendors", limit=2)
    assert (first.meta.total, first.meta.limit) == (5, 2)
    await vendor(world, "A")
    second = await world.run("list_vendors", limit=2, cursor=first.meta.next_cursor)
    await vendor(world, "Ee")
    last = await world.run("list_vendors", limit=9, cursor=second.meta.next_cursor)
    assert [row.name for page in (first, second, last) for row in page.data] == ["B", "C", "D", "E", "Ee", "F"]
    assert (last.meta.total, last.meta.next_cursor) == (7, None)


async def test_vendors_of_one_name_are_paged_by_id(world: World) -> None:
    made = {(await vendor(world, "Twin")).id for _ in range(3)}
    seen, cursor = [], None
    for _ in range(3):
        page = await world.run("list_vendors", limit=1, sort="-name", **({"cursor": cursor} if cursor else {}))
        seen.append(page.data[0].id)
        cursor = page.meta.next_cursor
    assert (len(seen), set(seen), cursor) == (3, made, None)


async def test_a_cursor_of_another_sort_or_list_is_refused(sqlite_world: World) -> None:
    for name in ("A", "B"):
        await vendor(sqlite_world, name)
        await sqlite_world.client(name)
    cursor = (await sqlite_world.run("list_vendors", limit=1)).meta.next_cursor
    with pytest.raises(BadCursor):
        await sqlite_world.run("list_vendors", limit=1, cursor=cursor, sort="-name")
    with pytest.raises(BadCursor):
        await sqlite_world.run("list_clients", limit=1, cursor=cursor)
    with pytest.raises(BadCursor):
        await sqlite_world.run("list_vendors", cursor="bm9uc2Vuc2U")


async def test_lists_are_narrowed_by_country_archive_and_time_of_change(world: World) -> None:
    await vendor(world, "Bern", country="ch")
    old = await vendor(world, "Berlin", country="DE")
    world.clock.move(hours=1)
    await world.run("update_vendor", id=old.id, archived=True)
    assert await found(world) == ["Berlin", "Bern"]
    assert await found(world, archived=False) == ["Bern"]
    assert await found(world, archived=True) == ["Berlin"]
    assert await found(world, country="CH") == ["Bern"]
    assert await found(world, updated_since="2026-03-31T11:00:00Z") == ["Berlin"]
    assert await found(world, updated_since="2026-03-31T11:00:01Z") == []


async def test_a_vendor_with_expenses_is_kept_until_they_are_unlinked(world: World) -> None:
    made = await vendor(world, "Swisscom")
    expense = await world.run("create_expense", vendor_id=made.id, **BOUGHT)
    assert (await world.run("get_vendor", id=made.id)).expense_count == 1
    with pytest.raises(VendorInUse) as caught:
        await world.run("delete_vendor", id=made.id)
    assert (caught.value.code, "archive" in caught.value.way_out) == ("vendor_in_use", True)
    await world.run("update_expense", id=expense.id, vendor_id=None)
    assert (await world.run("delete_vendor", id=made.id)).id == made.id
    with pytest.raises(NotFound, match="No vendor"):
        await world.run("get_vendor", id=made.id)


async def test_a_renamed_vendor_shows_on_its_expenses_at_once(world: World) -> None:
    made = await vendor(world, "Swisscom")
    expense = await world.run("create_expense", vendor_id=made.id, **BOUGHT)
    await world.run("update_vendor", id=made.id, name="Sunrise")
    assert (await world.run("get_expense", id=expense.id)).vendor_name == "Sunrise"
    assert (await world.run("list_expenses", search="sunrise")).meta.total == 1
    assert (await world.run("list_expenses", search="swisscom")).meta.total == 0
