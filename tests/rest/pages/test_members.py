"""The page of members: invited by a link, changed, removed."""

import re

import pytest

from luma_mcp.access.sign_in_errors import NotSignedIn
from tests.rest.pages.visitor import BASE, OWNER, Visitor, form_of, owning
from tests.world import World

LIST = "/settings/members"
LINK = re.compile(rf'<code id="link">{BASE}/welcome\?token=(lmi_\w+)</code>')


async def test_an_invitation_is_a_link_that_is_shown_once(sqlite_world: World, owner: Visitor) -> None:
    form = form_of((await owner.open(LIST)).text, LIST)
    assert (form["role"], form["profile_ids"]) == ("read_only", [])
    made = await owner.fill_in(
        LIST, 200, email="Anna@Example.com", role="member", profile_ids=[str(sqlite_world.swiss)]
    )
    assert "valid for 7 days" in made.text
    session = await sqlite_world.parts.people.session(await sqlite_world.join(link_of(made.text)))
    assert (session.email, session.role) == ("anna@example.com", "member")
    assert session.caller.profile_ids == frozenset({sqlite_world.swiss})
    page = (await owner.open(LIST)).text
    assert "lmi_" not in page
    assert "Beispiel GmbH" in page


async def test_the_link_is_that_of_the_public_address(sqlite_world: World) -> None:
    async with owning(sqlite_world, public_url="https://books.example.org") as owner:
        made = await owner.fill_in(LIST, 200, email="anna@example.com")
        assert "https://books.example.org/welcome?token=lmi_" in made.text


async def test_another_link_ends_the_earlier_one(sqlite_world: World, owner: Visitor) -> None:
    first = link_of((await owner.fill_in(LIST, 200, email="anna@example.com")).text)
    page = (await owner.open(LIST)).text
    assert "invited" in page
    action = re.findall(rf'action="({LIST}/[^"]+/link)"', page)[0]
    second = link_of((await owner.fill_in(LIST, 200, to=action)).text)
    assert first != second
    assert (await sqlite_world.parts.people.link(second)).email == "anna@example.com"
    await owner.open(f"/welcome?token={first}", 303)
    await owner.open("/welcome", 410)


async def test_a_link_that_ran_out_is_said(sqlite_world: World, owner: Visitor) -> None:
    await sqlite_world.invite()
    sqlite_world.clock.move(days=7)
    await owner.sign_in()
    assert "link ran out" in (await owner.open(LIST)).text


async def test_role_and_companies_change_at_once(sqlite_world: World, owner: Visitor) -> None:
    token, member = await sqlite_world.invite(role="member", profile_ids=[sqlite_world.swiss])
    session = await sqlite_world.join(token)
    page = f"{LIST}/{member.id}"
    assert form_of((await owner.open(page)).text, page)["profile_ids"] == [str(sqlite_world.swiss)]
    await owner.fill_in(page, role="read_only", profile_ids=[str(sqlite_world.danish)])
    found = await sqlite_world.parts.people.session(session)
    assert (found.caller.read_only, found.caller.profile_ids) == (True, frozenset({sqlite_world.danish}))


async def test_every_company_can_be_taken_away(sqlite_world: World, owner: Visitor) -> None:
    _, member = await sqlite_world.invite(profile_ids=[sqlite_world.swiss])
    await owner.fill_in(f"{LIST}/{member.id}", profile_ids=[])
    assert "None yet" in (await owner.open(LIST)).text


async def test_removing_asks_first_and_ends_sessions(sqlite_world: World, owner: Visitor) -> None:
    token, member = await sqlite_world.invite()
    session = await sqlite_world.join(token)
    page = f"{LIST}/{member.id}/remove"
    await owner.open(page)
    assert (await sqlite_world.parts.people.session(session)).email == "anna@example.com"
    done = await owner.fill_in(page)
    with pytest.raises(NotSignedIn):
        await sqlite_world.parts.people.session(session)
    assert "anna@example.com" not in (await owner.open(done.headers["location"])).text


async def test_the_owner_is_neither_changed_nor_removed(sqlite_world: World, owner: Visitor) -> None:
    mine = (await sqlite_world.parts.people.session(owner.http.cookies["luma_session"])).member_id
    csrf = form_of((await owner.open(LIST)).text, LIST)["csrf"]
    for path in (f"{LIST}/{mine}", f"{LIST}/{mine}/remove"):
        await owner.open(path, 404)
    await owner.send(f"{LIST}/{mine}/remove", {"csrf": csrf}, 409)
    await owner.send(f"{LIST}/{mine}", {"csrf": csrf, "role": "member"}, 404)
    await owner.open(LIST)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"email": "nowhere"}, 422),
        ({"email": "anna@example.com", "role": "owner"}, 422),
        ({"email": "anna@example.com", "profile_ids": ["x"]}, 422),
        ({"email": OWNER}, 409),
    ],
)
async def test_what_cannot_be_is_said_and_kept_in_the_form(owner: Visitor, fields: dict[str, str], status: int) -> None:
    answer = await owner.fill_in(LIST, status, **fields)
    assert form_of(answer.text, LIST)["email"] == fields["email"]
    assert 'role="alert"' in answer.text


def link_of(page: str) -> str:
    """The secret of the link on the page that shows it."""
    found = LINK.search(page)
    assert found, page
    return found[1]
