"""What /metrics says, to whom, and how little of it depends on what was sent."""

from ipaddress import ip_network

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.rest.client import open_client
from tests.rest.test_mcp_http import WHOAMI, post, site
from tests.world import World

LOCAL = "http://127.0.0.1:8000/metrics"
TOKEN = "metrics-token-of-the-tests"
PROXY = (ip_network("127.0.0.1/32"),)


async def figures(http: httpx2.AsyncClient) -> dict[tuple[str, str, str], float]:
    """Every figure, by its name and the values of its first two labels."""
    answer = await http.get(LOCAL)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    samples = (one for family in text_string_to_metric_families(answer.text) for one in family.samples)
    found: dict[tuple[str, str, str], float] = {}
    for one in samples:
        first, second, *_ = (*one.labels.values(), "", "")
        found[one.name, first, second] = one.value
    return found


async def test_requests_and_operations_are_counted_by_names_of_ours(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with site(sqlite_world, token) as http:
        made = await http.post("/v1/clients", json={"name": "Muster AG"})
        await http.get(f"/v1/clients/{made.json()['id']}")
        await http.get("/v1/clients/nobody")
        await http.get("/v1/nowhere/at/all")
        await http.get("/nowhere")
        await http.request("BREW", "/v1/clients")
        await post(http, body=WHOAMI)
        said, text = await figures(http), (await http.get(LOCAL)).text
    assert said["luma_http_requests_total", "POST", "/v1/clients"] == 1
    assert said["luma_http_requests_total", "GET", "/v1/clients/{id}"] == 1
    assert 'luma_http_requests_total{method="GET",route="/v1/clients/{id}",status="404"} 1.0' in text
    assert said["luma_http_requests_total", "GET", "/v1/*"] == 1
    assert said["luma_http_requests_total", "GET", "none"] == 1
    assert said["luma_http_requests_total", "other", "/v1/*"] == 1
    assert said["luma_http_requests_total", "POST", "/mcp"] == 1
    assert said["luma_http_request_duration_seconds_count", "/v1/clients/{id}", ""] == 2
    assert said["luma_operations_total", "create_client", "done"] == 1
    assert said["luma_operations_total", "get_client", "done"] == 1
    assert said["luma_operations_total", "whoami", "done"] == 1
    assert said["luma_operation_duration_seconds_count", "write", ""] == 1
    assert said["luma_database_bytes", "", ""] > 0
    for sent in (token, made.json()["id"], "nobody", "nowhere", "BREW", "Muster"):
        assert sent not in text


async def test_a_refusal_and_a_replay_are_outcomes(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with site(sqlite_world, token) as http:
        for _ in range(2):
            await http.post("/v1/clients", json={"name": "Muster AG"}, headers={"Idempotency-Key": "once"})
        await http.post("/v1/clients", json={"name": "Other"}, headers={"Idempotency-Key": "once"})
        said = await figures(http)
    outcomes = {key[2]: value for key, value in said.items() if key[:2] == ("luma_operations_total", "create_client")}
    assert outcomes == {"done": 1, "replayed": 1, "idempotency_conflict": 1}


@pytest.mark.parametrize(
    ("address", "host", "headers", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8000", {}, 200),
        ("::1", "[::1]:8000", {}, 200),
        ("127.0.0.1", "localhost", {}, 200),
        ("198.51.100.7", "127.0.0.1:8000", {}, 401),
        ("127.0.0.1", "books.example.test", {}, 401),
        ("127.0.0.1", "127.0.0.1:8000", {"X-Forwarded-For": "127.0.0.1"}, 401),
        ("127.0.0.1", "127.0.0.1:8000", {"X-Real-IP": "198.51.100.7"}, 401),
        ("127.0.0.1", "127.0.0.1:8000", {"Forwarded": "for=127.0.0.1"}, 401),
        ("127.0.0.1", "127.0.0.1:8000", {"X-Forwarded-Proto": "https"}, 401),
    ],
)
async def test_only_this_machine_reads_it_without_a_token(
    address: str, host: str, headers: dict[str, str], status: int, sqlite_world: World
) -> None:
    async with site(sqlite_world, metrics_token=TOKEN) as http:
        app = http._transport.app  # type: ignore[attr-defined]  # noqa: SLF001  the same site, from elsewhere
        async with open_client(app, address=address) as elsewhere:
            answer = await elsewhere.get(f"http://{host}/metrics", headers=headers)
            assert answer.status_code == status
            assert ("luma_build_info" in answer.text) is (status == 200)
            with_token = headers | {"Authorization": f"Bearer {TOKEN}"}
            assert (await elsewhere.get(f"http://{host}/metrics", headers=with_token)).status_code == 200
            wrong = headers | {"Authorization": "Bearer nonsense"}
            assert (await elsewhere.get(f"http://{host}/metrics", headers=wrong)).status_code == status


@pytest.mark.parametrize(("caller", "status"), [("127.0.0.1", 200), ("198.51.100.7", 401)])
async def test_a_trusted_proxy_says_who_asks(caller: str, status: int, sqlite_world: World) -> None:
    async with site(sqlite_world, trusted_proxies=PROXY) as http:
        assert (await http.get(LOCAL, headers={"X-Forwarded-For": caller})).status_code == status
        assert (await http.get(LOCAL, headers={"X-Real-IP": caller})).status_code == 401


async def test_an_api_key_opens_no_figures(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key()
    async with site(sqlite_world, token) as http:
        assert (await http.get("http://books.example.test/metrics")).status_code == 401
