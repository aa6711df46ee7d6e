"""Journal entries: posted at once, balanced, corrected by new versions, taken back by their opposite."""

from typing import Any

from tests.world import World

HOSTING: list[dict[str, Any]] = [{"account": "6570", "debit": "120"}, {"account": "1020", "credit": "120"}]


async def entry(world: World, *lines: dict[str, Any], **given: Any) -> Any:
    fields = {"date": "2026-03-31", "description": "Hosting", "lines": list(lines) or HOSTING}
    return await world.run("create_journal_entry", **fields | given)


def posted(made: Any) -> list[tuple[str, str, str | None]]:
    """Account, signed amount and VAT role of every line."""
    return [(line.account, str((line.debit or 0) - (line.credit or 0)), line.vat_role) for line in made.lines]


async def test_an_entry_is_posted_at_once(world: World) -> None:
    made = await entry(world, reference="R-1", external_id="x1")
    assert (made.number, made.status, made.source, made.version) == ("2026-0001", "posted", "manual", 1)
    assert (made.currency, str(made.amount), made.rate) == ("CHF", "120.00", None)
    assert posted(made) == [("6570", "120.00", None), ("1020", "-120.00", None)]
    assert made.allowed_actions == ("update_journal_entry", "delete_journal_entry")
    assert len(made.hash) == 64
    assert await world.run("get_journal_entry", id=made.id) == made
