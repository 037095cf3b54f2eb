"""What a dispatch took from the sender's stock, as the inventory stream has booked it.

The receiver's outlet sees nothing of the sender's stock; this module alone looks, and only at one document.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection, select

from api.database import looking_everywhere
from api.inventory.models import StockLot, StockLotMovement, StockMovement
from api.models import table_of
from api.outlets.models import Outlet
from api.transfers.sharing import Lot

MOVEMENTS, OF_LOTS = table_of(StockMovement), table_of(StockLotMovement)
LOTS, OUTLETS = table_of(StockLot), table_of(Outlet)


@dataclass(frozen=True)
class Booked:
    """What left of an ingredient: its worth in paise and its lots, soonest to expire first."""

    value_paise: Decimal
    lots: list[Lot]


def booked(connection: Connection, document_id: UUID) -> dict[UUID, Booked]:
    """By the sender's ingredient; empty until the stream has booked the document."""
    moved = select(MOVEMENTS).where(MOVEMENTS.c.document_id == document_id)
    of_lots = (
        select(OF_LOTS.c.ingredient_id, OF_LOTS.c.quantity, LOTS.c.code, LOTS.c.expires_on)
        .join(LOTS, LOTS.c.id == OF_LOTS.c.lot_id)
        .join(
            MOVEMENTS,
            (MOVEMENTS.c.event_id == OF_LOTS.c.event_id)
            & (MOVEMENTS.c.ingredient_id == OF_LOTS.c.ingredient_id),
        )
        .where(MOVEMENTS.c.document_id == document_id)
        .order_by(LOTS.c.expires_on.asc().nulls_last(), LOTS.c.code)
    )
    with looking_everywhere(connection):
        movements = connection.execute(moved).all()
        lots: dict[UUID, list[Lot]] = defaultdict(list)
        for row in connection.execute(of_lots):
            lots[row.ingredient_id].append(Lot(row.code, row.expires_on, -row.quantity))
    return {
        row.ingredient_id: Booked(-row.value_paise, lots[row.ingredient_id]) for row in movements
    }


def is_outlet(connection: Connection, outlet_id: str) -> bool:
    """Whether the house has an outlet."""
    with looking_everywhere(connection):
        found = connection.execute(select(OUTLETS.c.id).where(OUTLETS.c.id == outlet_id)).scalar()
    return found is not None
