"""Why things are thrown away: the words an outlet uses."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from api.audit.service import record
from api.inventory import models
from api.inventory.schemas import WasteReason, WasteReasons
from api.models import table_of
from chitrail.errors import InvalidInput
from chitrail.tokens import Actor

REASONS = table_of(models.WasteReason)


def listing(connection: Connection, outlet_id: str) -> WasteReasons:
    """The reasons of an outlet, by name."""
    wanted = select(REASONS).where(REASONS.c.outlet_id == outlet_id).order_by(REASONS.c.name)
    rows = connection.execute(wanted).all()
    return WasteReasons(
        data=[WasteReason(code=row.code, name=row.name, active=row.active) for row in rows]
    )


def save(connection: Connection, actor: Actor, request: WasteReason) -> WasteReasons:
    """Add a reason or change it; one that was used stays, so it is made inactive instead of removed."""
    row = {"outlet_id": actor.outlet_id, "code": request.code}
    changed = {"name": request.name, "active": request.active}
    statement = insert(REASONS).values(**row, **changed)
    connection.execute(statement.on_conflict_do_update(index_elements=list(row), set_=changed))
    found = listing(connection, actor.outlet_id)
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "waste-reason-saved",
        request.code,
        name=request.name,
        active=request.active,
    )
    return found


def check(connection: Connection, outlet_id: str, kind: str, code: str) -> None:
    """Raises InvalidInput for a reason the outlet does not have or use, or of anything but waste."""
    if kind != "WASTE":
        raise InvalidInput("is for waste alone", field="reason_code")
    wanted = select(REASONS.c.active).where(
        REASONS.c.outlet_id == outlet_id, REASONS.c.code == code
    )
    if not connection.execute(wanted).scalar_one_or_none():
        raise InvalidInput("there is no such reason", field="reason_code")
