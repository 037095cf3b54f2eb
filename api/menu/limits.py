"""Which ingredients take a dish off the menu when they are short, and which are never waited for."""

from typing import Annotated

import msgspec
from msgspec import Meta
from sqlalchemy import Connection, select, update

from api.audit.service import record
from api.menu.models import Ingredient
from api.models import table_of
from api.reply import Reply
from chitrail.errors import InvalidInput
from chitrail.tokens import Actor

INGREDIENTS = table_of(Ingredient)


class SaleLimit(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An ingredient, and whether dishes are sold out when there is not enough of it."""

    ingredient_code: Annotated[str, Meta(min_length=1, max_length=64, examples=["salt"])]
    limits_sale: bool


def save(connection: Connection, actor: Actor, request: SaleLimit) -> Reply[SaleLimit]:
    """Say whether an ingredient limits what is sold; the menu follows at once. Raises InvalidInput."""
    mine = (
        INGREDIENTS.c.outlet_id == actor.outlet_id,
        INGREDIENTS.c.code == request.ingredient_code,
    )
    locked = select(INGREDIENTS.c.id, INGREDIENTS.c.limits_sale).where(*mine)
    found = connection.execute(locked.with_for_update(key_share=True)).one_or_none()
    if found is None:
        raise InvalidInput("there is no such ingredient", field="ingredient_code")
    columns = {"limits_sale": request.limits_sale, "version": INGREDIENTS.c.version + 1}
    connection.execute(update(INGREDIENTS).where(*mine).values(columns))
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "sale-limit-changed",
        found.id,
        code=request.ingredient_code,
        before=found.limits_sale,
        after=request.limits_sale,
    )
    return Reply(request)
