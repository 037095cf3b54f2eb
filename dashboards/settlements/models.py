"""What the settlements page shows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MEANINGS = {
    "MISSING": "received, but in no settlement although its time is over",
    "LATE": "settled later than promised",
    "FEE_OFF": "the fee or its GST is not the one agreed",
    "AMOUNT_OFF": "settled over another amount",
    "UNKNOWN": "settled, but not a payment of ours",
    "DUPLICATE": "in two settlements",
    "REFUND_WITHOUT_ROW": "a refund that is not in our books",
    "TOTAL_OFF": "the transfer is not the sum of its lines",
}


@dataclass(frozen=True)
class Settlement:
    """One transfer to the bank, this outlet's part; money in rupees. net = gross - refunds - fees."""

    settlement_id: str
    business_date: date
    utr: str
    payment_count: int
    refund_count: int
    gross: Decimal
    refunds: Decimal
    fee: Decimal
    fee_gst: Decimal
    net: Decimal
    open_exceptions: int


@dataclass(frozen=True)
class Difference:
    """A difference nobody has resolved."""

    kind: str
    subject: str
    settlement_id: str
    expected: str
    found: str
    first_seen_on: date

    @property
    def meaning(self) -> str:
        """The kind in words."""
        return MEANINGS.get(self.kind, self.kind)


@dataclass(frozen=True)
class Totals:
    """Sums over all settlements, and what the gateway still owes."""

    gross: Decimal
    fees: Decimal
    net: Decimal
    outstanding: Decimal
