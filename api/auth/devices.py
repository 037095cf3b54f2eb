"""Devices on which a PIN is enough: enrolled by a manager, known by a token only they hold."""

from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from api.audit.service import record
from api.auth import secret_tokens, sessions
from api.auth.models import Device
from api.auth.schemas import DeviceList, DeviceRequest, EnrolledDevice, KnownDevice
from api.auth.sessions import SESSIONS
from api.models import AnyRow, table_of
from chitrail.clock import now
from chitrail.errors import NotFound
from chitrail.ids import new_id
from chitrail.tokens import Actor

DEVICES = table_of(Device)


def enrol(connection: Connection, actor: Actor, request: DeviceRequest) -> EnrolledDevice:
    """Enrol a device of the caller's outlet; its token is shown this once."""
    secret, sha256 = secret_tokens.make()
    row = {
        "id": new_id(),
        "outlet_id": actor.outlet_id,
        "name": request.name,
        "token_sha256": sha256,
        "enrolled_by": actor.subject,
        "enrolled_at": now(),
    }
    made = connection.execute(insert(DEVICES).values(row).returning(DEVICES)).one()
    record(connection, actor.outlet_id, actor.subject, "device-enrolled", made.id, name=made.name)
    return EnrolledDevice(made.id, made.name, made.enrolled_at, secret)


def listing(connection: Connection, outlet_id: str) -> DeviceList:
    """Devices of an outlet, newest first."""
    mine = select(DEVICES).where(DEVICES.c.outlet_id == outlet_id)
    rows = connection.execute(mine.order_by(DEVICES.c.enrolled_at.desc(), DEVICES.c.id.desc()))
    return DeviceList([_view(row) for row in rows])


def revoke(connection: Connection, actor: Actor, device_id: UUID) -> KnownDevice:
    """Take a device's token away and end the sign-ins made on it. Raises NotFound."""
    which = (DEVICES.c.id == device_id, DEVICES.c.outlet_id == actor.outlet_id)
    taken = update(DEVICES).where(*which, DEVICES.c.revoked_at.is_(None)).values(revoked_at=now())
    if connection.execute(taken).rowcount:
        ended = sessions.end(connection, "device revoked", SESSIONS.c.device_id == device_id)
        record(
            connection,
            actor.outlet_id,
            actor.subject,
            "device-revoked",
            device_id,
            sign_ins=ended,
        )
    row = connection.execute(select(DEVICES).where(*which)).one_or_none()
    if row is None:
        raise NotFound(f"there is no device {device_id}")
    return _view(row)


def of_token(connection: Connection, secret: str) -> AnyRow | None:
    """The device that holds a token; None for one nobody holds any more."""
    which = (DEVICES.c.token_sha256 == secret_tokens.digest(secret), DEVICES.c.revoked_at.is_(None))
    return connection.execute(select(DEVICES).where(*which)).one_or_none()


def is_enrolled(connection: Connection, device_id: UUID) -> bool:
    """Whether a device still is, held so until the transaction ends."""
    which = (DEVICES.c.id == device_id, DEVICES.c.revoked_at.is_(None))
    held = select(DEVICES.c.id).where(*which).with_for_update(read=True)
    return connection.execute(held).first() is not None


def _view(row: AnyRow) -> KnownDevice:
    return KnownDevice(row.id, row.name, row.enrolled_at, row.revoked_at)
