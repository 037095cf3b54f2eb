"""What the route of variances takes and gives: quantities in the base unit, worth in rupees."""

from datetime import datetime
from uuid import UUID

import msgspec


class VarianceQuery(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The two counts between which to look; both approved."""

    first: UUID
    last: UUID


class Part(msgspec.Struct, kw_only=True):
    """An amount and what it was worth; what was missing is positive, what was too much negative."""

    quantity: str
    value: str


class Variance(msgspec.Struct, kw_only=True):
    """What was used of an ingredient between its two counts, and why it is not what the recipes say.

    `actual` = `opening` + `received` + `transferred` + `produced` - `sent_back` - `closing`.
    `actual` - `theoretical` = `waste` + `voids` + `recipe` + `unrecorded_receipt` + `unexplained`.
    `price` is what was paid more than the listed cost for what was received; null where none is listed.
    """

    ingredient_id: UUID
    code: str
    name: str
    unit: str
    counted_from: datetime
    counted_to: datetime
    opening: str
    received: str
    transferred: str
    produced: str
    sent_back: str
    closing: str
    actual: str
    theoretical: Part
    waste: Part
    voids: Part
    recipe: Part
    unrecorded_receipt: Part
    unexplained: Part
    unexplained_percent: str | None
    price: str | None


class Variances(msgspec.Struct, kw_only=True):
    """A row for each ingredient both counts have, and what the causes were worth altogether."""

    rows: list[Variance]
    waste: str
    voids: str
    recipe: str
    unrecorded_receipt: str
    unexplained: str
    price: str
