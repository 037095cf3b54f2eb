"""Routes of staff administration."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import MANAGEMENT
from api.paging import Listing
from api.routing import Routes
from api.staff import service, sign_ins
from api.staff.schemas import (
    KnownSignIn,
    Member,
    MemberChange,
    MemberList,
    NewMember,
    NewPassword,
    PasswordChange,
    PinChange,
    SignInQuery,
)
from chitrail.settings import Settings
from chitrail.tokens import Actor

routes = Routes("staff")


@routes.get("/api/staff", roles=MANAGEMENT)
def list_staff(actor: Actor, connection: Connection) -> MemberList:
    """List the staff of the outlet."""
    return service.listing(connection, actor.outlet_id)


# Not idempotent: a stored answer would be a stored password.
@routes.post("/api/staff", roles=MANAGEMENT, status=201, idempotent=False, refusals=(409,))
def create_staff(body: NewMember, actor: Actor, connection: Connection) -> NewPassword:
    """Add a member of staff; a password that is made is shown this once."""
    return service.create(connection, actor, body)


@routes.post("/api/staff/<uuid:staff_id>/change", roles=MANAGEMENT, refusals=(404, 409))
def change_staff(
    staff_id: UUID, body: MemberChange, actor: Actor, connection: Connection
) -> Member:
    """Change a member's name, role, or whether they are active; their sign-ins end."""
    return service.change(connection, actor, staff_id, body)


@routes.post(
    "/api/staff/<uuid:staff_id>/password", roles=MANAGEMENT, idempotent=False, refusals=(404,)
)
def set_staff_password(
    staff_id: UUID, body: PasswordChange, actor: Actor, connection: Connection
) -> NewPassword:
    """Give a member a new password; their sign-ins end."""
    return service.set_password(connection, actor, staff_id, body)


@routes.post("/api/staff/<uuid:staff_id>/pin", roles=MANAGEMENT, idempotent=False, refusals=(404,))
def set_staff_pin(
    staff_id: UUID, body: PinChange, actor: Actor, connection: Connection, settings: Settings
) -> Member:
    """Give a member a new PIN; their sign-ins end."""
    return service.set_pin(connection, settings, actor, staff_id, body.pin)


@routes.get("/api/staff/sign-ins", roles=MANAGEMENT)
def list_sign_ins(query: SignInQuery, actor: Actor, connection: Connection) -> Listing[KnownSignIn]:
    """List sign-ins of people, displays and guests, newest first."""
    return sign_ins.listing(connection, actor.outlet_id, query)


@routes.post("/api/staff/sign-ins/<uuid:session_id>/end", roles=MANAGEMENT, refusals=(404,))
def end_sign_in(session_id: UUID, actor: Actor, connection: Connection) -> KnownSignIn:
    """End a sign-in; it is refused on every door within seconds."""
    return sign_ins.end(connection, actor, session_id)
