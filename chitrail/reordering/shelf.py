"""Stock of one ingredient day by day in a replay: what comes, is used first expired first out, goes off."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from chitrail.reordering.expected import exact
from chitrail.reordering.supply import Lot

NEVER = date.max


@dataclass
class Shelf:
    """Lots of base units by their last day, and deliveries on their way by the day they come."""

    shelf_life_days: int | None
    lots: list[tuple[date, float]] = field(default_factory=list)
    coming: list[tuple[date, float]] = field(default_factory=list)

    @property
    def on_hand(self) -> float:
        """Base units there."""
        return sum(quantity for _, quantity in self.lots)

    @property
    def on_order(self) -> float:
        """Base units on their way."""
        return sum(quantity for _, quantity in self.coming)

    def dated(self) -> tuple[Lot, ...]:
        """Lots that expire, as planning reads them."""
        return tuple(Lot(day, exact(amount)) for day, amount in self.lots if day != NEVER)

    def put(self, today: date, quantity: float) -> None:
        """Stock that came today and keeps for its shelf life, today included."""
        last = NEVER
        if self.shelf_life_days is not None:
            last = today + timedelta(days=self.shelf_life_days - 1)
        self.lots.append((last, quantity))
        self.lots.sort()

    def order(self, comes: date, quantity: Decimal) -> None:
        """Something that was ordered and comes on a day."""
        self.coming.append((comes, float(quantity)))

    def receive(self, today: date) -> None:
        """Put away what comes today."""
        arrived = [quantity for day, quantity in self.coming if day <= today]
        self.coming = [(day, quantity) for day, quantity in self.coming if day > today]
        for quantity in arrived:
            self.put(today, quantity)

    def throw_away(self, today: date) -> float:
        """Take out what is past its last day; how much it was."""
        gone = sum(quantity for day, quantity in self.lots if day < today)
        self.lots = [(day, quantity) for day, quantity in self.lots if day >= today]
        return gone

    def use(self, quantity: float) -> float:
        """Use it, first to expire first; what was missing."""
        left: list[tuple[date, float]] = []
        for day, there in self.lots:
            taken = min(there, quantity)
            quantity -= taken
            if there - taken > 0:
                left.append((day, there - taken))
        self.lots = left
        return quantity
