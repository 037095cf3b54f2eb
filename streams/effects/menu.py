"""What every screen of an outlet must hear about the menu: what is gone, back, or nearly gone."""

from typing import Any

import msgspec
from psycopg import AsyncConnection

from chitrail import audiences
from chitrail.envelope import Envelope
from chitrail.errors import InvalidInput
from chitrail.events import ItemAvailabilityChanged
from streams.effects.notify import Notice, notify

KIND = "availability"
_STATIONS = """
SELECT s.code FROM menu_items m LEFT JOIN stations s ON s.outlet_id = m.outlet_id AND s.retired_at IS NULL
WHERE m.id = %s AND m.outlet_id = %s ORDER BY s.code
"""


async def tell_availability(
    connection: AsyncConnection[Any], envelope: Envelope, event: ItemAvailabilityChanged
) -> None:
    """To the floor, the managers and every station's screen. Raises InvalidInput for an unknown item."""
    outlet_id = event.outlet_id
    rows = await (
        await connection.execute(_STATIONS, (event.item_id, envelope.outletid))
    ).fetchall()
    if outlet_id != envelope.outletid or not rows:
        raise InvalidInput(f"no item {event.item_id} in {envelope.outletid}", field="item_id")
    names = [audiences.floor(outlet_id), audiences.management(outlet_id)]
    names += [audiences.kitchen(outlet_id, code) for (code,) in rows if code is not None]
    title, body = _title(event), msgspec.to_builtins(event)
    await notify(connection, envelope, [Notice(name, KIND, title, body) for name in names])


def _title(event: ItemAvailabilityChanged) -> str:
    if not event.available:
        return f"86: {event.item_name}"
    if event.portions_left is not None:
        return f"{event.item_name}: {event.portions_left} left"
    if event.modifiers_out:
        return f"{event.item_name} without {', '.join(event.modifiers_out)}"
    return f"Back: {event.item_name}"
