"""What import-linter cannot say about imports: the standard library and single functions."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "luma_mcp"
ASYNCIO_PLACES = {"store", "app.py"}


def test_asyncio_is_imported_in_store_and_app_alone() -> None:
    outside = [path for path in sources() if path.relative_to(PACKAGE).parts[0] not in ASYNCIO_PLACES]
    assert [str(path) for path in outside if "asyncio" in imported(path)] == []


def test_package_files_are_empty() -> None:
    assert [str(path) for path in sources() if path.name == "__init__.py" and path.read_text().strip()] == []


def test_no_file_is_longer_than_600_lines() -> None:
    files = [*sources(), *Path(__file__).parents[1].rglob("*.py")]
    assert [str(path) for path in files if len(path.read_text().splitlines()) > 600] == []


def test_no_function_is_longer_than_60_lines() -> None:
    """But a revision of the schema, which is one list of tables."""
    files = [path for path in sources() if path.parent.name != "versions"]
    assert [name for path in files for name in long_functions(path)] == []


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Name the top-level packages that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno + 1
            if length > 60:
                yield f"{path}:{node.lineno} {node.name} has {length} lines"
