"""JSON without a binary float: exact both ways, and closed to what is no honest JSON."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from luma_mcp.domain.model import Model
from luma_mcp.rest import exact_json
from luma_mcp.rest.binding import Binding
from luma_mcp.rest.lumabill.table import BINDINGS
from luma_mcp.rest.refusals import BadRequest


class Sample(Model):
    """A decimal, and text beside it."""

    net: Decimal
    note: str


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**18), max_value=10**18), st.text())
def test_a_decimal_comes_back_digit_by_digit_and_text_untouched(net: Decimal, note: str) -> None:
    written = exact_json.write(Sample(net=net, note=note))
    read = exact_json.read(written) if "\0" not in note else {"net": net, "note": note}
    assert (Decimal(str(read["net"])), read["note"]) == (net, note)


def test_a_text_that_looks_like_a_field_stays_text() -> None:
    written = exact_json.write(Sample(net=Decimal("1.10"), note='","net":"2.20","x":"'))
    assert written == rb'{"net":1.10,"note":"\",\"net\":\"2.20\",\"x\":\""}'


@pytest.mark.parametrize("binding", BINDINGS, ids=lambda binding: binding.operation.name)
def test_every_answer_can_be_written(binding: Binding) -> None:
    output: type[BaseModel] = binding.operation.output
    assert callable(exact_json.writer_of(output))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe",
        b'\xef\xbb\xbf{"a":1}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": "\\ud800"}',
        b'{"a": "\\u0000"}',
        b'{"a": 1e999999999}',
        b'{"a": 1e-999999999}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": ' + b"1." + b"9" * 5000 + b"}",
        b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}",
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' * 50_000,
        b'{"a": 1} x',
        b'{"a": 01}',
        b"{'a': 1}",
    ],
    ids=range(23),
)
def test_what_is_no_honest_json_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        exact_json.read(body)


def test_numbers_are_exact() -> None:
    read = exact_json.read(b'{"a": 0.1, "b": 1e2, "c": 12345678901234567890.123456789, "d": 3}')
    assert read == {"a": Decimal("0.1"), "b": Decimal("1E+2"), "c": Decimal("12345678901234567890.123456789"), "d": 3}
    assert not any(isinstance(value, float) for value in read.values())
