"""What still has to be cooked, by ingredient; what waits at the pass, and how it goes out."""

import hashlib
from itertools import groupby
from operator import attrgetter
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from api.kitchen import queries
from api.kitchen.schemas import (
    Amount,
    CountedIngredient,
    LineAmounts,
    OpenIngredients,
    Waiting,
)
from api.orders import service as orders
from api.orders.schemas import Order
from api.reply import Reply
from api.tickets.reading import whole
from chitrail.states import OrderStatus
from chitrail.tokens import Actor


def open_ingredients(connection: Connection, actor: Actor) -> Reply[OpenIngredients]:
    """By line, with the digest of it all as version; a display hears of its own station's lines only."""
    rows = queries.amounts(connection, actor.outlet_id, actor.station)
    ingredients = {
        row.ingredient_id: CountedIngredient(row.ingredient_id, row.name, row.unit) for row in rows
    }
    lines = [
        LineAmounts(line_id, [Amount(row.ingredient_id, row.quantity) for row in of_line])
        for line_id, of_line in groupby(rows, attrgetter("line_id"))
    ]
    found = OpenIngredients(sorted(ingredients.values(), key=lambda each: each.name), lines)
    return Reply(found, version=_digest(found))


def waiting(connection: Connection, actor: Actor) -> Reply[Waiting]:
    """What stands at the pass, with its digest as version; a display hears of its station's only."""
    rows = connection.execute(queries.ready(actor.outlet_id, actor.station)).all()
    found = Waiting(whole(connection, rows))
    return Reply(found, version=_digest(found))


def hand_over(
    connection: Connection, actor: Actor, order_id: UUID, version: int | None
) -> Reply[Order]:
    """Serve an order that is ready whole.

    Raises NotFound, PreconditionFailed, IllegalTransition, CourseHeld.
    """
    return orders.advance(connection, actor, order_id, OrderStatus.SERVED, version)


def _digest(found: msgspec.Struct) -> str:
    return hashlib.sha256(msgspec.json.encode(found)).hexdigest()[:24]
