"""Companies: what documents start from, changed by the owner and seen by the others."""

from collections.abc import AsyncIterator

import pytest

from luma_mcp.administration import make_account
from luma_mcp.domain.profiles import ProfileFields
from luma_mcp.rest.pages.profile_fields import LABELS
from luma_mcp.store.members import add_owner
from tests.rest.pages.visitor import Visitor, app_of, form_of, visiting
from tests.world import PASSWORD, World

LIST = "/settings/profiles"


@pytest.fixture
async def newcomer(sqlite_world: World) -> AsyncIterator[Visitor]:
    """The browser of the owner of an account without a company."""
    parts = sqlite_world.parts
    other = await make_account(parts, "Other")
    async with parts.database.writing() as connection:
        await add_owner(connection, other.id, parts.executor.new_id(), "otto@example.com", parts.clock())
    link = await parts.people.reset_link("otto@example.com")
    await sqlite_world.join(link.token, name="Otto")
    async with visiting(app_of(sqlite_world)) as browser:
        await browser.sign_in("otto@example.com", PASSWORD)
        yield browser


def test_everything_that_documents_start_from_can_be_set() -> None:
    assert set(LABELS) == set(ProfileFields.model_fields) | {"name", "country"}


async def test_only_what_was_changed_is_changed(sqlite_world: World, owner: Visitor) -> None:
    before = await sqlite_world.run("get_profile", id=sqlite_world.swiss)
    done = await owner.fill_in(f"{LIST}/{sqlite_world.swiss}", payment_deadline_days="14", invoice_prefix="R-")
    after = await sqlite_world.run("get_profile", id=sqlite_world.swiss)
    kept = {"payment_deadline_days", "invoice_prefix", "updated_at"}
    assert after.model_dump(exclude=kept) == before.model_dump(exclude=kept)
    assert (after.payment_deadline_days, after.invoice_prefix) == (14, "R-")
    assert "Saved" in (await owner.open(done.headers["location"])).text
    assert (await sqlite_world.invoice()).number.startswith("R-")


async def test_sending_the_form_as_it_is_changes_nothing(sqlite_world: World, owner: Visitor) -> None:
    sqlite_world.clock.move(minutes=1)
    before = await sqlite_world.run("get_profile", id=sqlite_world.danish)
    await owner.fill_in(f"{LIST}/{sqlite_world.danish}")
    assert await sqlite_world.run("get_profile", id=sqlite_world.danish) == before


async def test_a_value_can_be_taken_away(sqlite_world: World, owner: Visitor) -> None:
    await owner.fill_in(f"{LIST}/{sqlite_world.swiss}", iban="", invoice_prefix="", payment_template="One\r\nTwo")
    after = await sqlite_world.run("get_profile", id=sqlite_world.swiss)
    assert (after.iban, after.invoice_prefix, after.payment_template) == (None, "", "One\nTwo")


async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(sqlite_world: World, owner: Visitor) -> None:
    page = f"{LIST}/{sqlite_world.swiss}"
    wrong = {"iban": "CH00", "payment_deadline_days": "soon", "time_zone": "Mars", "name": ""}
    answer = await owner.fill_in(page, 422, street="New street 1", **wrong)
    for name in wrong:
        assert f'id="{name}-problem"' in answer.text
        assert f'href="#{name}"' in answer.text
    assert form_of(answer.text, page)["iban"] == "CH00"
    assert (await sqlite_world.run("get_profile", id=sqlite_world.swiss)).street == "Hauptstrasse 1"


async def test_registering_for_vat_brings_the_rate_of_the_country(owner: Visitor) -> None:
    made = await owner.fill_in(f"{LIST}/new", name="Neu AG", country="CH")
    page = made.headers["location"].partition("?")[0]
    await owner.fill_in(page, vat_registered="true")
    assert form_of((await owner.open(page)).text, page)["default_tax_rate"] == "8.1"


async def test_other_members_see_and_do_not_change(sqlite_world: World) -> None:
    token, _ = await sqlite_world.invite(role="member", profile_ids=[sqlite_world.swiss])
    await sqlite_world.join(token)
    async with visiting(app_of(sqlite_world)) as member:
        await member.sign_in("anna@example.com")
        listed = (await member.open(LIST)).text
        assert "Beispiel GmbH" in listed
        assert "Eksempel ApS" not in listed
        assert "Add a company" not in listed
        page = await member.open(f"{LIST}/{sqlite_world.swiss}")
        assert "CH9300762011623852957" in page.text
        csrf = form_of(page.text, "/sign-out")
        await member.open(f"{LIST}/{sqlite_world.danish}", 404)
        await member.send(f"{LIST}/{sqlite_world.swiss}", csrf | {"name": "Mine"}, 403)


async def test_an_account_without_a_company_begins_with_one(newcomer: Visitor) -> None:
    start = (await newcomer.open("/settings", 303)).headers["location"]
    assert start == LIST
    assert "Add a company" in (await newcomer.open(start)).text
    made = await newcomer.fill_in(LIST, to=f"{LIST}/new", name="Erste GmbH", country="ch", currency="EUR")
    page = (await newcomer.open(made.headers["location"])).text
    assert "Erste GmbH" in page
    form = form_of(page, made.headers["location"].partition("?")[0])
    assert (form["currency"], form["country"], form["time_zone"]) == ("EUR", "CH", "Europe/Zurich")
    assert (await newcomer.open("/settings", 303)).headers["location"] == "/settings/api"


async def test_a_company_needs_a_name_and_a_country(owner: Visitor) -> None:
    answer = await owner.fill_in(f"{LIST}/new", 422, name="", country="Switzerland", currency="CHF")
    for name in ("name", "country"):
        assert f'id="{name}-problem"' in answer.text
    assert form_of(answer.text, f"{LIST}/new")["currency"] == "CHF"
