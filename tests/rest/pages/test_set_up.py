"""Bookkeeping set-up: the owner sees the lists of a company, adds to them and changes them."""

from typing import Any

import pytest

from luma_mcp.rest.pages.set_up_fields import LISTS
from tests.rest.pages.visitor import Visitor, app_of, text_of, visiting
from tests.world import World

NEW: dict[str, Any] = {
    "client-groups": {"name": "Resellers", "discount_percent": "10"},
    "vendor-groups": {"name": "Subcontractors", "number": "77"},
    "document-templates": {"name": "Green", "accent_colour": "#2e7d32", "document_type": "offer"},
    "vat-codes": {"code": "NEW", "name": "Sales 12 %", "rate": "12"},
    "journal-categories": {"name": "Payments", "allowed_types": ["client_payment", "vendor_payment"]},
}
OTHER = {
    "client-groups": "Wholesale",
    "vendor-groups": "Freelancers",
    "document-templates": "Blue",
    "vat-codes": "New",
    "journal-categories": "Bank",
}


def path_of(world: World) -> str:
    return f"/settings/profiles/{world.swiss}/set-up"


@pytest.mark.parametrize("slug", list(NEW))
async def test_a_row_is_added_and_changed(sqlite_world: World, owner: Visitor, slug: str) -> None:
    here = path_of(sqlite_world)
    done = await owner.fill_in(f"{here}/{slug}/new", **NEW[slug])
    page = (await owner.open(done.headers["location"])).text
    assert NEW[slug]["name"] in page
    assert "Added." in page
    one = next(one for one in LISTS if one.slug == slug)
    rows = (await sqlite_world.run(one.listed.name, limit=200)).data
    made = next(row for row in rows if row.name == NEW[slug]["name"])
    for name, value in NEW[slug].items():
        kept = getattr(made, name)
        assert (list(kept) if isinstance(value, list) else str(kept)) == value
    done = await owner.fill_in(f"{here}/{slug}/{made.id}", name=OTHER[slug])
    assert OTHER[slug] in (await owner.open(done.headers["location"])).text
    again = next(row for row in (await sqlite_world.run(one.listed.name, limit=200)).data if row.id == made.id)
    assert again.model_dump(exclude={"name", "updated_at"}) == made.model_dump(exclude={"name", "updated_at"})


async def test_the_page_of_a_company_leads_to_every_list(sqlite_world: World, owner: Visitor) -> None:
    assert f'href="{path_of(sqlite_world)}"' in (await owner.open(f"/settings/profiles/{sqlite_world.swiss}")).text
    page = text_of((await owner.open(path_of(sqlite_world))).text)
    assert all(one.heading in page for one in LISTS)
    assert {one.slug for one in LISTS} == NEW.keys()


async def test_what_is_wrong_stands_beside_its_field(sqlite_world: World, owner: Visitor) -> None:
    here = f"{path_of(sqlite_world)}/vat-codes/new"
    answer = await owner.fill_in(here, 422, code="A B", name="x", rate="many")
    assert 'id="code-problem"' in answer.text
    assert 'id="rate-problem"' in answer.text
    assert 'value="many"' in answer.text
    taken = await owner.fill_in(here, 409, code="U81", name="x", rate="12")
    assert "There is a VAT code U81" in taken.text


async def test_a_category_takes_what_is_chosen(sqlite_world: World, owner: Visitor) -> None:
    here = f"{path_of(sqlite_world)}/journal-categories"
    await owner.fill_in(f"{here}/new", name="All")
    refused = await owner.fill_in(f"{here}/new", 422, name="None", allowed_types=[])
    assert 'id="allowed_types-problem"' in refused.text
    made = next(one for one in (await sqlite_world.run("list_journal_categories")).data if one.name == "All")
    assert len(made.allowed_types) == 5
    await owner.fill_in(f"{here}/{made.id}", allowed_types=["vendor_invoice", "vendor_payment"])
    page = text_of((await owner.open(path_of(sqlite_world))).text)
    assert "Bills of vendors, Payments to vendors" in page
    answer = await owner.fill_in(f"{here}/{made.id}", 422, name="None", allowed_types=[])
    assert 'id="allowed_types-problem"' in answer.text
    assert 'value="None"' in answer.text
    again = next(one for one in (await sqlite_world.run("list_journal_categories")).data if one.id == made.id)
    assert (again.name, len(again.allowed_types)) == ("All", 2)


async def test_an_account_is_chosen_among_those_that_fit(sqlite_world: World, owner: Visitor) -> None:
    page = (await owner.open(f"{path_of(sqlite_world)}/client-groups/new")).text
    assert "1100 " in page
    assert "1020 " not in page


async def test_nothing_is_there_that_is_none(sqlite_world: World, owner: Visitor) -> None:
    here = path_of(sqlite_world)
    await owner.open(f"{here}/colours/new", 404)
    await owner.open(f"{here}/vat-codes/0197a943-2325-7829-b835-b6c71a293065", 404)
    await owner.open("/settings/profiles/0197a943-2325-7829-b835-b6c71a293065/set-up", 404)
    codes = (await sqlite_world.run("list_vat_codes", caller=await sqlite_world.at(sqlite_world.danish))).data
    await owner.open(f"{here}/vat-codes/{codes[0].id}", 404)


async def test_only_the_owner_sees_them(sqlite_world: World) -> None:
    token, _ = await sqlite_world.invite(role="member", profile_ids=[sqlite_world.swiss])
    await sqlite_world.join(token)
    async with visiting(app_of(sqlite_world)) as member:
        await member.sign_in("anna@example.com")
        await member.open(path_of(sqlite_world), 403)
        assert "Bookkeeping set-up" not in (await member.open(f"/settings/profiles/{sqlite_world.swiss}")).text
