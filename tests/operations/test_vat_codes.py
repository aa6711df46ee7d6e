"""VAT codes: listed, made, changed; what stands on entries stays as it was."""

from typing import Any

import pytest

from luma_mcp.errors import Invalid, NameTaken, NotFound, VatCodeInUse
from tests.operations.entries import entry, line
from tests.world import World

UNKNOWN = "0197a943-2325-7829-b835-b6c71a293065"


async def danish(world: World, operation: str, **given: Any) -> Any:
    return await world.run(operation, caller=await world.at(world.danish), **given)


async def made(world: World, **given: Any) -> Any:
    return await danish(world, "create_vat_code", **{"code": "S12", "name": "Sales", "type": "sales"} | given)


async def codes(world: World) -> dict[str, Any]:
    return {row.code: row for row in (await danish(world, "list_vat_codes")).data}


async def test_vat_codes_are_listed_with_rate_and_validity(world: World) -> None:
    found = {row.code: row for row in (await world.run("list_vat_codes", limit=200)).data}
    assert (str(found["U81"].rate), str(found["U81"].valid_from), found["U81"].account) == ("8.1", "2024-01-01", "2200")
    assert (found["BM81"].principle, found["BM81"].contra_account) == ("net", "2203")
    assert len({row.id for row in found.values()}) == len(found)
    old = await world.run("list_vat_codes", on="2020-01-01", type="sales")
    assert {"U77", "U25", "U37"} <= {row.code for row in old.data}
    assert "U81" not in {row.code for row in old.data}


async def test_what_a_code_does_not_say_comes_from_the_one_of_its_type(world: World) -> None:
    code = await made(world, rate="12.5")
    assert (code.code, code.principle, code.account, code.account_name) == ("S12", "gross", "7680", "Salgsmoms")
    assert (code.contra_account, code.category, code.valid_to) == (None, None, None)
    services = await made(world, code="K12", type="reverse_charge", rate="12")
    assert (services.principle, services.account, services.contra_account) == ("net", "7740", "7720")
    free = await made(world, code="S0", type="export", rate="0")
    assert (free.account, free.account_id, free.contra_account_id) == (None, None, None)
    assert (await codes(world))["S12"] == code


async def test_a_line_bears_a_code_of_ones_own(world: World) -> None:
    await made(world, rate="12.5")
    at = await world.at(world.danish)
    lines = [{"account": "6481", "debit": "225"}, {"account": "1010", "credit": "225", "vat_code": "S12"}]
    posted = await world.run("create_journal_entry", caller=at, date="2026-03-31", description="Sale", lines=lines)
    found = {one.account: (one.debit, one.credit) for one in posted.lines}
    assert {str(credit) for _, credit in found.values() if credit} == {"200.00", "25.00"}
    boxes = await world.run("get_report", caller=at, type="vat", **{"from": "2026-01-01", "to": "2026-03-31"})
    assert "25.00" in str(boxes)
    assert (await world.run("verify_books", caller=at)).broken == ()


async def test_a_new_rate_like_another_code_is_chosen_for_documents(world: World) -> None:
    at = await world.at(world.danish)
    code = await made(world, code="S26", rate="26", like="S01", valid_from="2026-01-01")
    assert (code.category, str(code.valid_from)) == ("standard", "2026-01-01")
    client = await world.run("create_client", caller=at, name="Kunde")
    sold = [{"description": "Work", "quantity": 1, "price": 100, "tax_rate": "26"}]
    await world.run("create_invoice", caller=at, client_id=client.id, lines=sold, status="sent")
    (booked,) = (await world.run("list_journal_entries", caller=at)).data
    shown = await world.run("get_journal_entry", caller=at, id=booked.id)
    assert {one.vat_code for one in shown.lines} == {None, "S26"}
    assert (await world.run("verify_books", caller=at)).broken == ()


async def test_a_rate_has_one_code_of_a_kind_at_a_time(world: World) -> None:
    with pytest.raises(Invalid, match="S01 bears this rate"):
        await made(world, rate="25", like="S01")
    assert (await made(world, rate="25")).category is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"rate": "12", "like": "NONE"}, "like"),
        ({"rate": "12", "like": "K010"}, "like"),
        ({"rate": "12", "account": "9999"}, "account"),
        ({"rate": "12", "account": "6190"}, "account"),
        ({"rate": "12", "account": None}, "account"),
        ({"rate": "12", "contra_account": "7700"}, "contra_account"),
        ({"rate": "12", "type": "acquisition", "contra_account": None}, "contra_account"),
        ({"rate": "12", "type": "export"}, "rate"),
        ({"rate": "0", "type": "exempt", "account": "7680"}, "account"),
        ({"rate": "101"}, "rate"),
        ({"rate": "12", "code": "S 1"}, "code"),
        ({"rate": "12", "valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "valid_to"),
    ],
)
async def test_a_code_that_cannot_be_is_refused(world: World, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        await made(world, **given)
    assert [problem.field for problem in caught.value.problems] == [field]


async def test_a_code_is_called_what_no_other_is(world: World) -> None:
    with pytest.raises(NameTaken) as caught:
        await made(world, code="S01", rate="12")
    assert caught.value.subject == "vat code"


async def test_a_code_without_entries_is_changed(world: World) -> None:
    code = await made(world, rate="12.5")
    assert await danish(world, "update_vat_code", id=code.id) == code
    changed = await danish(
        world, "update_vat_code", id=code.id, name="Sales 12", rate="12", account="7700", valid_to="2026-12-31"
    )
    assert (changed.name, str(changed.rate), changed.account, str(changed.valid_to)) == (
        "Sales 12", "12", "7700", "2026-12-31",
    )  # fmt: skip
    with pytest.raises(Invalid, match="valid_to: lies before valid_from"):
        await danish(world, "update_vat_code", id=code.id, valid_from="2027-01-01")
    with pytest.raises(Invalid, match="account: is required"):
        await danish(world, "update_vat_code", id=code.id, account=None)
    with pytest.raises(Invalid, match="name"):
        await danish(world, "update_vat_code", id=code.id, name=None)
    with pytest.raises(NotFound):
        await danish(world, "update_vat_code", id=UNKNOWN, name="x")


async def test_a_code_on_entries_keeps_rate_principle_and_accounts(world: World) -> None:
    await entry(world, line("1020", "108.10"), line("3400", "-108.10", vat_code="U81"))
    used = next(row for row in (await world.run("list_vat_codes")).data if row.code == "U81")
    changes: tuple[dict[str, Any], ...] = ({"rate": "8.2"}, {"principle": "net"}, {"account": "2203"})
    for change in changes:
        with pytest.raises(VatCodeInUse, match="U81 stands on entries"):
            await world.run("update_vat_code", id=used.id, **change)
    ended = await world.run("update_vat_code", id=used.id, name="Until 2027", rate="8.1", valid_to="2027-12-31")
    assert (ended.name, str(ended.valid_to), ended.rate) == ("Until 2027", "2027-12-31", used.rate)
