"""The company behind the credential, as LedgerBee shows it."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field
from typing_extensions import override

from luma_mcp.domain.profiles import Profile
from luma_mcp.operations import profiles
from luma_mcp.rest.binding import Binding
from luma_mcp.rest.wire import Shown


class CompanyResponse(Shown):
    """The company of the credential; what is not set is null."""

    words: ClassVar[Mapping[str, str]] = {
        "address": "street",
        "vat": "vat_number",
        "country_code": "country",
        "preferred_language": "language",
        "contact_person_first_name": "contact_first_name",
        "contact_person_last_name": "contact_last_name",
    }

    id: UUID
    name: str
    email: str | None
    address: str | None
    vat: int | None = Field(description="VAT number (CVR)", examples=[12345678])
    billing_email: str | None
    city: str | None
    postal_code: str | None
    country_code: str = Field(description="ISO 3166-1 alpha-2", examples=["DK"])
    phone: str | None
    preferred_language: str = Field(examples=["da"])
    contact_person_first_name: str | None
    contact_person_last_name: str | None

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """The VAT number as a number, without its country and what else is no digit."""
        company: Profile = made
        digits = "".join(letter for letter in company.vat_number or "" if letter in "0123456789")
        return {"vat": int(digits) if digits else None}


BINDINGS = (
    Binding(
        "GET",
        "/api/v1/company",
        profiles.get_company,
        row="get_company",
        group="Company",
        scope="company-read",
        shown=CompanyResponse,
    ),
)
