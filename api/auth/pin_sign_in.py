"""Signing in with a PIN on an enrolled device."""

from api.audit.service import record
from api.auth import devices, queries, sessions
from api.auth.pin_guesses import guess
from api.auth.schemas import AccessToken, PinLogin
from api.auth.service import answer, note_failure
from api.database import Database
from chitrail.errors import ChitrailError
from chitrail.settings import Settings


class DeviceUnknown(ChitrailError):
    """The device was never enrolled, or is no longer."""

    status = 401
    code = "device-not-enrolled"
    title = "This device is not enrolled"


class WrongPin(ChitrailError):
    """The PIN is not this person's, or there is no such person; which of the two is not said."""

    status = 401
    code = "wrong-pin"
    title = "Name or PIN is wrong"


def sign_in(database: Database, settings: Settings, login: PinLogin, address: str) -> AccessToken:
    """Tokens for the right PIN. Raises DeviceUnknown, WrongPin, TooManyTries."""
    with database.transaction() as connection:
        device = devices.of_token(connection, login.device_token)
    if device is None:
        raise DeviceUnknown("ask a manager to enrol this device")
    database = database.at(device.outlet_id)
    made = guess(database, settings, device.outlet_id, str(device.id), login.who, login.pin)
    with database.transaction() as connection:
        seen = made.person
        staff = queries.hold_active(connection, seen.id) if seen and made.right else None
        if seen and staff and staff.pin_hash == seen.pin_hash:
            if not devices.is_enrolled(connection, device.id):
                raise DeviceUnknown("this device was revoked a moment ago")
            made.take_back(connection)
            grant = sessions.begin(
                connection, settings, staff, address=address, device_id=device.id
            )
            subject = str(staff.id)
            record(connection, staff.outlet_id, subject, "signed-in", by="pin", device=device.id)
            return answer(grant, staff)
        note_failure(connection, seen, "pin", address, device.outlet_id)
    raise WrongPin("name or PIN is wrong")
