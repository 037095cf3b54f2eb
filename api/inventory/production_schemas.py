"""What the routes of productions take and give."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.inventory.schemas import Amount, LotCode, Unit
from api.paging import PageQuery

Code = Annotated[str, Meta(max_length=64, examples=["makhani-gravy"])]


class ComponentRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What went into a batch."""

    ingredient_code: Annotated[str, Meta(max_length=64, examples=["butter"])]
    quantity: Amount
    unit: Unit


class ProductionRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A batch that was made to keep: what came of it, what should have, and what went in.

    `batches` of the preparation that is kept as the ingredient say both at once: so many times its parts went
    in, so many times its output should have come of it.
    """

    ingredient_code: Annotated[str, Meta(max_length=64, examples=["cream"])]
    quantity: Amount
    unit: Annotated[str, Meta(max_length=16, examples=["l"])]
    expected_quantity: Amount | None = None
    components: Annotated[list[ComponentRequest], Meta(max_length=100)] = []
    batches: Annotated[str, Meta(pattern=r"^[0-9]{1,4}(\.[0-9]{1,3})?$", examples=["2"])] | None = (
        None
    )
    lot_code: LotCode = ""
    expires_on: date | None = None
    reference: Annotated[str, Meta(max_length=64, examples=["morning batch"])] = ""


class Component(msgspec.Struct, kw_only=True):
    """What went in, in its base unit, and its worth in rupees once the stream has booked it."""

    ingredient_id: UUID
    ingredient_code: str
    quantity: str
    unit: str
    cost: str | None


class Production(msgspec.Struct, kw_only=True):
    """A batch. `yield_variance` is what came of it less what should have; `cost` what went in was worth."""

    document_id: UUID
    ingredient_id: UUID
    ingredient_code: str
    unit: str
    made: str
    expected: str | None
    yield_variance: str | None
    cost: str | None
    unit_cost: str | None
    made_at: datetime
    components: list[Component]


class ProductionQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which productions to list."""

    ingredient_id: UUID | None = None
