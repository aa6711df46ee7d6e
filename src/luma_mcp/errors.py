"""Every refusal, in accounting words, free of HTTP and MCP: what is wrong and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that cannot be taken, and why."""

    field: str
    problem: str
    rule: str = ""
    """The name of the rule that it breaks, where validation has one: `missing`, `string_too_long` …"""


def plural_of(noun: str) -> str:
    """Several of a noun: invoices, journal entries."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


class Refusal(Exception):  # noqa: N818  a refusal is an answer, not a fault
    """The request cannot be done as asked."""

    code: ClassVar[str] = "refused"
    fix: ClassVar[str] = ""
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        message: str | None = None,
        *,
        fix: str | None = None,
        problems: Sequence[Problem] = (),
        candidates: Sequence[str] = (),
        subject: str = "",
    ) -> None:
        self.subject = subject
        """The noun that this is about, in the core's words: client, vendor group, product."""
        self.message = message or (type(self).__doc__ or "").strip()
        self.way_out = fix if fix is not None else type(self).fix
        self.problems = tuple(problems)
        self.candidates = tuple(candidates)
        self.rate: object = None
        """What is left of the caller's bucket, where the refusal came after it was spent from."""
        super().__init__(self.message)

    def say_of(self, what: str) -> None:
        """Name the one of several records that the message is about, in front of it."""
        self.message = f"{what}: {self.message}"
        self.args = (self.message,)


# --- who is calling ---------------------------------------------------------------------------------------------------


class InvalidKey(Refusal):
    """The key is missing, unknown, expired or revoked."""

    code = "invalid_key"
    fix = "Send a live key as 'Authorization: Bearer lmb_…'. Keys are made with 'luma-mcp keys create'."


class AddressNotAllowed(InvalidKey):
    """This key is not allowed from this address."""

    fix = "Call from an address on the key's list."


class KeyRequired(Refusal):
    """This is about an API key, and the caller has none."""

    code = "api_key_required"
    fix = "Call it with an API key (x-api-key)."


class LicenceRequired(Refusal):
    """This company does not have the licence that this needs."""

    code = "licence_required"
    fix = "Ask the owner to grant it: luma-mcp profiles update ID --grant LICENCE."

    def __init__(self, licence: str) -> None:
        super().__init__(f"This needs the licence {licence}.")
        self.licence = licence


class PlanRequired(Refusal):
    """The API and MCP need the Pro or Lifetime plan."""

    code = "plan_required"
    fix = "Upgrade under Subscription & Modules."


class ReadOnlyKey(Refusal):
    """This key is read-only and cannot write."""

    code = "read_only_key"
    fix = "Use a read-write key for changes, or ask the account's owner to make one."


class ScopeMissing(Refusal):
    """The key lacks the scope that this needs."""

    code = "insufficient_scope"
    fix = "Ask the account's owner for a key with this scope."


class OwnerOnly(Refusal):
    """Only the account's owner may do this; no key can."""

    code = "owner_only"
    fix = "Sign in as the owner (/settings), or use the command line (luma-mcp keys, luma-mcp profiles)."


class ProfileForbidden(Refusal):
    """This key is scoped to another profile."""

    code = "profile_forbidden"
    fix = "Leave the profile away, or use a key that reaches it."


class ProfileRequired(Refusal):
    """Several profiles can be reached: say which one."""

    code = "profile_required"
    fix = "Name one of the candidates (X-Profile-Id over REST, 'profile' in MCP)."


class NoProfile(Refusal):
    """There are no books yet."""

    code = "no_profile"
    fix = "Run 'luma-mcp init' to make the first profile."


class BadProfileHeader(Refusal):
    """The profile id is not a UUID."""

    code = "bad_profile_id"
    fix = "Take the id from GET /v1/profiles."


class ProfileNotFound(Refusal):
    """There is no such profile in this account."""

    code = "not_found"
    fix = "Take the id from GET /v1/profiles (list_profiles in MCP)."


class RateLimited(Refusal):
    """Too many requests for this key."""

    code = "rate_limited"
    fix = "Wait the seconds given, then send the same request again."
    retryable = True

    def __init__(self, retry_after: int, message: str | None = None) -> None:
        super().__init__(message or f"Too many requests. Try again in {retry_after} s.")
        self.retry_after = retry_after


# --- what was sent ----------------------------------------------------------------------------------------------------


class Invalid(Refusal):
    """Some fields cannot be taken."""

    code = "validation_failed"
    fix = "Correct the fields named and send it again. Nothing was changed."

    @classmethod
    def field(cls, field: str, problem: str) -> Self:
        """One field is wrong; the message names it."""
        return cls(f"{field}: {problem}", problems=[Problem(field, problem)])


