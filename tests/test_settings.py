"""Settings: the environment read once; a bad value is refused and its variable named."""

import ipaddress
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from luma_mcp.settings import BadSetting, Settings, data_folder

SQLITE = "sqlite+aiosqlite:////tmp/books.db"
ID = "0197a943-2325-7829-b835-b6c71a293065"


def test_without_an_environment_the_books_are_a_file_of_the_user() -> None:
    settings = Settings.from_environment({})
    assert settings.is_embedded
    assert settings.embedded_path == data_folder() / "luma.db"
    assert (settings.reads_per_minute, settings.writes_per_minute, settings.log) == (60, 20, "text")


def test_every_variable_is_read() -> None:
    settings = Settings.from_environment(
        {
            "LUMA_DATABASE_URL": "postgresql+asyncpg://luma@localhost/luma",
            "LUMA_MIGRATION_URL": "postgresql+asyncpg://owner@localhost/luma",
            "LUMA_API_KEY": " lmb_x ",
            "LUMA_PROFILE_ID": ID,
            "LUMA_READ_ONLY": "true",
            "LUMA_TOOLSETS": "sales, purchases",
            "LUMA_PUBLIC_URL": "https://books.example.org/",
            "LUMA_ALLOWED_ORIGINS": "https://app.example.org, http://localhost:6274",
            "LUMA_TRUSTED_PROXIES": "10.0.0.0/8",
            "LUMA_SECRET": "s" * 32,
            "LUMA_METRICS_TOKEN": "m" * 16,
            "LUMA_LOG": "json",
            "LUMA_RATE_READS": "600",
            "LUMA_RATE_WRITES": "200",
            "LUMA_TODAY": "2026-03-31",
        }
    )
    assert not settings.is_embedded
    assert (settings.api_key, settings.profile_id, settings.read_only) == ("lmb_x", UUID(ID), True)
    assert settings.toolsets == ("sales", "purchases")
    assert settings.public_url == "https://books.example.org"
    assert settings.allowed_origins == ("https://app.example.org", "http://localhost:6274")
    assert settings.metrics_token == "m" * 16
    assert settings.trusted_proxies == (ipaddress.ip_network("10.0.0.0/8"),)
    assert (settings.reads_per_minute, settings.writes_per_minute, settings.today) == (600, 200, date(2026, 3, 31))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LUMA_DATABASE_URL", "mysql://localhost/luma"),
        ("LUMA_DATABASE_URL", "sqlite:///books.db"),
        ("LUMA_DATABASE_URL", "sqlite+aiosqlite:///:memory:"),
        ("LUMA_DATABASE_URL", "sqlite+aiosqlite:///"),
        ("LUMA_MIGRATION_URL", SQLITE),
        ("LUMA_API_KEY_FILE", "/nowhere/at/all"),
        ("LUMA_PROFILE_ID", "first"),
        ("LUMA_READ_ONLY", "perhaps"),
        ("LUMA_PUBLIC_URL", "books.example.org"),
        ("LUMA_ALLOWED_ORIGINS", "*"),
        ("LUMA_METRICS_TOKEN", "short"),
        ("OTEL_TRACES_EXPORTER", "zipkin"),
        ("LUMA_ALLOWED_ORIGINS", "https://app.example.org/"),
        ("LUMA_ALLOWED_ORIGINS", "https://App.example.org"),
        ("LUMA_PUBLIC_URL", "https://books.example.org/?key=1"),
        ("LUMA_TRUSTED_PROXIES", "10.0.0.0/8, nonsense"),
        ("LUMA_SECRET", "short"),
        ("LUMA_LOG", "xml"),
        ("LUMA_RATE_READS", "0"),
        ("LUMA_RATE_WRITES", "many"),
        ("LUMA_RATE_WRITES", "1000001"),
        ("LUMA_TODAY", "31.3.2026"),
    ],
)
def test_a_bad_value_names_its_variable(variable: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"^{variable}: ") as caught:
        Settings.from_environment({variable: value})
    assert caught.value.variable == variable


def test_a_key_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("lmb_secret\n", encoding="utf-8")
    assert Settings.from_environment({"LUMA_API_KEY_FILE": str(file)}).api_key == "lmb_secret"


def test_an_empty_variable_counts_as_absent() -> None:
    assert Settings.from_environment({"LUMA_TODAY": "", "LUMA_RATE_READS": ""}).today is None


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_opentelemetrys_own_variables_ask_for_traces(environment: dict[str, str], *, wanted: bool) -> None:
    assert Settings.from_environment(environment).traces is wanted
