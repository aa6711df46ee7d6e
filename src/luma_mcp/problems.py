"""What is wrong with an input, in words without a library's name, each saying what would be right."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from luma_mcp.errors import Invalid, Problem
from luma_mcp.ledger_errors import NOT_BASE64, InvalidAttachment

_SIMPLE = {
    "missing": "is required",
    "uuid_parsing": "is not a UUID; take the id from the list of these records",
    "uuid_type": "is not a UUID; take the id from the list of these records",
    "string_type": "must be text",
    "string_unicode": "holds characters that are not valid text",
    "bytes_type": "must be a file's content, in JSON as base64",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "is out of range",
    "int_from_float": "must be a whole number",
    "model_type": "must be an object with fields",
    "dict_type": "must be an object with fields",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
}
_WITH_BOUND = {
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
    "too_long": "has more than {max_length} items",
    "string_too_long": "is longer than {max_length} characters",
    "bytes_too_long": "is larger than {max_length} bytes",
    "string_pattern_mismatch": "does not have the form {pattern}",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be less than {lt}",
}
_DECIMAL = re.compile(r"Decimal\('([^']*)'\)")
_KEY = "[key]"
"""How a place ends that is about a key itself, not about what stands under it."""
_TEXTS = {"too_long": "string_too_long", "too_short": "string_too_short"}
"""What a text's length breaks after it was looked at; that of a list is told of by its own type."""
_TOO_SHORT = frozenset({"too_short", "string_too_short", "bytes_too_short"})


def refusal_of(problem: ValidationError, model: type[BaseModel]) -> Invalid:
    """The refusal of an input in which a validation found something wrong."""
    problems = problems_of(problem, model)
    kind = InvalidAttachment if any(one.rule == NOT_BASE64 for one in problems) else Invalid
    return kind("; ".join(f"{one.field}: {one.problem}" for one in problems[:5]), problems=problems)


def problems_of(problem: ValidationError, model: type[BaseModel] | None = None) -> list[Problem]:
    """The fields that a validation found wrong; with the model, an unknown field is answered by the nearest known."""
    found, errors = [], problem.errors(include_url=False, include_input=False)
    for error in errors:
        path = error["loc"][:-1] if error["loc"][-1:] == (_KEY,) else error["loc"]
        if error["type"] == "too_short" and any(path == other["loc"][: len(path)] != other["loc"] for other in errors):
            continue  # the items are there, but wrong themselves
        context = error.get("ctx", {})
        kind = _TEXTS.get(error["type"], error["type"]) if context.get("field_type") == "Value" else error["type"]
        words = _unknown(path, model) if kind == "extra_forbidden" else _words(kind, error["msg"], context)
        found.append(Problem(".".join(str(part) for part in path) or "body", words, kind))
    return found


def _words(kind: str, message: str, context: dict[str, Any]) -> str:
    if kind in _TOO_SHORT:
        least = context["min_length"]
        what = "item" if kind == "too_short" else "character"
        return f"needs at least {least} {what}{'' if least == 1 else 's'}"
    if kind in _WITH_BOUND:
        return _DECIMAL.sub(r"\1", _WITH_BOUND[kind].format(**context))
    return _SIMPLE.get(kind) or message.removeprefix("Value error, ")


def _unknown(path: Sequence[int | str], model: type[BaseModel] | None) -> str:
    here = _model_at(model, path[:-1])
    if here is None:
        return "is not a field of this"
    known = [field.alias or name for name, field in here.model_fields.items()]
    near = get_close_matches(str(path[-1]), known, n=1)
    takes = f"it takes {', '.join(known)}" if known else "it takes none"
    return f"is not a field of this; {f'did you mean {near[0]}?' if near else takes}"


def _model_at(model: type[BaseModel] | None, path: Sequence[int | str]) -> type[BaseModel] | None:
    for part in path:
        if model is None or isinstance(part, int):
            continue
        field = next((f for name, f in model.model_fields.items() if part in (name, f.alias)), None)
        model = next(_models_in(field.annotation), None) if field else None
    return model


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
