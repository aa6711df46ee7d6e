"""Clients known by a document: it is fetched from the Internet alone, and taken only when it is about itself."""

import ipaddress
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest
from anyio.abc import ByteStream

from luma_mcp.access.oauth_errors import InvalidClient
from luma_mcp.rest.oauth.documents import Documents
from luma_mcp.rest.oauth.fetching import MOST_BYTES, Fetcher, is_public
from tests.rest.oauth.flow import BASE, Flow, open_flow, returned
from tests.rest.oauth.publisher import HOST, Publisher, publishing
from tests.world import Clock, World


@asynccontextmanager
async def open_published(world: World, folder: Path) -> AsyncIterator[tuple[Flow, Publisher]]:
    """A client with a good document, and the whole site, which can fetch it."""
    async with publishing(folder) as publisher:
        publisher.publish(publisher.document())
        async with open_flow(world, documents=Documents(publisher.fetcher(), world.clock)) as flow:
            yield flow.as_client(publisher.client_id), publisher


async def refused(documents: Documents, client_id: str) -> str:
    """What is said of a client that is not taken."""
    with pytest.raises(InvalidClient) as refusal:
        await documents.client(client_id)
    return refusal.value.message


async def test_a_client_with_a_document_is_let_in_without_registering(world: World, tmp_path: Path) -> None:
    async with open_published(world, tmp_path) as (flow, publisher):
        page = await flow.ask()
        assert "Published" in page.text
        assert HOST in page.text
        back = returned(await flow.decide(page, decision="allow", profile_id=str(world.swiss)))
        tokens = (await flow.exchange(back["code"])).json()
        assert (await flow.mcp(tokens["access_token"])).status_code == 200
        assert (await flow.refresh(tokens["refresh_token"])).status_code == 200
        assert len(publisher.asked) == 1
        head = publisher.asked[0].lower()
        assert head.startswith("get /client.json http/1.1\r\n")
        assert f"\r\nhost: {HOST}:{publisher.port}\r\n" in head
        assert "cookie" not in head
        assert "authorization" not in head


async def test_a_stranger_cannot_make_us_fetch_anything(sqlite_world: World, tmp_path: Path) -> None:
    async with open_published(sqlite_world, tmp_path) as (flow, publisher):
        flow.http.cookies.clear()
        response = await flow.ask()
        assert (response.status_code, response.headers["Location"].partition("?")[0]) == (303, "/sign-in")
        assert publisher.asked == []
        assert (await flow.as_client("https://assistant.example/../x").ask()).status_code == 400


async def test_a_document_that_cannot_be_taken_is_told_on_a_page(sqlite_world: World, tmp_path: Path) -> None:
    async with open_published(sqlite_world, tmp_path) as (flow, publisher):
        publisher.publish(publisher.document(client_id="https://other.example/client.json"))
        response = await flow.ask()
        assert (response.status_code, "Location" in response.headers) == (400, False)
        assert "another client_id" in response.text
        publisher.publish(publisher.document())
        assert (await flow.ask(redirect_uri="https://evil.test/")).status_code == 400


async def test_a_code_for_one_document_is_none_for_another(sqlite_world: World, tmp_path: Path) -> None:
    async with open_published(sqlite_world, tmp_path) as (flow, _):
        code = (await flow.allow())["code"]
        for other in ("https://other.example/client.json", flow.client_id + "?x=1"):
            assert (await flow.as_client(other).exchange(code)).json()["error"] == "invalid_grant"
        assert (await flow.exchange(code, client_secret="x")).json()["error"] == "invalid_client"
        assert (await flow.exchange(code)).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"client_id": "https://assistant.example/other.json"},
        {"client_id": None},
        {"redirect_uris": ["http://evil.test/"]},
        {"redirect_uris": []},
        {"client_name": "Cl\u202eaude"},
        {"token_endpoint_auth_method": "client_secret_post"},
        {"token_endpoint_auth_method": "private_key_jwt"},
        {"client_secret": "x"},
    ],
    ids=str,
)
async def test_what_a_document_must_not_say(said: dict[str, object], tmp_path: Path) -> None:
    async with publishing(tmp_path) as publisher:
        publisher.publish(publisher.document(**said))
        assert "document" in await refused(Documents(publisher.fetcher(), Clock()), publisher.client_id)


