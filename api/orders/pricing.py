"""The bill: lines less discounts, a service charge, GST in halves per line, and the round-off. Integer paise.

Everything is charged line by line, so that each rate of tax has its own taxable value, a bill can be split
by what each guest ate, and the lines always add up to the order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from api.splits.shares import spread
from chitrail.errors import InvalidInput
from chitrail.money import BASIS_POINTS, MAX_PAISE, format_rupees, percentage, round_to_rupee


@dataclass(frozen=True)
class Terms:
    """What an order is charged by, kept from when it was placed; the charge in basis points."""

    prices_include_tax: bool = False
    service_charge_bp: int = 0


@dataclass(frozen=True)
class Sale:
    """A dish to price: price a portion, how many, the rate of GST, and what discounts take off the line."""

    unit_price_paise: int
    quantity: int
    tax_rate_bp: int
    discount_paise: int = 0

    @property
    def total_paise(self) -> int:
        """The line's price before discounts."""
        return self.unit_price_paise * self.quantity


@dataclass(frozen=True)
class PricedLine:
    """One line's money; `cgst_paise` and `sgst_paise` are equal by law.

    The taxable value is total - discount + service charge - tax included; `tax_included_paise` are both
    taxes where the price has them in it, else 0.
    """

    total_paise: int
    discount_paise: int
    service_charge_paise: int
    tax_included_paise: int
    cgst_paise: int
    sgst_paise: int


@dataclass(frozen=True)
class Bill:
    """An order's money: the sums of its lines, and the round-off that makes it whole rupees."""

    subtotal_paise: int
    discount_paise: int
    service_charge_paise: int
    tax_included_paise: int
    cgst_paise: int
    sgst_paise: int
    round_off_paise: int
    total_paise: int


def price_lines(sales: Sequence[Sale], terms: Terms) -> list[PricedLine]:
    """Each line's money. The service charge is taken once of what all cost, and shared by what each costs."""
    net = [sale.total_paise - sale.discount_paise for sale in sales]
    charge = percentage(sum(net), terms.service_charge_bp) if terms.service_charge_bp else 0
    shares = spread(charge, [Fraction(paise) for paise in net]) if charge else [0] * len(net)
    return [_priced(sale, share, terms) for sale, share in zip(sales, shares, strict=True)]


def half_tax(paise: int, tax_rate_bp: int) -> int:
    """Half the rate's share of an amount, rounded half up; intra-state GST is CGST + SGST."""
    divisor = 2 * BASIS_POINTS
    return (2 * paise * tax_rate_bp + divisor) // (2 * divisor)


def half_tax_within(paise: int, tax_rate_bp: int) -> int:
    """Half the GST an amount has in it, rounded half up (CGST Rule 35: amount x rate / (100 + rate))."""
    divisor = 2 * (BASIS_POINTS + tax_rate_bp)
    return (2 * paise * tax_rate_bp + divisor) // (2 * divisor)


def add_up(lines: Sequence[PricedLine]) -> Bill:
    """The bill of all lines. Raises InvalidInput beyond the largest amount the books take."""
    subtotal = sum(line.total_paise for line in lines)
    discount = sum(line.discount_paise for line in lines)
    charge = sum(line.service_charge_paise for line in lines)
    included = sum(line.tax_included_paise for line in lines)
    cgst = sum(line.cgst_paise for line in lines)
    sgst = sum(line.sgst_paise for line in lines)
    exact = subtotal - discount + charge - included + cgst + sgst
    total = round_to_rupee(exact)
    if max(subtotal, total) > MAX_PAISE:
        raise InvalidInput(f"an order may cost at most {format_rupees(MAX_PAISE)}", field="lines")
    return Bill(subtotal, discount, charge, included, cgst, sgst, total - exact, total)


def _priced(sale: Sale, charge: int, terms: Terms) -> PricedLine:
    charged = sale.total_paise - sale.discount_paise + charge
    if terms.prices_include_tax:
        tax = half_tax_within(charged, sale.tax_rate_bp)
        return PricedLine(sale.total_paise, sale.discount_paise, charge, 2 * tax, tax, tax)
    tax = half_tax(charged, sale.tax_rate_bp)
    return PricedLine(sale.total_paise, sale.discount_paise, charge, 0, tax, tax)
