"""Writing a stock document: its rows and its event, in the caller's transaction; the stream moves stock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from api.inventory.queries import DOCUMENTS, LINES
from api.outbox.writer import append
from api.outlets.service import trading_day
from chitrail import events
from chitrail.clock import now
from chitrail.errors import InvalidInput
from chitrail.ids import new_id
from chitrail.outbox import outbox_row
from chitrail.quantity import PLACES
from chitrail.tokens import Actor

SOURCE = "chitrail/api"
COST_PLACES = Decimal("0.0001")
"""Of a paisa: both of a worth and of a cost per base unit."""
MOST_WORTH = Decimal(10_000_000_000_000)
MOST_COST = Decimal(1_000_000_000)
"""In paise, of a line and of a base unit: the books hold as much."""


@dataclass(frozen=True)
class FactLine:
    """So much of an ingredient, in its base unit.

    Above zero, but negative for what a count or a production takes out. `value_paise` is the worth of the
    whole line, for what comes in; None where nobody knows. A lot without a code gets one.
    """

    ingredient_id: UUID
    unit: str
    quantity: Decimal
    value_paise: Decimal | None = None
    lot_code: str = ""
    expires_on: date | None = None

    @property
    def unit_cost_paise(self) -> Decimal | None:
        """Paise per base unit, to be shown; the worth of the line is what counts."""
        if self.value_paise is None:
            return None
        cost = self.value_paise / abs(self.quantity)
        return cost.quantize(COST_PLACES, ROUND_HALF_EVEN)


@dataclass(frozen=True)
class Fact:
    """What happened to stock. `order` is id and version of the order it is about, if it is about one."""

    kind: str
    lines: Sequence[FactLine]
    id: UUID | None = None
    reference: str = ""
    reason: str = ""
    order: tuple[UUID, int] | None = None
    reason_code: str | None = None


def write(connection: Connection, actor: Actor, fact: Fact) -> UUID:
    """Store the document of a new fact and say it; its id.

    The caller has checked the lines: ingredients of the actor's outlet, in their units, no lot twice.
    Raises InvalidInput for a worth or cost that is more than the books hold.
    """
    for index, line in enumerate(fact.lines):
        cost = line.unit_cost_paise
        if line.value_paise and (line.value_paise > MOST_WORTH or (cost and cost > MOST_COST)):
            raise InvalidInput("costs more than can be kept", field=f"lines/{index}")
    at, document_id = now(), fact.id or new_id()
    row: dict[str, Any] = {
        "id": document_id,
        "outlet_id": actor.outlet_id,
        "kind": fact.kind,
        "business_date": trading_day(connection, actor.outlet_id, at),
        "reference": fact.reference,
        "reason": fact.reason,
        "reason_code": fact.reason_code,
        "recorded_by": actor.subject,
        "recorded_at": at,
        "seq": 1,
        "order_id": fact.order and fact.order[0],
        "order_version": fact.order and fact.order[1],
    }
    connection.execute(insert(DOCUMENTS), row)
    connection.execute(insert(LINES), [_line(document_id, line) for line in fact.lines])
    append(connection, [_event(row, fact.lines)])
    return document_id


def _line(document_id: UUID, line: FactLine) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "ingredient_id": line.ingredient_id,
        "quantity": line.quantity,
        "unit_cost_paise": line.unit_cost_paise,
        "value_paise": line.value_paise,
        "lot_code": line.lot_code,
        "expires_on": line.expires_on,
    }


def _event(row: dict[str, Any], lines: Sequence[FactLine]) -> dict[str, Any]:
    event = events.StockDocumentRecorded(
        document_id=row["id"],
        outlet_id=row["outlet_id"],
        kind=row["kind"],
        business_date=row["business_date"],
        recorded_at=row["recorded_at"],
        lines=[
            events.DocumentLine(
                ingredient_id=line.ingredient_id,
                quantity=str(line.quantity.quantize(PLACES)),
                unit=line.unit,
                unit_cost_paise=_whole_paise(line.unit_cost_paise),
                value_paise=None
                if line.value_paise is None
                else str(line.value_paise.quantize(COST_PLACES)),
                lot_code=line.lot_code,
                expires_on=line.expires_on,
            )
            for line in lines
        ],
    )
    return outbox_row(
        event,
        outlet_id=row["outlet_id"],
        aggregate_id=str(row["id"]),
        sequence=row["seq"],
        source=SOURCE,
        occurred_at=row["recorded_at"],
    )


def _whole_paise(cost: Decimal | None) -> int | None:
    return None if cost is None else int(cost.to_integral_value())