async def test_what_is_no_document_is_not_taken(tmp_path: Path) -> None:
    async with publishing(tmp_path) as publisher:
        documents, good = Documents(publisher.fetcher(), Clock()), publisher.document()
        moved = f"Location: https://{HOST}:{publisher.port}/other.json"
        for content, headers, more, words in (
            (good, (), {"status": "404 Not Found"}, "answers 404"),
            (good, (moved,), {"status": "302 Found"}, "answers 302"),
            (good, ("Location: http://169.254.169.254/",), {"status": "307 Temporary Redirect"}, "answers 307"),
            (good, (), {"kind": "text/html"}, "JSON is expected"),
            (good, ("Content-Encoding: gzip",), {}, "encoding"),
            (b"{", (), {}, "cannot be read"),
            (b"[]", (), {}, "cannot be read"),
            (b"[" * 50_000, (), {}, "cannot be read"),
            (b"\xff", (), {}, "cannot be read"),
            (b" " * (MOST_BYTES + 1), (), {}, "more than"),
        ):
            publisher.publish(content, *headers, **more)
            assert words in await refused(documents, publisher.client_id)
        assert len(publisher.asked) == 10
        publisher.publish(good | {"x": "x" * (MOST_BYTES - 1000)})
        assert (await documents.client(publisher.client_id)).name == "Published"


async def test_an_endless_answer_ends_with_our_patience(tmp_path: Path) -> None:
    async def drip(stream: ByteStream) -> None:
        await stream.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{")
        while True:
            await stream.send(b" ")
            await anyio.sleep(0.05)

    async def flood(stream: ByteStream) -> None:
        await stream.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            await stream.send(b" " * 10_000)

    async def silence(_: ByteStream) -> None:
        await anyio.sleep_forever()

    async with publishing(tmp_path) as publisher:
        documents = Documents(publisher.fetcher(most_seconds=0.5), Clock())
        for answer, words in ((drip, "too long"), (silence, "too long"), (flood, "more than")):
            publisher.answer = answer
            with anyio.fail_after(20):
                assert words in await refused(documents, publisher.client_id)


async def test_a_certificate_that_nobody_trusts_or_of_another_host_is_no_good(tmp_path: Path) -> None:
    async def resolved(_: str, __: int) -> Sequence[str]:
        return ["127.0.0.1"]

    async with publishing(tmp_path) as publisher:
        publisher.publish(publisher.document())
        stranger = Fetcher(resolved, lambda _: True, ssl.create_default_context())
        assert "cannot be read" in await refused(Documents(stranger, Clock()), publisher.client_id)
        other = publisher.client_id.replace(HOST, "other.example")
        impostor = Fetcher(resolved, lambda _: True, publisher.trust)
        assert "cannot be read" in await refused(Documents(impostor, Clock()), other)
        assert publisher.asked == []


async def test_a_document_is_kept_as_long_as_it_says_within_bounds(tmp_path: Path) -> None:
    clock = Clock()
    async with publishing(tmp_path) as publisher:
        documents = Documents(publisher.fetcher(), clock)
        for header, minutes in (
            ("max-age=600", 10),
            ("public, MAX-AGE=7200", 120),
            ("no-store", 5),
            ("max-age=0", 5),
            ("max-age=999999999", 24 * 60),
            ("s-maxage=7200", 5),
        ):
            publisher.publish(publisher.document(), f"Cache-Control: {header}")
            before = len(publisher.asked)
            await documents.client(publisher.client_id)
            clock.move(minutes=minutes - 0.1)
            await documents.client(publisher.client_id)
            assert len(publisher.asked) == before + 1, header
            clock.move(minutes=0.2)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",  # noqa: S104  an address to refuse
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:808:808::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "fc00::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ],
)
async def test_no_network_of_anybody_is_asked(address: str) -> None:
    async def resolved(_: str, __: int) -> Sequence[str]:
        return [address]

    assert not is_public(ipaddress.ip_address(address))
    said = await refused(Documents(Fetcher(resolved), Clock()), "https://assistant.example/client.json")
    assert said == "assistant.example is not on the Internet."


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_the_internet_is(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


async def test_a_host_with_one_inner_address_among_many_is_not_asked() -> None:
    async def resolved(_: str, __: int) -> Sequence[str]:
        return ["1.1.1.1", "127.0.0.1"]

    said = await refused(Documents(Fetcher(resolved), Clock()), "https://assistant.example/client.json")
    assert said == "assistant.example is not on the Internet."


async def test_a_host_is_resolved_once_so_that_it_cannot_change_its_mind(tmp_path: Path) -> None:
    answers = [["127.0.0.1"]]

    async def resolved(_: str, __: int) -> Sequence[str]:
        return answers.pop()

    async with publishing(tmp_path) as publisher:
        publisher.publish(publisher.document())
        fetcher = Fetcher(resolved, lambda _: True, publisher.trust)
        assert (await Documents(fetcher, Clock()).client(publisher.client_id)).name == "Published"
    assert answers == []


async def test_the_next_address_is_tried_where_one_cannot_be_reached(tmp_path: Path) -> None:
    async def resolved(_: str, __: int) -> Sequence[str]:
        return ["127.0.0.2", "::1", "127.0.0.1"]

    async with publishing(tmp_path) as publisher:
        publisher.publish(publisher.document())
        fetcher = Fetcher(resolved, lambda _: True, publisher.trust)
        assert (await Documents(fetcher, Clock()).client(publisher.client_id)).name == "Published"
        assert len(publisher.asked) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "169.254.169.254", "localhost", "2130706433", "0x7f.1"])
