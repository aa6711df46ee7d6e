"""Profiles: what a country gives, and that later documents follow a change."""

from typing import Any

import pytest

from luma_mcp.errors import Invalid, NotFound, OwnerOnly
from tests.world import World


async def test_a_profile_starts_with_what_its_country_gives(world: World) -> None:
    swiss = await world.run("get_profile", caller=world.owner, id=world.swiss)
    danish = await world.run("get_profile", caller=world.owner, id=world.danish)
    assert (swiss.currency, str(swiss.default_tax_rate), swiss.time_zone) == ("CHF", "8.1", "Europe/Zurich")
    assert (danish.currency, str(danish.default_tax_rate), danish.time_zone) == ("DKK", "25", "Europe/Copenhagen")
    listed = await world.run("list_profiles", caller=world.owner)
    assert (listed.data, listed.meta.total) == ((swiss, danish), 2)


async def test_a_new_profile_has_books_of_its_own(world: World) -> None:
    made = await world.run("create_profile", caller=world.owner, name="Neu GmbH", country="DE", vat_registered=True)
    caller = await world.at(made.id)
    assert (await world.run("list_clients", caller=caller)).meta.total == 0
    assert (
        await world.run("create_expense", caller=caller, date="2026-03-01", amount=1, category="travel")
    ).currency == "EUR"


async def test_later_documents_follow_a_change_and_earlier_ones_do_not(world: World) -> None:
    before = await world.invoice()
    change: dict[str, Any] = {"legal_name": "Beispiel AG", "payment_deadline_days": 10, "default_tax_rate": "2.6"}
    await world.run("update_profile", caller=world.owner, id=world.swiss, payment_template="Cash only", **change)
    after = await world.invoice()
    assert (after.sender.name, str(after.due_date), after.payment_info) == ("Beispiel AG", "2026-04-10", "Cash only")
    assert str(after.tax_total) == "7.80"
    assert await world.run("get_invoice", id=before.id) == before
    assert (await world.run("verify_books")).broken == ()


async def test_a_move_to_another_country_leaves_the_books_provable(world: World) -> None:
    await world.invoice(lines=[{"description": "Bread", "quantity": 1, "price": 1, "tax_rate": "2.6"}])
    await world.run("update_profile", caller=world.owner, id=world.swiss, country="DK")
    assert (await world.run("verify_books")).broken == ()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"fiscal_year_start": "02-30"}, "fiscal_year_start"),
        ({"currency": "XXY"}, "currency"),
        ({"invoice_prefix": "IV #"}, "invoice_prefix"),
        ({"payment_deadline_days": 366}, "payment_deadline_days"),
        ({"name": None}, "name"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_setting_that_cannot_be_is_refused(world: World, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        await world.run("update_profile", caller=world.owner, id=world.swiss, **wrong)
    assert caught.value.problems[0].field == field


async def test_only_the_owner_changes_profiles(world: World) -> None:
    token, _ = await world.make_key()
    with pytest.raises(OwnerOnly):
        await world.run("update_profile", caller=await world.caller(token), id=world.swiss, name="Mine")
    with pytest.raises(NotFound):
        await world.run("update_profile", caller=world.owner, id="0197a943-2325-7829-b835-b6c71a293065", name="A")


async def test_a_caller_is_told_who_it_is(world: World) -> None:
    token, _ = await world.make_key(label="Reports", mode="read_only", profile_id=world.danish)
    told = await world.run("whoami", caller=await world.caller(token))
    assert (told.caller, told.read_only, [profile.name for profile in told.profiles]) == (
        "Reports",
        True,
        ["Eksempel ApS"],
    )
    assert str(told.today) == "2026-03-31"


async def test_the_company_of_the_books_is_shown_without_its_id(world: World) -> None:
    people = {"billing_email": "bills@example.com", "contact_first_name": "Anna", "contact_last_name": "Muster"}
    changed = await world.run("update_profile", caller=world.owner, id=world.swiss, **people)
    assert (changed.billing_email, changed.contact_first_name, changed.contact_last_name) == tuple(people.values())
    assert await world.run("get_company") == changed
    other = await world.run("get_company", caller=await world.at(world.danish))
    assert (other.id, other.billing_email, other.contact_first_name) == (world.danish, None, None)
