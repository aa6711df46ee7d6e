"""The authorization endpoint: nobody is sent anywhere before it is known whose address that is."""

from html import unescape
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from luma_mcp.store.accounts import account
from tests.rest.oauth.flow import BASE, CALLBACK, Flow, fields_of, open_flow, query_of, returned
from tests.world import PASSWORD, World

NOBODY = "0197a943-2325-7829-b835-b6c71a293065"


async def error(flow: Flow, **other: str | None) -> str:
    """What the client is told of a request, by a redirect with its state and our name."""
    back = returned(await flow.ask(**other))
    assert (back["state"], back["iss"], "code" in back) == ("xyz", BASE, False)
    assert back["error_description"]
    return back["error"]


@pytest.mark.parametrize(
    "other",
    [
        {"client_id": None},
        {"client_id": NOBODY},
        {"client_id": "nonsense"},
        {"client_id": "' OR 1=1 --"},
        {"redirect_uri": "https://evil.test/callback"},
        {"redirect_uri": f"{CALLBACK}/../evil"},
        {"redirect_uri": f"{CALLBACK}?x=1"},
        {"redirect_uri": f"{CALLBACK}#x"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "//evil.test"},
        {"redirect_uri": "https://assistant.example@evil.test/callback"},
        {"redirect_uri": "https://evil.test/callback", "response_type": "nonsense"},
        {"state": "x" * 9000},
    ],
    ids=str,
)
async def test_a_doubtful_client_or_address_is_told_on_a_page(
    other: dict[str, str | None], sqlite_world: World
) -> None:
    async with open_flow(sqlite_world) as flow:
        response = await flow.ask(**other)
        assert (response.status_code, "Location" in response.headers) == (400, False)
        assert "cannot be connected" in response.text
        assert "<script" not in response.text
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        flow.http.cookies.clear()
        assert (await flow.ask(**other)).status_code == 400


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
async def test_neither_comes_twice(name: str, sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        query = (await flow.ask()).request.url.query.decode()
        response = await flow.http.get(f"{BASE}/oauth/authorize?{query}&{name}=https://evil.test/")
        assert (response.status_code, "Location" in response.headers) == (400, False)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "v" * 42}, "invalid_request"),
        ({"code_challenge": "v" * 42 + "="}, "invalid_request"),
        ({"scope": "books:read books:delete"}, "invalid_scope"),
        ({"scope": "openid"}, "invalid_scope"),
        ({"resource": "https://other.example/mcp"}, "invalid_target"),
        ({"resource": f"{BASE}/v1"}, "invalid_target"),
        ({"resource": f"{BASE}/mcp#x"}, "invalid_target"),
        ({"resource": f"{BASE}/mcp/"}, "invalid_target"),
        ({"resource": f"{BASE}"}, "invalid_target"),
        ({"resource": "http://user@127.0.0.1:8000/mcp"}, "invalid_target"),
        ({"resource": "http://127.0.0.1:8001/mcp"}, "invalid_target"),
        ({"resource": "https://127.0.0.1:8000/mcp"}, "invalid_target"),
        ({"resource": f"{BASE}/api/v1/mcp/c/nonsense"}, "invalid_target"),
        ({"resource": "nonsense"}, "invalid_target"),
        ({"resource": "http://[/mcp"}, "invalid_target"),
    ],
    ids=str,
)
async def test_what_else_is_wrong_is_told_to_the_client(
    other: dict[str, str | None], code: str, sqlite_world: World
) -> None:
    async with open_flow(sqlite_world) as flow:
        assert await error(flow, **other) == code


