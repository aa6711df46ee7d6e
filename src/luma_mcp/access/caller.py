"""Somebody whose rights are known. Everything is refused that is not allowed."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from luma_mcp.domain.keys import RateTier
from luma_mcp.errors import KeyRequired, OwnerOnly, PlanRequired, ReadOnlyKey, ScopeMissing
from luma_mcp.operation import AnyOperation
from luma_mcp.store.profiles import ProfileHandle

OWNER = "owner"
"""The id of the owner of an embedded file, who needs no credential."""

KEY = "key:"
"""What the id of a caller with an API key begins with; the key's own id follows."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody whose rights are known. The executor runs nothing without one."""

    account_id: UUID
    id: str
    plan: str
    label: str = ""
    read_only: bool = False
    is_owner: bool = False
    """Whether this is the account's owner in person, who alone manages keys, members and connections."""
    profile_ids: frozenset[UUID] | None = None
    """The profiles within reach, or None for all of the account."""
    scopes: frozenset[str] | None = None
    """What a scoped credential may do, or None for everything its mode allows."""
    profile: ProfileHandle | None = None
    """The profile chosen for this call."""
    account_today: date | None = None
    rated: bool = True
    operations: frozenset[str] | None = None
    """The closed list of a job's operations, or None."""
    expires_at: datetime | None = None
    key_tiers: tuple[RateTier, ...] = ()
    """The windows of the API key that this is."""
    tiers: tuple[RateTier, ...] | None = None
    """The windows that each request spends from, or None for so many reads and writes a minute."""

    @classmethod
    def system(cls, account_id: UUID, profile: ProfileHandle, job: str, operations: frozenset[str]) -> "Caller":
        """The caller of a background job: its own operations only, no rate, not obtainable from outside."""
        return cls(account_id, f"job:{job}", "lifetime", job, profile=profile, rated=False, operations=operations)

    def may(self, operation: AnyOperation) -> bool:
        """Whether this caller may run an operation at all."""
        try:
            self.check(operation)
        except (ReadOnlyKey, ScopeMissing, OwnerOnly, PlanRequired, KeyRequired):
            return False
        return True

    def check(self, operation: AnyOperation) -> None:
        """Refuse what this caller is not allowed.

        Raises:
            PlanRequired: the account is on the free plan.
            ReadOnlyKey: a write with a read-only key.
            OwnerOnly: keys, members, connections and profiles are the owner's.
            KeyRequired: somebody without a key asks about the key that calls.
            ScopeMissing: a scoped key without this scope, or a caller outside its closed list.
        """
        if self.operations is not None:
            if operation.name not in self.operations:
                raise ScopeMissing
            return
        if operation.owner_only:
            if not self.is_owner:
                raise OwnerOnly
            return
        if self.plan == "free":
            raise PlanRequired
        if operation.writes and self.read_only:
            raise ReadOnlyKey
        if operation.of_any_key:
            if not self.id.startswith(KEY):
                raise KeyRequired
            return
        if self.scopes is not None and operation.scope not in self.scopes:
            raise ScopeMissing(f"The key lacks the scope {operation.scope}.")

    def reaches(self, profile_id: UUID) -> bool:
        """Whether a profile of the account is within reach."""
        return self.profile_ids is None or profile_id in self.profile_ids

    def narrowed(self, *, read_only: bool = False) -> "Caller":
        """The same caller with less; nothing can be added this way."""
        return replace(self, read_only=self.read_only or read_only)

    def by_tiers(self) -> "Caller":
        """The same caller, who spends from the windows of its key; from none where the key has none."""
        return replace(self, tiers=self.key_tiers)

    def only(self, *operations: AnyOperation) -> "Caller":
        """The same caller for these operations and no other, whoever may run them otherwise."""
        return replace(self, operations=frozenset(operation.name for operation in operations))
