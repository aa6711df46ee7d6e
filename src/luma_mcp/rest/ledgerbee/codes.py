"""LedgerBee's codes and statuses of refusals: UPPER_SNAKE `<ENTITY>_<PROBLEM>`, as its documentation writes them."""

from collections.abc import Mapping

from pydantic.alias_generators import to_camel

from luma_mcp import errors, ledger_errors
from luma_mcp.access.oauth_errors import InvalidToken
from luma_mcp.rest import refusals

VALIDATION = "SHARED_VALIDATION_FAILED"

STATUSES: Mapping[type[errors.Refusal], int] = {
    InvalidToken: 401,
    errors.InvalidKey: 401,
    errors.KeyRequired: 403,
    errors.LicenceRequired: 403,
    errors.OwnerOnly: 403,
    errors.PlanRequired: 403,
    errors.ProfileForbidden: 403,
    errors.ReadOnlyKey: 403,
    errors.ScopeMissing: 403,
    errors.NotFound: 404,
    errors.ProfileNotFound: 404,
    errors.UnknownReference: 404,
    refusals.NoSuchPath: 404,
    refusals.MethodNotAllowed: 405,
    errors.ChangedMeanwhile: 409,
    refusals.BodyTooLarge: 413,
    refusals.UnsupportedMedia: 415,
    errors.RateLimited: 429,
    errors.ReportBroken: 500,
    refusals.Fault: 500,
    errors.Busy: 503,
    errors.Unavailable: 503,
    errors.Refusal: 400,
}

_CODES: Mapping[type[errors.Refusal], str] = {
    InvalidToken: "UNAUTHORIZED",
    errors.InvalidKey: "UNAUTHORIZED",
    errors.KeyRequired: "INSUFFICIENT_PERMISSIONS",
    errors.ReadOnlyKey: "INSUFFICIENT_PERMISSIONS",
    errors.ScopeMissing: "INSUFFICIENT_PERMISSIONS",
    errors.LicenceRequired: "LICENSE.REQUIRED",
    errors.RateLimited: "RATE_LIMIT_EXCEEDED",
    errors.BadQuery: VALIDATION,
    ledger_errors.ControlLegGiven: "CONTROL_ACCOUNT_LINE_NOT_ALLOWED",
    ledger_errors.EntryManaged: "JOURNAL_ENTRY_MANAGED_BY_DOCUMENT",
    ledger_errors.EntryReversed: "ENTRY_ALREADY_REVERSED",
    refusals.Fault: "INTERNAL_SERVER_ERROR",
}

SUBJECTS: Mapping[str, str] = {
    "account": "LEDGER",
    "catalog item": "PRODUCT",
    "client": "CUSTOMER",
    "client group": "CUSTOMER_GROUP",
    "draft entry": "DRAFT_JOURNAL_ENTRY",
    "offer": "QUOTE",
}
"""The nouns whose name is another one outside."""

_PROBLEMS = {
    "external_id_taken": "EXTERNAL_ID_ALREADY_EXISTS",
    "external_reference_taken": "EXTERNAL_REFERENCE_ALREADY_EXISTS",
    "in_use": "IN_USE",
    "name_taken": "NAME_ALREADY_EXISTS",
    "not_found": "NOT_FOUND",
    "number_taken": "NUMBER_ALREADY_EXISTS",
}
"""The codes of the core that are said of a noun."""

_REASONS: Mapping[type[errors.Refusal], str] = {
    InvalidToken: "invalid_token",
    errors.AddressNotAllowed: "ip_whitelist_mismatch",
    errors.KeyRequired: "endpoint_requires_api_key_auth",
    errors.ReadOnlyKey: "read_only_key",
}

_IN_BODY_400 = frozenset({"journal category"})
"""References whose record is missing that are answered with 400, as documented; all others with 404."""

_RULES = {
    "missing": "isDefined",
    "extra_forbidden": "whitelistValidation",
    "uuid_parsing": "isUuid",
    "uuid_type": "isUuid",
    "string_type": "isString",
    "string_too_long": "maxLength",
    "string_too_short": "minLength",
    "string_pattern_mismatch": "matches",
    "matches": "matches",
    "bool_type": "isBoolean",
    "bool_parsing": "isBoolean",
    "int_type": "isInt",
    "int_parsing": "isInt",
    "int_from_float": "isInt",
    "decimal_type": "isNumber",
    "decimal_parsing": "isNumber",
    "decimal_max_places": "isNumber",
    "is_country": "isISO31661Alpha2",
    "enum": "isEnum",
    "literal_error": "isEnum",
    "date_type": "isDateString",
    "date_parsing": "isDateString",
    "date_from_datetime_parsing": "isDateString",
    "greater_than_equal": "min",
    "greater_than": "min",
    "less_than_equal": "max",
    "less_than": "max",
    "tuple_type": "isArray",
    "list_type": "isArray",
    "too_long": "arrayMaxSize",
    "too_short": "arrayMinSize",
    "dict_type": "isObject",
    "model_type": "isObject",
}


def status_of(refusal: errors.Refusal) -> int:
    """The status of a refusal, or of the nearest kind of refusal that it is."""
    if isinstance(refusal, errors.UnknownReference) and refusal.subject in _IN_BODY_400:
        return 400
    return next(STATUSES[kind] for kind in type(refusal).__mro__ if kind in STATUSES)


def code_of(refusal: errors.Refusal) -> str:
    """The stable code of a refusal."""
    if isinstance(refusal, errors.UnknownReference):
        return f"{_subject(refusal)}_NOT_FOUND"
    known = next((_CODES[kind] for kind in type(refusal).__mro__ if kind in _CODES), None)
    if known is not None:
        return known
    if refusal.code == errors.Invalid.code:
        return VALIDATION
    if refusal.code in _PROBLEMS and refusal.subject:
        return f"{_subject(refusal)}_{_PROBLEMS[refusal.code]}"
    return refusal.code.upper()


def reason_of(refusal: errors.Refusal) -> str | None:
    """What `details.reason` says, where there is something to say."""
    return next((_REASONS[kind] for kind in type(refusal).__mro__ if kind in _REASONS), None)


def constraint_of(rule: str) -> str:
    """The name of a constraint, as validators of that family write it."""
    return _RULES.get(rule) or (to_camel(rule) if rule.startswith("is_") else "isValid")


def _subject(refusal: errors.Refusal) -> str:
    return SUBJECTS.get(refusal.subject) or refusal.subject.upper().replace(" ", "_").replace("-", "_")
