"""The one door: rights, rate, transaction, idempotency, the operation, audit and outbox. Nobody else commits."""

import hashlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, NoReturn, Protocol, TypeAlias, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from luma_mcp.access.caller import Caller
from luma_mcp.domain.ledger import LedgerHead
from luma_mcp.domain.money import without_zeros
from luma_mcp.errors import IdempotencyConflict, IdempotencyInFlight, Invalid, ProfileRequired, Refusal
from luma_mcp.limits import Limits, RateState
from luma_mcp.operation import AnyOperation, Operation
from luma_mcp.problems import refusal_of
from luma_mcp.store import audit, idempotency, outbox
from luma_mcp.store.books import AccountBooks, Books, Scene, WritableAccountBooks, WritableBooks
from luma_mcp.store.database import Database, set_context
from luma_mcp.store.journal import head_of

Answer = TypeVar("Answer", bound=BaseModel)

Fields: TypeAlias = Mapping[str, Any] | BaseModel
Given: TypeAlias = Fields | Callable[[], Awaitable[Fields]]

MAX_KEY_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Answer]):
    """What an operation answered, whether it is the first answer to this key again, and what is left of the rate.

    After a write in a profile also where its chain of journal entries stands, for whoever keeps that elsewhere.
    """

    result: Answer
    replayed: bool = False
    rate: RateState | None = None
    ledger_head: LedgerHead | None = None


class Observer(Protocol):
    """Is told of every run of an operation, for logs, figures and traces; never what was asked or answered."""

    def begin(self, caller: Caller, operation: AnyOperation) -> Callable[[str, float], None]:
        """An operation begins; what is returned is told its outcome and its seconds.

        The outcome is `done`, `replayed`, the code of the refusal, or `fault`.
        """


@dataclass
class _Run:
    """How an operation ends, as far as is known."""

    outcome: str = "fault"


