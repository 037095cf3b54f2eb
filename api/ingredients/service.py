"""Ingredients: made and changed, with the units of their own."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from api.audit.service import record
from api.ingredients import conversions as units
from api.ingredients.amounts import CONVERSIONS, of
from api.ingredients.schemas import (
    Conversion,
    Ingredient,
    IngredientChange,
    IngredientQuery,
    IngredientRequest,
)
from api.inventory.amounts import rupees
from api.menu.models import Ingredient as IngredientRow
from api.menu.versions import CodeTaken
from api.models import AnyRow, table_of
from api.paging import Listing, Page, count
from api.preconditions import require_version
from api.reply import Reply
from chitrail.allergens import together
from chitrail.clock import now
from chitrail.errors import InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.money import PAISE_PER_RUPEE
from chitrail.quantity import MOST, PLACES
from chitrail.tokens import Actor

INGREDIENTS = table_of(IngredientRow)
PLAIN = ("name", "lead_time_days", "category", "shelf_life_days", "service_percent")
"""Fields that are columns as they are."""


def listing(connection: Connection, outlet_id: str, query: IngredientQuery) -> Listing[Ingredient]:
    """Ingredients of an outlet, by name. Raises InvalidInput for a cursor."""
    if query.cursor is not None:
        raise InvalidInput("this list has no cursor, use offset", field="cursor")
    statement = select(INGREDIENTS).where(INGREDIENTS.c.outlet_id == outlet_id)
    if query.category is not None:
        statement = statement.where(INGREDIENTS.c.category == query.category)
    ordered = statement.order_by(INGREDIENTS.c.name, INGREDIENTS.c.code)
    rows = connection.execute(ordered.limit(query.limit).offset(query.offset)).all()
    page = Page(query.limit, query.offset, count(connection, statement), None)
    return Listing(_views(connection, rows), page)


def read(connection: Connection, outlet_id: str, ingredient_id: UUID) -> Reply[Ingredient]:
    """An ingredient. Raises NotFound."""
    view = _views(connection, [_found(connection, outlet_id, ingredient_id)])[0]
    return Reply(view, version=view.version)


def create(connection: Connection, actor: Actor, request: IngredientRequest) -> Reply[Ingredient]:
    """A new ingredient. Raises InvalidInput, CodeTaken."""
    identity = new_id()
    row = {
        "id": identity,
        "outlet_id": actor.outlet_id,
        "code": request.code,
        "unit": request.unit,
        "limits_sale": request.limits_sale,
        # Who sells it is told by the suppliers' items.
        "supplier": "",
    }
    statement = insert(INGREDIENTS).values(row | _columns(request)).on_conflict_do_nothing()
    if connection.execute(statement.returning(INGREDIENTS.c.id)).scalar() is None:
        raise CodeTaken(f"there is an ingredient {request.code}", field="code")
    _write_conversions(connection, identity, request.unit, request.conversions)
    made = read(connection, actor.outlet_id, identity)
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "ingredient-created",
        identity,
        code=request.code,
        name=request.name,
        unit=request.unit,
    )
    return Reply(made.value, location=f"/api/ingredients/{identity}", version=made.version)


def change(
    connection: Connection,
    actor: Actor,
    ingredient_id: UUID,
    request: IngredientChange,
    expected: int | None,
) -> Reply[Ingredient]:
    """Change an ingredient. Raises NotFound, PreconditionFailed, InvalidInput."""
    row = _found(connection, actor.outlet_id, ingredient_id, lock=True)
    before = _views(connection, [row])[0]
    require_version(expected, row.version, before)
    columns = _columns(request) | {"version": row.version + 1, "updated_at": now()}
    connection.execute(update(INGREDIENTS).where(INGREDIENTS.c.id == ingredient_id).values(columns))
    if request.conversions is not None:
        connection.execute(delete(CONVERSIONS).where(CONVERSIONS.c.ingredient_id == ingredient_id))
        _write_conversions(connection, ingredient_id, row.unit, request.conversions)
    changed = read(connection, actor.outlet_id, ingredient_id)
    fields = [
        name
        for name in Ingredient.__struct_fields__
        if name != "version" and getattr(before, name) != getattr(changed.value, name)
    ]
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "ingredient-changed",
        ingredient_id,
        of=row.code,
        fields=" ".join(sorted(fields)),
    )
    return changed


def _write_conversions(
    connection: Connection, ingredient_id: UUID, kept_in: str, told: Sequence[Conversion]
) -> None:
    wanted: list[units.Conversion] = []
    for place, one in enumerate(told):
        for name in ("amount", "equals"):
            if not Decimal(getattr(one, name)):
                raise InvalidInput("must be more than zero", field=f"conversions/{place}/{name}")
        if one.unit in {before.unit for before in wanted}:
            raise InvalidInput("is given twice", field=f"conversions/{place}/unit")
        amount, equals = Decimal(one.amount), Decimal(one.equals)
        wanted.append(units.Conversion(amount, one.unit, equals, one.equals_unit))
    units.check(wanted, kept_in)
    if wanted:
        rows = [{"ingredient_id": ingredient_id, **one._asdict()} for one in wanted]
        connection.execute(insert(CONVERSIONS), rows)


def _columns(request: IngredientRequest | IngredientChange) -> dict[str, Any]:
    columns = {name: getattr(request, name) for name in PLAIN if getattr(request, name) is not None}
    if request.allergens is not None:
        columns["allergens"] = together(request.allergens)
    for name in ("reorder_level", "pack_size"):
        told = getattr(request, name)
        if told is not None:
            columns[name] = Decimal(told)
    if columns.get("pack_size") == 0:
        raise InvalidInput("must be more than zero", field="pack_size")
    if request.unit_cost is not None:
        columns["unit_cost_paise"] = Decimal(request.unit_cost) * PAISE_PER_RUPEE
        if columns["unit_cost_paise"] > MOST:
            raise InvalidInput("is more than can be kept", field="unit_cost")
    return columns


def _found(
    connection: Connection, outlet_id: str, ingredient_id: UUID, *, lock: bool = False
) -> AnyRow:
    statement = select(INGREDIENTS).where(
        INGREDIENTS.c.id == ingredient_id, INGREDIENTS.c.outlet_id == outlet_id
    )
    if lock:
        statement = statement.with_for_update(key_share=True)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(f"there is no ingredient {ingredient_id}")
    return row


def _views(connection: Connection, rows: Sequence[AnyRow]) -> list[Ingredient]:
    found = of(connection, [row.id for row in rows])
    return [
        Ingredient(
            **{name: getattr(row, name) for name in PLAIN},
            id=row.id,
            version=row.version,
            code=row.code,
            unit=row.unit,
            limits_sale=row.limits_sale,
            allergens=row.allergens,
            reorder_level=str(row.reorder_level.quantize(PLACES)),
            pack_size=str(row.pack_size.quantize(PLACES)),
            unit_cost=None if row.unit_cost_paise is None else rupees(row.unit_cost_paise),
            conversions=[
                Conversion(
                    unit=one.unit,
                    amount=_plain(one.amount),
                    equals=_plain(one.equals),
                    equals_unit=one.equals_unit,
                )
                for one in found[row.id]
            ],
        )
        for row in rows
    ]


def _plain(number: Decimal) -> str:
    """Without the zeros the column pads with: 120.000000 -> "120"."""
    return f"{number.normalize():f}"
