"""Sign-in, sign-out and links, with those who should not get in."""

import re

import pytest

from luma_mcp.access.people import ATTEMPTS_PER_EMAIL
from luma_mcp.access.sign_in_errors import LinkInvalid, NotSignedIn
from luma_mcp.rest.frame import safe_target
from luma_mcp.rest.pages.session import safe_next
from tests.rest.pages.visitor import BASE, OWNER, Visitor, app_of, form_of, text_of, visiting
from tests.world import PASSWORD, World

BAD_NEXT = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "settings",
    "",
    "/\t/evil.example",
    "/\n/evil.example",
    "/settings\\..\\..",
    "/sign-in?next=/sign-in",
    "/sign-out",
    "/" + "x" * 6000,
]


async def test_who_has_the_password_is_in(sqlite_world: World, visitor: Visitor) -> None:
    await sqlite_world.own(OWNER)
    await visitor.open("/settings/api", 303)
    answer = await visitor.sign_in()
    assert answer.headers["location"] == "/settings"
    assert OWNER in (await visitor.open("/settings/api")).text


async def test_the_way_back_leads_to_the_page_that_was_asked_for(sqlite_world: World, visitor: Visitor) -> None:
    await sqlite_world.own(OWNER)
    sent = (await visitor.open("/settings/members?done=saved", 303)).headers["location"]
    assert sent == "/sign-in?next=/settings/members%3Fdone%3Dsaved"
    form = form_of((await visitor.open(sent)).text, "/sign-in")
    answer = await visitor.send("/sign-in", form | {"email": OWNER, "password": PASSWORD}, 303)
    assert answer.headers["location"] == "/settings/members?done=saved"
    assert (await visitor.open(sent, 303)).headers["location"] == "/settings/members?done=saved"


@pytest.mark.parametrize("given", BAD_NEXT)
def test_what_is_no_path_of_ours_leads_to_the_first_page(given: str) -> None:
    assert safe_next(given) == "/settings"


async def test_nobody_is_sent_elsewhere(sqlite_world: World, visitor: Visitor) -> None:
    await sqlite_world.own(OWNER)
    fields = {"email": OWNER, "password": PASSWORD, "next": "//evil.example"}
    assert (await visitor.send("/sign-in", fields, 303)).headers["location"] == "/settings"


async def test_the_address_of_an_application_that_asks_to_come_in_is_kept() -> None:
    asked = (
        "/oauth/authorize?client_id=https%3A%2F%2Fclaude.ai%2Fx&redirect_uri=https%3A%2F%2Fclaude.ai%2Fback&state=a%5Cb"
    )
    assert safe_next(asked) == asked


async def test_who_exists_is_not_told(sqlite_world: World, visitor: Visitor) -> None:
    await sqlite_world.own(OWNER)
    known = await visitor.sign_in(OWNER, "wrong", 422)
    unknown = await visitor.sign_in("nobody@example.com", "wrong", 422)
    assert known.text.replace(OWNER, "") == unknown.text.replace("nobody@example.com", "")
    assert "set-cookie" not in known.headers


async def test_what_was_typed_is_never_shown_again_but_the_address(visitor: Visitor) -> None:
    answer = await visitor.sign_in('"><script>@example.com', "my secret password", 422)
    assert "<script>" not in answer.text
    assert "my secret password" not in answer.text
    assert form_of(answer.text, "/sign-in")["email"] == '"><script>@example.com'


async def test_too_many_attempts_wait(sqlite_world: World, visitor: Visitor) -> None:
    await sqlite_world.own(OWNER)
    for _ in range(ATTEMPTS_PER_EMAIL):
        await visitor.sign_in(password="wrong", status=422)
    answer = await visitor.sign_in(status=429)
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert "Too many" in answer.text
    sqlite_world.clock.move(minutes=1, seconds=1)
    await visitor.sign_in()


