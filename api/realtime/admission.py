"""Who may hear which audience: it follows from the token alone."""

from chitrail import audiences
from chitrail.tokens import BOARD, Actor

FLOOR_ROLES = frozenset({"admin", "manager", "cashier", "waiter"})
MANAGEMENT_ROLES = frozenset({"admin", "manager"})
KITCHEN_ROLES = frozenset({"admin", "manager", "kitchen"})


def may_hear(actor: Actor, audience: str) -> bool:
    """Whether the caller may listen to an audience.

    A display hears its own station, a guest their own order, a ready board its numbers, and nothing else;
    people hear what their role needs, in their outlet.
    """
    outlet_id = actor.outlet_id
    if actor.order_id is not None:
        return audience == audiences.guest(outlet_id, actor.order_id)
    if actor.station is not None:
        return audience == audiences.kitchen(outlet_id, actor.station)
    if audience == audiences.board(outlet_id):
        return actor.role == BOARD or actor.role in FLOOR_ROLES
    if audience == audiences.floor(outlet_id):
        return actor.role in FLOOR_ROLES
    if audience == audiences.management(outlet_id):
        return actor.role in MANAGEMENT_ROLES
    return audience.startswith(audiences.kitchen(outlet_id, "")) and actor.role in KITCHEN_ROLES
