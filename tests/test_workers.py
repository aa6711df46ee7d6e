"""`serve --workers 2` on PostgreSQL: several processes that behave as one."""

import os
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from anyio.abc import Process

from tests.postgres import PostgresDatabase, PostgresServer
from tests.tools.process import PATIENCE_SECONDS, address_of, running
from tests.world import World, open_world

WORKERS = 2


@dataclass(frozen=True)
class Served:
    """A server of several processes, a key for it, and the books that it serves."""

    world: World
    server: Process
    address: str
    token: str

    async def ask(self, method: str, path: str, **given: Any) -> httpx2.Response:
        """Send a request over a connection of its own, so that any process may answer."""
        headers = {"Authorization": f"Bearer {self.token}"} | given.pop("headers", {})
        async with httpx2.AsyncClient(base_url=self.address, headers=headers, timeout=60) as http:
            return await http.request(method, path, **given)

    async def at_once(self, count: int, method: str, path: str, **given: Any) -> list[httpx2.Response]:
        """Send the same request many times at once."""
        answers: list[httpx2.Response] = []

        async def one() -> None:
            answers.append(await self.ask(method, path, **given))

        async with anyio.create_task_group() as tasks:
            for _ in range(count):
                tasks.start_soon(one)
        return answers

    async def are_all_serving(self) -> None:
        """Ask until every process has answered something."""
        while len(self.workers()) < WORKERS or not self.workers() <= self.counting():
            await self.at_once(8, "GET", "/healthz")

    def workers(self) -> set[int]:
        """The processes that serve."""
        found = set()
        for child in Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split():
            if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text():
                found.add(int(child))
        return found

    def counting(self) -> set[int]:
        """The processes that have counted a request."""
        variables = Path(f"/proc/{min(self.workers())}/environ").read_text().split("\0")
        (folder,) = [one.partition("=")[2] for one in variables if one.startswith("PROMETHEUS_MULTIPROC_DIR=")]
        return {int(file.stem.partition("_")[2]) for file in Path(folder).glob("counter_*.db")}


@pytest.fixture(scope="module")
async def several(postgres_server: PostgresServer, postgres_template: str) -> AsyncIterator[Served]:
    """Two processes that both have answered."""
    with postgres_server.fresh_database(postgres_template) as database:
        async with open_world(database.app_url) as world, serving(world, patience=float("inf")) as made:
            yield made


@asynccontextmanager
async def serving(world: World, patience: float = PATIENCE_SECONDS) -> AsyncIterator[Served]:
    """A server of two processes; `patience` is how long it may be there."""
    token, _ = await world.make_key(profile_id=world.swiss)
    arguments = ("serve", "--port", "0", "--workers", str(WORKERS), "--no-jobs")
    async with running(world, *arguments, patience=patience) as server:
        made = Served(world, server, await address_of(server), token)
        await made.are_all_serving()
        yield made


def lives(process: int) -> bool:
    """Whether a process is there."""
    return Path(f"/proc/{process}").exists()


def statuses(answers: list[httpx2.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


@pytest.fixture
async def anew(several: Served) -> Served:
    """The same server, with a key of one's own."""
    token, _ = await several.world.make_key(profile_id=several.world.swiss)
    return replace(several, token=token)


async def test_keys_and_rates_are_one_whoever_answers(anew: Served) -> None:
    assert statuses(await anew.at_once(70, "GET", "/v1/clients")) == {200: 60, 429: 10}
    unknown = anew.world.parts.access.new_key().token
    guesses = await anew.at_once(40, "GET", "/v1/clients", headers={"Authorization": f"Bearer {unknown}"})
    assert statuses(guesses) == {401: 30, 429: 10}
    fresh, key = await anew.world.make_key(profile_id=anew.world.swiss)
    with_fresh = {"Authorization": f"Bearer {fresh}"}
    assert statuses(await anew.at_once(8, "GET", "/v1/clients", headers=with_fresh)) == {200: 8}
    await anew.world.run("revoke_key", caller=anew.world.owner, id=key.id)
    assert 200 not in statuses(await anew.at_once(8, "GET", "/v1/clients", headers=with_fresh))


async def test_a_retry_books_once_whoever_answers(anew: Served) -> None:
    once = {"Idempotency-Key": "once"}
    answers = await anew.at_once(12, "POST", "/v1/clients", json={"name": "Muster AG"}, headers=once)
    made = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.json()["id"] for answer in made}) == 1
    assert {answer.json()["error"]["code"] for answer in answers if answer not in made} <= {"idempotency_in_flight"}
    assert (await anew.world.run("list_clients")).meta.total == 1
    later = await anew.ask("POST", "/v1/clients", json={"name": "Muster AG"}, headers=once)
    assert (later.json(), later.headers["Idempotent-Replayed"]) == (made[0].json(), "true")


async def test_figures_are_of_all_processes(anew: Served) -> None:
    before = await _counted(anew)
    await anew.at_once(20, "GET", "/v1/clients")
    assert {await _counted(anew) - before for _ in range(6)} == {20.0}
    killed = min(anew.workers())
    os.kill(killed, signal.SIGKILL)
    await anew.are_all_serving()
    assert killed not in anew.workers()
    assert statuses(await anew.at_once(10, "GET", "/v1/clients")) == {200: 10}
    assert await _counted(anew) - before == 30.0


async def _counted(anew: Served) -> float:
    text = (await anew.ask("GET", "/metrics")).text
    found = re.search(r'luma_http_requests_total\{method="GET",route="/v1/clients",status="200"\} (\S+)', text)
    return float(found[1]) if found else 0.0


async def test_a_signal_ends_all_of_them(postgres_database: PostgresDatabase) -> None:
    async with open_world(postgres_database.app_url) as world, serving(world) as served:
        workers = served.workers()
        await served.ask("GET", "/v1/clients")
        served.server.terminate()
        assert await served.server.wait() == 0
        assert not [worker for worker in workers if lives(worker)]
        (key,) = (await world.run("list_keys", caller=world.owner)).data
        assert key.last_used_at is not None
