"""Members: who signs in to an account, and how far each reaches (vendor rules: reference/lumabill.md §3.1)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from luma_mcp.domain.model import Model, Text
from luma_mcp.domain.paging import Limit
from luma_mcp.domain.parties import Email

INVITATION_VALID = timedelta(days=7)


class Role(StrEnum):
    """What a member may do: everything, everyday work, or only look."""

    OWNER = "owner"
    MEMBER = "member"
    READ_ONLY = "read_only"


class InvitedRole(StrEnum):
    """The roles that somebody can be invited to."""

    MEMBER = "member"
    READ_ONLY = "read_only"


class MemberStatus(StrEnum):
    """Whether a member has chosen a password yet, or can still."""

    ACTIVE = "active"
    INVITED = "invited"
    EXPIRED = "expired"


SignInEmail = Annotated[Email, AfterValidator(str.lower)]
"""An e-mail address that somebody signs in with; case makes no difference."""

PublicId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{8}$")]
Mac = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Profiles = Annotated[tuple[UUID, ...], Field(max_length=200)]


class MemberDraft(Model):
    """An invitation. Its secret never comes here: only the public id and an HMAC."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "email": "anna@example.com",
                    "role": "read_only",
                    "profile_ids": [],
                    "public_id": "a1B2c3D4",
                    "mac": "0" * 64,
                }
            ]
        }
    )

    email: SignInEmail
    name: Text | None = None
    role: InvitedRole = InvitedRole.READ_ONLY
    profile_ids: Profiles = Field(
        default=(), description="The companies that the member reaches; new ones are not added"
    )
    public_id: PublicId
    mac: Mac


class Introduction(Model):
    """Who somebody says to be who chooses a password: a name, and for the first owner an address."""

    name: Text
    email: SignInEmail


class MemberQuery(Model):
    """Which members: all of the account."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    limit: Limit = 200


class MemberRef(Model):
    """Which member."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065"}]})

    id: UUID


class MemberChange(Model):
    """What to change of a member; what is not given stays."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065", "role": "member"}]}
    )

    id: UUID
    role: InvitedRole | None = None
    profile_ids: Profiles | None = None


class NewInvitation(Model):
    """Another link for a member; an earlier one ends."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065", "public_id": "a1B2c3D4", "mac": "0" * 64}]
        }
    )

    id: UUID
    public_id: PublicId
    mac: Mac


class Member(Model):
    """A member; an owner reaches every company, whoever else those named."""

    id: UUID
    email: str
    name: str
    role: Role
    profile_ids: tuple[UUID, ...] | None
    status: MemberStatus
    created_at: datetime


class Members(Model):
    """The members of an account."""

    data: tuple[Member, ...]
