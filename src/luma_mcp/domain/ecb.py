"""Euro reference rates as the European Central Bank publishes them: CSV, XML, the data portal's SDMX CSV, or a ZIP.

https://www.ecb.europa.eu/stats/eurofxref/ (eurofxref.csv, eurofxref-hist.csv, the same in .zip, eurofxref-daily.xml,
eurofxref-hist-90d.xml, eurofxref-hist.xml) and https://data-api.ecb.europa.eu/service/data/EXR/?format=csvdata.
A file comes from outside: it is read as a whole or refused, with the line that cannot be taken.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from xml.parsers import expat

from luma_mcp.domain.exchange import EURO
from luma_mcp.domain.model import LATEST, Day
from luma_mcp.domain.money import is_currency, without_zeros
from luma_mcp.errors import Invalid, Problem

MOST_BYTES = 60_000_000
MOST_DAYS = 20_000
FIRST_DAY = date(1999, 1, 1)
"""The euro's first day."""
LOWEST, HIGHEST = Decimal("0.01"), Decimal(10_000_000)
"""No currency is worth more than 100 euros a unit or less than a ten-millionth; what is outside is a damaged file."""

_MONTHS = {
    "January": 1, "February": 2, "March": 3, "April": 4, "May": 5, "June": 6,
    "July": 7, "August": 8, "September": 9, "October": 10, "November": 11, "December": 12,
}  # fmt: skip
_NO_RATE = frozenset({"", "N/A", "NaN", "-"})
_RATE = re.compile(r"[0-9]{1,8}(\.[0-9]{1,12})?")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_IN_WORDS = re.compile(r"([0-9]{1,2}) ([A-Z][a-z]+) ([0-9]{4})")
_DAILY_SERIES = re.compile(r"EXR\.D\.([A-Z]{3})\.EUR\.SP00\.A")
_DEEPEST = 10
_ENCRYPTED = 1


@dataclass(frozen=True, slots=True)
class Quote:
    """What one euro was worth in a currency on a day."""

    currency: str
    date: Day
    rate: Decimal


class _Cell(NamedTuple):
    """A rate as it stands in a file."""

    line: int
    currency: str
    day: str
    rate: str


def read_quotes(content: bytes) -> tuple[Quote, ...]:
    """Read a published file, oldest day first; currencies that ISO 4217 does not list and empty cells are left out.

    Raises:
        Invalid: it is too large, damaged, or not one of these files.
    """
    if len(content) > MOST_BYTES:
        raise _refused(f"it is larger than {MOST_BYTES:,} bytes")
    found: dict[tuple[Day, str], Decimal] = {}
    days: dict[str, Day] = {}
    for cell in _cells(_text(_unpacked(content))):
        if cell.rate in _NO_RATE or cell.currency == EURO or not is_currency(cell.currency):
            continue
        day = days.get(cell.day) or days.setdefault(cell.day, _day(cell.day, cell.line))
        if len(days) > MOST_DAYS:
            raise _refused(f"it has more than {MOST_DAYS:,} days")
        rate = _rate(cell.rate, cell.line)
        if found.setdefault((day, cell.currency), rate) != rate:
            raise _refused(f"{cell.currency} of {day} stands there twice, with different rates", cell.line)
    if not found:
        raise _refused("it holds no rates")
    return tuple(Quote(currency, day, rate) for (day, currency), rate in sorted(found.items()))


def _refused(problem: str, line: int | None = None) -> Invalid:
    problem = problem if line is None else f"line {line}: {problem}"
    fix = "Download it again from the European Central Bank. Nothing was changed."
    return Invalid(f"The file of rates cannot be read: {problem}.", fix=fix, problems=[Problem("file", problem)])


def _unpacked(content: bytes) -> bytes:
    """The one file of a ZIP, never more of it than a plain file may have; anything else as it is.

    What zipfile cannot unpack is a RuntimeError there, as is a password that it misses.
    """
    if not content.startswith(b"PK"):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) != 1:
                raise _refused(f"the ZIP holds {len(members)} files instead of one")
            plain = members[0].compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
            if not plain or members[0].flag_bits & _ENCRYPTED:
                raise _refused("the ZIP is encrypted or packed in an unusual way")
            with archive.open(members[0]) as member:
                unpacked = member.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError):
        raise _refused("the ZIP is damaged") from None
    if len(unpacked) > MOST_BYTES:
        raise _refused(f"it is larger than {MOST_BYTES:,} bytes when unpacked")
    return unpacked


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused("it is not text in UTF-8") from None


