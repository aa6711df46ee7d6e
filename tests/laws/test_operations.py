"""What must hold for every operation, whatever it does."""

import inspect
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from luma_mcp.access.caller import Caller
from luma_mcp.domain.paging import MAX_LIMIT
from luma_mcp.errors import Invalid, KeyRequired, NotFound, OwnerOnly, ReadOnlyKey, Refusal, ScopeMissing
from luma_mcp.jobs.recurring_invoices import JOB
from luma_mcp.operation import AnyOperation
from luma_mcp.operations.registry import BY_NAME, OPERATIONS, SCOPES
from tests.digest import count, digest
from tests.laws.stage import MUST_BE_THERE, OF_KEYS, WRITES, Made, Stage, fields_of_lines, references, stage_again
from tests.world import copy_of

TESTS = Path(__file__).parents[1]
JOBS = frozenset({"list_due_runs", "run_recurring_invoice"})
POINTING = [(operation, name) for operation in OF_KEYS for name in references(operation.input)]
IN_LINES = [operation for operation in WRITES if "catalog_item_id" in fields_of_lines(operation)]
WITH_PARTIES = [(one, name) for one in WRITES for name in ("client_id", "vendor_id") if name in fields_of_lines(one)]
WITH_ID = [operation for operation in OF_KEYS if "id" in operation.input.model_fields]
BOUNDED = [operation for operation in OPERATIONS if "limit" in operation.input.model_fields]

