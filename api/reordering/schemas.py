"""What drafting by the forecast takes and gives. Quantities are in the unit the ingredient is kept in."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.purchasing.schemas import PurchaseOrder

Level = Annotated[str, Meta(pattern=r"^[0-9]{1,10}(\.[0-9]{1,3})?$", examples=["12000"])]
Because = Annotated[
    str, Meta(max_length=600, examples=["11.2 kg are used in 8 days; 2.1 kg cover busier days."])
]


class ReorderTarget(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Where an ingredient should be.

    An order is due at or below `reorder_point` and restores `order_up_to`. `most` is used before it expires:
    no more is ordered. `expiring` of what is there will expire before it is used. `why` tells how these were
    found.
    """

    ingredient_id: UUID
    reorder_point: Level
    order_up_to: Level
    most: Level
    expiring: Level = "0"
    why: Because = ""


class ReorderRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Targets of an outlet's ingredients; those left out are not ordered."""

    targets: Annotated[list[ReorderTarget], Meta(min_length=1, max_length=2000)]


class NotOrdered(msgspec.Struct, kw_only=True):
    """An ingredient that is due and was not drafted, and why."""

    ingredient_id: UUID
    ingredient_code: str
    why: str


class ReorderDrafts(msgspec.Struct, kw_only=True):
    """The suppliers' drafts as they are now, and what is due and in none of them."""

    orders: list[PurchaseOrder]
    not_ordered: list[NotOrdered]
