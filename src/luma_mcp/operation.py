"""What an operation is: a typed function over one profile's books, with its effect, noun and models on record."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from pydantic import BaseModel

if TYPE_CHECKING:
    from luma_mcp.store.books import AccountBooks, Books, WritableAccountBooks, WritableBooks

B = TypeVar("B")
Given = TypeVar("Given", bound=BaseModel)
Answer = TypeVar("Answer", bound=BaseModel)


class Effect(StrEnum):
    """What running an operation does to the books."""

    READ = "read"
    WRITE = "write"
    DESTRUCTIVE = "destructive"


@dataclass(frozen=True)
class Operation(Generic[B, Given, Answer]):
    """One verb of accounting: (books, one model) -> one model, and what must be known about it before it runs."""

    name: str
    noun: str
    effect: Effect
    input: type[Given]
    output: type[Answer]
    run: Callable[[B, Given], Awaitable[Answer]]
    of_account: bool = False
    internal: bool = False
    """Run on behalf of another operation or by a job: costs no rate and is not offered to callers by name."""
    owner_only: bool = False
    """Only the account's owner: no key may do it, and no assistant is offered it."""
    of_any_key: bool = False
    """About the calling API key itself: any key may, whatever its scopes, and nobody without a key."""

    async def __call__(self, books: B, given: Given) -> Answer:
        """Run inside the books of another operation: same transaction, no rights or rate of its own."""
        return await self.run(books, given)

    @property
    def writes(self) -> bool:
        """Whether it changes the books."""
        return self.effect is not Effect.READ

    @property
    def scope(self) -> str:
        """The scope that a scoped key needs: `invoices-read`, `invoices-write`."""
        return f"{self.noun}-{'write' if self.writes else 'read'}"

    @property
    def is_offered(self) -> bool:
        """Whether a caller is offered it by name, and a key can have its scope."""
        return not (self.internal or self.owner_only or self.of_any_key)

    @property
    def summary(self) -> str:
        """The first sentence of its docstring."""
        return inspect.cleandoc(self.doc).split("\n\n")[0].replace("\n", " ")

    @property
    def doc(self) -> str:
        """Its docstring."""
        return self.run.__doc__ or ""


AnyOperation: TypeAlias = Operation[Any, Any, Any]


def _record(
    run: Callable[[B, Given], Awaitable[Answer]], noun: str, effect: Effect, **kind: bool
) -> Operation[B, Given, Answer]:
    hints = inspect.get_annotations(run, eval_str=True)
    given, output = list(hints.values())[1], hints["return"]
    return Operation(run.__name__, noun, effect, given, output, run, **kind)


def reads(
    noun: str, *, internal: bool = False
) -> Callable[[Callable[["Books", Given], Awaitable[Answer]]], Operation["Books", Given, Answer]]:
    """Declare an operation that only reads."""
    return lambda run: _record(run, noun, Effect.READ, internal=internal)


def writes(
    noun: str, *, destructive: bool = False, internal: bool = False
) -> Callable[[Callable[["WritableBooks", Given], Awaitable[Answer]]], Operation["WritableBooks", Given, Answer]]:
    """Declare an operation that changes the books; `destructive` where something is removed or cannot be undone."""
    effect = Effect.DESTRUCTIVE if destructive else Effect.WRITE
    return lambda run: _record(run, noun, effect, internal=internal)


def reads_account(
    noun: str, *, owner_only: bool = False, of_any_key: bool = False
) -> Callable[[Callable[["AccountBooks", Given], Awaitable[Answer]]], Operation["AccountBooks", Given, Answer]]:
    """Declare an operation that reads what belongs to the account, not to one profile."""
    kind = {"of_account": True, "owner_only": owner_only, "of_any_key": of_any_key}
    return lambda run: _record(run, noun, Effect.READ, **kind)


def writes_account(
    noun: str, *, destructive: bool = False
) -> Callable[
    [Callable[["WritableAccountBooks", Given], Awaitable[Answer]]], Operation["WritableAccountBooks", Given, Answer]
]:
    """Declare an operation that changes what belongs to the account: keys, profiles. Only its owner may."""
    effect = Effect.DESTRUCTIVE if destructive else Effect.WRITE
    return lambda run: _record(run, noun, effect, of_account=True, owner_only=True)
