"""OpenAPI 3.1 from bindings: the document says what the routes do, because both are made from the same rows."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema
from pydantic_core import core_schema
from typing_extensions import override

from luma_mcp import errors, ledger_errors
from luma_mcp.errors import Refusal
from luma_mcp.rest.binding import Binding, Body
from luma_mcp.rest.body import FILE_TYPES, MULTIPART
from luma_mcp.rest.sample import sample

Json = dict[str, Any]

REF = "#/components/schemas/{model}"
FILE = {"type": "string", "format": "binary"}


class _Schemas(GenerateJsonSchema):
    """Schemas of our wire: a decimal is a JSON number."""

    @override
    def decimal_schema(self, schema: core_schema.DecimalSchema) -> Json:
        return {"type": "number"}


class Writer:
    """Writes paths and schemas of a set of bindings, in the manner of Lumabill; other dialects override its parts."""

    generator: type[GenerateJsonSchema] = _Schemas

    def __init__(self, bindings: Sequence[Binding], refused: Mapping[int, str], always: Sequence[str]) -> None:
        self._bindings = bindings
        self._refused = refused
        self._always = always
        self._inputs = self._schemas({model for b in bindings for model in self.inputs_of(b)}, "validation")
        self._outputs = self._schemas({model for b in bindings for model in self.outputs_of(b)}, "serialization")
        for name in self._inputs.keys() & self._outputs.keys():
            if self._inputs[name] != self._outputs[name]:
                raise TypeError(f"{name} is another thing on the way in than on the way out: give it two names")

    def paths(self) -> Json:
        """Every path with its operations."""
        found: Json = {}
        for binding in self._bindings:
            found.setdefault(binding.path, {})[binding.method.lower()] = self._operation(binding)
        return found

    def schemas(self) -> Json:
        """Every schema that a path leads to."""
        made = self._outputs | {name: _given(schema) for name, schema in self._inputs.items()}
        for binding in self._bindings:
            if (body := self._body_model(binding)) is not None:
                made[body] = _never_null(_without(made[body], binding.in_path.values()), self.never_null(binding))
        wanted = _reached(self.paths(), made)
        return {name: made[name] for name in sorted(wanted)}

    def inputs_of(self, binding: Binding) -> Sequence[type[BaseModel]]:
        """The models of what a row is sent."""
        return (binding.operation.input,)

    def outputs_of(self, binding: Binding) -> Sequence[type[BaseModel]]:
        """The models of what a row answers."""
        return (binding.operation.output,)

    def never_null(self, binding: Binding) -> set[str]:
        """The fields of a change that may be left away, but not set to null, as they are called outside."""
        model = binding.operation.input
        return {model.model_fields[name].alias or name for name in model.never_empty}

    def common_parameters(self, binding: Binding) -> list[Json]:
        """The parameters that many rows share."""
        shared = [] if binding.operation.of_account else [{"$ref": "#/components/parameters/ProfileId"}]
        return [*shared, *([{"$ref": "#/components/parameters/IdempotencyKey"}] if binding.operation.writes else [])]

    def path_parameters(self, binding: Binding) -> list[Json]:
        """The parameters in the path."""
        own = self._inputs[binding.operation.input.__name__]["properties"]
        return [_path_parameter(name, own[field]) for name, field in binding.in_path.items()]

    def extras(self, binding: Binding) -> Json:
        """What else is said of a row."""
        del binding
        return {}

    def answer(self, binding: Binding) -> tuple[Json, str]:
        """The schema of an answer and its description."""
        name = _wire_name(binding.operation.output.__name__)
        return ref_to(name), self._outputs[name].get("description", "Done.")

    def headers(self, binding: Binding) -> Iterable[str]:
        """The headers of an answer."""
        return _headers(binding)

    def possible(self, binding: Binding) -> Iterable[str]:
        """The refusals that not every operation has."""
        return _possible(binding)

    def refusals(self, binding: Binding, raises: str) -> str:
        """The refusals that a docstring names, by their codes."""
        del binding
        return re.sub(r"(?:^|(?<=\. ))([A-Z]\w+)(?=: )", lambda found: f"`{_code_of(found[1])}`", raises)

    def statuses(self, binding: Binding) -> Sequence[int]:
        """The statuses of success."""
        return (binding.status,)

    def _schemas(self, models: Iterable[type[BaseModel]], mode: JsonSchemaMode) -> Json:
        """The schemas of models and of what they hold, by their names on the wire, without the titles of fields."""
        wanted = [(model, mode) for model in sorted(models, key=lambda model: model.__name__)]
        _, found = models_json_schema(wanted, by_alias=True, ref_template=REF, schema_generator=self.generator)
        return {
            _wire_name(name): _plain(schema) | {"title": _wire_name(name)}
            for name, schema in found.get("$defs", {}).items()
        }

    def _operation(self, binding: Binding) -> Json:
        operation = binding.operation
        described: Json = {
            "operationId": binding.name,
            "tags": [binding.group or _title(operation.noun)],
            "summary": operation.summary.rstrip("."),
            "description": self._described(binding),
            "parameters": self._parameters(binding),
            "responses": self._responses(binding),
            **self.extras(binding),
        }
        body = self._body(binding)
        return described | ({"requestBody": body} if body else {})

    def _described(self, binding: Binding) -> str:
        prose, _, raises = binding.operation.doc.partition("Raises:")
        return " ".join((*prose.split(), *self.refusals(binding, " ".join(raises.split())).split()))

    def _parameters(self, binding: Binding) -> list[Json]:
        found = self.path_parameters(binding) + self.common_parameters(binding)
        if binding.operation.writes:
            return found
        model = binding.given or binding.operation.input
        own = self._inputs.get(model.__name__, {}).get("properties", {})
        return found + [
            _query_parameter(name, own[name], model, required=required)
            for name, required in binding.open_fields.items()
        ]

    def _body_model(self, binding: Binding) -> str | None:
        if not binding.operation.writes or binding.takes is Body.FILE or not binding.open_fields:
            return None
        return (binding.given or binding.operation.input).__name__

    def _body(self, binding: Binding) -> Json | None:
        if binding.takes is Body.FILE:
            content: Json = {kind: {"schema": FILE} for kind in FILE_TYPES}
            form = {"type": "object", "properties": {"file": FILE}, "required": ["file"]}
            return {"required": True, "content": {MULTIPART: {"schema": form}} | content}
        name = self._body_model(binding)
        if name is None:
            return None
        given = self._inputs[name].get("examples") or [sample(ref_to(name), self._inputs)]
        example = {key: value for key, value in given[0].items() if key in binding.open_fields}
        content = {"schema": ref_to(name), "examples": {"typical": {"value": example}}}
        return {"required": any(binding.open_fields.values()), "content": {"application/json": content}}

    def _responses(self, binding: Binding) -> Json:
        named = [name for name in (*self._always, *self.possible(binding)) if name in self._refused.values()]
        statuses = {name: str(status) for status, name in self._refused.items()}
        refused = {statuses[name]: {"$ref": f"#/components/responses/{name}"} for name in named}
        done = {str(status): self._success(binding) for status in self.statuses(binding)}
        return done | dict(sorted(refused.items()))

    def _success(self, binding: Binding) -> Json:
        headers = {name: {"$ref": f"#/components/headers/{name}"} for name in self.headers(binding)}
        if binding.status == 204:  # noqa: PLR2004  No Content
            return {"description": "Done; nothing to say.", "headers": headers}
        if binding.gives is Body.FILE:
            content: Json = {kind: {"schema": FILE} for kind in FILE_TYPES if FILE_TYPES[kind]}
            return {"description": "The file.", "headers": headers, "content": content}
        schema, description = self.answer(binding)
        shown = {"schema": schema, "examples": {"typical": {"value": sample(schema, self._outputs)}}}
        content = {"application/json": shown}
        if "csv" in binding.operation.output.model_fields:
            content["text/csv"] = {"schema": {"type": "string"}}
        return {"description": description, "headers": headers, "content": content}


def _possible(binding: Binding) -> Iterable[str]:
    """The refusals that not every operation has."""
    if binding.in_path or not binding.operation.of_account:
        yield "NotFound"
    if binding.operation.writes:
        yield from ("Conflict", "TooLarge", "UnsupportedMedia", "Invalid")


def _headers(binding: Binding) -> Iterable[str]:
    yield from ("X-Request-Id", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
    if binding.location is not None:
        yield "Location"
    if binding.operation.writes:
        yield "Idempotent-Replayed"
        if not binding.operation.of_account:
            yield "Ledger-Head"


def _title(noun: str) -> str:
    return noun.replace("-", " ").replace("_", " ").capitalize()


def ref_to(name: str) -> Json:
    """Refer to a schema."""
    return {"$ref": REF.format(model=name)}


def _wire_name(name: str) -> str:
    """`SummedPage[InvoiceRow]` is an InvoicePage outside."""
    return re.sub(r"^(?:Summed)?Page[\[_](\w+?)(?:Row)?[\]_]$", r"\1Page", name)


def _plain(value: Any) -> Any:  # noqa: ANN401  any part of a schema
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if not isinstance(value, dict):
        return value
    plain = {key: _plain(part) for key, part in value.items() if key != "title" or not isinstance(part, str)}
    if isinstance(plain.get("$ref"), str):
        kind, _, name = plain["$ref"].rpartition("/")
        plain["$ref"] = f"{kind}/{_wire_name(name)}"
    return plain


def _given(value: Any) -> Any:  # noqa: ANN401  any part of a schema
    """A schema of what is sent: a decimal may be a string too, what is absent is not null, examples stand elsewhere."""
    if isinstance(value, list):
        return [_given(part) for part in value]
    if not isinstance(value, dict):
        return value
    given = {key: _given(part) for key, part in value.items() if key != "examples"}
    if given.get("default", ...) is None:
        del given["default"]
    if given.get("type") == "number":
        given["type"] = ["number", "string"]
    return given


def _without(schema: Json, fields: Iterable[str]) -> Json:
    away = set(fields)
    properties = {name: part for name, part in schema["properties"].items() if name not in away}
    required = [name for name in schema.get("required", []) if name not in away]
    rest = {key: part for key, part in schema.items() if key not in {"properties", "required"}}
    return rest | {"properties": properties} | ({"required": required} if required else {})


def _never_null(schema: Json, fields: Collection[str]) -> Json:
    properties = {
        name: _not_null(part) if name in fields else part for name, part in schema.get("properties", {}).items()
    }
    return schema | {"properties": properties}


def _not_null(part: Json) -> Json:
    choices = [one for one in part.get("anyOf", []) if one != {"type": "null"}]
    outer = {key: value for key, value in part.items() if key != "anyOf"}
    return choices[0] | outer if len(choices) == 1 else outer | ({"anyOf": choices} if choices else {})


def _code_of(refusal: str) -> str:
    kind: type[Refusal] = getattr(errors, refusal, None) or getattr(ledger_errors, refusal)
    return kind.code


def _path_parameter(name: str, schema: Json) -> Json:
    described = schema.get("description", "Id of the record")
    kind = {key: part for key, part in schema.items() if key != "description"}
    return {"name": name, "in": "path", "required": True, "description": described, "schema": kind}


def _query_parameter(name: str, schema: Json, model: type[BaseModel], *, required: bool) -> Json:
    choices = [part for part in schema.get("anyOf", []) if part != {"type": "null"}]
    kind = {key: part for key, part in schema.items() if key not in {"description", "anyOf", "default"}}
    kind |= choices[0] if len(choices) == 1 else ({"anyOf": choices} if choices else {})
    of_type = kind.pop("description", None)
    described = schema.get("description") or of_type or name.replace("_", " ").capitalize()
    if schema.get("default") is not None:
        kind["default"] = schema["default"]
    if name == "sort":
        sorts: tuple[str, ...] = getattr(model, "sorts", ())
        described = f"{', '.join(sorts)}; '-' in front for descending; default {getattr(model, 'default_sort', '')}"
    form = {"style": "deepObject", "explode": True} if kind.get("type") == "object" else {}
    return {"name": name, "in": "query", "required": required, "description": described, "schema": kind} | form


def _reached(start: Json, schemas: Json) -> set[str]:
    found: set[str] = set()
    waiting: list[Any] = [start]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            name = str(value.get("$ref", "")).removeprefix(REF.format(model=""))
            if name in schemas and name not in found:
                found.add(name)
                waiting.append(schemas[name])
            waiting += value.values()
    return found
