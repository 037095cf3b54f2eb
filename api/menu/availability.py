"""Whether an item can be had at an instant, and if not, why and until when. No database here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from api.menu.schedules import Period, boundaries, is_on, next_on

Reason = Literal["RETIRED", "SOLD_OUT", "SNOOZED", "OUT_OF_SCHEDULE"]
IN_WORDS: dict[Reason, str] = {
    "RETIRED": "it is not on the menu any more",
    "SOLD_OUT": "it is sold out",
    "SNOOZED": "it is taken off for now",
    "OUT_OF_SCHEDULE": "it is not offered at this hour",
}


@dataclass(frozen=True)
class Offer:
    """What decides about an item; `schedules` are its own and its category's.

    `forced` is what somebody says in spite of the stock, until an instant or else until the next receipt.
    """

    retired: bool
    available: bool
    out_of_stock: bool
    snoozed_until: datetime | None
    schedules: tuple[Sequence[Period], ...]
    zone: str
    forced: bool | None = None
    forced_until: datetime | None = None


@dataclass(frozen=True)
class Availability:
    """`because` is None for what can be had; `until` is when it can be had again, None if nobody knows."""

    because: Reason | None = None
    until: datetime | None = None

    @property
    def available(self) -> bool:
        """Whether it can be had."""
        return self.because is None


def availability(offer: Offer, at: datetime) -> Availability:
    """Whether an item can be had at an aware instant; the reason that lasts longest comes first."""
    if offer.retired:
        return Availability("RETIRED")
    forced = offer.forced if offer.forced_until is None or at < offer.forced_until else None
    if not offer.available or (offer.out_of_stock and not forced):
        return Availability("SOLD_OUT")
    if forced is False:
        return Availability("SOLD_OUT", offer.forced_until)
    if offer.snoozed_until is not None and at < offer.snoozed_until:
        return Availability("SNOOZED", offer.snoozed_until)
    if not is_on(offer.schedules, at, offer.zone):
        return Availability("OUT_OF_SCHEDULE", next_on(offer.schedules, at, offer.zone))
    return Availability()


def next_change(offer: Offer, at: datetime) -> datetime | None:
    """The first instant at which the answer may be another by itself; None when that is never."""
    moments = boundaries(offer.schedules, at, offer.zone)[:1]
    ends = (offer.snoozed_until, offer.forced_until)
    moments += [end for end in ends if end is not None and at < end]
    return min(moments, default=None)