class UnknownReference(Invalid):
    """A field names a record that is not there."""

    @classmethod
    def of(cls, field: str, noun: str, wanted: object) -> Self:
        """The field names a record of this noun that the profile does not have."""
        listed = f"list_{plural_of(noun).replace(' ', '_')}"
        problem = f"there is no {noun} {wanted} in this profile; use {listed}"
        return cls(f"{field}: {problem}", problems=[Problem(field, problem)], subject=noun)


class ScopeNotAssignable(Invalid):
    """This scope is a partner's alone."""

    code = "api_key_scope_not_assignable"
    fix = "Leave it away: only a partner's single sign-on key carries it."

    @classmethod
    def of(cls, scope: str) -> Self:
        """This scope cannot be given."""
        problem = f"{scope} is carried by a partner's key alone"
        return cls(f"scopes: {problem}", problems=[Problem("scopes", problem)])


class DefaultContactRequired(Invalid):
    """contacts: one of several contacts is the default, and none was named."""

    code = "contact_default_required"
    fix = "Set is_default on exactly one contact."


class SeveralDefaultContacts(Invalid):
    """contacts: only one contact is the default, and several were named."""

    code = "contact_multiple_defaults"
    fix = "Set is_default on exactly one contact."


class BadQuery(Refusal):
    """A query parameter is unknown or has a bad value."""

    code = "bad_request"
    fix = "Correct the query parameter. The OpenAPI document lists what each list takes."

    @classmethod
    def field(cls, field: str, problem: str) -> Self:
        """One parameter is wrong; the message names it."""
        return cls(f"{field}: {problem}", problems=[Problem(field, problem)])


class BadReport(BadQuery):
    """A report of this type does not take this."""

    fix = "Use list_reports: it says what each type of report takes."


class BadCursor(BadQuery):
    """The cursor is not one of ours, or belongs to another sort order."""

    code = "bad_cursor"
    fix = "Send next_cursor as it was given, with the same sort, or start again without a cursor."


class NotFound(Refusal):
    """There is no such record in this profile."""

    code = "not_found"
    fix = "List the records of this kind to find the right id."

    @classmethod
    def of(cls, noun: str, wanted: object, *, candidates: Sequence[str] = ()) -> "NotFound":
        """No record of this noun under this id, number or name; names the list to look in."""
        fix = f"Use list_{plural_of(noun).replace(' ', '_')} to find it."
        return cls(f"No {noun} {wanted} in this profile.", fix=fix, candidates=candidates, subject=noun)


class Ambiguous(Refusal):
    """Several records match this name."""

    code = "ambiguous"
    fix = "Repeat with the id of the one that is meant."


# --- what the books do not allow --------------------------------------------------------------------------------------


class Conflict(Refusal):
    """The state of the books does not allow this."""

    code = "conflict"


class ClientInUse(Conflict):
    """This client has documents or stands in the ledger, and cannot be deleted."""

    code = "client_in_use"
    fix = "Archive it instead: update it with archived = true."


class VendorInUse(Conflict):
    """This vendor has expenses or is owed something, and cannot be deleted."""

    code = "vendor_in_use"
    fix = "Unlink its expenses first, or archive it: update it with archived = true."


class CatalogItemInUse(Conflict):
    """This catalog item stands on documents and cannot be deleted."""

    code = "catalog_item_in_use"
    fix = "Archive it instead: update it with archived = true."


class BankAccountInUse(Conflict):
    """This bank account has payments, expenses or income and cannot be deleted."""

    code = "bank_account_in_use"
    fix = "Archive it instead: update it with archived = true."


class InvoiceLocked(Conflict):
    """A sent invoice is not changed financially and not deleted."""

    code = "invoice_locked"
    fix = "Cancel it (cancel_invoice) and write a new one. Notes, due date and internal note may still be changed."


class OfferLocked(Conflict):
    """This offer has left the draft state and is not changed any more."""

    code = "offer_locked"
    fix = "Create a new offer, or decline this one."


class OfferConverted(Conflict):
    """This offer was already converted into an invoice."""

    code = "offer_converted"
    fix = "Open the invoice named by converted_invoice_id."


class StatusNotAllowed(Conflict):
    """This step is not possible from the present status."""

    code = "status_not_allowed"
    fix = "See allowed_actions of the document."


class PaymentsExist(Conflict):
    """This invoice has payments."""

    code = "payments_exist"
    fix = "Undo its payments first (delete_payment), then cancel it."


class AccountInUse(Conflict):
    """This account has entries; it keeps its number and class and is not deleted."""

    code = "account_in_use"
    fix = "Archive it instead."


