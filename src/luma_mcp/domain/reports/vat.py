"""VAT return: each box of the country's form is what its codes' lines sum to, each sum what its terms do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luma_mcp.domain.ledger import Source
from luma_mcp.domain.periods import is_calendar_period
from luma_mcp.domain.profiles import VatMethod, VatPeriod
from luma_mcp.domain.reports.ground import Ground
from luma_mcp.domain.reports.report import Sum, Told, must_equal
from luma_mcp.domain.reports.rows import BoxRow, VatRow
from luma_mcp.domain.vat_codes import FormBox, VatPack, VatRole, VatType, vat_pack

DUE = "due"
"""The handle of everything with VAT in the period, by document."""

OTHER_PERIOD = "This is not one VAT period: VAT is settled by {unit} (period this_{unit} or last_{unit})."
ALL_DOCUMENTS = "All documents under a VAT code; amount is what each adds to what is due."
NET_RATE = "The profile settles VAT by net tax rates; this form is computed by the effective method."
NOT_TIED = (
    "VAT accounts moved by {moved} by booking date, the codes say {coded} by tax date: the rest was booked without "
    "a VAT code, or its tax date lies in another period."
)
ON_TAX = (VatRole.TAX, VatRole.REVERSE)
_MONTHS = {VatPeriod.QUARTER: 3, VatPeriod.HALF_YEAR: 6}
SALES_SIDE = frozenset({VatType.SALES, VatType.EXEMPT, VatType.EXPORT})


@dataclass(frozen=True, slots=True)
class CodeBoxes:
    """A VAT code of the books and the boxes that it fills."""

    code: str
    type: VatType
    boxes: tuple[tuple[str, VatRole, int], ...]


@dataclass(frozen=True, slots=True)
class Settles:
    """How a profile settles VAT."""

    method: VatMethod
    period: VatPeriod

    def notes(self, ground: Ground) -> list[str]:
        """What the reader of a return must know: another method, or a range that no return is made for."""
        notes = [NET_RATE] if self.method is VatMethod.NET_RATE else []
        if not is_calendar_period(ground.first, ground.last, _MONTHS[self.period]):
            notes.append(OTHER_PERIOD.format(unit=self.period))
        return notes


Key = tuple[str, VatRole]
Amounts = Mapping[Key, Sequence[int]]
"""What was posted by VAT code and role, debit above zero: one amount a range."""


def vat_return(ground: Ground, codes: Sequence[CodeBoxes], amounts: Amounts, *, moved: int, settles: Settles) -> Told:
    """Make the boxes; `moved` is what the VAT accounts moved by in the range, debit above zero.

    Raises:
        ReportBroken: what is due is not the tax of the codes that the form knows.
    """
    pack, count = vat_pack(ground.country), len(ground.ranges)
    values = {box.box: _value(pack, codes, amounts, box.box, count) for box in pack.form}
    rows = tuple(_row(ground, box, values[box.box]) for box in pack.form if box.kind == "sum" or any(values[box.box]))
    due = values[pack.due] if pack.due else _owed(codes, amounts, count)
    for index, owed in enumerate(_owed(codes, amounts, count)):
        must_equal("Amount due = VAT of the codes in the form", due[index], owed)
    coded = -sum(found[0] for (_, role), found in amounts.items() if role in ON_TAX)
    notes = settles.notes(ground)
    if coded != -moved:
        notes.append(NOT_TIED.format(moved=ground.money(-moved), coded=ground.money(coded)))
    return Told(rows, BoxRow, (Sum("due", due[0], due[1] if count > 1 else None),), tuple(notes))


def weights(country: str, codes: Sequence[CodeBoxes], box: str) -> dict[Key, int]:
    """What each VAT code and role counts for in a box: its sign there, through all sums above it."""
    pack = vat_pack(country)
    if box == DUE:
        in_form = {(code.code, role) for code in codes for _, role, _ in code.boxes if role in ON_TAX}
        return {(code.code, role): -int((code.code, role) in in_form) for code in codes for role in VatRole}
    found: dict[Key, int] = {}
    for own, sign in _terms(pack, box).items():
        for code in codes:
            for name, role, factor in code.boxes:
                if name == own:
                    found[code.code, role] = found.get((code.code, role), 0) + sign * factor
    return {key: weight for key, weight in found.items() if weight}


def added(line: Mapping[str, Any], weights: Mapping[Key, int]) -> int:
    """What a document's lines under one code add to a box."""
    return sum(weights.get((line["vat_code"], role), 0) * int(line[f"of_{role}"]) for role in VatRole)


def document_row(ground: Ground, line: Mapping[str, Any], side: int, amount: int) -> VatRow:
    """A document's net and tax under one code, as the document shows them (`side` is −1 for sales)."""
    return VatRow(
        date=line["date"],
        entry=line["entry"],
        source=line["source"],
        number=line["number"],
        party=line["party"],
        description=None if line["source"] == Source.INVOICE else line["entry_description"],
        vat_code=line["vat_code"],
        net=ground.money(side * int(line["of_base"])),
        tax=ground.money(side * int(line["of_tax"])),
        amount=ground.money(amount),
    )


def has_box(country: str, box: str) -> bool:
    """Whether the country's form has this box."""
    return any(one.box == box for one in vat_pack(country).form)


def heading(ground: Ground, box: str) -> str:
    """What the documents beneath a box are."""
    if box == DUE:
        return ALL_DOCUMENTS
    form = next(one for one in vat_pack(ground.country).form if one.box == box)
    return f"{box} {_label(ground, form)}"


def _label(ground: Ground, box: FormBox) -> str:
    return box.names.get(ground.language) or box.names["en"]


def _value(pack: VatPack, codes: Sequence[CodeBoxes], amounts: Amounts, box: str, count: int) -> list[int]:
    terms = _terms(pack, box)
    total = [0] * count
    for code in codes:
        for name, role, factor in code.boxes:
            if name in terms:
                found = amounts.get((code.code, role), [0] * count)
                total = [sum_ + terms[name] * factor * amount for sum_, amount in zip(total, found, strict=True)]
    return total


def _terms(pack: VatPack, box: str) -> dict[str, int]:
    """The boxes that lines fill beneath a box, each with its sign."""
    form = next((one for one in pack.form if one.box == box), None)
    if form is None or form.kind != "sum":
        return {box: 1}
    found: dict[str, int] = {}
    for sign, term in form.terms:
        for own, inner in _terms(pack, term).items():
            found[own] = found.get(own, 0) + sign * inner
    return found


def _owed(codes: Sequence[CodeBoxes], amounts: Amounts, count: int) -> list[int]:
    """The VAT of every code that fills a box with it: owed above zero."""
    total = [0] * count
    for code in codes:
        for role in {role for _, role, _ in code.boxes if role in ON_TAX}:
            found = amounts.get((code.code, role), [0] * count)
            total = [sum_ - amount for sum_, amount in zip(total, found, strict=True)]
    return total


def _row(ground: Ground, box: FormBox, amounts: Sequence[int]) -> BoxRow:
    shown = [max(amount, 0) for amount in amounts] if box.never_negative else amounts
    return BoxRow(
        box=box.box,
        label=_label(ground, box),
        amount=ground.money(shown[0]),
        previous=ground.beside(shown),
        drill=f"box:{box.box}" if any(shown) else None,
    )
