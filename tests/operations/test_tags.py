"""Values of dimensions on entries and lines: what is taken, what is refused, and what keeps them."""

from typing import Any

import anyio
import pytest

from luma_mcp.errors import UnknownReference
from luma_mcp.ledger_errors import DimensionClash, DimensionNotUnique
from tests.operations.entries import entry, line
from tests.world import World


async def department(world: World, *, is_unique: bool = True, **given: Any) -> tuple[Any, list[Any]]:
    """A dimension and its two values."""
    made = await world.run("create_dimension", name="Department", is_unique=is_unique, **given)
    return made, [await world.run("create_dimension_value", id=made.id, name=n, **given) for n in ("Sales", "Office")]


def lines(*tags: Any) -> list[dict[str, Any]]:
    """Hosting, whose line bears values."""
    return [line("6570", "120", tag_ids=[tag.id for tag in tags]), line("1020", "-120")]


async def test_an_entry_and_its_lines_show_what_they_bear(world: World) -> None:
    _, (sales, office) = await department(world, is_unique=False)
    made = await entry(world, *lines(office, office), tag_ids=[sales.id])
    assert (made.tag_ids, [row.tag_ids for row in made.lines]) == ((sales.id,), [(office.id,), ()])
    assert (await world.run("list_journal_entries")).data[0].tag_ids == (sales.id,)
    assert await world.run("get_journal_entry", id=made.id) == made


async def test_vat_of_a_line_bears_what_the_line_does(world: World) -> None:
    _, (sales, _) = await department(world)
    code = next(one.code for one in (await world.run("list_vat_codes")).data if one.type == "purchase" and one.rate)
    made = await entry(world, line("6570", "108.10", vat_code=code, tag_ids=[sales.id]), line("1020", "-108.10"))
    assert [bool(row.tag_ids) for row in made.lines] == [True, True, False]


async def test_a_new_version_and_a_reversal_bear_what_the_entry_did(world: World) -> None:
    _, (sales, office) = await department(world, is_unique=False)
    made = await entry(world, *lines(office), tag_ids=[sales.id])
    moved = await world.run("update_journal_entry", id=made.id, date="2026-03-30")
    assert (moved.tag_ids, [row.tag_ids for row in moved.lines]) == ((sales.id,), [(office.id,), ()])
    listed = (await world.run("list_journal_entries", include_reversed=True)).data
    back = next(row.entry_id for row in listed if row.reverses == made.entry_id)
    reversal = await world.run("get_journal_entry", id=back, include_reversed=True)
    assert (reversal.tag_ids, reversal.lines[0].tag_ids) == ((sales.id,), (office.id,))


async def test_other_tags_make_a_new_version_and_the_same_ones_none(world: World) -> None:
    _, (sales, office) = await department(world)
    made = await entry(world, tag_ids=[sales.id])
    same = await world.run("update_journal_entry", id=made.id, tag_ids=[sales.id, sales.id])
    other = await world.run("update_journal_entry", id=made.id, tag_ids=[office.id])
    none = await world.run("update_journal_entry", id=made.id, tag_ids=[])
    assert [(one.version, one.tag_ids) for one in (same, other, none)] == [(1, (sales.id,)), (2, (office.id,)), (3, ())]


async def test_two_values_of_a_unique_dimension_are_refused(world: World) -> None:
    _, (sales, office) = await department(world)
    with pytest.raises(DimensionClash, match="Department takes one value an entry; Sales and Office"):
        await entry(world, tag_ids=[sales.id, office.id])
    with pytest.raises(DimensionClash):
        await entry(world, *lines(office), tag_ids=[sales.id])
    made = await entry(world, *lines(sales), tag_ids=[sales.id])
    with pytest.raises(DimensionClash):
        await world.run("update_journal_entry", id=made.id, tag_ids=[office.id])


async def test_a_value_of_another_company_is_refused_where_it_stands(world: World) -> None:
    _, (sales, _) = await department(world, caller=await world.at(world.danish))
    with pytest.raises(UnknownReference) as caught:
        await entry(world, tag_ids=[sales.id])
    assert [problem.field for problem in caught.value.problems] == ["tag_ids"]
    with pytest.raises(UnknownReference) as caught:
        await entry(world, *lines(sales))
    assert [problem.field for problem in caught.value.problems] == ["lines.0.tag_ids"]


async def test_opening_balances_bear_values(world: World) -> None:
    _, (sales, _) = await department(world)
    opened = [{"account": "1500", "debit": 100, "tag_ids": [sales.id]}]
    made = await world.run("record_opening_balances", date="2026-01-01", lines=opened)
    shown = await world.run("get_journal_entry", id=made.entries[0].id)
    assert [row.tag_ids for row in shown.lines if row.account == "1500"] == [(sales.id,)]


async def test_a_dimension_that_becomes_unique_and_entries_with_two_values_exclude_each_other(world: World) -> None:
    made, (sales, office) = await department(world, is_unique=False)
    refused: list[str] = []

    async def attempt(operation: str, **given: Any) -> None:
        try:
            await world.run(operation, **given)
        except (DimensionClash, DimensionNotUnique) as refusal:
            refused.append(type(refusal).__name__)

    posting: dict[str, Any] = {"date": "2026-03-31", "description": "Hosting", "lines": lines(sales)}
    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(lambda: attempt("create_journal_entry", **posting, tag_ids=[office.id]))
            tasks.start_soon(lambda: attempt("update_dimension", id=made.id, is_unique=True))
    shown = await world.run("get_dimension", id=made.id)
    posted = (await world.run("list_journal_entries")).meta.total
    assert shown.is_unique == (posted == 0)
    assert refused
