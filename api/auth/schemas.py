"""What sign-in takes and gives."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta


class Login(msgspec.Struct, forbid_unknown_fields=True):
    """Name and password of a member of staff."""

    username: Annotated[str, Meta(min_length=1, max_length=40, examples=["asha"])]
    password: Annotated[str, Meta(min_length=1, max_length=200, examples=["chitrail-demo"])]


class StaffMember(msgspec.Struct):
    """A person who works at an outlet."""

    id: UUID
    username: str
    display_name: str
    role: str
    outlet_id: str


class AccessToken(msgspec.Struct):
    """A bearer token and the token that renews it once; lifetimes are in seconds.

    Keep the newest `refresh_token` only: one that comes back a second time ends the sign-in.
    """

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str
    refresh_expires_in: int
    staff: StaffMember


class Renewal(msgspec.Struct, forbid_unknown_fields=True):
    """The refresh token of the answer before."""

    refresh_token: Annotated[str, Meta(min_length=1, max_length=200, examples=["a-refresh-token"])]


class Ended(msgspec.Struct):
    """How many sign-ins were ended."""

    ended: int


class Me(msgspec.Struct):
    """Whom the token speaks for; a display has a station and is no member of staff."""

    subject: str
    outlet_id: str
    role: str
    display_name: str
    station: str | None


class DisplayRequest(msgspec.Struct, forbid_unknown_fields=True):
    """The station whose screen is to be set up."""

    station: Annotated[str, Meta(min_length=1, max_length=32, examples=["tandoor"])]


class DisplayToken(msgspec.Struct):
    """A token for a screen on the wall; open `kds_url` on it once."""

    token: str
    expires_at: datetime
    kds_url: str


class BoardToken(msgspec.Struct):
    """A token for the ready board; open `board_url` on it once."""

    token: str
    expires_at: datetime
    board_url: str


class GuestRequest(msgspec.Struct, forbid_unknown_fields=True):
    """The order a guest may follow."""

    order_id: UUID


class GuestToken(msgspec.Struct):
    """A token that reads one order and hears of it, and nothing else; `order_url` is the guest's page."""

    token: str
    expires_at: datetime
    order_id: UUID
    audience: str
    order_url: str


class DeviceRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A till or tablet that stays in the house."""

    name: Annotated[str, Meta(min_length=1, max_length=60, examples=["till 1"])]


class KnownDevice(msgspec.Struct):
    """An enrolled device; revoked ones stay on the list."""

    id: UUID
    name: str
    enrolled_at: datetime
    revoked_at: datetime | None


class EnrolledDevice(msgspec.Struct):
    """A device that was just enrolled; `device_token` is shown this once and kept by the device."""

    id: UUID
    name: str
    enrolled_at: datetime
    device_token: str


class DeviceList(msgspec.Struct):
    """Devices of an outlet."""

    data: list[KnownDevice]


Pin = Annotated[str, Meta(min_length=1, max_length=20, examples=["730418"])]


class PinLogin(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A PIN on an enrolled device, of the person with this name or this staff id."""

    device_token: Annotated[str, Meta(min_length=1, max_length=200, examples=["a-device-token"])]
    username: Annotated[str, Meta(min_length=1, max_length=40, examples=["asha"])] | None = None
    staff_id: UUID | None = None
    pin: Pin

    def __post_init__(self) -> None:
        if (self.username is None) == (self.staff_id is None):
            raise ValueError("name the person by username or by staff_id")

    @property
    def who(self) -> str:
        """The name or the id given."""
        return self.username if self.username is not None else str(self.staff_id)


class ApprovalRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What a second person is asked to consent to: one act on one thing, by the caller, soon.

    `approver` is their username; `pin` is typed by them.
    """

    act: Annotated[str, Meta(min_length=1, max_length=40, examples=["refund"])]
    subject: Annotated[str, Meta(min_length=1, max_length=100, examples=["a-payment-id"])]
    approver: Annotated[str, Meta(min_length=1, max_length=40, examples=["meera"])]
    pin: Pin


class GivenApproval(msgspec.Struct):
    """A consent; `approval` goes with the act and works once, for it alone."""

    approval: str
    act: str
    subject: str
    approved_by: UUID
    expires_at: datetime