async def test_an_inner_address_in_the_id_itself_is_not_asked(host: str) -> None:
    said = await refused(Documents(Fetcher(), Clock()), f"https://{host}/client.json")
    assert "is not on the Internet" in said or "cannot be read" in said


async def test_a_host_without_a_name_anywhere_is_not_asked() -> None:
    async def resolved(_: str, __: int) -> Sequence[str]:
        return []

    assert "Internet" in await refused(Documents(Fetcher(resolved), Clock()), "https://assistant.example/client.json")


@pytest.mark.parametrize(
    "client_id",
    [
        "http://assistant.example/client.json",
        "https://assistant.example",
        "https://assistant.example/",
        "https://assistant.example/a/../client.json",
        "https://assistant.example/./client.json",
        "https://assistant.example/client.json#x",
        "https://user@assistant.example/client.json",
        "https://assistant.example\\@evil.test/client.json",
        "https://assistant.example:port/client.json",
        "https:///client.json",
        "https:client.json",
        "https://assistant.example/cli ent.json",
        "https://münchen.example/client.json",
        "https://assistant.example/" + "x" * 500,
    ],
)
async def test_what_cannot_be_an_id_is_not_fetched(client_id: str, sqlite_world: World) -> None:
    async def resolved(host: str, _: int) -> Sequence[str]:
        raise AssertionError(f"{host} was looked up")

    documents = Documents(Fetcher(resolved), sqlite_world.clock)
    assert await refused(documents, client_id)
    async with open_flow(sqlite_world, documents=documents) as flow:
        assert (await flow.as_client(client_id).ask()).status_code == 400
        exchanged = await flow.as_client(client_id).exchange("lmc_x")
        assert exchanged.json()["error"] == "invalid_client"
        assert BASE
