"""server.json says what is true of the package, in the form that the MCP registry takes."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from release.project import REGISTRY_NAME, ROOT, read_project
from release.run import Judged
from release.server_json import SCHEMA, check_server_json
from tests.release.conftest import Built


@pytest.fixture(scope="module")
def content(built: Built) -> dict[str, Any]:
    """What was built."""
    read: dict[str, Any] = json.loads(built.server_json.read_text(encoding="utf-8"))
    return read


def test_it_is_valid_by_the_registrys_own_schema(content: dict[str, Any]) -> None:
    folder = SCHEMA.split("/")[-2].replace("-", "_")
    text = files("skillsaw").joinpath("schemas", "mcp_registry", f"v{folder}", "server.schema.json").read_text()
    schema = json.loads(text)
    assert schema["$id"] == content["$schema"]
    jsonschema.Draft7Validator(schema).validate(content)


def test_it_names_the_package_in_the_version_of_the_project(content: dict[str, Any]) -> None:
    (package,) = content["packages"]
    version = read_project().version
    assert (content["version"], package["version"]) == (version, version)
    assert (package["registryType"], package["identifier"], package["transport"]) == (
        "pypi",
        "luma-mcp",
        {"type": "stdio"},
    )


def test_the_readme_proves_to_the_registry_that_the_package_is_ours(content: dict[str, Any]) -> None:
    assert content["name"] == REGISTRY_NAME
    assert f"mcp-name: {REGISTRY_NAME} " in (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_variables_are_those_that_the_program_reads(content: dict[str, Any]) -> None:
    variables = content["packages"][0]["environmentVariables"]
    source = (ROOT / "src" / "luma_mcp" / "settings.py").read_text(encoding="utf-8")
    assert [one["name"] for one in variables if f'"{one["name"]}"' not in source] == []
    assert {one["name"] for one in variables if one.get("isSecret")} == {
        "LUMA_API_KEY",
        "LUMA_DATABASE_URL",
        "LUMA_SECRET",
    }


@pytest.mark.parametrize(
    "change",
    [
        {"name": "luma"},
        {"version": "latest"},
        {"description": "x" * 101},
        {"packages": [{"registryType": "pypi", "identifier": "luma-mcp", "version": "0.1.0"}]},
        {"$schema": "https://example.org/schema.json"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_the_registry_would_refuse_is_refused(
    content: dict[str, Any], tmp_path: Path, change: dict[str, Any]
) -> None:
    path = tmp_path / "server.json"
    path.write_text(json.dumps(content | change), encoding="utf-8")
    with pytest.raises(Judged):
        check_server_json(path)
