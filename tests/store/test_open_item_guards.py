"""What open items refuse: they are opened, moved and closed by what is posted, and by nothing else."""

import re
from uuid import UUID

from luma_mcp.domain.ledger import ItemKind
from tests.store.ledger import (
    KEPT,
    Forgery,
    allocate,
    answer,
    bill,
    billed,
    forge,
    line,
    outcomes,
    spelled,
    writing,
)
from tests.store.raw import ask, attack
from tests.world import World

BACK = (
    "INSERT INTO item_allocation SELECT profile_id, :id, item_id, NULL, NULL, kind, NULL, date, "
    "{share}, {share}, id, created_at FROM item_allocation WHERE reverses IS NULL"
)
OPEN = "SELECT sum(open_minor) FROM open_item WHERE original_minor > 0"


async def owed_and_credited(world: World) -> tuple[UUID, UUID]:
    """What a client owes, 100, and what is owed to it on the same account, 500."""
    async with writing(world) as books:
        return await bill(books), await bill(books, -500)


async def back(world: World, share: str = "-amount_minor") -> str:
    """Take the allocation back; what the database said."""
    made = spelled(world, world.parts.executor.new_id())
    return await answer(attack(world, BACK.format(share=share), id=made))


async def test_an_item_is_settled_up_to_what_is_open(world: World) -> None:
    item, credit = await owed_and_credited(world)
    assert "more is settled" in await allocate(world, item, 101, credit)
    assert "sign" in await allocate(world, item, -1, credit)
    assert await allocate(world, item, 60, credit) == "let through"
    assert "sign" in await allocate(world, item, -30, credit)
    assert "more is settled" in await allocate(world, item, 41, credit)
    assert await allocate(world, item, 40, credit) == "let through"
    assert await ask(world, OPEN) == 0
    assert str(await ask(world, "SELECT closed_on FROM open_item WHERE original_minor > 0")) == "2026-03-01"


async def test_an_item_is_set_against_a_credit_of_its_account_alone(world: World) -> None:
    item, credit = await owed_and_credited(world)
    other = await billed(world)
    for counter in (item, other, UUID(int=7)):
        said = await allocate(world, item, 1, counter)
        assert re.search("a credit of the same account|foreign key", said), said
    assert "a credit of the same account" in await allocate(world, credit, -1, credit)
    assert await ask(world, OPEN) == 200


SETTLED = (
    "INSERT INTO item_allocation SELECT i.profile_id, :id, i.id, NULL, {entry}, 'payment', NULL, i.date, {amount}, "
    "{amount}, NULL, i.created_at FROM open_item i WHERE i.original_minor > 0"
)


async def test_money_settles_no_more_than_its_entry_posts_to_the_item(world: World) -> None:
    item = await billed(world)
    await answer(forge(world, line(open_item_id=item)))
    for entry, amount in (("NULL", 10), ("i.entry_id", 10), ("(SELECT id FROM journal_entry WHERE seq = 2)", 10)):
        made = spelled(world, world.parts.executor.new_id())
        said = await answer(attack(world, SETTLED.format(entry=entry, amount=amount), id=made))
        assert "is booked by an entry" in said, entry
    assert await ask(world, OPEN) == 100


def paid(item: UUID) -> Forgery:
    """Let the entry pay an item instead of billing it."""

    def change(_: object, lines: list[dict[str, object]]) -> None:
        for place, amount in enumerate((-100, 100)):
            lines[place] |= {"amount_minor": amount, "amount_tc_minor": amount}
        lines[0] |= {"open_item_id": item}

    return change


