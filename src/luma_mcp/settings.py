"""Settings: the environment, read once, checked, frozen. A bad value is refused at start, naming its variable."""

import ipaddress
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

SQLITE = "sqlite+aiosqlite:///"
POSTGRESQL = "postgresql+asyncpg://"
SHORTEST_METRICS_TOKEN = 16
MOST_PER_MINUTE = 1_000_000
SHORTEST_SECRET = 32


class BadSetting(Exception):  # noqa: N818  reads better where it is caught
    """An environment variable has a value that cannot be taken."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {problem}")
        self.variable = variable


@dataclass(frozen=True)
class Settings:
    """Everything that the environment decides."""

    database_url: str
    migration_url: str | None = None
    api_key: str | None = None
    profile_id: UUID | None = None
    read_only: bool = False
    toolsets: tuple[str, ...] = ()
    public_url: str | None = None
    allowed_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    secret: str | None = None
    metrics_token: str | None = None
    traces: bool = False
    """Whether OpenTelemetry's own variables ask for traces."""
    log: str = "text"
    reads_per_minute: int = 60
    writes_per_minute: int = 20
    today: date | None = None
    sunset: date | None = date(2026, 11, 8)
    """When deprecated operations of LedgerBee's API are to end, as their answers say; None: they do not say."""

    @property
    def is_embedded(self) -> bool:
        """Whether the books are one SQLite file."""
        return self.database_url.startswith("sqlite")

    @property
    def embedded_path(self) -> Path:
        """The file of embedded books."""
        return Path(self.database_url.removeprefix(SQLITE))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment."""
        given = {name: value.strip() for name, value in environment.items() if name.startswith("LUMA_") and value}
        return cls(
            database_url=_database_url(given.get("LUMA_DATABASE_URL")),
            migration_url=_postgresql_url("LUMA_MIGRATION_URL", given),
            api_key=_api_key(given),
            profile_id=_uuid("LUMA_PROFILE_ID", given),
            read_only=_flag("LUMA_READ_ONLY", given),
            toolsets=_words(given.get("LUMA_TOOLSETS")),
            public_url=_public_url(given),
            allowed_origins=_origins("LUMA_ALLOWED_ORIGINS", given),
            trusted_proxies=_networks("LUMA_TRUSTED_PROXIES", given),
            secret=_secret("LUMA_SECRET", given, SHORTEST_SECRET),
            metrics_token=_secret("LUMA_METRICS_TOKEN", given, SHORTEST_METRICS_TOKEN),
            traces=_traces(environment),
            log=_choice("LUMA_LOG", given, ("text", "json")),
            reads_per_minute=_count("LUMA_RATE_READS", given, 60),
            writes_per_minute=_count("LUMA_RATE_WRITES", given, 20),
            today=_date("LUMA_TODAY", given),
            sunset=_date("LUMA_SUNSET", {"LUMA_SUNSET": "2026-11-08"} | given),
        )


def data_folder() -> Path:
    """The user's data folder of this system."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA", str(Path.home())))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "luma_mcp"


def _database_url(given: str | None) -> str:
    if given is None:
        return f"{SQLITE}{data_folder() / 'luma.db'}"
    if given.startswith(POSTGRESQL):
        return given
    if given.startswith(SQLITE) and len(given) > len(SQLITE) and ":memory:" not in given:
        return given
    raise BadSetting("LUMA_DATABASE_URL", "is sqlite+aiosqlite:///PATH or postgresql+asyncpg://USER:PASSWORD@HOST/NAME")


def _postgresql_url(name: str, given: Mapping[str, str]) -> str | None:
    value = given.get(name)
    if value is not None and not value.startswith(POSTGRESQL):
        raise BadSetting(name, "is postgresql+asyncpg://USER:PASSWORD@HOST/NAME")
    return value


def _api_key(given: Mapping[str, str]) -> str | None:
    if "LUMA_API_KEY" in given:
        return given["LUMA_API_KEY"]
    if "LUMA_API_KEY_FILE" not in given:
        return None
    try:
        return Path(given["LUMA_API_KEY_FILE"]).expanduser().read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise BadSetting("LUMA_API_KEY_FILE", f"cannot be read: {problem.strerror}") from None


def _uuid(name: str, given: Mapping[str, str]) -> UUID | None:
    try:
        return UUID(given[name]) if name in given else None
    except ValueError:
        raise BadSetting(name, "is not a UUID") from None


def _date(name: str, given: Mapping[str, str]) -> date | None:
    try:
        return date.fromisoformat(given[name]) if name in given else None
    except ValueError:
        raise BadSetting(name, "is not a date (YYYY-MM-DD)") from None


def _flag(name: str, given: Mapping[str, str]) -> bool:
    value = given.get(name, "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise BadSetting(name, "is 1 or 0")
    return value in {"1", "true", "yes"}


def _count(name: str, given: Mapping[str, str], default: int) -> int:
    value = given.get(name, str(default))
    if not value.isdigit() or not 1 <= int(value) <= MOST_PER_MINUTE:
        raise BadSetting(name, f"is a whole number from 1 to {MOST_PER_MINUTE}")
    return int(value)


def _choice(name: str, given: Mapping[str, str], choices: tuple[str, ...]) -> str:
    value = given.get(name, choices[0])
    if value not in choices:
        raise BadSetting(name, f"is one of {', '.join(choices)}")
    return value


def _words(value: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (value or "").split(",") if word.strip())


def _public_url(given: Mapping[str, str]) -> str | None:
    value = given.get("LUMA_PUBLIC_URL")
    if value is None:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise BadSetting("LUMA_PUBLIC_URL", "is an address such as https://books.example.org")
    return value.rstrip("/")


def _origins(name: str, given: Mapping[str, str]) -> tuple[str, ...]:
    """Origins as browsers write them: no path, no default port, lower case."""
    words = _words(given.get(name))
    for word in words:
        parts = urlsplit(word)
        if parts.scheme not in {"http", "https"} or word != f"{parts.scheme}://{parts.netloc}".lower():
            raise BadSetting(name, "is a comma-separated list of origins such as https://app.example.org")
    return words


def _networks(name: str, given: Mapping[str, str]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    try:
        return tuple(ipaddress.ip_network(word) for word in _words(given.get(name)))
    except ValueError:
        raise BadSetting(name, "is a comma-separated list of networks such as 10.0.0.0/8") from None


def _traces(environment: Mapping[str, str]) -> bool:
    """Whether a collector is named, as OpenTelemetry specifies it; only the OTLP exporter is known here."""
    exporter = environment.get("OTEL_TRACES_EXPORTER", "").strip().lower()
    if exporter == "none" or environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    if exporter not in {"", "otlp"}:
        raise BadSetting("OTEL_TRACES_EXPORTER", "is otlp or none")
    endpoints = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    return exporter == "otlp" or any(environment.get(name) for name in endpoints)


def _secret(name: str, given: Mapping[str, str], shortest: int) -> str | None:
    value = given.get(name)
    if value is not None and len(value) < shortest:
        raise BadSetting(name, f"needs at least {shortest} characters")
    return value
