"""Connected applications: seen and ended by the owner."""

import re

import pytest

from luma_mcp.access.oauth_errors import InvalidToken
from tests.grants import connected, consented
from tests.rest.pages.visitor import Visitor, text_of
from tests.world import World

LIST = "/settings/connections"


async def test_what_is_connected_is_listed_with_who_let_it_in(sqlite_world: World, owner: Visitor) -> None:
    session = await sqlite_world.parts.people.session(owner.http.cookies["luma_session"])
    await connected(sqlite_world, member_id=session.member_id, profile_id=sqlite_world.danish)
    sqlite_world.clock.move(hours=2)
    said = text_of((await owner.open(LIST)).text)
    for words in ("Assistant", "assistant.example", "Eksempel ApS", "Read Only", session.email, "2 hours ago", "never"):
        assert words in said, words


async def test_ending_one_asks_first_and_counts_at_once(sqlite_world: World, owner: Visitor) -> None:
    session = await sqlite_world.parts.people.session(owner.http.cookies["luma_session"])
    tokens = await connected(sqlite_world, member_id=session.member_id, profile_id=sqlite_world.swiss)
    assert (await sqlite_world.parts.grants.caller_of(tokens.access_token)).caller.read_only
    page = end_of((await owner.open(LIST)).text)
    assert "End the connection to “Assistant”?" in (await owner.open(page)).text
    done = await owner.fill_in(page)
    with pytest.raises(InvalidToken):
        await sqlite_world.parts.grants.caller_of(tokens.access_token)
    said = text_of((await owner.open(done.headers["location"])).text)
    assert "The connection is ended" in said
    assert "Nothing is connected" in said
    await owner.open(page, 404)


async def test_where_nothing_is_connected_the_address_is_told(owner: Visitor) -> None:
    assert "http://127.0.0.1:8000/mcp" in (await owner.open(LIST)).text


async def test_names_that_applications_gave_themselves_are_text(sqlite_world: World, owner: Visitor) -> None:
    session = await sqlite_world.parts.people.session(owner.http.cookies["luma_session"])
    given = {"member_id": session.member_id, "profile_id": sqlite_world.swiss, "client_name": "<img src=x onerror=1>"}
    await connected(sqlite_world, **given)
    assert "&lt;img" in (await owner.open(LIST)).text
    assert "<img" not in (await owner.open(LIST)).text


async def test_what_somebody_only_began_to_connect_is_not_listed(sqlite_world: World, owner: Visitor) -> None:
    session = await sqlite_world.parts.people.session(owner.http.cookies["luma_session"])
    await consented(sqlite_world, member_id=session.member_id, profile_id=sqlite_world.swiss)
    assert "Nothing is connected" in (await owner.open(LIST)).text


def end_of(page: str) -> str:
    """The way to end the connection that a page lists."""
    found = re.search(rf'href="({LIST}/[^"]+/end)"', page)
    assert found, page
    return found[1]
