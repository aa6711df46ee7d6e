"""The token counter knows the o200k vocabulary."""

from tests.tokens import count_tokens


def test_tokens_are_counted_as_o200k_does() -> None:
    assert count_tokens("hello world") == 2
    assert count_tokens('{"name":"list_invoices"}') == 7
    assert count_tokens("<|endoftext|>") > 1
