"""The European Central Bank's files of reference rates: every published form is read, and a damaged one refused."""

import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest

from luma_mcp.domain import ecb
from luma_mcp.domain.ecb import Quote, read_quotes
from luma_mcp.errors import Invalid

MONDAY, TUESDAY = date(2026, 3, 30), date(2026, 3, 31)
USD, JPY, CHF = Decimal("1.0815"), Decimal("162.5"), Decimal("0.9412")
TWO_DAYS = (
    Quote("JPY", MONDAY, Decimal(163)),
    Quote("USD", MONDAY, Decimal("1.08")),
    Quote("CHF", TUESDAY, CHF),
    Quote("JPY", TUESDAY, JPY),
    Quote("USD", TUESDAY, USD),
)

HISTORY = """Date,USD,JPY,CYP,CHF,
2026-03-31,1.0815,162.5,N/A,0.9412,
2026-03-30,1.08,163,0.58,N/A,
"""
DAILY = "Date, USD, JPY, CHF, \n31 March 2026, 1.0815, 162.50, 0.9412, \n"
XML = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
	<gesmes:subject>Reference rates</gesmes:subject>
	<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
	<Cube>
		<Cube time='2026-03-31'>
			<Cube currency='USD' rate='1.0815'/><Cube currency='JPY' rate='162.50'/><Cube currency='CHF' rate='0.9412'/>
		</Cube>
		<Cube time="2026-03-30"><Cube currency="USD" rate="1.0800"/><Cube currency="JPY" rate="163"/></Cube>
	</Cube>
