"""Proof of the journal: every entry balances and follows the one before it, and every voucher number is there once."""

from collections.abc import Iterator

from luma_mcp.domain.ledger import HASH_VERSION, chain_hash
from luma_mcp.domain.verification import MOST_NAMED, Findings
from luma_mcp.store.books import Books
from luma_mcp.store.proofs import chain as store
from luma_mcp.store.proofs.chain import AMOUNT, Head, Link

BATCH = 2_000
"""Entries that are in memory at a time."""


async def prove_entries(books: Books, found: Findings, after_seq: int, most: int | None) -> None:
    """Prove entries from a place in the chain on, all of them or so many; at the end also what the head says."""
    head = await store.head_of(books)
    if head is None:
        found.add("ledger: there is none")
        return
    stop = head.seq if most is None else min(head.seq, after_seq + most)
    await _walk(books, found, after_seq, stop)
    if stop < head.seq:
        found.next_seq, found.last_seq = stop, head.seq
    else:
        await _prove_head(books, found, head)


async def _walk(books: Books, found: Findings, seq: int, stop: int) -> None:
    last = await store.hash_at(books, seq)
    while seq < stop:
        expected = seq + 1
        for link in await store.links_after(books, seq, min(BATCH, stop - seq)):
            if link.seq != expected:
                found.add(f"{_missing(expected, link.seq - 1)}; {_name(link)} comes next")
                last = link.record.prev_hash
            for fact in _facts(link, last):
                found.add(fact)
            found.counts["entries"] += 1
            found.counts["lines"] += len(link.lines)
            last, expected = link.hash, link.seq + 1
        seq = min(seq + BATCH, stop)
        if expected <= seq:
            found.add(_missing(expected, seq))
            last = await store.hash_at(books, seq)


def _facts(link: Link, last: str) -> Iterator[str]:
    """What is wrong with one entry."""
    name, lines = _name(link), link.lines
    total = sum(line[AMOUNT] for line in lines)
    if total:
        yield f"{name}: its lines sum to {total} minor units instead of zero"
    if len(lines) != link.line_count or len(lines) < 2:  # noqa: PLR2004  a debit and a credit
        yield f"{name}: it has {len(lines)} lines, {link.line_count} were posted"
    if any(stamp != (link.seq, link.date) for stamp in link.stamps):
        yield f"{name}: a line bears another date or place than it"
    if not link.number.endswith(f"-{link.n:04d}"):
        yield f"{name}: its voucher number is {link.n}"
    if link.record.prev_hash != last:
        yield f"{name}: it does not follow the entry before it"
    if link.hash_version != HASH_VERSION:
        yield f"{name}: version {link.hash_version} of the hash is not known"
    elif chain_hash(link.record, lines) != link.hash:
        yield f"{name}: its hash is not that of its content"


async def _prove_head(books: Books, found: Findings, head: Head) -> None:
    """What the head says, and what lies beyond it or belongs to no entry."""
    last = await store.hash_at(books, head.seq)
    if head.hash != last:
        found.add(f"ledger: its head bears another hash than entry {head.seq}")
    for link in await store.links_after(books, head.seq, MOST_NAMED):
        found.add(f"{_name(link)}: it lies beyond the head of the ledger ({head.seq})")
    for entry_id in await store.lines_without_entry(books, MOST_NAMED):
        found.add(f"entry {entry_id}: its lines are there, it is not")
    if (head.cash_lines, head.last_cash_seq) != (head.cash_seq, head.cash_seq):
        found.add(
            f"cash basis: {head.cash_lines} lines up to number {head.last_cash_seq}, {head.cash_seq} were written"
        )


async def prove_years(books: Books, found: Findings) -> None:
    """Prove that each fiscal year's vouchers are numbered 1 to its last number, and dated inside it."""
    for year in await store.years_of(books):
        if year.highest_n > year.last_n:
            found.add(f"fiscal year {year.name}: voucher {year.highest_n} lies ahead of its last number {year.last_n}")
        if year.entries != max(year.last_n, year.highest_n):
            missing = await store.first_missing_n(books, year.name)
            found.add(f"fiscal year {year.name}: no entry bears voucher number {missing} of {year.last_n}")
        if year.outside:
            for number in await store.entries_outside(books, year.name, MOST_NAMED):
                found.add(f"entry {number}: its date lies outside fiscal year {year.name}")


def _name(link: Link) -> str:
    return f"entry {link.number} ({link.record.content[1]}, place {link.seq})"


def _missing(first: int, last: int) -> str:
    return f"ledger: entry {first} is missing" if first == last else f"ledger: entries {first} to {last} are missing"
