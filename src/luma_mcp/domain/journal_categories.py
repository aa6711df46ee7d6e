"""Journal categories: what entries are filed under, each with the types of entries that it takes."""

from dataclasses import dataclass
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.journal_types import JournalType
from luma_mcp.domain.model import Model, Resource, Text
from luma_mcp.domain.paging import PageQuery

_ID = "0197a943-2325-7829-b835-b6c71a293065"

AllowedTypes = Annotated[tuple[JournalType, ...], Field(min_length=1, max_length=5)]


class JournalCategoryDraft(Model):
    """A new journal category."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Corrections", "allowed_types": ["journal_entry"]}]}
    )

    name: Text
    allowed_types: AllowedTypes | None = Field(None, description="Types of entries that it takes; default all five")
    is_default: bool = Field(default=False, description="Entries without a category go here; it takes all five types")


class JournalCategoryChange(Model):
    """What changes on a journal category: only the fields given."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "name": "Wages"}]})
    never_empty: ClassVar[frozenset[str]] = frozenset({"allowed_types", "is_default", "name"})

    id: UUID = Field(description="Journal category")
    name: Text | None = None
    allowed_types: AllowedTypes | None = Field(None, description="Types of entries that it takes; replaced whole")
    is_default: bool | None = Field(None, description="True: entries without a category go here from now on")


class JournalCategoryQuery(PageQuery):
    """Which journal categories; the default one first, then in the order in which they were made."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"limit": 50}]})
    sorts: ClassVar[tuple[str, ...]] = ("default", "name", "created_at")
    default_sort: ClassVar[str] = "default"

    type: JournalType | None = Field(None, description="Only those that take entries of this type")


class JournalCategory(Resource):
    """A journal category."""

    concise: ClassVar[tuple[str, ...]] = ("id", "name", "is_default", "allowed_types")

    name: str
    is_default: bool
    allowed_types: tuple[JournalType, ...]


@dataclass(frozen=True, slots=True)
class CategorySeed:
    """A journal category that a new profile starts with."""

    name: str
    is_default: bool
    allowed_types: tuple[JournalType, ...]


_TYPES = tuple(JournalType)
_SEEDS = (
    (_TYPES, {"en": "General journal", "de": "Hauptjournal", "fr": "Journal général", "it": "Giornale generale",
              "da": "Finanskladde"}),
    (_TYPES[1:3], {"en": "Sales", "de": "Verkauf", "fr": "Ventes", "it": "Vendite", "da": "Salg"}),
    (_TYPES[3:5], {"en": "Purchases", "de": "Einkauf", "fr": "Achats", "it": "Acquisti", "da": "Køb"}),
)  # fmt: skip


def category_seeds(language: str) -> tuple[CategorySeed, ...]:
    """The journal categories of a new profile, the default one first."""
    return tuple(CategorySeed(names.get(language, names["en"]), types is _TYPES, types) for types, names in _SEEDS)


def in_order(types: tuple[JournalType, ...]) -> tuple[JournalType, ...]:
    """These types, each once and in their order."""
    return tuple(one for one in JournalType if one in types)
