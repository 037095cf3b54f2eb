"""An ingredient as it is bought: a row of `mart_supply`, and its lots."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chitrail.reordering.deliveries import Rhythm
from chitrail.reordering.packs import Pack, Position


@dataclass(frozen=True)
class Lot:
    """Base units that may be used until `expires_on`."""

    expires_on: date
    remaining: Decimal


@dataclass(frozen=True)
class Supply:
    """What is known of an ingredient; quantities in its base unit, money in rupees.

    The fields of `mart_supply` that planning reads, in its order. `delivery_weekdays` such as "1,3,5".
    """

    ingredient_id: str
    code: str
    name: str
    unit: str
    supplier_id: str | None
    supplier: str
    supplier_item_id: str | None
    pack_size: Decimal
    minimum_packs: Decimal = Decimal(0)
    packs_multiple: Decimal = Decimal(1)
    price: Decimal | None = None
    lead_time_days: int = 2
    delivery_weekdays: str = ""
    review_days: int = 7
    late_days: Decimal = Decimal(0)
    spread_days: Decimal = Decimal(0)
    shelf_life_days: int | None = None
    service_percent: int | None = None
    unit_cost: Decimal | None = None
    margin: Decimal | None = None
    reorder_level: Decimal = Decimal(0)
    on_hand: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)
    on_order: Decimal = Decimal(0)
    in_transit: Decimal = Decimal(0)
    lots: tuple[Lot, ...] = ()

    @property
    def rhythm(self) -> Rhythm:
        """When and how reliably it comes."""
        weekdays = tuple(int(day) for day in self.delivery_weekdays.split(",") if day)
        late, spread = float(self.late_days), float(self.spread_days)
        return Rhythm(self.lead_time_days, weekdays, self.review_days, late, spread)

    @property
    def pack(self) -> Pack:
        """How it is sold."""
        return Pack(self.pack_size, self.minimum_packs, self.packs_multiple)

    def position(self, expiring: Decimal) -> Position:
        """What it has coming and going, when `expiring` of it will not be used in time."""
        return Position(self.on_hand, expiring, self.reserved, self.on_order, self.in_transit)
