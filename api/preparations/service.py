"""Preparations: made, and made otherwise; dishes with them follow in the same transaction."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from api.audit.service import record
from api.menu.queries import ingredients_by_code
from api.menu.rebuilding import rebuild
from api.menu.versions import CodeTaken
from api.models import AnyRow, AnySelect
from api.preconditions import require_version
from api.preparations import explosion, reading
from api.preparations.reading import INGREDIENTS, PARTS, PREPARATIONS, VERSIONS, Told
from api.preparations.schemas import (
    BatchRequest,
    Component,
    Preparation,
    PreparationRequest,
    Preparations,
)
from api.reply import Reply
from chitrail.clock import now
from chitrail.errors import InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.quantity import PLACES, in_thousandths, to_base
from chitrail.tokens import Actor


def listing(connection: Connection, outlet_id: str) -> Preparations:
    """Preparations of an outlet, by code."""
    rows = connection.execute(_newest(outlet_id)).all()
    return Preparations(_views(connection, outlet_id, rows))


def read(connection: Connection, outlet_id: str, preparation_id: UUID) -> Reply[Preparation]:
    """A preparation. Raises NotFound."""
    wanted = _newest(outlet_id).where(PREPARATIONS.c.id == preparation_id)
    rows = connection.execute(wanted).all()
    if not rows:
        raise NotFound(f"there is no preparation {preparation_id}")
    view = _views(connection, outlet_id, rows)[0]
    return Reply(view, version=view.version)


def create(connection: Connection, actor: Actor, request: PreparationRequest) -> Reply[Preparation]:
    """A new preparation. Raises InvalidInput, CodeTaken."""
    reading.take_turns(connection, actor.outlet_id)
    identity = new_id()
    unit = to_base("1", request.unit)[1]
    row = {
        "id": identity,
        "outlet_id": actor.outlet_id,
        "code": request.code,
        "name": request.name,
        "unit": unit,
        "ingredient_id": _stocked_as(connection, actor.outlet_id, request.stocked_as, unit),
        "version": 1,
    }
    statement = insert_or_not(PREPARATIONS).values(row)
    statement = statement.on_conflict_do_nothing(index_elements=["outlet_id", "code"])
    if connection.execute(statement.returning(PREPARATIONS.c.id)).scalar() is None:
        raise CodeTaken(f"there is a preparation {request.code}", field="code")
    _write(connection, actor, identity, 1, unit, request)
    made = read(connection, actor.outlet_id, identity)
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "preparation-created",
        identity,
        code=request.code,
        name=request.name,
    )
    return Reply(made.value, location=f"/api/preparations/{identity}", version=1)


def change(
    connection: Connection,
    actor: Actor,
    preparation_id: UUID,
    request: BatchRequest,
    expected: int | None,
) -> Reply[Preparation]:
    """The next version, and the next of every dish that has it inside.

    Raises NotFound, PreconditionFailed, InvalidInput naming the way of a circle.
    """
    reading.take_turns(connection, actor.outlet_id)
    before = read(connection, actor.outlet_id, preparation_id).value
    require_version(expected, before.version, before)
    version = before.version + 1
    mine = PREPARATIONS.c.id == preparation_id
    connection.execute(update(PREPARATIONS).where(mine).values(version=version))
    _write(connection, actor, preparation_id, version, before.unit, request)
    batches = reading.batches(connection, actor.outlet_id)
    outer = explosion.users(preparation_id, batches)
    for one in outer:
        # What they come to now must be something that can be told.
        components(connection, batches, one)
    dishes = rebuild(connection, actor, outer, batches, f"{before.code} v{version}")
    made = read(connection, actor.outlet_id, preparation_id)
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "preparation-changed",
        preparation_id,
        code=before.code,
        version=version,
        dishes=" ".join(dishes),
    )
    return made


def _write(
    connection: Connection,
    actor: Actor,
    preparation_id: UUID,
    version: int,
    unit: str,
    request: BatchRequest | PreparationRequest,
) -> None:
    output = reading.measured(request.output, request.unit, unit, "", "output")
    if not output:
        raise InvalidInput("must be more than zero", field="output")
    told = reading.read_parts(connection, actor.outlet_id, request.parts)
    _refuse_circle(connection, actor.outlet_id, preparation_id, told)
    identity = new_id()
    row = {
        "id": identity,
        "preparation_id": preparation_id,
        "version": version,
        "output": output,
        "made_by": actor.subject,
        "made_at": now(),
    }
    connection.execute(insert(VERSIONS).values(row))
    connection.execute(insert(PARTS), reading.part_rows("version_id", identity, told))


def _refuse_circle(
    connection: Connection, outlet_id: str, preparation_id: UUID, told: Sequence[Told]
) -> None:
    row = connection.execute(select(PREPARATIONS).where(PREPARATIONS.c.id == preparation_id)).one()
    batches = reading.batches(connection, outlet_id)
    mine = explosion.Batch(row.code, PLACES, [one.part for one in told], row.ingredient_id)
    way = explosion.circle(preparation_id, batches | {preparation_id: mine})
    if way:
        raise InvalidInput(f"would be made of itself: {' → '.join(way)}", field="parts")


def _stocked_as(connection: Connection, outlet_id: str, code: str | None, unit: str) -> UUID | None:
    if code is None:
        return None
    found = ingredients_by_code(connection, outlet_id, {code}).get(code)
    if found is None:
        raise InvalidInput("there is no such ingredient", field="stocked_as")
    if found.unit != unit:
        raise InvalidInput(f"is kept in {found.unit}", field="stocked_as")
    taken = select(PREPARATIONS.c.code).where(PREPARATIONS.c.ingredient_id == found.id)
    other = connection.execute(taken).scalar()
    if other is not None:
        raise InvalidInput(f"is what {other} is kept as", field="stocked_as")
    identity: UUID = found.id
    return identity


def _newest(outlet_id: str) -> AnySelect:
    newest = (VERSIONS.c.preparation_id == PREPARATIONS.c.id) & (
        VERSIONS.c.version == PREPARATIONS.c.version
    )
    columns = (VERSIONS.c.id.label("version_id"), VERSIONS.c.output)
    told = (VERSIONS.c.made_by, VERSIONS.c.made_at, INGREDIENTS.c.code.label("stocked_as"))
    return (
        select(PREPARATIONS, *columns, *told)
        .join(VERSIONS, newest)
        .join(INGREDIENTS, INGREDIENTS.c.id == PREPARATIONS.c.ingredient_id, isouter=True)
        .where(PREPARATIONS.c.outlet_id == outlet_id)
        .order_by(PREPARATIONS.c.code)
    )


def _views(connection: Connection, outlet_id: str, rows: Sequence[AnyRow]) -> list[Preparation]:
    batches = reading.batches(connection, outlet_id)
    ids = [row.version_id for row in rows]
    told = reading.told_of(connection, PARTS, "version_id", ids)
    return [
        Preparation(
            id=row.id,
            version=row.version,
            code=row.code,
            name=row.name,
            output=str(row.output.quantize(PLACES)),
            unit=row.unit,
            stocked_as=row.stocked_as,
            parts=reading.views(connection, told[row.version_id]),
            components=components(connection, batches, row.id),
            made_by=row.made_by,
            made_at=row.made_at,
        )
        for row in rows
    ]


def components(
    connection: Connection, batches: dict[UUID, explosion.Batch], preparation_id: UUID
) -> list[Component]:
    """What a batch of a preparation takes out of stock, by code."""
    taken = explosion.flat(batches[preparation_id].parts, batches)
    wanted = select(INGREDIENTS).where(INGREDIENTS.c.id.in_(taken)).order_by(INGREDIENTS.c.code)
    return [
        Component(
            ingredient_code=row.code,
            quantity=str(in_thousandths(taken[row.id], row.unit, field="parts")),
            unit=row.unit,
        )
        for row in connection.execute(wanted)
    ]
