"""Queries about lots, worth and what is short."""

from datetime import datetime

from sqlalchemy import Numeric, cast, func, null, select

from api.inventory.queries import INGREDIENTS, LEVELS, LOTS, MOVEMENTS
from api.inventory.worth_schemas import LotQuery
from api.models import AnySelect

_NAMED = (INGREDIENTS.c.id, INGREDIENTS.c.code, INGREDIENTS.c.name, INGREDIENTS.c.unit)


def lots(outlet_id: str, query: LotQuery) -> AnySelect:
    """Statement for the lots of an outlet that match, first to expire first."""
    statement = (
        select(LOTS, INGREDIENTS.c.code.label("ingredient_code"), INGREDIENTS.c.unit)
        .join(INGREDIENTS, INGREDIENTS.c.id == LOTS.c.ingredient_id)
        .where(LOTS.c.outlet_id == outlet_id)
        .order_by(LOTS.c.expires_on.asc().nulls_last(), LOTS.c.received_at, LOTS.c.id)
    )
    if not query.all:
        statement = statement.where(LOTS.c.remaining > 0)
    if query.ingredient_id is not None:
        statement = statement.where(LOTS.c.ingredient_id == query.ingredient_id)
    if query.expires_before is not None:
        statement = statement.where(LOTS.c.expires_on < query.expires_before)
    return statement


def worth_now(outlet_id: str) -> AnySelect:
    """Statement for what is there of every ingredient that ever moved."""
    return (
        select(
            *_NAMED,
            LEVELS.c.on_hand,
            LEVELS.c.value_paise,
            LEVELS.c.average_cost_paise,
            LEVELS.c.last_cost_paise,
        )
        .join(LEVELS, LEVELS.c.ingredient_id == INGREDIENTS.c.id)
        .where(INGREDIENTS.c.outlet_id == outlet_id)
        .order_by(INGREDIENTS.c.name, INGREDIENTS.c.code)
    )


def worth_at(outlet_id: str, at: datetime) -> AnySelect:
    """Statement for what was there at an instant: the sum of the movements until then."""
    unknown = cast(null(), Numeric(14, 4))
    return (
        select(
            *_NAMED,
            func.sum(MOVEMENTS.c.quantity).label("on_hand"),
            func.sum(MOVEMENTS.c.value_paise).label("value_paise"),
            unknown.label("average_cost_paise"),
            unknown.label("last_cost_paise"),
        )
        .join(MOVEMENTS, MOVEMENTS.c.ingredient_id == INGREDIENTS.c.id)
        .where(INGREDIENTS.c.outlet_id == outlet_id, MOVEMENTS.c.occurred_at <= at)
        .group_by(*_NAMED)
        .order_by(INGREDIENTS.c.name, INGREDIENTS.c.code)
    )


def shortfalls(outlet_id: str) -> AnySelect:
    """Statement for the ingredients that are short, and when one last left that was not there."""
    last = (
        select(func.max(MOVEMENTS.c.occurred_at))
        .where(MOVEMENTS.c.ingredient_id == INGREDIENTS.c.id, MOVEMENTS.c.short > 0)
        .scalar_subquery()
    )
    return (
        select(*_NAMED, LEVELS.c.on_hand, LEVELS.c.value_paise, last.label("last_short_at"))
        .join(LEVELS, LEVELS.c.ingredient_id == INGREDIENTS.c.id)
        .where(INGREDIENTS.c.outlet_id == outlet_id, LEVELS.c.on_hand < 0)
        .order_by(INGREDIENTS.c.name, INGREDIENTS.c.code)
    )
