"""What the sync route takes and gives."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

MOST_OPERATIONS = 100
Act = Literal[
    "place_order",
    "add_order_lines",
    "change_order_line",
    "void_order_line",
    "move_order",
    "fire_course",
    "hold_course",
    "split_off_order",
    "merge_order",
    "advance_order",
    "complete_order",
    "cancel_order",
    "advance_ticket",
    "confirm_cash",
]
"""Operations by their ids in this document."""


class Operation(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One write, as its own route takes it; `id` is its idempotency key, made by the till.

    `order_id`, `line_id`, `ticket_id` and `course` stand for those in the route's path.
    """

    id: Annotated[str, Meta(pattern=r"^[\x21-\x7e]{1,255}$", examples=["till-4/000017"])]
    act: Annotated[Act, Meta(examples=["place_order"])]
    order_id: UUID | None = None
    line_id: UUID | None = None
    ticket_id: UUID | None = None
    course: Annotated[int, Meta(ge=1, le=9)] | None = None
    body: Annotated[
        dict[str, Any],
        Meta(
            examples=[
                {"order_type": "DINE_IN", "lines": [{"item_code": "dal-makhani", "quantity": 1}]}
            ]
        ),
    ] = msgspec.field(default_factory=dict)


class SyncRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Operations in the order in which they were done."""

    operations: Annotated[list[Operation], Meta(min_length=1, max_length=MOST_OPERATIONS)]


class OperationResult(msgspec.Struct, kw_only=True):
    """What became of an operation.

    `applied` and `already applied` carry the answer of its route, `rejected` the problem document.
    """

    id: str
    outcome: Literal["applied", "already applied", "rejected"]
    status: int
    answer: Any


class SyncResult(msgspec.Struct):
    """Results in the order of the operations."""

    results: list[OperationResult]
