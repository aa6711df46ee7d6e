"""Receipts: told by their content, kept whole, replaced and fetched again."""

import base64
import hashlib
from typing import Any

import pytest

from luma_mcp.errors import Invalid, NotFound
from tests.digest import count
from tests.world import World

PNG = b"\x89PNG\r\n\x1a\n\x00\x00"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
PDF = b"%PDF-1.7\n%EOF\n"
LARGEST = 10_000_000


async def expense(world: World) -> Any:
    return await world.run("create_expense", date="2026-03-02", amount="129.70", category="travel")


async def attach(world: World, expense_id: Any, content: object, name: str = "receipt") -> Any:
    return await world.run("attach_receipt", id=expense_id, file_name=name, content=content)


@pytest.mark.parametrize(
    ("content", "kind"), [(PNG, "image/png"), (JPG, "image/jpeg"), (PDF, "application/pdf")], ids=["png", "jpg", "pdf"]
)
async def test_a_receipt_is_what_its_content_says(world: World, content: bytes, kind: str) -> None:
    made = await expense(world)
    attached = await attach(world, made.id, content, "Beleg März.txt")
    known = attached.receipt
    assert (known.file_name, known.type, known.size) == ("Beleg März.txt", kind, len(content))
    assert known.sha256 == hashlib.sha256(content).hexdigest()
    fetched = await world.run("get_receipt", id=made.id)
    assert (fetched.content, fetched.type, fetched.file_name) == (content, kind, "Beleg März.txt")
    assert (await world.run("get_expense", id=made.id)).receipt == known


async def test_a_receipt_also_comes_as_base64_with_line_breaks(world: World) -> None:
    made = await expense(world)
    text = base64.b64encode(PDF).decode()
    await attach(world, made.id, f"{text[:8]}\n{text[8:]}\n")
    assert (await world.run("get_receipt", id=made.id)).content == PDF


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"GIF89a", "is not a JPG, PNG or PDF file"),
        (b"MZ%PDF-1.7", "is not a JPG, PNG or PDF file"),
        (b"", "at least 1"),
        ("not base64!", "is not base64"),
        (PDF + bytes(LARGEST), "10 ?(MB|000000)"),
    ],
    ids=["gif", "hidden", "empty", "text", "large"],
)
async def test_what_is_no_receipt_is_refused(sqlite_world: World, content: object, problem: str) -> None:
    made = await expense(sqlite_world)
    with pytest.raises(Invalid, match=problem) as caught:
        await attach(sqlite_world, made.id, content)
    assert [one.field for one in caught.value.problems] == ["content"]
    assert (await sqlite_world.run("get_expense", id=made.id)).receipt is None


async def test_ten_megabytes_are_taken_to_the_byte(sqlite_world: World) -> None:
    made = await expense(sqlite_world)
    largest = PDF + bytes(LARGEST - len(PDF))
    assert (await attach(sqlite_world, made.id, largest)).receipt.size == LARGEST
    assert (await sqlite_world.run("get_receipt", id=made.id)).content == largest


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 201, "evil\u202efdp.exe"])
async def test_a_file_has_a_name_that_can_be_shown(sqlite_world: World, name: str) -> None:
    made = await expense(sqlite_world)
    with pytest.raises(Invalid) as caught:
        await attach(sqlite_world, made.id, PDF, name)
    assert [one.field for one in caught.value.problems] == ["file_name"]


async def test_another_receipt_replaces_the_first(world: World) -> None:
    made = await expense(world)
    await attach(world, made.id, PNG, "first.png")
    world.clock.move(minutes=1)
    replaced = await attach(world, made.id, PDF, "second.pdf")
    assert (replaced.receipt.file_name, replaced.receipt.type) == ("second.pdf", "application/pdf")
    assert replaced.updated_at == world.clock.now
    assert (await world.run("get_receipt", id=made.id)).content == PDF


async def test_one_file_on_two_expenses_is_kept_once_under_two_names(world: World) -> None:
    first, second = await expense(world), await expense(world)
    await attach(world, first.id, PDF, "a.pdf")
    await attach(world, second.id, PDF, "b.pdf")
    assert await count(world, "stored_file") == 1
    await world.run("delete_expense", id=first.id)
    fetched = await world.run("get_receipt", id=second.id)
    assert (fetched.file_name, fetched.content) == ("b.pdf", PDF)


async def test_a_receipt_outlives_changes_of_its_expense(world: World) -> None:
    made = await expense(world)
    known = (await attach(world, made.id, JPG)).receipt
    assert (await world.run("update_expense", id=made.id, status="paid", amount="1")).receipt == known
    assert (await world.run("list_expenses")).data[0].receipt == known


async def test_an_expense_without_a_receipt_says_how_to_attach_one(world: World) -> None:
    made = await expense(world)
    with pytest.raises(NotFound, match="E-001 has no receipt") as caught:
        await world.run("get_receipt", id=made.id)
    assert caught.value.way_out == "Attach one with attach_receipt."