def _cells(text: str) -> Iterator[_Cell]:
    if text.lstrip().startswith("<"):
        return iter(_Envelope().read(text))
    return _rows(text)


# --- CSV --------------------------------------------------------------------------------------------------------------


def _rows(text: str) -> Iterator[_Cell]:
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        read_row = _table_row if header[:1] == ["Date"] else _series_row if header[:1] == ["KEY"] else None
        if read_row is None:
            raise _refused("it begins with neither 'Date' nor 'KEY' and is no XML")
        for row in reader:
            if not row:
                continue
            if len(row) != len(header):
                raise _refused(f"it has {len(row)} cells, and the first line {len(header)}", reader.line_num)
            yield from read_row(reader.line_num, header, [cell.strip() for cell in row])
    except csv.Error as damage:
        raise _refused(str(damage), reader.line_num) from None


def _table_row(line: int, header: Sequence[str], row: Sequence[str]) -> Iterator[_Cell]:
    """A day of eurofxref.csv or eurofxref-hist.csv: one column a currency."""
    for currency, rate in zip(header[1:], row[1:], strict=True):
        yield _Cell(line, currency, row[0], rate)


def _series_row(line: int, header: Sequence[str], row: Sequence[str]) -> Iterator[_Cell]:
    """A row of the data portal: one observation; only daily reference rates against the euro count."""
    named = dict(zip(header, row, strict=True))
    if not {"TIME_PERIOD", "OBS_VALUE"} <= named.keys():
        raise _refused("the columns TIME_PERIOD and OBS_VALUE are missing", 1)
    series = _DAILY_SERIES.fullmatch(named["KEY"])
    if series:
        yield _Cell(line, series[1], named["TIME_PERIOD"], named["OBS_VALUE"])


# --- XML --------------------------------------------------------------------------------------------------------------


class _Envelope:
    """Reads <Cube time="…"><Cube currency="…" rate="…"/>; no document type, so neither entities nor a network."""

    def __init__(self) -> None:
        self._cells: list[_Cell] = []
        self._path: list[str] = []
        """The days of the elements that are open; empty where one has none."""
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._no_doctype
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close

    def read(self, text: str) -> list[_Cell]:
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            self._no_doctype()
        try:
            self._parser.Parse(text, True)  # noqa: FBT003  expat's own signature
        except expat.ExpatError as damage:
            raise _refused(expat.ErrorString(damage.code), damage.lineno) from None
        return self._cells

    def _no_doctype(self, *_: object) -> None:
        raise _refused("a document type or an entity has no place in it")

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        line = self._parser.CurrentLineNumber
        kind = name.rpartition(":")[2]
        if not self._path and kind != "Envelope":
            raise _refused(f"<{name}> is not the <gesmes:Envelope> of reference rates", line)
        if len(self._path) >= _DEEPEST:
            raise _refused("its elements are nested too deeply", line)
        if kind == "Cube" and "currency" in attributes:
            if not self._path[-1] or "rate" not in attributes:
                raise _refused("a currency stands without a day or a rate", line)
            self._cells.append(_Cell(line, attributes["currency"], self._path[-1], attributes["rate"].strip()))
        self._path.append(attributes.get("time", "") if kind == "Cube" else "")

    def _close(self, _: str) -> None:
        self._path.pop()


# --- cells ------------------------------------------------------------------------------------------------------------


def _day(text: str, line: int) -> Day:
    """2026-03-31, or 31 March 2026 in the daily file."""
    words = _DAY_IN_WORDS.fullmatch(text)
    iso = f"{words[3]}-{_MONTHS.get(words[2], 0):02}-{int(words[1]):02}" if words else text
    try:
        day = date.fromisoformat(iso if _ISO_DAY.fullmatch(iso) else "")
    except ValueError:
        raise _refused(f"'{text[:40]}' is no day such as 2026-03-31", line) from None
    if not FIRST_DAY <= day <= LATEST:
        raise _refused(f"{day} is before the euro or too far ahead", line)
    return day


def _rate(text: str, line: int) -> Decimal:
    if not _RATE.fullmatch(text):
        raise _refused(f"'{text[:40]}' is no rate such as 1.0815", line)
    rate = Decimal(text)
    if not LOWEST <= rate <= HIGHEST:
        raise _refused(f"{rate} cannot be the rate of a currency", line)
    return without_zeros(rate)
