"""What must hold for every model that an operation takes or answers."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args, get_origin
from uuid import UUID

import pytest
from pydantic import BaseModel, create_model
from pydantic.fields import FieldInfo

from luma_mcp.operations.registry import OPERATIONS
from tests.laws.stage import models_in

INPUTS = sorted({model for one in OPERATIONS for model in models_in(one.input)}, key=lambda model: model.__name__)
MODELS = sorted(
    {model for one in OPERATIONS for kind in (one.input, one.output) for model in models_in(kind)},
    key=lambda model: model.__name__,
)
FIELDS = [(model, name) for model in INPUTS for name in model.model_fields]
PARSED = {"cursor", "sort"}
"""Texts that are taken apart and never reach a database."""
HUGE = 10**30
LONG = "a" * 100_000


def name_of(value: object) -> str:
    return getattr(value, "__name__", str(value))


def kinds_in(annotation: object) -> Iterator[Any]:
    """The plain types that an annotation is made of."""
    if get_origin(annotation) is None:
        yield annotation
    for part in get_args(annotation):
        yield from kinds_in(part)


def accepts(field: FieldInfo, value: object) -> bool:
    """Whether a field by itself takes a value."""
    kind: Any = field.annotation
    alone = create_model("Alone", value=(kind, field))
    try:
        alone.model_validate({field.alias or "value": value})
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_model_is_frozen_and_refuses_unknown_fields(model: type[BaseModel]) -> None:
    assert model.model_config.get("frozen") is True
    assert model.model_config.get("extra") == "forbid"


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_no_model_has_a_float(model: type[BaseModel]) -> None:
    kinds = {kind for field in model.model_fields.values() for kind in kinds_in(field.annotation)}
    assert float not in kinds
    assert complex not in kinds


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=name_of)
def test_every_field_of_an_input_has_a_limit(model: type[BaseModel], name: str) -> None:
    field = model.model_fields[name]
    kinds = set(kinds_in(field.annotation))
    if str in kinds:
        assert not accepts(field, LONG)
    if kinds & {int, Decimal} and bool not in kinds:
        assert not accepts(field, HUGE)
    if bytes in kinds:
        assert not accepts(field, b"a" * 10_000_001)
    if date in kinds:
        assert not accepts(field, "9999-12-31")
    if {list, tuple} & {get_origin(part) for part in (field.annotation, *get_args(field.annotation))}:
        assert any(getattr(rule, "max_length", None) for rule in [*field.metadata, *metadata_in(field.annotation)])


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=name_of)
def test_no_text_of_an_input_holds_a_nul_character(model: type[BaseModel], name: str) -> None:
    field = model.model_fields[name]
    if str in set(kinds_in(field.annotation)) and name not in PARSED:
        assert not accepts(field, "a\x00b")
        assert not accepts(field, "a\ud800b")


@pytest.mark.parametrize("model", INPUTS, ids=name_of)
def test_an_input_is_made_of_plain_values(model: type[BaseModel]) -> None:
    plain = {str, int, bool, bytes, Decimal, date, datetime, UUID, type(None), Ellipsis}
    kinds = {kind for field in model.model_fields.values() for kind in kinds_in(field.annotation)}
    odd = {kind for kind in kinds - plain if isinstance(kind, type) and not issubclass(kind, BaseModel | str)}
    assert odd == set()


def metadata_in(annotation: object) -> Iterator[object]:
    """The rules inside an annotation."""
    for part in get_args(annotation):
        yield from metadata_in(part)
        yield from getattr(part, "__metadata__", ())
    yield from getattr(annotation, "__metadata__", ())
