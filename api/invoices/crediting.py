"""What a credit note takes of an invoice, to the paisa. No database here.

Every share is taken of what is left, and the last takes all of it: however an invoice is credited in pieces,
they add up to it exactly. CGST and SGST stay equal, as the law has them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from api.splits.shares import spread
from chitrail.errors import InvalidInput


@dataclass(frozen=True)
class Piece:
    """Portions and money of one line: what is left of it, or what is taken of it. `tax_paise` is one half."""

    line_no: int
    quantity: int
    taxable_paise: int
    tax_paise: int

    @property
    def paise(self) -> int:
        """With both halves of its tax."""
        return self.taxable_paise + 2 * self.tax_paise


@dataclass(frozen=True)
class Credit:
    """A credit note to be."""

    pieces: list[Piece]
    round_off_paise: int

    @property
    def total_paise(self) -> int:
        """What the buyer gets back."""
        return sum(piece.paise for piece in self.pieces) + self.round_off_paise


def by_portions(left: Sequence[Piece], round_off: int, wanted: Mapping[int, int]) -> Credit:
    """Credit portions of lines, by line number; each line's share of what is left of it.

    `round_off` is what is left of the invoice's round-off.
    """
    pieces = []
    for line in left:
        portions = wanted.get(line.line_no, 0)
        if portions:
            share = Fraction(portions, line.quantity)
            taxable, tax = _half_up(line.taxable_paise * share), _half_up(line.tax_paise * share)
            pieces.append(Piece(line.line_no, portions, taxable, tax))
    gross, taken = sum(line.paise for line in left), sum(piece.paise for piece in pieces)
    return Credit(pieces, _half_up(Fraction(round_off * taken, gross)) if gross else 0)


def by_amount(left: Sequence[Piece], round_off: int, amount_paise: int) -> Credit:
    """Credit a sum that includes tax and round-off, over all lines in proportion to what is left of them.

    Not for more than is left. Raises InvalidInput when the sum is too little to be spread.
    """
    gross = sum(line.paise for line in left)
    taken = _half_up(Fraction(amount_paise * gross, gross + round_off))
    if taken == 0:
        raise InvalidInput("is too little to credit", field="amount")
    shares = spread(taken, [Fraction(line.paise) for line in left])
    pieces = [_of_line(line, share) for line, share in zip(left, shares, strict=True) if share]
    return Credit(pieces, amount_paise - taken)


def _of_line(line: Piece, paise: int) -> Piece:
    """`paise` of a line as taxable value and two equal halves of tax, none above what is left."""
    least = max(0, -((line.taxable_paise - paise) // 2))
    most = min(line.tax_paise, paise // 2)
    if least > most:
        raise InvalidInput("does not split into equal halves of tax", field="amount")
    tax = min(max(_half_up(Fraction(line.tax_paise * paise, line.paise)), least), most)
    return Piece(line.line_no, 0, paise - 2 * tax, tax)


def _half_up(exact: Fraction) -> int:
    return int((exact + Fraction(1, 2)) // 1)
