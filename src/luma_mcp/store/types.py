"""Column types that mean the same on SQLite (STRICT: INTEGER, TEXT, BLOB) and PostgreSQL.

Money is 64-bit integer minor units. SQLAlchemy's Numeric is a float on SQLite and is not used.
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Dialect, Integer, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

_id_of = lru_cache(maxsize=10_000)(UUID)
"""The rows of a page name the same accounts, clients and profiles again and again."""


class _Dual(TypeDecorator[Any]):
    """One type on PostgreSQL, another on SQLite. `impl` decides what + means: addition for numbers."""

    impl: type[TypeEngine[Any]] = Text
    cache_ok = True
    on_postgresql: TypeEngine[Any] = Text()
    on_sqlite: TypeEngine[Any] = Text()

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of this database."""
        return dialect.type_descriptor(self.on_sqlite if dialect.name == "sqlite" else self.on_postgresql)

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write a value."""
        if value is None or dialect.name != "sqlite":
            return value
        return self.to_text(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read a value."""
        if value is None or dialect.name != "sqlite":
            return value
        return self.from_text(value)

    @override
    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], Any] | None:
        """Read values without a detour: a page of invoices is thousands of them."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        if type(self).from_text is _Dual.from_text:
            return None
        from_text = self.from_text
        return lambda value: None if value is None else from_text(value)

    def to_text(self, value: Any) -> Any:
        """Write a value for SQLite."""
        return value

    def from_text(self, value: Any) -> Any:
        """Read a value from SQLite."""
        return value


class Id(_Dual):
    """A UUID: uuid on PostgreSQL, 36 characters of TEXT on SQLite."""

    impl = Uuid
    on_postgresql = Uuid()
    cache_ok = True

    @override
    def to_text(self, value: UUID) -> str:
        """As 36 characters."""
        return str(value)

    @override
    def from_text(self, value: str) -> UUID:
        """From 36 characters."""
        return _id_of(value)


class Day(_Dual):
    """A calendar date."""

    impl = Date
    on_postgresql = Date()
    cache_ok = True

    @override
    def to_text(self, value: date) -> str:
        """As YYYY-MM-DD."""
        return value.isoformat()

    @override
    def from_text(self, value: str) -> date:
        """From YYYY-MM-DD."""
        return date.fromisoformat(value)


class Moment(_Dual):
    """A moment in UTC, to the microsecond; text of one width, so that it sorts."""

    impl = DateTime
    on_postgresql = DateTime(timezone=True)
    cache_ok = True

    @override
    def to_text(self, value: datetime) -> str:
        """As ISO 8601 of one width."""
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    @override
    def from_text(self, value: str) -> datetime:
        """From ISO 8601."""
        return datetime.fromisoformat(value)


class Flag(_Dual):
    """Yes or no: BOOLEAN on PostgreSQL, 0 or 1 on SQLite."""

    impl = Boolean
    on_postgresql = Boolean()
    on_sqlite = Integer()
    cache_ok = True

    @override
    def to_text(self, value: bool) -> int:
        """As 0 or 1."""
        return int(value)

    @override
    def from_text(self, value: int) -> bool:
        """From 0 or 1."""
        return bool(value)


class Minor(_Dual):
    """Money: integer minor units of the currency beside it."""

    impl = BigInteger
    on_postgresql = BigInteger()
    on_sqlite = Integer()
    cache_ok = True


class Whole(_Dual):
    """A whole number."""

    impl = BigInteger
    on_postgresql = BigInteger()
    on_sqlite = Integer()
    cache_ok = True


class Bytes(_Dual):
    """Binary content."""

    impl = LargeBinary
    on_postgresql = LargeBinary()
    on_sqlite = LargeBinary()
    cache_ok = True


class DecimalText(TypeDecorator[Decimal]):
    """A quantity, unit price or rate: exact decimal text on both databases."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """As plain digits."""
        return None if value is None else format(value, "f")

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """From plain digits."""
        return None if value is None else Decimal(value)


class Json(TypeDecorator[Any]):
    """A small frozen structure: JSONB on PostgreSQL, TEXT on SQLite."""

    impl = Text
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of this database."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else JSONB())

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write a value."""
        if value is None or dialect.name != "sqlite":
            return value
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read a value."""
        if value is None or dialect.name != "sqlite":
            return value
        return json.loads(value)