async def test_the_cookie_is_hidden_from_scripts_and_other_sites(sqlite_world: World, visitor: Visitor) -> None:
    await sqlite_world.own(OWNER)
    cookie = (await visitor.sign_in()).headers["set-cookie"]
    assert re.fullmatch(r"luma_session=lms_\w+; HttpOnly; Path=/; SameSite=lax", cookie)


async def test_over_https_the_cookie_belongs_to_this_host_alone(sqlite_world: World) -> None:
    base = "https://books.example.org"
    await sqlite_world.own(OWNER)
    async with visiting(app_of(sqlite_world, public_url=base), base) as visitor:
        cookie = (await visitor.sign_in()).headers["set-cookie"]
        assert re.fullmatch(r"__Host-luma_session=lms_\w+; HttpOnly; Path=/; SameSite=lax; Secure", cookie)
        await visitor.open("/settings/api")


async def test_a_planted_session_is_worth_nothing(sqlite_world: World, visitor: Visitor) -> None:
    planted = await sqlite_world.own(OWNER)
    visitor.http.cookies.set("luma_session", planted, domain="127.0.0.1")
    form = {"email": OWNER, "password": PASSWORD}
    answer = await visitor.send("/sign-in", form, 303)
    assert planted not in answer.headers["set-cookie"]
    with pytest.raises(NotSignedIn):
        await sqlite_world.parts.people.session(planted)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8001"},
        {"Origin": BASE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": BASE, "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_forms_of_other_sites_are_refused(sqlite_world: World, visitor: Visitor, headers: dict[str, str]) -> None:
    await sqlite_world.own(OWNER)
    answer = await visitor.send("/sign-in", {"email": OWNER, "password": PASSWORD}, 403, headers)
    assert "set-cookie" not in answer.headers
    assert "not sent by a page of this site" in answer.text


@pytest.mark.parametrize("headers", [{}, {"Origin": BASE}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}])
async def test_programs_old_browsers_and_those_that_hide_the_origin_can_sign_in(
    sqlite_world: World, visitor: Visitor, headers: dict[str, str]
) -> None:
    await sqlite_world.own(OWNER)
    await visitor.send("/sign-in", {"email": OWNER, "password": PASSWORD}, 303, headers)


async def test_signing_out_ends_the_session_and_needs_its_own_form(sqlite_world: World, owner: Visitor) -> None:
    token = owner.http.cookies["luma_session"]
    await owner.send("/sign-out", {}, 403)
    await owner.send("/sign-out", {"csrf": "0" * 64}, 403)
    form = form_of((await owner.open("/settings/api")).text, "/sign-out")
    assert (await owner.send("/sign-out", form, 303)).headers["location"] == "/sign-in"
    assert "luma_session" not in owner.http.cookies
    with pytest.raises(NotSignedIn):
        await sqlite_world.parts.people.session(token)


async def test_a_form_of_an_earlier_session_is_refused(owner: Visitor) -> None:
    form = form_of((await owner.open("/settings/api")).text, "/settings/api")
    await owner.send("/sign-in", {"email": OWNER, "password": PASSWORD}, 303)
    assert "belongs to another session" in (await owner.send("/settings/api", form | {"label": "x"}, 403)).text


async def test_an_idle_session_signs_in_again(sqlite_world: World, owner: Visitor) -> None:
    sqlite_world.clock.move(hours=12)
    assert (await owner.open("/settings/api", 303)).headers["location"] == "/sign-in?next=/settings/api"


async def test_the_first_owner_starts_by_a_link(sqlite_world: World, visitor: Visitor) -> None:
    link = await sqlite_world.parts.people.first_owner_link()
    assert link is not None
    sent = await visitor.open(f"/welcome?token={link.token}", 303)
    assert sent.headers["location"] == "/welcome"
    assert sent.headers["referrer-policy"] == "no-referrer"
    assert "HttpOnly" in sent.headers["set-cookie"]
    page = await visitor.open("/welcome")
    assert link.token not in page.text
    fields = {"name": "Olivia", "email": OWNER, "password": PASSWORD}
    assert (await visitor.send("/welcome", fields, 303)).headers["location"] == "/settings"
    assert "luma_link" not in visitor.http.cookies
    assert OWNER in (await visitor.open("/settings/members")).text


