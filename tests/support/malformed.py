"""Records that are wrong in every way we could think of; each must become one dead letter."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from chitrail.clock import now
from chitrail.events import OrderCompleted
from tests.support.kitchen import AT, Kitchen, Message, message, wrapped

TOPIC = OrderCompleted.topic


def malformed(kitchen: Kitchen) -> list[Message]:
    """One record of each kind, all on order.completed and otherwise plausible."""
    dish = next(dish for dish in kitchen.dishes if dish.recipe_id)
    order_id = kitchen.order()
    good = kitchen.completed(order_id, [(dish, 1)])
    right = message(wrapped(good, order_id))

    def edited(change: Callable[[dict[str, Any]], object]) -> Message:
        document = json.loads(right.value or b"")
        document["id"] = str(uuid4())
        change(document)
        return Message(TOPIC, right.key, json.dumps(document).encode())

    elsewhere = kitchen.order(status="PREPARING")
    unfinished = message(wrapped(kitchen.completed(elsewhere, [(dish, 1)]), elsewhere))
    future = message(wrapped(good, order_id, time=now() + timedelta(days=400)))
    return [
        Message(TOPIC, right.key, b"{not json"),
        Message(TOPIC, right.key, b""),
        Message(TOPIC, right.key, None),
        Message(TOPIC, right.key, b"\x00\xff\xfe" * 50),
        Message(TOPIC, right.key, b"[" * 100_000),
        Message(TOPIC, right.key, b"x" * 500_000),
        Message(TOPIC, None, right.value),
        Message(TOPIC, b"somebody/else", right.value),
        edited(lambda d: d.update(type="order.eaten")),
        edited(lambda d: d.update(type="order.cancelled")),
        edited(lambda d: d.update(dataversion=99)),
        edited(lambda d: d.update(time=AT.replace(tzinfo=None).isoformat())),
        edited(lambda d: d["data"].pop("lines")),
        edited(lambda d: d["data"].update(outlet_id="another-outlet")),
        edited(lambda d: d["data"].update(order_id=str(uuid4()))),
        edited(lambda d: d["data"]["lines"][0].update(quantity=-1)),
        edited(lambda d: d["data"]["lines"][0].update(quantity="two")),
        edited(lambda d: d["data"]["lines"][0].update(recipe_id=str(uuid4()))),
        edited(lambda d: d["data"]["lines"][0].update(quantity=2_000_000_000)),
        unfinished,
        future,
    ]
