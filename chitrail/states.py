"""State machines as tables: which status may follow which. The database holds the same edges."""

from collections.abc import Mapping
from enum import StrEnum

from chitrail.errors import IllegalTransition


class OrderStatus(StrEnum):
    """An order from the till to the last plate."""

    PLACED = "PLACED"
    CONFIRMED = "CONFIRMED"
    PREPARING = "PREPARING"
    READY = "READY"
    SERVED = "SERVED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class TicketStatus(StrEnum):
    """One station's part of an order on the kitchen display; HELD waits until its course is fired."""

    HELD = "HELD"
    NEW = "NEW"
    PREPARING = "PREPARING"
    READY = "READY"
    CANCELLED = "CANCELLED"


class PaymentStatus(StrEnum):
    """A payment; FAILED -> COMPLETED is real: banks authorise late, up to days after."""

    PENDING = "PENDING"
    PROCESSING = "PROCESSING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    REFUNDED = "REFUNDED"


class RefundStatus(StrEnum):
    """A refund: reserved here first, then known at the gateway."""

    PENDING = "PENDING"
    PROCESSED = "PROCESSED"
    FAILED = "FAILED"


class PurchaseStatus(StrEnum):
    """An order to a supplier, from the draft to the last pack."""

    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    SENT = "SENT"
    PARTLY_RECEIVED = "PARTLY_RECEIVED"
    RECEIVED = "RECEIVED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class TransferStatus(StrEnum):
    """Stock on its way from one outlet to another."""

    REQUESTED = "REQUESTED"
    DISPATCHED = "DISPATCHED"
    RECEIVED = "RECEIVED"
    CANCELLED = "CANCELLED"


Edges = Mapping[StrEnum, frozenset[StrEnum]]

_O, _T, _P, _R = OrderStatus, TicketStatus, PaymentStatus, RefundStatus
_B, _M = PurchaseStatus, TransferStatus

ORDER_EDGES: Edges = {
    _O.PLACED: frozenset({_O.CONFIRMED, _O.PREPARING, _O.CANCELLED}),
    _O.CONFIRMED: frozenset({_O.PREPARING, _O.CANCELLED}),
    _O.PREPARING: frozenset({_O.READY, _O.CANCELLED}),
    _O.READY: frozenset({_O.SERVED, _O.PREPARING, _O.COMPLETED, _O.CANCELLED}),
    _O.SERVED: frozenset({_O.PREPARING, _O.COMPLETED}),
    _O.COMPLETED: frozenset(),
    _O.CANCELLED: frozenset(),
}
TICKET_EDGES: Edges = {
    _T.HELD: frozenset({_T.NEW, _T.CANCELLED}),
    _T.NEW: frozenset({_T.HELD, _T.PREPARING, _T.READY, _T.CANCELLED}),
    _T.PREPARING: frozenset({_T.READY, _T.CANCELLED}),
    _T.READY: frozenset({_T.PREPARING, _T.CANCELLED}),
    _T.CANCELLED: frozenset(),
}
PAYMENT_EDGES: Edges = {
    _P.PENDING: frozenset({_P.PROCESSING, _P.COMPLETED, _P.FAILED, _P.UNKNOWN}),
    _P.PROCESSING: frozenset({_P.COMPLETED, _P.FAILED, _P.UNKNOWN}),
    _P.UNKNOWN: frozenset({_P.PROCESSING, _P.COMPLETED, _P.FAILED}),
    _P.FAILED: frozenset({_P.COMPLETED}),
    _P.COMPLETED: frozenset({_P.PARTIALLY_REFUNDED, _P.REFUNDED}),
    _P.PARTIALLY_REFUNDED: frozenset({_P.PARTIALLY_REFUNDED, _P.REFUNDED}),
    _P.REFUNDED: frozenset(),
}
REFUND_EDGES: Edges = {
    _R.PENDING: frozenset({_R.PROCESSED, _R.FAILED}),
    _R.PROCESSED: frozenset(),
    _R.FAILED: frozenset(),
}
PURCHASE_EDGES: Edges = {
    _B.DRAFT: frozenset({_B.APPROVED, _B.CANCELLED}),
    _B.APPROVED: frozenset({_B.SENT, _B.CANCELLED}),
    _B.SENT: frozenset({_B.PARTLY_RECEIVED, _B.RECEIVED, _B.CANCELLED}),
    _B.PARTLY_RECEIVED: frozenset({_B.PARTLY_RECEIVED, _B.RECEIVED, _B.CLOSED}),
    _B.RECEIVED: frozenset({_B.CLOSED}),
    _B.CLOSED: frozenset(),
    _B.CANCELLED: frozenset(),
}
TRANSFER_EDGES: Edges = {
    _M.REQUESTED: frozenset({_M.DISPATCHED, _M.CANCELLED}),
    _M.DISPATCHED: frozenset({_M.RECEIVED}),
    _M.RECEIVED: frozenset(),
    _M.CANCELLED: frozenset(),
}
MACHINES: Mapping[str, Edges] = {
    "order": ORDER_EDGES,
    "ticket": TICKET_EDGES,
    "payment": PAYMENT_EDGES,
    "refund": REFUND_EDGES,
    "purchase": PURCHASE_EDGES,
    "transfer": TRANSFER_EDGES,
}

NEXT_ORDER_STATUS: Mapping[OrderStatus, OrderStatus] = {
    _O.PLACED: _O.CONFIRMED,
    _O.CONFIRMED: _O.PREPARING,
    _O.PREPARING: _O.READY,
    _O.READY: _O.SERVED,
}
"""Where `advance` goes when the caller names no target; completing is an act of its own."""


def check_edge(machine: str, current: StrEnum, target: StrEnum) -> None:
    """Raise IllegalTransition unless `target` may follow `current`."""
    allowed = MACHINES[machine][current]
    if target not in allowed:
        raise IllegalTransition(
            f"the {machine} is {current} and cannot become {target}",
            current=str(current),
            allowed=sorted(str(status) for status in allowed),
        )