on_both = pytest.mark.parametrize("on_database", ["sqlite", "postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("on_database", ["sqlite"], indirect=True)
"""For what does not depend on the database."""


def each(operations: Sequence[AnyOperation]) -> pytest.MarkDecorator:
    """Run a law for each of these operations."""
    return pytest.mark.parametrize("operation", operations, ids=lambda operation: operation.name)


@pytest.fixture(scope="module")
async def stage(shared_stage: tuple[str, Made]) -> AsyncIterator[Stage]:
    """The stage for all laws that change nothing."""
    async with stage_again(*shared_stage) as made:
        yield made


async def refused(
    stage: Stage, operation: AnyOperation, given: dict[str, Any], caller: Caller | None = None
) -> Refusal:
    """Run an operation that must be refused and must leave every table as it was."""
    before = await digest(stage.world)
    with pytest.raises(Refusal) as caught:
        await stage.run(operation, given, caller)
    assert await digest(stage.world) == before
    return caught.value


@each(OPERATIONS)
def test_an_operation_takes_books_and_one_model_and_answers_one(operation: AnyOperation) -> None:
    parameters = list(inspect.signature(operation.run).parameters)
    assert len(parameters) == 2
    assert parameters[0] == "books"
    assert "json_schema_extra" in operation.input.model_config
    assert operation.output.model_fields


@each(OPERATIONS)
def test_an_operation_says_what_it_does_in_one_sentence(operation: AnyOperation) -> None:
    assert operation.summary.endswith((".", ".)"))
    assert operation.summary[0].isupper()
    assert len(operation.summary) <= 160


@each(OPERATIONS)
def test_the_example_of_an_operation_is_a_valid_input(operation: AnyOperation) -> None:
    extra = operation.input.model_config["json_schema_extra"]
    assert isinstance(extra, dict)
    examples = extra["examples"]
    assert isinstance(examples, list)
    for example in examples:
        operation.input.model_validate(example)


def test_names_are_unique_and_found_under_them() -> None:
    assert [operation.name for operation in OPERATIONS] == list(BY_NAME)


@each(OPERATIONS)
def test_every_operation_is_run_by_a_test(operation: AnyOperation) -> None:
    assert f'"{operation.name}"' in _other_tests()


@cache
def _other_tests() -> str:
    files = [path for path in TESTS.rglob("test_*.py") if path.parent != Path(__file__).parent]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@each(BOUNDED)
def test_every_list_is_bounded(operation: AnyOperation) -> None:
    ceiling = 1000 if operation.internal else MAX_LIMIT
    with pytest.raises(ValueError, match="limit"):
        operation.input.model_validate({"limit": ceiling + 1})


@each(OPERATIONS)
def test_an_answer_with_many_rows_has_a_limit(operation: AnyOperation) -> None:
    if "data" in operation.output.model_fields:
        assert "limit" in operation.input.model_fields


@each(OF_KEYS)
@on_sqlite
async def test_a_key_without_the_scope_is_refused(operation: AnyOperation, stage: Stage) -> None:
    others = frozenset(SCOPES) - {operation.scope}
    caller = replace(await stage.world.at(stage.world.swiss), id="key:1", is_owner=False, scopes=others)
    assert isinstance(await refused(stage, operation, stage.own.given(operation), caller), ScopeMissing)


@each([operation for operation in OPERATIONS if operation.of_any_key])
@on_sqlite
async def test_what_is_about_the_calling_key_needs_a_key_and_no_scope(operation: AnyOperation, stage: Stage) -> None:
    nobody = await stage.world.at(stage.world.swiss)
    assert isinstance(await refused(stage, operation, stage.own.given(operation), nobody), KeyRequired)
    key = replace(nobody, id=f"key:{stage.own.ids['key']}", is_owner=False, scopes=frozenset())
    assert (await stage.run(operation, stage.own.given(operation), key)).id == stage.own.ids["key"]


@each([operation for operation in WRITES if not operation.owner_only])
@on_sqlite
async def test_a_read_only_key_cannot_write(operation: AnyOperation, stage: Stage) -> None:
    caller = replace(await stage.world.at(stage.world.swiss), id="key:1", is_owner=False, read_only=True)
    assert isinstance(await refused(stage, operation, stage.own.given(operation), caller), ReadOnlyKey)


@each([operation for operation in OPERATIONS if operation.owner_only])
@on_sqlite
async def test_no_key_does_what_is_the_owners(operation: AnyOperation, stage: Stage) -> None:
    caller = replace(await stage.world.at(stage.world.swiss), id="key:1", is_owner=False)
    assert isinstance(await refused(stage, operation, stage.own.given(operation), caller), OwnerOnly)


@each(OPERATIONS)
@on_sqlite
async def test_a_job_does_its_own_operations_and_no_other(operation: AnyOperation, stage: Stage) -> None:
    profile = (await stage.world.at(stage.world.swiss)).profile
    assert profile is not None
    caller = Caller.system(stage.world.owner.account_id, profile, JOB, JOBS)
    assert caller.may(operation) == (operation.name in JOBS)


@each(OPERATIONS)
@on_sqlite
async def test_an_unknown_field_is_refused(operation: AnyOperation, stage: Stage) -> None:
    refusal = await refused(stage, operation, stage.own.given(operation) | {"surprise": 1})
    assert isinstance(refusal, Invalid)
    assert refusal.problems[0].field == "surprise"


@each(WITH_ID)
@on_both
async def test_the_id_of_another_profiles_record_is_not_found(operation: AnyOperation, stage: Stage) -> None:
    caller = replace(await stage.world.at(stage.world.swiss), profile_ids=frozenset({stage.world.swiss}))
    given = stage.own.given(operation) | {"id": stage.foreign.given(operation)["id"]}
    if operation.name == "run_recurring_invoice":
        caller = replace(caller, operations=JOBS)
    assert isinstance(await refused(stage, operation, given, caller), NotFound)


@pytest.mark.parametrize(("operation", "name"), POINTING, ids=lambda value: getattr(value, "name", value))
@on_both
async def test_a_reference_to_another_profiles_record_is_refused(
    operation: AnyOperation, name: str, stage: Stage
) -> None:
    given = stage.own.given(operation, name) | {name: stage.foreign.ids[name]}
    if not operation.writes and name not in MUST_BE_THERE:
        assert (await stage.run(operation, given)).meta.total == 0
        return
    refusal = await refused(stage, operation, given)
    assert isinstance(refusal, Invalid | NotFound)
    assert "not in this profile" in refusal.message or "no " in refusal.message.lower()


@each(IN_LINES)
@on_both
async def test_a_line_cannot_name_another_profiles_catalog_item(operation: AnyOperation, stage: Stage) -> None:
    line = {"quantity": 1, "catalog_item_id": stage.foreign.ids["catalog_item_id"]}
    given = stage.own.given(operation) | {"lines": [line]}
    refusal = await refused(stage, operation, given)
    assert [problem.field for problem in refusal.problems] == ["lines.0.catalog_item_id"]


@pytest.mark.parametrize(("operation", "name"), WITH_PARTIES, ids=lambda value: getattr(value, "name", value))
@on_both
async def test_a_line_of_an_entry_cannot_name_another_profiles_party_or_account(
    operation: AnyOperation, name: str, stage: Stage
) -> None:
    lines = [{"account": "1020", "debit": 1, name: stage.foreign.ids[name]}, {"account": "6570", "credit": 1}]
    refusal = await refused(stage, operation, stage.own.given(operation) | {"lines": lines})
    assert [problem.field for problem in refusal.problems] == [f"lines.0.{name}"]
    lines = [{"account": str(stage.foreign.ids["accounts"]), "debit": 1}, {"account": "6570", "credit": 1}]
    refusal = await refused(stage, operation, stage.own.given(operation) | {"lines": lines})
    assert [problem.field for problem in refusal.problems] == ["lines.0.account"]


@each([operation for operation in OPERATIONS if not operation.of_account])
@on_sqlite
async def test_what_is_about_one_profile_needs_one(operation: AnyOperation, stage: Stage) -> None:
    refusal = await refused(stage, operation, stage.own.given(operation), stage.world.owner)
    assert refusal.code == "profile_required"


@each(WRITES)
async def test_a_write_leaves_one_audit_line_and_one_event(
    operation: AnyOperation, sqlite_stage: tuple[Path, Made], tmp_path: Path
) -> None:
    file, made = sqlite_stage
    async with stage_again(copy_of(file, tmp_path), made) as stage:
        tables = ("account_audit",) if operation.of_account else ("audit", "outbox")
        before = [await count(stage.world, table) for table in tables]
        given = stage.own.given(operation)
        if operation.name == "attach_receipt":
            given["content"] = b"%PDF-1.7\n"
        result = await stage.run(operation, given)
        assert isinstance(result.id, UUID)
        assert [await count(stage.world, table) for table in tables] == [n + 1 for n in before]
