"""The Danish VAT return, with purchases whose VAT the buyer owes."""

from typing import Any

from tests.operations.reports.asking import adds, amounts, expense, report, rows, sums
from tests.world import World

QUARTER: dict[str, Any] = {"first": "2026-01-01", "last": "2026-03-31"}


def sale(price: str, rate: str, category: str | None = None) -> dict[str, Any]:
    line = {"description": "Something", "quantity": 1, "price": price, "tax_rate": rate}
    return line | ({"tax_category": category} if category else {})


async def a_quarter(world: World) -> Any:
    """Sales at home, in the EU and beyond; purchases at home, from the EU and beyond; the caller in these books."""
    danish = await world.at(world.danish)
    client = await world.run("create_client", caller=danish, name="Kunde")
    lines = [sale("1000", "25"), sale("400", "0", "reverse_charge"), sale("300", "0", "export")]
    made = await world.run("create_invoice", caller=danish, client_id=client.id, lines=lines, issue_date="2026-02-02")
    await world.run("send_invoice", caller=danish, id=made.id)
    await expense(world, "125", caller=danish, tax_rate="25")
    for code, amount in (("K210", "200"), ("K260", "80"), ("K310", "60"), ("K410", "40"), ("K460", "20")):
        await expense(world, amount, caller=danish, vat_code=code)
    return danish


async def test_the_return_of_a_quarter(world: World) -> None:
    danish = await a_quarter(world)
    told = await report(world, "vat", caller=danish, **QUARTER)
    assert told.currency == "DKK"
    assert amounts(told, "box") == {
        "salgsmoms": "265.00",
        "moms_varekob_udland": "60.00",
        "moms_ydelseskob_udland": "25.00",
        "kobsmoms": "125.00",
        "momstilsvar": "225.00",
        "rubrik_a_varer": "200.00",
        "rubrik_a_ydelser": "80.00",
        "rubrik_b_ydelser": "400.00",
        "rubrik_c": "300.00",
    }
    assert (sums(told), told.notes) == ({"due": "225.00"}, ())
    assert rows(told, "label")[0] == ("Salgsmoms",)


async def test_self_assessed_vat_is_owed_and_deducted_by_document(world: World) -> None:
    danish = await a_quarter(world)
    below = await report(world, "vat", caller=danish, **QUARTER, drill="due")
    found = {row.vat_code: (str(row.net), str(row.tax), str(row.amount)) for row in below.data}
    assert found["K260"] == ("80.00", "20.00", "0.00")
    assert (found["K010"], found["S01"]) == (("100.00", "25.00", "-25.00"), ("1000.00", "250.00", "250.00"))
    assert str(adds(below, "amount")) == "225.00"
    services = await report(world, "vat", caller=danish, **QUARTER, drill="box:moms_ydelseskob_udland")
    assert rows(services, "vat_code", "net", "amount") == [("K260", "80.00", "20.00"), ("K460", "20.00", "5.00")]


async def test_one_companys_return_says_nothing_of_anothers(world: World) -> None:
    await world.sent_invoice(issue_date="2026-02-02")
    danish = await world.at(world.danish)
    told = await report(world, "vat", caller=danish, **QUARTER)
    assert (amounts(told, "box"), sums(told)) == ({"momstilsvar": "0.00"}, {"due": "0.00"})