class VatCodeInUse(Conflict):
    """This VAT code stands on entries; it keeps its rate, principle and accounts."""

    code = "vat_code_in_use"
    fix = "End it (valid_to) and create another one."


class DefaultRequired(Invalid):
    """One of a kind is the default; it stops being that when another one becomes it."""

    code = "default_required"
    fix = "Make another one the default."


class NumberTaken(Conflict):
    """This number is already used in this profile."""

    code = "number_taken"
    fix = "Leave the number away to get the next one, or give another."


class PriceLocked(Conflict):
    """This price was used by a document or a subscription: its amount and terms stay, and it is not deleted."""

    code = "price_locked"
    fix = "Create another price, make it the default (set_default_product_price) and archive this one."


class DefaultPrice(Conflict):
    """This price is the default of its product."""

    code = "price_is_default"
    fix = "Make another price of the product the default first (set_default_product_price)."


class NotForSales(Invalid):
    """This account has no VAT code that is for sales."""

    code = "account_vat_code_invalid_for_sales"
    fix = "Name an account of revenue whose VAT code is for sales (list_accounts, list_vat_codes). Nothing was changed."


class NameTaken(Conflict):
    """This name is already used in this profile."""

    code = "name_taken"
    fix = "Give another name, or change the record that bears it."


class RecordInUse(Conflict):
    """Other records refer to this one, and it cannot be deleted."""

    code = "in_use"
    fix = "Archive it where that is possible, or remove what refers to it first."


class ExternalReferenceTaken(Conflict):
    """Another record of this kind bears this external reference."""

    code = "external_reference_taken"
    fix = "It was probably made before: look for it by its external reference."


class ExternalIdTaken(Conflict):
    """This external id is already used in this profile."""

    code = "external_id_taken"
    fix = "It was probably recorded before: list by external_id before creating it again."


class WriteOnce(Conflict):
    """This field is set once and not changed afterwards."""

    code = "write_once"


class ChangedMeanwhile(Conflict):
    """The books changed meanwhile: a record that this needs is gone, or another refers to it by now."""

    code = "changed_meanwhile"
    fix = "Read the record again and repeat what is still right."
    retryable = True
    retry_after = 1


class RateMissing(Conflict):
    """There is no exchange rate for this currency and day."""

    code = "rate_missing"
    fix = (
        "Import rates: luma-mcp rates import FILE (the European Central Bank's eurofxref-hist.csv), "
        "or use a date that has a rate."
    )


class TooLarge(Conflict):
    """The amounts add up to more than the books can hold."""

    code = "too_large"
    fix = "Narrow it down, by dates or status."


class IdempotencyConflict(Conflict):
    """This idempotency key was used for another request."""

    code = "idempotency_conflict"
    fix = "Use a new key for a new business event; repeat a key only with the very same request."


class IdempotencyInFlight(Conflict):
    """A request with this idempotency key is still running."""

    code = "idempotency_in_flight"
    fix = "Wait a second and send the same request again."
    retryable = True
    retry_after = 1


class TooManyKeys(Conflict):
    """An account has at most 10 live keys."""

    code = "too_many_keys"
    fix = "Revoke a key that is no longer used ('luma-mcp keys list', 'luma-mcp keys revoke ID')."


class MemberExists(Conflict):
    """Somebody with this e-mail address is a member already."""

    code = "member_exists"
    fix = "Change the member there is, or make a new link for an invitation that ran out."


class OwnerStays(Conflict):
    """The owner of an account is not changed or removed."""

    code = "owner_stays"
    fix = "Leave the owner as it is."


class Busy(Conflict):
    """The books are busy with another write."""

    code = "busy"
    fix = "Send the same request again in a moment."
    retryable = True
    retry_after = 1


class Unavailable(Refusal):
    """The database cannot be opened or is not of this version."""

    code = "unavailable"
    fix = "Run 'luma-mcp migrate'."


class ReportBroken(Refusal):
    """The books contradict themselves, so this report is not given."""

    code = "report_broken"
    fix = "Run 'luma-mcp verify': it finds what was changed behind the ledger's back."

    @classmethod
    def identity(cls, identity: str, left: object, right: object) -> "ReportBroken":
        """Two sums that must be equal are not; names both."""
        return cls(f"{identity} does not hold: {left} is not {right}. The report is not given.")


# --- the command line -------------------------------------------------------------------------------------------------


class AccountRequired(Refusal):
    """There are several accounts: say which one."""

    code = "account_required"
    fix = "Name one with --account (see 'luma-mcp accounts list')."


class NotEmpty(Refusal):
    """There are books in this database already."""

    code = "not_empty"
    fix = "Point LUMA_DATABASE_URL at an empty database."