async def test_money_settles_what_its_entry_posts_to_the_item_once(world: World) -> None:
    item = await billed(world)
    assert await answer(forge(world, paid(item))) == "let through"
    entry = "(SELECT id FROM journal_entry WHERE seq = 2)"
    said = []
    for amount in (101, 60, 60, 40, 1):
        made = spelled(world, world.parts.executor.new_id())
        said.append(await answer(attack(world, SETTLED.format(entry=entry, amount=amount), id=made)))
    assert ["let through" if one == "let through" else "refused" for one in said] == [
        "refused",
        "let through",
        "refused",
        "let through",
        "refused",
    ]
    assert await ask(world, OPEN) == 0


async def test_what_an_entry_settled_is_not_open_again_without_one(world: World) -> None:
    item = await billed(world)
    await answer(forge(world, paid(item)))
    entry, made = "(SELECT id FROM journal_entry WHERE seq = 2)", spelled(world, world.parts.executor.new_id())
    assert await attack(world, SETTLED.format(entry=entry, amount=100), id=made) == 1
    assert "is booked by an entry" in await back(world)
    assert await ask(world, OPEN) == 0


async def test_an_allocation_is_taken_back_once_and_whole(world: World) -> None:
    item, credit = await owed_and_credited(world)
    await allocate(world, item, 60, credit)
    assert "exact opposite" in await back(world, "-30")
    assert await back(world) == "let through"
    assert re.search("(?i)unique", await back(world))
    assert await ask(world, OPEN) == 100


ITEMS = {
    "UPDATE open_item SET open_minor = 0, open_tc_minor = 0, closed_on = date": "open_item",
    "UPDATE open_item SET open_minor = open_minor - 1": "open_item",
    "UPDATE open_item SET original_minor = 1": "open_item",
    "UPDATE open_item SET closed_on = date": "open_item",
    "UPDATE open_item SET client_id = id": "open_item",
    "UPDATE open_item SET currency = 'EUR'": "open_item",
    "DELETE FROM open_item": "open_item|permission denied",
    "UPDATE item_allocation SET amount_minor = 1": KEPT,
    "UPDATE item_allocation SET reverses = id": KEPT,
    "DELETE FROM item_allocation": KEPT,
}


async def test_only_an_allocation_moves_an_item(world: World) -> None:
    item, credit = await owed_and_credited(world)
    await allocate(world, item, 60, credit)
    assert await outcomes(world, ITEMS) == []
    assert await attack(world, "UPDATE open_item SET number = 'IV-1', due_date = '2026-05-01'") == 2
    await allocate(world, item, 40, credit)
    assert "open_item" in await answer(attack(world, "UPDATE open_item SET closed_on = '2020-01-01'"))


async def test_no_item_comes_out_of_nothing(world: World) -> None:
    await billed(world)
    names = (
        "kind, account_id, source, currency, original_tc_minor, original_minor, open_tc_minor, open_minor, "
        "date, due_date, created_at, updated_at, profile_id"
    )
    statement = f"INSERT INTO open_item ({names}, id, entry_id) SELECT {names}, :id, {{}} FROM open_item"  # noqa: S608
    made = spelled(world, world.parts.executor.new_id())
    assert "posted entry opens no item" in await answer(attack(world, statement.format("entry_id"), id=made))
    assert "opens with what" in await answer(attack(world, statement.format("id"), id=made))


def of_item(item: UUID | None) -> Forgery:
    """Let the first line belong to another item, or none."""
    return line(open_item_id=item)


async def test_a_control_account_has_items_and_no_other_account_does(world: World) -> None:
    item = await billed(world)
    assert await answer(forge(world, of_item(item))) == "let through"
    assert "ledger_control" in await answer(forge(world, of_item(None)))
    assert re.search("ledger_control|(?i:foreign key)", await answer(forge(world, of_item(UUID(int=7)))))
    assert "ledger_control" in await answer(forge(world, line(1, open_item_id=item)))
    assert "ledger_control" in await answer(forge_of_kind(world, "payable"))


async def forge_of_kind(world: World, kind: str) -> None:
    """Write a bill whose item says another kind than its account."""
    async with writing(world) as books:
        await bill(books, kind=ItemKind(kind))
