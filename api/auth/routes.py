"""Routes of sign-in."""

from uuid import UUID

from flask import Request
from sqlalchemy import Connection

from api.auth import approvals, devices, displays, guests, pin_sign_in, service
from api.auth.origin import address_of
from api.auth.schemas import (
    AccessToken,
    ApprovalRequest,
    BoardToken,
    DeviceList,
    DeviceRequest,
    DisplayRequest,
    DisplayToken,
    Ended,
    EnrolledDevice,
    GivenApproval,
    GuestRequest,
    GuestToken,
    KnownDevice,
    Login,
    Me,
    PinLogin,
    Renewal,
)
from api.authorization import EVERYONE, FLOOR, GUEST, MANAGEMENT, PUBLIC
from api.database import Database
from api.routing import Routes
from chitrail.settings import Settings
from chitrail.tokens import Actor

routes = Routes("auth")


@routes.post("/api/auth/login", roles=PUBLIC, house=True, idempotent=False, refusals=(401, 429))
def login(body: Login, database: Database, settings: Settings, request: Request) -> AccessToken:
    """Sign in with name and password."""
    return service.sign_in(database, settings, body, address_of(request, settings))


@routes.post("/api/auth/pin", roles=PUBLIC, house=True, idempotent=False, refusals=(401, 429))
def pin(body: PinLogin, database: Database, settings: Settings, request: Request) -> AccessToken:
    """Sign in with a PIN on an enrolled device."""
    return pin_sign_in.sign_in(database, settings, body, address_of(request, settings))


@routes.post("/api/auth/refresh", roles=PUBLIC, house=True, idempotent=False, refusals=(401,))
def refresh(body: Renewal, database: Database, settings: Settings) -> AccessToken:
    """Renew a sign-in; the refresh token works once."""
    return service.renew(database, settings, body.refresh_token)


@routes.post("/api/auth/logout", roles=EVERYONE | {GUEST}, idempotent=False)
def logout(actor: Actor, connection: Connection) -> Ended:
    """Sign out: the sign-in of this token ends on every door within seconds."""
    return service.sign_out(connection, actor)


@routes.post("/api/auth/logout-everywhere", roles=EVERYONE, idempotent=False)
def logout_everywhere(actor: Actor, connection: Connection) -> Ended:
    """Sign out of every device."""
    return service.sign_out_everywhere(connection, actor)


@routes.get("/api/auth/me", roles=EVERYONE)
def me(actor: Actor) -> Me:
    """Whom the token speaks for."""
    return Me(actor.subject, actor.outlet_id, actor.role, actor.name, actor.station)


@routes.post("/api/auth/display-tokens", roles=MANAGEMENT, status=201)
def make_display_token(
    body: DisplayRequest, actor: Actor, connection: Connection, settings: Settings
) -> DisplayToken:
    """Make a token for the kitchen display of one station."""
    return displays.display_token(connection, settings, actor, body.station)


@routes.post("/api/auth/board-tokens", roles=MANAGEMENT, status=201)
def make_board_token(actor: Actor, connection: Connection, settings: Settings) -> BoardToken:
    """Make a token for the ready board, a public screen that is told numbers and nothing else."""
    return displays.board_token(connection, settings, actor)


@routes.post("/api/auth/guest-tokens", roles=FLOOR, status=201, refusals=(404,))
def make_guest_token(
    body: GuestRequest, actor: Actor, connection: Connection, settings: Settings
) -> GuestToken:
    """Make a token for the guest of one order."""
    return guests.guest_token(connection, settings, actor, body.order_id)


# Not idempotent: a stored answer would be a stored secret.
@routes.post("/api/auth/devices", roles=MANAGEMENT, status=201, idempotent=False)
def enrol_device(body: DeviceRequest, actor: Actor, connection: Connection) -> EnrolledDevice:
    """Enrol a device on which staff may sign in with a PIN; its token is shown this once."""
    return devices.enrol(connection, actor, body)


@routes.get("/api/auth/devices", roles=MANAGEMENT)
def list_devices(actor: Actor, connection: Connection) -> DeviceList:
    """List enrolled devices, newest first."""
    return devices.listing(connection, actor.outlet_id)


@routes.post("/api/auth/devices/<uuid:device_id>/revoke", roles=MANAGEMENT, refusals=(404,))
def revoke_device(device_id: UUID, actor: Actor, connection: Connection) -> KnownDevice:
    """Revoke a device; the sign-ins made on it end."""
    return devices.revoke(connection, actor, device_id)


@routes.post("/api/approvals", roles=FLOOR, status=201, idempotent=False, refusals=(401, 429))
def approve(
    body: ApprovalRequest, actor: Actor, database: Database, settings: Settings
) -> GivenApproval:
    """Have a second person consent to one act of the caller."""
    return approvals.approve(database, settings, actor, body)
