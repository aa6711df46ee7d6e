"""What comes from outside: dates, times, texts, cursors, receipts, references."""

import base64
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from luma_mcp.domain.bank_accounts import Iban, QrIban
from luma_mcp.domain.clients import ClientDraft
from luma_mcp.domain.countries import country_pack, vat_zone
from luma_mcp.domain.documents import Sender
from luma_mcp.domain.expenses import ReceiptFile
from luma_mcp.domain.ids import uuid7
from luma_mcp.domain.model import CalendarDate, MomentGiven, Notes, Text
from luma_mcp.domain.paging import decode_cursor, encode_cursor
from luma_mcp.domain.receipts import MAX_BYTES, digest, file_type
from luma_mcp.domain.references import payment_reference
from luma_mcp.domain.vat import TaxCategory
from luma_mcp.errors import BadCursor, Invalid
from luma_mcp.problems import refusal_of

ID = UUID("0197a943-2325-7829-b835-b6c71a293065")


def taken(kind: Any, value: object) -> Any:
    return TypeAdapter(kind).validate_python(value)


def test_a_date_is_a_calendar_date_and_nothing_else() -> None:
    assert taken(CalendarDate, "2026-03-31") == date(2026, 3, 31)
    for odd in [
        "31.3.2026",
        "2026-3-31",
        "2026-02-30",
        "2026-03-31T00:00:00",
        1774915200,
        20260331,
        True,
        "9999-12-31",
    ]:
        with pytest.raises(ValidationError):
            taken(CalendarDate, odd)


def test_a_time_is_kept_in_utc() -> None:
    assert taken(MomentGiven, "2026-03-31T10:00:00+02:00") == datetime(2026, 3, 31, 8, tzinfo=UTC)
    assert taken(MomentGiven, "2026-03-31") == datetime(2026, 3, 31, tzinfo=UTC)
    for odd in ["2026", 1774915200, "yesterday", "0001-01-01T00:00:00+14:00", None]:
        with pytest.raises(ValidationError):
            taken(MomentGiven, odd)


@pytest.mark.parametrize("odd", ["a\x00b", "a\u202eb", "a\u200bb", "a\x7fb", "a\nb", " ", "a" * 201, "\ud800"])
def test_a_name_is_one_printable_line(odd: str) -> None:
    with pytest.raises(ValidationError):
        taken(Text, odd)


def test_notes_may_have_lines_and_accents() -> None:
    assert taken(Notes, "Zürich\n\tCafé – 4 × 2 €") == "Zürich\n\tCafé – 4 × 2 €"


@given(st.lists(st.integers(-(2**63), 2**63) | st.text(max_size=50), min_size=1, max_size=3))
def test_a_cursor_is_read_back(keys: list[int | str]) -> None:
    assert decode_cursor(encode_cursor("-date", keys), "-date", len(keys)) == keys


def test_a_cursor_of_another_sort_is_refused() -> None:
    with pytest.raises(BadCursor):
        decode_cursor(encode_cursor("-date", [1]), "date", 1)


@given(st.text(max_size=200))
def test_any_text_that_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        decode_cursor(text, "-date", 2)


def test_a_cursor_that_nests_deeply_is_refused() -> None:
    with pytest.raises(BadCursor):
        decode_cursor(base64.urlsafe_b64encode(b"[" * 100_000).decode(), "-date", 2)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"%PDF-1.7", "application/pdf"), (b"\x89PNG\r\n\x1a\n..", "image/png"), (b"\xff\xd8\xff\xe0", "image/jpeg")],
)
def test_a_receipt_is_told_by_its_content(content: bytes, kind: str) -> None:
    assert file_type(content) == kind
    assert len(digest(content)) == 64


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b" %PDF-1.7", b"%PDF-" + b"0" * MAX_BYTES])
def test_anything_else_is_no_receipt(content: bytes) -> None:
    with pytest.raises(Invalid):
        file_type(content)


def test_a_receipt_comes_as_bytes_or_as_base64() -> None:
    for content in (b"%PDF-1.7", "JVBERi0xLjc=", "JVBE\nRi0xLjc="):
        assert ReceiptFile.model_validate({"id": ID, "file_name": "a.pdf", "content": content}).content == b"%PDF-1.7"
    with pytest.raises(ValidationError, match="base64"):
        ReceiptFile.model_validate({"id": ID, "file_name": "a.pdf", "content": "not base64!"})


def test_an_iban_is_checked_and_kept_without_spaces() -> None:
    assert taken(Iban, "ch93 0076 2011 6238 5295 7") == "CH9300762011623852957"
    for odd in ["CH9300762011623852958", "CH93", "12345"]:
        with pytest.raises(ValidationError, match="IBAN"):
            taken(Iban, odd)
    with pytest.raises(ValidationError, match="QR-IBAN"):
        taken(QrIban, "CH9300762011623852957")


def test_the_payment_reference_fits_the_bank_details() -> None:
    qr_iban, iban = "CH4431999123000889012", "CH9300762011623852957"
    kind, reference = payment_reference(ID, currency="CHF", iban=iban, qr_iban=qr_iban)
    assert (kind, len(reference or "")) == ("QRR", 27)
    kind, reference = payment_reference(ID, currency="USD", iban=iban, qr_iban=qr_iban)
    assert (kind, len(reference or ""), (reference or "")[:2]) == ("SCOR", 25, "RF")
    assert payment_reference(ID, currency="CHF", iban=None, qr_iban=None) == ("NON", None)


def test_ids_of_one_moment_sort_as_they_were_made() -> None:
    now = datetime(2026, 3, 31, tzinfo=UTC)
    made = [uuid7(now) for _ in range(5000)]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_a_country_says_which_rate_is_which() -> None:
    swiss = country_pack("CH")
    assert (swiss.currency, swiss.time_zone) == ("CHF", "Europe/Zurich")
    assert swiss.category_of(Decimal("2.60")) is TaxCategory.REDUCED
    assert swiss.category_of(Decimal(19)) is TaxCategory.STANDARD
    assert country_pack("ZZ").code == "ZZ"


def test_a_party_stands_at_home_in_the_eu_or_abroad() -> None:
    assert [vat_zone("DK", other) for other in (None, "DK", "DE", "CH")] == ["domestic", "domestic", "eu", "abroad"]
    assert vat_zone("CH", "DE") == "abroad"


@pytest.mark.parametrize(
    ("code", "problem"),
    [("XX", "is no country"), ("uk", "it is GB"), ("EL", "it is GR"), ("Suisse", "is longer than 2")],
)
def test_a_country_is_one_of_iso_3166(code: str, problem: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ClientDraft(name="Muster AG", country=code)
    [told] = refusal_of(refused.value, ClientDraft).problems
    assert told.field == "country"
    assert problem in told.problem
    assert ClientDraft(name="Muster AG", country=" xk ").country == "XK"


def test_a_document_of_old_keeps_the_country_it_said() -> None:
    assert Sender(name="Muster AG", country="XX").country == "XX"
