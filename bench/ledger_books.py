"""Books with very many lines, written straight into a file: invoices of 27 months, most of them paid.

The triggers are taken out while it is filled and put back after; `luma-mcp verify` finds nothing wrong with it.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import anyio

from luma_mcp.store.migrate import migrate, restore_guards
from luma_mcp.store.posting import digest_of
from tests.world import open_world

CLIENTS = 1_000
LINES_A_SALE = 5
"""Three of the invoice, two of its payment."""

_FIRST, _LAST = date(2024, 1, 1), date(2026, 3, 31)
_NOW = "2026-03-31T10:00:00.000000Z"
_BATCH = 5_000
_FROM_LINES = """INSERT INTO period_balance
SELECT profile_id, '{book}', account_id, substr(date, 1, 7),
  sum(max(amount_minor, 0)), sum(max(-amount_minor, 0)), max(seq)
FROM {table} GROUP BY profile_id, account_id, substr(date, 1, 7)"""
_FROM_TAXED = """INSERT INTO vat_balance
SELECT profile_id, vat_code, vat_role, substr(tax_date, 1, 7), sum(amount_minor), max(seq)
FROM journal_line WHERE vat_code IS NOT NULL GROUP BY profile_id, vat_code, vat_role, substr(tax_date, 1, 7)"""
_BALANCES = (
    _FROM_LINES.format(book="normal", table="journal_line"),
    _FROM_LINES.format(book="cash", table="cash_line"),
    _FROM_TAXED,
)

Row = dict[str, Any]


def fill(path: Path, lines: int) -> None:
    """Make books with about so many lines."""
    url = f"sqlite+aiosqlite:///{path}"
    profile = anyio.run(_empty_books, url)
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous=off")
        for name in [
            row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ]:
            connection.execute(f"DROP TRIGGER {name}")
        with connection:
            _Filler(connection, profile).write(lines // LINES_A_SALE)
            for statement in _BALANCES:
                connection.execute(statement)
    anyio.run(restore_guards, url)


async def _empty_books(url: str) -> str:
    await migrate(url)
    async with open_world(url) as world:
        for year in (2024, 2025, 2026):
            await world.run("create_fiscal_year", start_date=f"{year}-01-01", end_date=f"{year}-12-31")
        return str(world.swiss)


@dataclass(frozen=True)
class _Accounts:
    """What sales are booked on."""

    receivable: str
    bank: str
    revenue: str
    tax: str


class _Filler:
    """Writes entries one after the other, each following the one before it."""

    def __init__(self, connection: sqlite3.Connection, profile: str) -> None:
        self._connection = connection
        self._profile = profile
        self._rows: dict[str, list[Row]] = {}
        self._hash, self._seq, self._cash_seq = "", 0, 0
        years = connection.execute("SELECT id, start_date FROM fiscal_year WHERE profile_id = ?", (profile,))
        self._years = {row["start_date"][:4]: row["id"] for row in years}
        self._last_n = dict.fromkeys(self._years, 0)
        named = connection.execute("SELECT number, id FROM ledger_account WHERE profile_id = ?", (profile,))
        ids = {row["number"]: row["id"] for row in named}
        self._accounts = _Accounts(ids["1100"], ids["1020"], ids["3400"], ids["2200"])

    def write(self, sales: int) -> None:
        """Write so many invoices and their payments."""
        self._write_clients()
        days = (_LAST - _FIRST).days
        for number in range(sales):
            self._sale(number, _FIRST + timedelta(days=number * days // sales))
            if number % _BATCH == _BATCH - 1:
                self._flush()
        self._flush()
        for year, last in self._last_n.items():
            self._connection.execute("UPDATE fiscal_year SET last_n = ? WHERE id = ?", (last, self._years[year]))
        head = (self._seq, self._hash, self._cash_seq, self._profile)
        self._connection.execute("UPDATE ledger_head SET seq = ?, hash = ?, cash_seq = ? WHERE profile_id = ?", head)

    def _write_clients(self) -> None:
        stamp = {"profile_id": self._profile, "created_at": _NOW, "updated_at": _NOW}
        fixed = {"type": "business", "country": "CH", "vat_zone": "domestic", "language": "de", "archived": 0}
        for n in range(CLIENTS):
            name = f"Client {n:04d}"
            own = {"id": _id("c", n), "number": f"C-{n:04d}", "name": name, "search": name.lower()}
            self._add("client", stamp | fixed | own)
        self._flush()

    def _sale(self, n: int, day: date) -> None:
        net = 10_000 + n * 7 % 90_000
        tax = (net * 81 + 500) // 1000
        gross, client, item, accounts = net + tax, _id("c", n % CLIENTS), _id("f", n), self._accounts
        coded = {"vat_code": "U81", "tax_date": day.isoformat()}
        entry = self._entry(day, f"Invoice {n}")
        lines = [
            self._line(entry, accounts.receivable, gross, open_item_id=item, client_id=client),
            self._line(entry, accounts.revenue, -net, **coded, vat_role="base", client_id=client),
            self._line(entry, accounts.tax, -tax, **coded, vat_role="tax", vat_base_minor=-net, client_id=client),
        ]
        self._post(entry, lines)
        paid_on = day + timedelta(days=20)
        is_paid = n % 20 != 0 and paid_on <= _LAST
        self._item(item, entry, (gross, client, n), paid_on if is_paid else None)
        if is_paid:
            self._payment(n, paid_on, (item, client, entry["id"]), gross, net)

    def _payment(self, n: int, day: date, of: tuple[str, str, str], gross: int, net: int) -> None:
        item, client, invoice = of
        entry = self._entry(day, f"Payment {n}")
        lines = [
            self._line(entry, self._accounts.bank, gross, client_id=client),
            self._line(entry, self._accounts.receivable, -gross, open_item_id=item, client_id=client),
        ]
        self._post(entry, lines)
        done = {"id": _id("a", n), "item_id": item, "entry_id": entry["id"], "kind": "payment", "date": day.isoformat()}
        amounts = {"amount_tc_minor": gross, "amount_minor": gross, "created_at": _NOW}
        self._add("item_allocation", {"profile_id": self._profile} | done | amounts)
        self._cash_seq += 1
        counted = {"seq": self._cash_seq, "entry_id": invoice, "allocation_id": done["id"], "date": day.isoformat()}
        own = {"profile_id": self._profile, "account_id": self._accounts.revenue, "amount_minor": -net}
        self._add("cash_line", counted | own)

    def _entry(self, day: date, text: str) -> Row:
        year = str(day.year)
        self._seq += 1
        self._last_n[year] += 1
        own = _id("e", self._seq)
        return {
            "profile_id": self._profile, "id": own, "seq": self._seq, "fiscal_year_id": self._years[year],
            "n": self._last_n[year], "number": f"{year}-{self._last_n[year]:04d}", "date": day.isoformat(),
            "description": text, "reference": None, "external_id": None, "kind": "normal", "area": "sales",
            "source": "manual", "source_id": None, "voucher_id": own, "version": 1, "reverses": None,
            "currency": "CHF", "rate": None, "rate_date": None, "created_by": "bench", "hash_version": 1,
            "prev_hash": self._hash, "created_at": _NOW, "updated_at": _NOW,
        }  # fmt: skip

    def _line(self, entry: Row, account: str, amount: int, **more: Any) -> Row:
        empty = dict.fromkeys(("vat_code", "vat_role", "vat_base_minor", "tax_date", "open_item_id", "client_id"))
        place = {"profile_id": self._profile, "entry_id": entry["id"], "seq": entry["seq"], "date": entry["date"]}
        amounts = {"account_id": account, "amount_minor": amount, "currency": "CHF", "amount_tc_minor": amount}
        return place | amounts | empty | {"vendor_id": None, "description": None} | more

    def _post(self, entry: Row, lines: Sequence[Row]) -> None:
        numbered = [line | {"n": n} for n, line in enumerate(lines, start=1)]
        self._hash = digest_of(entry, numbered)
        self._add("journal_entry", entry | {"hash": self._hash, "line_count": len(lines)})
        for line in numbered:
            self._add("journal_line", line)

    def _item(self, item: str, entry: Row, of: tuple[int, str, int], closed_on: date | None) -> None:
        gross, client, n = of
        due = date.fromisoformat(entry["date"]) + timedelta(days=30)
        left = 0 if closed_on else gross
        self._add("open_item", {
            "profile_id": self._profile, "id": item, "kind": "receivable", "account_id": self._accounts.receivable,
            "client_id": client, "vendor_id": None, "source": "manual", "source_id": None, "number": f"N-{n}",
            "currency": "CHF", "original_tc_minor": gross, "original_minor": gross, "open_tc_minor": left,
            "open_minor": left, "date": entry["date"], "due_date": due.isoformat(),
            "closed_on": closed_on.isoformat() if closed_on else None, "entry_id": entry["id"], "created_at": _NOW,
            "updated_at": _NOW,
        })  # fmt: skip

    def _add(self, table: str, row: Row) -> None:
        self._rows.setdefault(table, []).append(row)

    def _flush(self) -> None:
        for table, rows in self._rows.items():
            for columns, alike in _by_columns(rows):
                marks = ", ".join("?" * len(columns))
                statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608  our own names
                self._connection.executemany(statement, [tuple(row.values()) for row in alike])
        self._rows.clear()


def _by_columns(rows: Sequence[Row]) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row), []).append(row)
    yield from found.items()


def _id(kind: str, n: int) -> str:
    """An id of a kind that sorts by its number."""
    return f"{n:08x}-{ord(kind):04x}-7000-8000-000000000000"
