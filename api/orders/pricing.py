"""The bill: line totals, GST in halves per line, and the round-off to a whole rupee. Integer paise."""

from collections.abc import Sequence
from dataclasses import dataclass

from chitrail.errors import InvalidInput
from chitrail.money import BASIS_POINTS, MAX_PAISE, format_rupees, round_to_rupee


@dataclass(frozen=True)
class PricedLine:
    """One line's money; `cgst_paise` and `sgst_paise` are equal by law."""

    total_paise: int
    cgst_paise: int
    sgst_paise: int


@dataclass(frozen=True)
class Bill:
    """An order's money: total = subtotal + cgst + sgst + round_off, a whole number of rupees."""

    subtotal_paise: int
    cgst_paise: int
    sgst_paise: int
    round_off_paise: int
    total_paise: int


def price_line(unit_price_paise: int, quantity: int, tax_rate_bp: int) -> PricedLine:
    """A line's total and its two halves of GST, each rounded half up."""
    total = unit_price_paise * quantity
    tax = half_tax(total, tax_rate_bp)
    return PricedLine(total, tax, tax)


def half_tax(paise: int, tax_rate_bp: int) -> int:
    """Half the rate's share of an amount, rounded half up; intra-state GST is CGST + SGST."""
    divisor = 2 * BASIS_POINTS
    return (2 * paise * tax_rate_bp + divisor) // (2 * divisor)


def add_up(lines: Sequence[PricedLine]) -> Bill:
    """The bill of all lines. Raises InvalidInput beyond the largest amount the books take."""
    subtotal = sum(line.total_paise for line in lines)
    cgst = sum(line.cgst_paise for line in lines)
    sgst = sum(line.sgst_paise for line in lines)
    exact = subtotal + cgst + sgst
    total = round_to_rupee(exact)
    if total > MAX_PAISE:
        raise InvalidInput(f"an order may cost at most {format_rupees(MAX_PAISE)}", field="lines")
    return Bill(subtotal, cgst, sgst, total - exact, total)
