"""Counts tokens as an assistant's model does (o200k), from a vocabulary that its package ships."""

from functools import cache

import bpe_openai


def count_tokens(text: str) -> int:
    """Count the tokens of plain text."""
    return len(_encoding().encode_ordinary(text))


@cache
def _encoding() -> bpe_openai.Encoding:
    return bpe_openai.get_encoding("o200k_base")