async def test_opening_a_link_uses_nothing_up(sqlite_world: World, visitor: Visitor) -> None:
    token, _ = await sqlite_world.invite()
    for _ in range(3):
        await visitor.open(f"/welcome?token={token}", 303)
        assert "anna@example.com" in (await visitor.open("/welcome")).text


async def test_a_bad_password_is_said_beside_its_field_and_the_link_goes_on(
    sqlite_world: World, visitor: Visitor
) -> None:
    token, _ = await sqlite_world.invite()
    await visitor.open(f"/welcome?token={token}", 303)
    answer = await visitor.send("/welcome", {"name": "Anna", "password": "short"}, 422)
    assert 'aria-describedby="password-hint password-problem" aria-invalid="true"' in " ".join(answer.text.split())
    assert 'href="#password"' in answer.text
    await visitor.send("/welcome", {"name": "Anna", "password": PASSWORD}, 303)


@pytest.mark.parametrize("token", ["", "lmi_nonsense", "lmb_" + "0" * 57, "<script>"])
async def test_a_link_that_does_not_work_says_what_to_do(visitor: Visitor, token: str) -> None:
    await visitor.http.get("/welcome", params={"token": token})
    said = text_of((await visitor.open("/welcome", 410)).text)
    assert "This link no longer works" in said
    assert "ask whoever invited you for a new link" in said
    await visitor.send("/welcome", {"name": "x", "password": PASSWORD}, 410)


async def test_a_used_link_does_not_work_again(sqlite_world: World, visitor: Visitor) -> None:
    token, _ = await sqlite_world.invite()
    await sqlite_world.join(token)
    await visitor.open(f"/welcome?token={token}", 303)
    await visitor.open("/welcome", 410)
    with pytest.raises(LinkInvalid):
        await sqlite_world.parts.people.link(token)


async def test_a_forgotten_password_is_replaced(sqlite_world: World, owner: Visitor, visitor: Visitor) -> None:
    link = await sqlite_world.parts.people.reset_link(OWNER)
    await visitor.open(f"/welcome?token={link.token}", 303)
    page = await visitor.open("/welcome")
    assert "Choose a new password" in page.text
    await visitor.send("/welcome", form_of(page.text, "/welcome") | {"password": "another four plain words"}, 303)
    await owner.open("/settings/api", 303)
    await owner.sign_in(password="another four plain words")


async def test_without_a_public_address_only_loopback_names_are_answered(sqlite_world: World) -> None:
    async with visiting(app_of(sqlite_world), "http://rebound.example:8000") as visitor:
        assert "LUMA_PUBLIC_URL" in (await visitor.open("/sign-in", 421)).text


async def test_a_public_address_may_lie_under_a_path(sqlite_world: World) -> None:
    base = "https://example.org/books"
    await sqlite_world.own(OWNER)
    async with visiting(app_of(sqlite_world, public_url=base), "https://example.org") as visitor:
        assert (await visitor.open("/settings/api", 303)).headers["location"] == "/books/sign-in?next=/settings/api"
        page = await visitor.open("/sign-in")
        assert 'href="/books/settings/static/pages-' in page.text
        form = form_of(page.text, "/books/sign-in")
        answer = await visitor.send("/sign-in", form | {"email": OWNER, "password": PASSWORD}, 303)
        assert answer.headers["location"] == "/books/settings"


@pytest.mark.parametrize(
    "query", ["token=lmi_abcdefghij", "x=lmi_abcdefghij", "next=%2Fwelcome%3Ftoken%3Dlmi_abcdefghij"]
)
def test_links_are_not_logged(query: str) -> None:
    assert "abcdefghij" not in safe_target({"path": "/welcome", "query_string": query.encode(), "type": "http"})
