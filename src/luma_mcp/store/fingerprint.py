"""The fingerprint of an SQLite file: its tables and unique indexes still say the rules that they were made with."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

RULES = "sqlite_rules.txt"


def lost_rules(found: Mapping[str, str]) -> Iterator[str]:
    """What was declared and does not stand in a file any more, by the SQL of its tables and indexes."""
    said = {name: _bare(sql) for name, sql in found.items()}
    for name, rules in _wanted().items():
        if name not in said:
            yield f"{name} is missing"
        elif any(rule not in said[name] for rule in rules):
            yield f"{name} was changed"


@cache
def _wanted() -> Mapping[str, list[str]]:
    packaged = (files("luma_mcp.store") / "migrations" / "guards" / RULES).read_text(encoding="utf-8")
    wanted: dict[str, list[str]] = {}
    for line in packaged.splitlines():
        name, _, rule = line.partition(": ")
        wanted.setdefault(name, []).append(_bare(rule))
    return wanted


def _bare(sql: str) -> str:
    """What is said, however it is set."""
    return "".join(sql.split()).replace('"', "")