async def test_two_resources_or_states_are_one_too_many(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        query = (await flow.ask(resource=f"{BASE}/mcp")).request.url.query.decode()
        for more, code in ((f"resource={BASE}/mcp", "invalid_target"), ("scope=x&scope=y", "invalid_request")):
            response = await flow.http.get(f"{BASE}/oauth/authorize?{query}&{more}")
            assert returned(response)["error"] == code


@pytest.mark.parametrize(
    "resource", ["/mcp", "/mcp?read_only=1&toolsets=all", "/api/v1/mcp", f"/api/v1/mcp/c/{NOBODY}"]
)
async def test_every_mcp_address_can_be_asked_for(resource: str, sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        assert (await flow.ask(resource=BASE + resource)).status_code == (403 if NOBODY in resource else 200)
        assert (await flow.ask(resource=(BASE + resource).replace("http://", "HTTP://"))).status_code != 303


async def test_the_only_registered_address_need_not_be_named(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        assert (await flow.allow(redirect_uri=None))["code"]
        several = (await flow.register(CALLBACK, "http://127.0.0.1/callback")).json()["client_id"]
        assert (await flow.as_client(several).ask(redirect_uri=None)).status_code == 400


async def test_an_answer_goes_to_whatever_port_a_program_listens_on(sqlite_world: World) -> None:
    async with open_flow(sqlite_world, "http://127.0.0.1/callback") as flow:
        here = "http://127.0.0.1:49152/callback"
        page = await flow.ask(redirect_uri=here)
        assert "form-action 'self' http://127.0.0.1:49152;" in page.headers["Content-Security-Policy"]
        back = returned(await flow.decide(page, decision="allow", profile_id=str(sqlite_world.swiss)), here)
        assert (await flow.exchange(back["code"], redirect_uri=here)).status_code == 200


async def test_a_program_with_a_scheme_of_its_own_is_answered_there(sqlite_world: World) -> None:
    callback = "cursor://anysphere.cursor-mcp/oauth/callback"
    async with open_flow(sqlite_world, callback) as flow:
        page = await flow.ask(redirect_uri=callback)
        assert "form-action 'self' cursor:;" in page.headers["Content-Security-Policy"]
        assert returned(await flow.decide(page, decision="deny"), callback)["error"] == "access_denied"


async def test_a_redirect_address_keeps_its_own_query(sqlite_world: World) -> None:
    callback = f"{CALLBACK}?tenant=7&state=theirs"
    async with open_flow(sqlite_world, callback) as flow:
        location = (await flow.decide(await flow.ask(redirect_uri=callback), decision="deny")).headers["Location"]
        assert location.startswith(f"{callback}&error=access_denied&")


async def test_who_is_not_signed_in_signs_in_first_and_comes_back(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        session = dict(flow.http.cookies)
        flow.http.cookies.clear()
        asked = await flow.ask(scope="books:read")
        assert asked.status_code == 303
        to = urlsplit(asked.headers["Location"])
        onward = query_of(asked.headers["Location"])["next"]
        assert (to.path, urlsplit(onward).path) == ("/sign-in", "/oauth/authorize")
        flow.http.cookies.update(session)
        assert "Let Assistant in" in unescape((await flow.http.get(f"{BASE}{onward}")).text)


async def test_a_session_that_ended_before_the_decision_starts_over(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        page = await flow.ask()
        flow.http.cookies.clear()
        response = await flow.decide(page, decision="allow", profile_id=str(sqlite_world.swiss))
        assert response.status_code == 303
        assert response.headers["Location"].startswith("/oauth/authorize?response_type=code&")


async def test_the_page_names_client_account_and_company(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        evil = (await flow.register(client_name="<script>alert(1)</script>")).json()["client_id"]
        text = (await flow.as_client(evil).ask()).text
        assert "&lt;script&gt;alert(1)" in text
        assert "<script>alert" not in text
        text = unescape((await flow.ask()).text)
        for shown in ("Assistant", "assistant.example", "owner@example.com", "Beispiel GmbH", "Eksempel ApS"):
            assert shown in text


async def test_a_denial_is_told_and_nothing_is_made(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        back = returned(await flow.decide(await flow.ask(), decision="deny", profile_id=str(sqlite_world.swiss)))
        assert (back["error"], back["state"], back["iss"]) == ("access_denied", "xyz", BASE)
        assert (await sqlite_world.run("list_connections", caller=sqlite_world.owner)).data == ()


async def test_a_form_of_another_site_or_session_decides_nothing(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        page = await flow.ask()
        good = fields_of(page) | {"decision": "allow", "profile_id": str(sqlite_world.swiss)}
        address, form = f"{BASE}/oauth/authorize", "application/x-www-form-urlencoded"
        for fields, headers in (
            (good | {"csrf": "0" * 64}, {"Origin": BASE}),
            ({name: value for name, value in good.items() if name != "csrf"}, {"Origin": BASE}),
            (good, {"Origin": "https://evil.test"}),
            (good, {"Sec-Fetch-Site": "cross-site", "Origin": BASE}),
            (good | {"csrf": ""}, {}),
        ):
            response = await flow.http.post(address, data=fields, headers=headers | {"Content-Type": form})
            assert (response.status_code, "Location" in response.headers) == (403, False)
        assert (await sqlite_world.run("list_connections", caller=sqlite_world.owner)).data == ()


async def test_a_forged_form_cannot_change_where_the_answer_goes(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        said = {"decision": "allow", "profile_id": str(sqlite_world.swiss), "redirect_uri": "https://evil.test/"}
        response = await flow.decide(await flow.ask(), **said)
        assert (response.status_code, "Location" in response.headers) == (400, False)
        assert returned(await flow.decide(await flow.ask(), **said | {"redirect_uri": CALLBACK, "scope": "nonsense"}))


async def test_a_company_out_of_reach_is_not_given(sqlite_world: World) -> None:
    link, _ = await sqlite_world.invite(role="member", profile_ids=[sqlite_world.swiss])
    async with open_flow(sqlite_world, session=await sqlite_world.join(link)) as flow:
        page = await flow.ask()
        assert "Eksempel" not in page.text
        for profile in (str(sqlite_world.danish), NOBODY, "nonsense", ""):
            response = await flow.decide(page, decision="allow", profile_id=profile)
            assert (response.status_code, "Location" in response.headers) == (403, False)
        assert (await flow.allow())["code"]


async def test_an_address_of_one_company_is_for_that_alone(sqlite_world: World) -> None:
    link, _ = await sqlite_world.invite(role="member", profile_ids=[sqlite_world.swiss])
    async with open_flow(sqlite_world, session=await sqlite_world.join(link)) as flow:
        theirs, ours = (f"{BASE}/api/v1/mcp/c/{one}" for one in (sqlite_world.danish, sqlite_world.swiss))
        assert (await flow.ask(resource=theirs)).status_code == 403
        page = await flow.ask(resource=ours)
        assert "Beispiel GmbH" in page.text
        assert fields_of(page)["profile_id"] == str(sqlite_world.swiss)
        response = await flow.decide(page, decision="allow", profile_id=str(sqlite_world.danish))
        assert response.status_code == 403
        assert (await flow.allow(resource=ours))["code"]


async def test_who_only_reads_cannot_let_anybody_write(sqlite_world: World) -> None:
    link, _ = await sqlite_world.invite(role="read_only", profile_ids=[sqlite_world.swiss])
    async with open_flow(sqlite_world, session=await sqlite_world.join(link)) as flow:
        page = await flow.ask()
        assert 'value="read_write"' not in page.text
        said = {"decision": "allow", "profile_id": str(sqlite_world.swiss), "mode": "read_write"}
        assert (await flow.decide(page, **said)).status_code == 403
        assert (await flow.tokens(mode="read_only"))["scope"] == "books:read"


async def test_a_client_that_did_not_ask_to_write_is_not_offered_it(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        page = await flow.ask(scope="books:read")
        assert 'value="read_write"' not in page.text
        for asked in ("books:read books:write", "books:write", "offline_access", None):
            assert 'value="read_write"' in (await flow.ask(scope=asked)).text
        said = {"decision": "allow", "profile_id": str(sqlite_world.swiss), "mode": "read_write"}
        assert (await flow.decide(page, **said)).status_code == 403


async def test_on_the_free_plan_the_page_says_so(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        page = await flow.ask()
        async with sqlite_world.parts.database.writing() as connection:
            await connection.execute(update(account).values(plan="free"))
        for response in (
            await flow.ask(),
            await flow.decide(page, decision="allow", profile_id=str(sqlite_world.swiss)),
        ):
            assert (response.status_code, "Pro or Lifetime plan" in response.text) == (403, True)


async def test_an_address_asks_sixty_times_a_minute(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        statuses = [(await flow.ask(client_id=None)).status_code for _ in range(61)]
        assert statuses == [400] * 60 + [429]


async def test_signing_in_by_the_page_leads_to_the_consent(sqlite_world: World) -> None:
    async with open_flow(sqlite_world) as flow:
        flow.http.cookies.clear()
        page = await flow.http.get(f"{BASE}{(await flow.ask()).headers['Location']}")
        fields = fields_of(page) | {"email": "owner@example.com", "password": PASSWORD}
        signed_in = await flow.http.post(f"{BASE}/sign-in", data=fields, headers={"Origin": BASE})
        assert signed_in.status_code == 303
        consent = await flow.http.get(f"{BASE}{signed_in.headers['Location']}")
        back = returned(await flow.decide(consent, decision="allow", profile_id=str(sqlite_world.swiss)))
        assert (await flow.exchange(back["code"])).status_code == 200
