"""Writes notifications as the notifications stream does, without Kafka."""

import asyncio
from uuid import UUID, uuid4

from psycopg import AsyncConnection

from streams.effects.kitchen import show_order
from tests.support.kitchen import Kitchen, wrapped


def hang_orders(url: str, kitchen: Kitchen, count: int) -> list[UUID]:
    """Place `count` orders with a ticket for each station; one transaction an order."""

    async def write() -> list[UUID]:
        made = []
        connection = await AsyncConnection.connect(url, autocommit=True)
        async with connection:
            for _ in range(count):
                order_id = kitchen.order(status="PLACED")
                tickets = [kitchen.hung(order_id, station) for station in ("tandoor", "curry")]
                event = kitchen.placed(order_id, tickets)
                async with connection.transaction():
                    await show_order(connection, wrapped(event, uuid4()), event)
                made.append(order_id)
        return made

    return asyncio.run(write())
