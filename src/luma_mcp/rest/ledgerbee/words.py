"""The words of refusals: what the core calls by its own names is called here as this API calls it."""

import re
from collections.abc import Mapping, Sequence

from pydantic.alias_generators import to_camel

from luma_mcp.domain.clients import VatZone
from luma_mcp.domain.journal_types import JournalType
from luma_mcp.domain.product_prices import BillingPeriodType, PricingModel
from luma_mcp.errors import Invalid, Problem, Refusal
from luma_mcp.rest.binding import Binding
from luma_mcp.rest.ledgerbee.journal_words import EntryType

_NOUNS: Mapping[str, str] = {
    "catalog item": "product",
    "catalog items": "products",
    "client": "customer",
    "clients": "customers",
    "offer": "quote",
    "offers": "quotes",
    "profile": "company",
    "profiles": "companies",
}
_FOUND_IN: Mapping[str, str] = {
    "list_accounts": "GET /api/v1/accounts",
    "list_contacts": "GET /api/v1/customers/{id}/contacts",
    "list_departments": "GET /api/v1/customers/{id}/departments",
    "list_dimension_values": "GET /api/v1/dimensions/{id}",
    "list_product_prices": "GET /api/v1/products/{id}",
    "list_sub_projects": "GET /api/v1/projects/{id}",
}
"""Where records are found that have no list of their own here."""

_CHOICES = {str(kind): str(EntryType.of(kind)) for kind in JournalType}
_CHOICES |= {str(zone): str(zone) for zone in VatZone}
_CHOICES |= {kind: kind.upper() for kind in (*BillingPeriodType, *PricingModel) if "_" in kind}
_LEFT = r"luma-mcp [^.;']*|OAuth clients?|client credentials"
"""Commands, and what is called a client everywhere; names of records begin with a capital and stay."""
_NOUN = re.compile(rf"{_LEFT}|(?<![\w/.'-])(?:{'|'.join(sorted(_NOUNS, reverse=True))})(?!\w|-|'(?!s\b))")
_NAME = re.compile(r"(?<![\w/.'-])[a-z]+(?:_[a-z]+)+\b")
_MOST_TOLD = 5


class Words:
    """A dialect's words, made from its rows."""

    def __init__(self, bindings: Sequence[Binding]) -> None:
        rows = sorted(bindings, key=lambda row: not row.successor)
        self._known = {**_FOUND_IN, **_CHOICES, **{row.operation.name: f"{row.method} {row.path}" for row in rows}}

    def message(self, refusal: Refusal, binding: Binding | None) -> str:
        """The message; one about fields tells the first of them as they are called here."""
        if isinstance(refusal, Invalid) and refusal.problems:
            told = (f"{property_of(one, binding)}: {self.problem(one, binding)}" for one in refusal.problems)
            return "; ".join(dict.fromkeys(list(told)[:_MOST_TOLD]))
        return self._spoken(refusal.message, {})

    def problem(self, problem: Problem, binding: Binding | None) -> str:
        """What is wrong with a field; other fields in it are called as they are here."""
        fields = binding.operation.input.model_fields if binding and problem.rule != "extra_forbidden" else {}
        return self._spoken(problem.problem, {name: property_of(Problem(name, ""), binding) for name in fields})

    def fix(self, text: str, binding: Binding | None) -> str:
        """A way out."""
        of_project = binding is not None and binding.group == "Projects"
        return self.text(text.replace("archived = ", "is_archived = ") if of_project else _active(text))

    def text(self, text: str) -> str:
        """A text of ours: nothing that a caller sent stands in it, so that every name is one of a field."""
        return self._spoken(text, {name: to_camel(name) for name in _NAME.findall(text)})

    def _spoken(self, text: str, fields: Mapping[str, str]) -> str:
        names = {**fields, **self._known}
        said = _NOUN.sub(lambda found: _NOUNS.get(found[0], found[0]), text)
        return _NAME.sub(lambda found: names.get(found[0], found[0]), said)


def property_of(problem: Problem, binding: Binding | None) -> str:
    """What a failing field is called here; one that was sent though unknown, as it was sent."""
    given = binding.given if binding is not None else None
    as_sent = given is None or problem.rule == "extra_forbidden"
    return problem.field if given is None or as_sent else given.property_of(problem.field)


def _active(text: str) -> str:
    return text.replace("archived = true", "is_active = false").replace("archived = false", "is_active = true")