class Executor:
    """Runs operations. Every interface uses this and nothing else."""

    def __init__(
        self,
        database: Database,
        limits: Limits,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[datetime], UUID],
        today: date | None = None,
    ) -> None:
        self._database = database
        self._limits = limits
        self._clock = clock
        self._new_id = new_id
        self._today = today
        self._observers: tuple[Observer, ...] = ()

    def observe_with(self, *observers: Observer) -> None:
        """From now on tell these of every run, and no others."""
        self._observers = observers

    def new_id(self) -> UUID:
        """A fresh id, for what is made outside an operation."""
        return self._new_id(self._clock())

    async def run(
        self,
        caller: Caller,
        operation: AnyOperation,
        given: Given,
        *,
        idempotency_key: str | None = None,
    ) -> Outcome[Any]:
        """Run one operation for one caller, whole or not at all.

        `given` is the input model or its fields as they came from outside, decimals exact; or what finds them out,
        asked once rights are known and the rate is spent.

        Raises:
            Refusal: what is not allowed, not valid or not possible; nothing was changed.
        """
        with self._observed(caller, operation) as run:
            outcome = await self._run(caller, operation, given, idempotency_key)
            run.outcome = "replayed" if outcome.replayed else "done"
        return outcome

    async def _run(self, caller: Caller, operation: AnyOperation, given: Given, key: str | None) -> Outcome[Any]:
        rate = await self._spend(caller, operation)
        try:
            model = _validated(operation, await given() if callable(given) else given)
            if operation.writes:
                outcome = await self._write(caller, operation, model, key)
            else:
                outcome = Outcome(await self._read(caller, operation, model))
        except Refusal as refusal:
            refusal.rate = rate
            raise
        return replace(outcome, rate=rate)

    async def refuse(self, caller: Caller, operation: AnyOperation, refusal: Refusal) -> NoReturn:
        """Refuse what came too broken to be an input, after rights and rate as if it had been one."""
        with self._observed(caller, operation):
            refusal.rate = await self._spend(caller, operation)
            raise refusal

    @contextmanager
    def _observed(self, caller: Caller, operation: AnyOperation) -> Iterator[_Run]:
        """Tell the observers how a run begins and ends."""
        run, started = _Run(), time.perf_counter()
        ends = [observer.begin(caller, operation) for observer in self._observers]
        try:
            yield run
        except Refusal as refusal:
            run.outcome = refusal.code
            raise
        finally:
            seconds = time.perf_counter() - started
            for end in reversed(ends):
                end(run.outcome, seconds)

    async def _spend(self, caller: Caller, operation: AnyOperation) -> RateState | None:
        caller.check(operation)
        if not caller.rated or operation.internal:
            return None
        if caller.tiers is not None:
            return await self._limits.spend_tiers(caller.id, caller.tiers)
        return await self._limits.spend(caller.id, writes=operation.writes)

    async def _read(self, caller: Caller, operation: AnyOperation, model: BaseModel) -> BaseModel:
        async with self._database.reading() as connection:
            scene = self._scene(caller)
            if operation.of_account:
                await set_context(connection, account_id=caller.account_id)
                books: AccountBooks | Books = AccountBooks(connection, scene, caller.profile_ids)
            else:
                profile_id = _profile_of(caller)
                await set_context(connection, account_id=caller.account_id, profile_id=profile_id)
                books = Books(connection, scene, profile_id)
            answer: BaseModel = await operation.run(books, model)
            return answer

    async def _write(self, caller: Caller, operation: AnyOperation, model: BaseModel, key: str | None) -> Outcome[Any]:
        digest = fingerprint(operation, model)
        async with self._writable(caller, operation) as books:
            if key is not None and isinstance(books, WritableBooks):
                first = await _first_answer(books, operation, _checked(key), digest)
                if first is not None:
                    return Outcome(first, replayed=True, ledger_head=await head_of(books))
            result = await operation.run(books, model)
            result_id = getattr(result, "id", None)
            if key is not None and isinstance(books, WritableBooks):
                await idempotency.keep_answer(books, key, result.model_dump_json())
            await audit.add_line(books, operation=operation.name, digest=digest, result_id=result_id)
            if not isinstance(books, WritableBooks):
                return Outcome(result)
            await outbox.add_event(books, operation.name, result_id)
            return Outcome(result, ledger_head=books.ledger_head or await head_of(books))

    @asynccontextmanager
    async def _writable(
        self, caller: Caller, operation: AnyOperation
    ) -> AsyncIterator[WritableBooks | WritableAccountBooks]:
        scene = self._scene(caller)
        async with self._database.writing() as connection:
            if operation.of_account:
                await set_context(connection, account_id=caller.account_id)
                yield WritableAccountBooks(connection, scene, caller.profile_ids)
                return
            profile_id = _profile_of(caller)
            await set_context(connection, account_id=caller.account_id, profile_id=profile_id)
            yield WritableBooks(connection, scene, profile_id)

    def _scene(self, caller: Caller) -> Scene:
        now = self._clock()
        zone = ZoneInfo(caller.profile.time_zone if caller.profile else "UTC")
        today = self._today or caller.account_today or now.astimezone(zone).date()
        return Scene(
            account_id=caller.account_id,
            caller_id=caller.id,
            caller_label=caller.label,
            read_only=caller.read_only,
            now=now,
            today=today,
            new_id=lambda: self._new_id(now),
        )


def fingerprint(operation: AnyOperation, model: BaseModel) -> str:
    """The digest of an operation and its validated input."""
    given = model.model_dump(by_alias=True, exclude_unset=True)
    text = json.dumps([operation.name, given], sort_keys=True, separators=(",", ":"), default=_canonical)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: object) -> str:
    """One text for one value: 150 and 150.00 are the same amount, a file is its digest."""
    if isinstance(value, Decimal):
        return str(without_zeros(value))
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)


def _validated(operation: Operation[Any, BaseModel, Any], given: Fields) -> BaseModel:
    if isinstance(given, operation.input):
        return given
    fields = given.model_dump(by_alias=True, exclude_unset=True) if isinstance(given, BaseModel) else dict(given)
    try:
        return operation.input.model_validate(fields)
    except ValidationError as problem:
        raise refusal_of(problem, operation.input) from None


def _profile_of(caller: Caller) -> UUID:
    if caller.profile is None:
        raise ProfileRequired
    return caller.profile.id


def _checked(key: str) -> str:
    if not 1 <= len(key) <= MAX_KEY_LENGTH or not key.isprintable():
        raise Invalid.field("idempotency_key", f"is 1 to {MAX_KEY_LENGTH} printable characters")
    return key


async def _first_answer(
    books: WritableBooks, operation: Operation[Any, Any, BaseModel], key: str, digest: str
) -> BaseModel | None:
    claim = await idempotency.claim(books, key, digest)
    if claim.is_new:
        return None
    if claim.fingerprint != digest:
        raise IdempotencyConflict
    if claim.answer is None:
        raise IdempotencyInFlight
    return operation.output.model_validate_json(claim.answer)