</gesmes:Envelope>
"""
SERIES = """KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,TITLE_COMPL
EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2026-03-30,1.0800,A,"US dollar/Euro, 2.15 pm (C.E.T.)"
EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2026-03-31,1.0815,A,"US dollar/Euro, 2.15 pm (C.E.T.)"
EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2026-04-03,,H,"US dollar/Euro, 2.15 pm (C.E.T.)"
EXR.D.JPY.EUR.SP00.A,D,JPY,EUR,SP00,A,2026-03-30,163,A,
EXR.D.JPY.EUR.SP00.A,D,JPY,EUR,SP00,A,2026-03-31,162.5,A,
EXR.D.CHF.EUR.SP00.A,D,CHF,EUR,SP00,A,2026-03-31,0.9412,A,
EXR.M.CHF.EUR.SP00.A,M,CHF,EUR,SP00,A,2026-03,0.9400,A,
EXR.D.CHF.USD.SP00.A,D,CHF,USD,SP00,A,2026-03-31,0.8703,A,
"""
DECLARED = '<!DOCTYPE x [<!ENTITY e "1.0815">]>'


def packed(*contents: bytes, kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", kind) as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"eurofxref-{number}.csv", content)
    return whole.getvalue()


@pytest.mark.parametrize("text", [HISTORY, XML, SERIES], ids=["history", "xml", "series"])
def test_every_published_form_says_the_same(text: str) -> None:
    assert read_quotes(text.encode()) == TWO_DAYS
    assert read_quotes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()) == TWO_DAYS
    assert read_quotes(packed(text.encode())) == TWO_DAYS


def test_the_daily_file_writes_its_day_in_words() -> None:
    assert read_quotes(DAILY.encode()) == TWO_DAYS[2:]


def test_rates_are_exact_and_compared_without_trailing_zeros() -> None:
    quotes = read_quotes(b"Date,IDR,HUF\n2026-03-31,17420.910,400.00\n")
    assert [str(quote.rate) for quote in quotes] == ["400", "17420.91"]


@pytest.mark.parametrize(
    ("damaged", "words"),
    [
        ("", "begins with neither"),
        ("These are not rates", "begins with neither"),
        ("Date,USD\n", "holds no rates"),
        ("Date,USD\n2026-03-31,N/A\n", "holds no rates"),
        ("Date,USD,CHF\n2026-03-31,1.0815\n", "line 2: it has 2 cells, and the first line 3"),
        ("Date,USD\n2026-03-30,1.08\n31.3.2026,1.0815\n", "line 3: '31.3.2026' is no day"),
        ("Date,USD\n20260331,1.0815\n", "line 2: '20260331' is no day"),
        ("Date,USD\n2026-02-29,1.0815\n", "line 2: '2026-02-29' is no day"),
        ("Date,USD\n31 Maerz 2026,1.0815\n", "line 2: '31 Maerz 2026' is no day"),
        ("Date,USD\n1998-12-31,1.0815\n", "before the euro"),
        ("Date,USD\n2026-03-31,1.08.15\n", "line 2: '1.08.15' is no rate"),
        ("Date,USD\n2026-03-31,-1.0815\n", "line 2: '-1.0815' is no rate"),
        ("Date,USD\n2026-03-31,1e3\n", "line 2: '1e3' is no rate"),
        ("Date,USD\n2026-03-31,0\n", "line 2: 0 cannot be the rate"),
        ("Date,USD\n2026-03-31,99999999\n", "cannot be the rate"),
        ("Date,USD\n2026-03-31,1.0815\n2026-03-31,1.0816\n", "line 3: USD of 2026-03-31 stands there twice"),
        ('Date,USD\n2026-03-31,"1.0815\n', "line 2: unexpected end of data"),
        ("KEY,FREQ\nEXR.D.USD.EUR.SP00.A,D\n", "columns TIME_PERIOD and OBS_VALUE"),
        (XML.replace("</gesmes:Envelope>", ""), "line 12: no element found"),
        (XML.replace("time='2026-03-31'", ""), "line 7: a currency stands without a day"),
        (XML.replace("rate='1.0815'", ""), "line 7: a currency stands without a day or a rate"),
        (XML.replace("'USD' rate='1.0815'", "'USD' rate='x'"), "line 7: 'x' is no rate"),
        (XML.replace("gesmes:Envelope", "html"), "is not the <gesmes:Envelope>"),
        (XML.replace("?>\n", f"?>\n{DECLARED}\n", 1), "a document type or an entity"),
        (XML.replace("rate='1.0815'", "rate='&e;'"), "undefined entity"),
        (XML.replace("<Cube>", "<Cube>" * 11).replace("</Cube>\n</", "</Cube>" * 11 + "</"), "nested too deeply"),
        ("<!DOCTYPE html><html><body>Not found</body></html>", "a document type or an entity"),
    ],
)
def test_a_damaged_file_is_refused_with_what_is_wrong(damaged: str, words: str) -> None:
    with pytest.raises(Invalid, match="cannot be read") as caught:
        read_quotes(damaged.encode())
    assert words in caught.value.message
    assert caught.value.problems[0].field == "file"
    assert "Download it again" in caught.value.way_out


@pytest.mark.parametrize(
    ("damaged", "words"),
    [
        (XML.encode("utf-16"), "not text in UTF-8"),
        (DECLARED.encode("utf-16"), "not text in UTF-8"),
        (packed(HISTORY.encode())[:-30], "the ZIP is damaged"),
        (packed(HISTORY.encode()).replace(b"eurofxref", b"EUROFXREF", 1), "the ZIP is damaged"),
        (packed(HISTORY.encode(), HISTORY.encode()), "the ZIP holds 2 files"),
        (packed(), "the ZIP holds 0 files"),
        (packed(HISTORY.encode(), kind=zipfile.ZIP_LZMA), "packed in an unusual way"),
        (packed(packed(HISTORY.encode())), "not text in UTF-8"),
        (b"Date,USD\n2026-03-31,1.0815\0\n", "line 2"),
    ],
)
def test_what_is_no_plain_text_is_refused(damaged: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read_quotes(damaged)


def test_a_file_is_not_read_beyond_its_limits() -> None:
    with pytest.raises(Invalid, match="larger than 60,000,000 bytes"):
        read_quotes(b" " * (ecb.MOST_BYTES + 1))
    with pytest.raises(Invalid, match="larger than 60,000,000 bytes when unpacked"):
        read_quotes(packed(b" " * (ecb.MOST_BYTES + 1)))


def test_a_file_has_at_most_twenty_thousand_days() -> None:
    rows = [f"{ecb.FIRST_DAY + timedelta(days=day)},1.0815" for day in range(ecb.MOST_DAYS + 1)]
    assert len(read_quotes("\n".join(["Date,USD", *rows[:-1]]).encode())) == ecb.MOST_DAYS
    with pytest.raises(Invalid, match="more than 20,000 days"):
        read_quotes("\n".join(["Date,USD", *rows]).encode())
