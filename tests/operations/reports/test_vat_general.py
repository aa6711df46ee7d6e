"""The VAT of a country whose return is not known: sales, purchases and what is owed."""

from tests.operations.reports.asking import adds, amounts, expense, report, sums
from tests.world import World


async def test_a_country_without_a_form_of_its_own_says_what_is_owed(world: World) -> None:
    made = await world.run(
        "create_profile", caller=world.owner, name="Exempel AB", country="SE", vat_registered=True, currency="SEK"
    )
    swedish = await world.at(made.id)
    client = await world.run("create_client", caller=swedish, name="Kund")
    line = {"description": "Work", "quantity": 1, "price": "1000", "tax_rate": "25"}
    invoice = await world.run(
        "create_invoice", caller=swedish, client_id=client.id, lines=[line], issue_date="2026-02-02"
    )
    await world.run("send_invoice", caller=swedish, id=invoice.id)
    await expense(world, "112", caller=swedish, tax_rate="12")
    told = await report(world, "vat", caller=swedish, period="this_quarter")
    assert amounts(told, "box") == {
        "sales": "1000.00",
        "output_vat": "250.00",
        "purchases": "100.00",
        "input_vat": "12.00",
        "due": "238.00",
    }
    assert (sums(told), told.currency) == ({"due": "238.00"}, "SEK")
    for drill in ("due", "box:due"):
        below = await report(world, "vat", caller=swedish, period="this_quarter", drill=drill)
        assert (str(adds(below, "amount")), len(below.data)) == ("238.00", 2)
