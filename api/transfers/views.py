"""Transfers as the API shows them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from api.models import AnyRow
from api.transfers.booked import Booked
from api.transfers.schemas import Transfer, TransferHeader, TransferLine
from chitrail.money import PAISE_PER_RUPEE
from chitrail.quantity import PLACES


def header_view(row: AnyRow) -> TransferHeader:
    """A transfer out of its row."""
    return TransferHeader(**_header(row))


def transfer_view(row: AnyRow, lines: Sequence[AnyRow], taken: Mapping[UUID, Booked]) -> Transfer:
    """A transfer with its lines; `taken` is what the stream has booked of its dispatch."""
    return Transfer(**_header(row), lines=[_line(line, taken) for line in lines])


def _line(row: AnyRow, taken: Mapping[UUID, Booked]) -> TransferLine:
    booked = taken.get(row.from_ingredient_id)
    out = row.out_value_paise
    if out is None and booked is not None:
        out = booked.value_paise
    received = row.received is not None
    return TransferLine(
        ingredient_code=row.ingredient_code,
        ingredient_name=row.ingredient_name,
        unit=row.unit,
        requested=str(row.requested),
        dispatched=_told(row.dispatched),
        received=_told(row.received),
        damaged=_told(row.damaged),
        lost=_told(row.dispatched - row.received - row.damaged) if received else None,
        value=_rupees(out),
        received_value=_rupees(row.in_value_paise),
        lost_value=_rupees(out - row.in_value_paise) if received and out is not None else None,
    )


def _told(quantity: Decimal | None) -> str | None:
    return None if quantity is None else str(quantity.quantize(PLACES))


def _rupees(paise: Decimal | None) -> str | None:
    return None if paise is None else f"{paise / PAISE_PER_RUPEE:.6f}"


def _header(row: AnyRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "version": row.version,
        "number": row.number,
        "from_outlet": row.from_outlet,
        "to_outlet": row.to_outlet,
        "status": row.status,
        "note": row.note,
        "requested_outlet": row.requested_outlet,
        "requested_by": row.requested_by,
        "requested_at": row.requested_at,
        "dispatched_by": row.dispatched_by,
        "dispatched_at": row.dispatched_at,
        "received_by": row.received_by,
        "received_at": row.received_at,
        "end_reason": row.end_reason,
    }
