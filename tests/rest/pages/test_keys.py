"""The page of API keys: made once, shown once, replaced and revoked."""

import re

import pytest

from luma_mcp.domain.keys import MOST_LIVE_KEYS, Key
from luma_mcp.errors import InvalidKey
from tests.rest.pages.visitor import Visitor, form_of, text_of
from tests.world import World

LIST = "/settings/api"
KEY = re.compile(r'<code id="key">(lmb_\w+)</code>')


async def test_a_key_starts_at_read_only_and_one_company(sqlite_world: World, owner: Visitor) -> None:
    form = form_of((await owner.open(LIST)).text, LIST)
    assert (form["mode"], form["profile_id"]) == ("read_only", str(sqlite_world.swiss))
    made = await owner.fill_in(LIST, 200, label="Reports")
    caller = await sqlite_world.caller(shown(made.text))
    assert (caller.label, caller.read_only, caller.profile_ids) == ("Reports", True, frozenset({sqlite_world.swiss}))


async def test_a_key_may_write_in_every_company(sqlite_world: World, owner: Visitor) -> None:
    made = await owner.fill_in(LIST, 200, label="Sync", mode="read_write", profile_id="all")
    caller = await sqlite_world.caller(shown(made.text))
    assert (caller.read_only, caller.profile_ids) == (False, None)


async def test_a_key_is_shown_once(owner: Visitor) -> None:
    key = shown((await owner.fill_in(LIST, 200, label="Reports")).text)
    page = (await owner.open(LIST)).text
    assert key not in page
    assert f"lmb_…{key[-4:]}" in page


async def test_the_snippet_points_here_and_holds_no_key(owner: Visitor) -> None:
    page = (await owner.fill_in(LIST, 200, label="Reports")).text
    assert '"url": "http://127.0.0.1:8000/mcp"' in page
    assert "${LUMA_API_KEY}" in page
    assert page.count(shown(page)) == 1


async def test_old_keys_say_rotate(sqlite_world: World, owner: Visitor) -> None:
    await sqlite_world.make_key(label="Old")
    sqlite_world.clock.move(days=91)
    await owner.sign_in()
    await sqlite_world.make_key(label="New")
    rows = {
        row[0]: row[1]
        for row in re.findall(
            r"<tr role=\"row\">\s*<th[^>]*>(\w+)<span(.*?)</tr>", (await owner.open(LIST)).text, re.DOTALL
        )
    }
    assert "rotate" in rows["Old"]
    assert "91 days ago" in rows["Old"]
    assert "rotate" not in rows["New"]


async def test_the_last_use_is_listed(sqlite_world: World, owner: Visitor) -> None:
    token, _ = await sqlite_world.make_key(label="Used")
    assert "never" in (await owner.open(LIST)).text
    await sqlite_world.caller(token)
    await sqlite_world.parts.access.flush_used()
    sqlite_world.clock.move(minutes=5)
    assert "never" not in (await owner.open(LIST)).text


async def test_a_replacement_has_the_same_rights_and_ends_the_old_key(sqlite_world: World, owner: Visitor) -> None:
    token, key = await sqlite_world.make_key(label="Sync", profile_id=sqlite_world.danish)
    page = f"{LIST}/{key.id}/replace"
    assert form_of((await owner.open(page)).text, page)["keep_old_hours"] == "0"
    made = await owner.fill_in(page, 200)
    caller = await sqlite_world.caller(shown(made.text))
    assert (caller.label, caller.read_only, caller.profile_ids) == ("Sync", False, frozenset({sqlite_world.danish}))
    assert "The old key no longer works" in made.text
    with pytest.raises(InvalidKey):
        await sqlite_world.caller(token)


async def test_the_old_key_may_work_for_a_day_more(sqlite_world: World, owner: Visitor) -> None:
    token, key = await sqlite_world.make_key(label="Sync")
    await owner.fill_in(f"{LIST}/{key.id}/replace", 200, keep_old_hours="24")
    sqlite_world.clock.move(hours=23)
    assert (await sqlite_world.caller(token)).label == "Sync"
    sqlite_world.clock.move(hours=1)
    with pytest.raises(InvalidKey):
        await sqlite_world.caller(token)


async def test_revoking_asks_first_and_counts_at_once(sqlite_world: World, owner: Visitor) -> None:
    token, key = await sqlite_world.make_key(label="Sync")
    page = f"{LIST}/{key.id}/revoke"
    assert f"ends in {token[-4:]}" in (await owner.open(page)).text
    assert (await sqlite_world.caller(token)).label == "Sync"
    done = await owner.fill_in(page)
    with pytest.raises(InvalidKey):
        await sqlite_world.caller(token)
    page_after = (await owner.open(done.headers["location"])).text
    assert "The key is revoked" in page_after
    assert "Keys that have ended (1)" in page_after
    await owner.open(page, 404)


async def test_what_is_wrong_stands_beside_its_field(sqlite_world: World, owner: Visitor) -> None:
    answer = await owner.fill_in(LIST, 422, label=" ", mode="read_write", profile_id=str(sqlite_world.danish))
    assert '<a href="#label">Label</a>' in answer.text
    assert 'id="label-problem"' in answer.text
    form = form_of(answer.text, LIST)
    assert (form["mode"], form["profile_id"]) == ("read_write", str(sqlite_world.danish))


@pytest.mark.parametrize("given", [{"mode": "admin"}, {"profile_id": "nonsense"}, {"profile_id": ""}])
async def test_what_the_form_does_not_offer_makes_no_key(owner: Visitor, given: dict[str, str]) -> None:
    await owner.fill_in(LIST, 422, label="x", **given)
    assert "lmb_…" not in (await owner.open(LIST)).text


async def test_a_company_of_somebody_else_is_not_there(owner: Visitor) -> None:
    await owner.fill_in(LIST, 404, label="x", profile_id="0197a943-2325-7829-b835-b6c71a293065")


async def test_there_are_ten_keys_at_most(sqlite_world: World, owner: Visitor) -> None:
    keys: list[Key] = [(await sqlite_world.make_key(label=f"k{n}"))[1] for n in range(MOST_LIVE_KEYS)]
    assert "at most 10 live keys" in (await owner.fill_in(LIST, 409, label="One more")).text
    assert "at most 10" in (await owner.fill_in(f"{LIST}/{keys[0].id}/replace", 409, keep_old_hours="168")).text
    await owner.fill_in(f"{LIST}/{keys[0].id}/replace", 200)


async def test_labels_are_text(owner: Visitor) -> None:
    await owner.fill_in(LIST, 200, label="<script>alert(1)</script>")
    page = (await owner.open(LIST)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


async def test_five_practices_are_said(owner: Visitor) -> None:
    said = text_of((await owner.open(LIST)).text)
    for words in (
        "not in a repository",
        "Read Only unless it writes",
        "One company where one is enough",
        "every 90 days",
        "secret manager",
    ):
        assert words in said


def shown(page: str) -> str:
    """The key on the page that shows it."""
    found = KEY.search(page)
    assert found, page
    return found[1]
