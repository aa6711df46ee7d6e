"""Payment references: QRR for a QR-IBAN, SCOR (ISO 11649) for an IBAN, one per invoice."""

from uuid import UUID

from stdnum import iso11649
from stdnum.ch import esr

_QR_CURRENCIES = frozenset({"CHF", "EUR"})
_SCOR_DIGITS = 21
"""With RF and two check digits: the 25 characters that ISO 11649 allows at most."""
_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def payment_reference(
    document_id: UUID, *, currency: str, iban: str | None, qr_iban: str | None
) -> tuple[str, str | None]:
    """The reference type (QRR, SCOR or NON) and the reference of a document, made from its id."""
    if currency in _QR_CURRENCIES and qr_iban:
        payload = f"{document_id.int % 10**26:026d}"
        return "QRR", payload + esr.calc_check_digit(payload)
    if iban:
        return "SCOR", _scor(document_id)
    return "NON", None


def _scor(document_id: UUID) -> str:
    rest, digits = document_id.int % 36**_SCOR_DIGITS, ""
    while len(digits) < _SCOR_DIGITS:
        rest, digit = divmod(rest, 36)
        digits = _BASE36[digit] + digits
    check = next(f"{n:02d}" for n in range(2, 99) if iso11649.is_valid(f"RF{n:02d}{digits}"))
    return f"RF{check}{digits}"
