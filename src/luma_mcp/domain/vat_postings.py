"""The lines of a document in the ledger: net under its VAT code, tax on the code's account, the rest on one account."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from luma_mcp.domain.exchange import shares_to_base
from luma_mcp.domain.ledger import Leg
from luma_mcp.domain.model import Day
from luma_mcp.domain.vat import tax_in_gross, tax_on_net
from luma_mcp.domain.vat_codes import VatPrinciple, VatRole


class AnyCode(Protocol):
    """What is asked of a VAT code here."""

    @property
    def code(self) -> str: ...
    @property
    def rate(self) -> Decimal | None: ...
    @property
    def principle(self) -> VatPrinciple: ...
    @property
    def account_id(self) -> UUID | None: ...
    @property
    def contra_account_id(self) -> UUID | None: ...


def net_and_tax(net: Leg, tax: int, code: AnyCode | None, tax_date: Day) -> tuple[Leg, ...]:
    """The net of something and its tax under a code; without a code, or an account of it, the tax joins the net."""
    if code is None or (tax and code.account_id is None):
        return (replace(net, amount_tc=net.amount_tc + tax),)
    base = replace(net, vat_code=code.code, vat_role=VatRole.BASE, tax_date=tax_date)
    if not tax or code.account_id is None:
        return (base,)
    taxed = replace(
        base,
        account_id=code.account_id,
        amount_tc=tax,
        vat_role=VatRole.TAX,
        vat_base=net.amount_tc,
        of_result=False,
    )
    return (base, taxed)


def self_assessed(net: Leg, code: AnyCode, tax_date: Day) -> tuple[Leg, ...]:
    """A purchase whose VAT the buyer owes: deductible and owed at once (reverse charge, acquisition)."""
    tax = tax_on_net(net.amount_tc, code.rate or Decimal(0))
    legs = net_and_tax(net, tax, code, tax_date)
    if len(legs) < 2 or code.contra_account_id is None:  # noqa: PLR2004  net and tax
        return legs[:1]
    owed = replace(legs[1], account_id=code.contra_account_id, amount_tc=-tax, vat_role=VatRole.REVERSE)
    return (*legs, owed)


def expand(net_or_gross: Leg, code: AnyCode, rate: Decimal, tax_date: Day, *, owed_by_buyer: bool) -> tuple[Leg, ...]:
    """A line entered with a VAT code, by the code's principle: gross holds its VAT, net is without it."""
    if owed_by_buyer:
        return self_assessed(net_or_gross, code, tax_date)
    amount = net_or_gross.amount_tc
    if code.principle is VatPrinciple.GROSS:
        tax = tax_in_gross(amount, rate)
        return net_and_tax(replace(net_or_gross, amount_tc=amount - tax), tax, code, tax_date)
    return net_and_tax(net_or_gross, tax_on_net(amount, rate), code, tax_date)


def in_base(legs: Sequence[Leg], currency: str, base: str, rate: Decimal, *, fixed: int | None = None) -> list[Leg]:
    """The legs with their amounts in base currency, which sum to zero as those of the document do."""
    if currency == base:
        return [replace(leg, amount=leg.amount_tc) for leg in legs]
    amounts = shares_to_base([leg.amount_tc for leg in legs], currency, base, rate, fixed=fixed)
    return [replace(leg, amount=amount) for leg, amount in zip(legs, amounts, strict=True)]
