"""What the lines take that somebody still has to cook."""

import hashlib
from itertools import groupby
from operator import attrgetter

import msgspec
from sqlalchemy import Connection

from api.kitchen import queries
from api.kitchen.schemas import Amount, CountedIngredient, LineAmounts, OpenIngredients
from api.reply import Reply
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
    digest = hashlib.sha256(msgspec.json.encode(found)).hexdigest()[:24]
    return Reply(found, version=digest)
