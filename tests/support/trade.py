"""A restaurant's trade written straight into PostgreSQL, for tests that start from the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from psycopg import Connection
from psycopg.types.json import Jsonb

from chitrail.ids import new_id

ZONE = "Asia/Kolkata"


def noon(day: date) -> datetime:
    """Noon of that day in India."""
    return datetime(day.year, day.month, day.day, 6, 30, tzinfo=UTC)


@dataclass
class Trade:
    """One outlet with one station and category; every method inserts and gives the new row's id."""

    connection: Connection
    outlet_id: str = "shop"
    category_id: UUID = field(default_factory=new_id)
    _numbers: int = 0

    def open_outlet(self, cutover_hour: int = 4) -> None:
        self._run(
            "INSERT INTO outlets (id, name, zone, cutover_hour) VALUES (%s, 'Shop', %s, %s)",
            self.outlet_id,
            ZONE,
            cutover_hour,
        )
        self._run(
            "INSERT INTO stations (outlet_id, code, name) VALUES (%s, 'hot', 'Hot')", self.outlet_id
        )
        self._run(
            "INSERT INTO menu_categories (id, outlet_id, code, name) VALUES (%s, %s, 'all', 'All')",
            self.category_id,
            self.outlet_id,
        )

    def item(self, code: str, price_paise: int = 10_000) -> UUID:
        item_id = new_id()
        self._run(
            """INSERT INTO menu_items (id, outlet_id, category_id, code, name, price_paise, station)
               VALUES (%s, %s, %s, %s, %s, %s, 'hot')""",
            item_id,
            self.outlet_id,
            self.category_id,
            code,
            code.title(),
            price_paise,
        )
        return item_id

    def ingredient(self, code: str, *, pack_size: int = 1000, reorder_level: int = 0) -> UUID:
        ingredient_id = new_id()
        self._run(
            """INSERT INTO ingredients (id, outlet_id, code, name, unit, pack_size, reorder_level)
               VALUES (%s, %s, %s, %s, 'g', %s, %s)""",
            ingredient_id,
            self.outlet_id,
            code,
            code.title(),
            pack_size,
            reorder_level,
        )
        return ingredient_id

    def recipe(self, item_id: UUID, lines: dict[UUID, tuple[str, str]], version: int = 1) -> UUID:
        """`lines`: (quantity, basis) by ingredient."""
        recipe_id = new_id()
        self._run(
            "INSERT INTO recipes (id, outlet_id, item_id, version) VALUES (%s, %s, %s, %s)",
            recipe_id,
            self.outlet_id,
            item_id,
            version,
        )
        for ingredient_id, (quantity, basis) in lines.items():
            self._run(
                "INSERT INTO recipe_lines VALUES (%s, %s, %s, %s)",
                recipe_id,
                ingredient_id,
                Decimal(quantity),
                basis,
            )
        return recipe_id

    def order(
        self,
        day: date,
        item_id: UUID,
        quantity: int = 1,
        *,
        price_paise: int = 10_000,
        recipe_id: UUID | None = None,
        status: str = "COMPLETED",
        lines: bool = True,
        changes: Mapping[UUID, str] | None = None,
    ) -> UUID:
        """One order of one line, without tax. `lines=False` leaves the line out: a broken order.

        `changes` is what the line's modifiers change of a portion, in grams by ingredient.
        """
        order_id, total = new_id(), price_paise * quantity
        self._numbers += 1
        self._run(
            """INSERT INTO orders (id, outlet_id, number, business_date, order_type, status, source,
                   subtotal_paise, total_paise, settled_paise, placed_at, completed_at, cancelled_at)
               VALUES (%s, %s, %s, %s, 'TAKEAWAY', %s, 'import:test', %s, %s, 0, %s, %s, %s)""",
            order_id,
            self.outlet_id,
            self._numbers,
            day,
            status,
            total,
            total,
            noon(day),
            noon(day) + timedelta(hours=1) if status == "COMPLETED" else None,
            noon(day) if status == "CANCELLED" else None,
        )
        if lines:
            self._run(
                """INSERT INTO order_lines (id, order_id, outlet_id, line_no, item_id, item_code, item_name,
                       station, quantity, unit_price_paise, total_paise, recipe_id, ingredients)
                   VALUES (%s, %s, %s, 1, %s, 'code', 'Name', 'hot', %s, %s, %s, %s, %s)""",
                new_id(),
                order_id,
                self.outlet_id,
                item_id,
                quantity,
                price_paise,
                total,
                recipe_id,
                Jsonb(
                    [
                        {"ingredient_id": str(one), "quantity": quantity, "unit": "g"}
                        for one, quantity in (changes or {}).items()
                    ]
                ),
            )
        return order_id

    def payment(
        self,
        day: date,
        order_id: UUID,
        amount_paise: int,
        *,
        method: str | None = "CASH",
        status: str = "COMPLETED",
    ) -> UUID:
        payment_id = new_id()
        self._run(
            """INSERT INTO payments (id, order_id, outlet_id, business_date, amount_paise, payment_method,
                   status, source, created_at)
               VALUES (%s, %s, %s, %s, %s, %s, %s, 'import:test', %s)""",
            payment_id,
            order_id,
            self.outlet_id,
            day,
            amount_paise,
            method,
            status,
            noon(day),
        )
        return payment_id

    def refund(
        self,
        day: date,
        payment_id: UUID,
        order_id: UUID,
        amount_paise: int,
        status: str = "PROCESSED",
    ) -> UUID:
        """The refund alone; the payment keeps its status."""
        refund_id = new_id()
        self._run(
            """INSERT INTO refunds (id, payment_id, order_id, outlet_id, business_date, amount_paise, status,
                   requested_by, source, created_at)
               VALUES (%s, %s, %s, %s, %s, %s, %s, 'manager', 'import:test', %s)""",
            refund_id,
            payment_id,
            order_id,
            self.outlet_id,
            day,
            amount_paise,
            status,
            noon(day),
        )
        return refund_id

    def set_payment_status(self, payment_id: UUID, status: str) -> None:
        self._run("UPDATE payments SET status = %s WHERE id = %s", status, payment_id)

    def stock(
        self,
        day: date,
        ingredient_id: UUID,
        quantity: str,
        kind: str = "OPENING",
        value_paise: str = "0",
    ) -> UUID:
        """A movement and the level it leads to."""
        event_id = new_id()
        self._run(
            """INSERT INTO stock_movements (event_id, ingredient_id, outlet_id, kind, quantity,
                   business_date, occurred_at, value_paise) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)""",
            event_id,
            ingredient_id,
            self.outlet_id,
            kind,
            Decimal(quantity),
            day,
            noon(day),
            Decimal(value_paise),
        )
        self._run(
            """INSERT INTO stock_levels (ingredient_id, outlet_id, on_hand) VALUES (%s, %s, %s)
               ON CONFLICT (ingredient_id) DO UPDATE SET on_hand = stock_levels.on_hand + excluded.on_hand""",
            ingredient_id,
            self.outlet_id,
            Decimal(quantity),
        )
        return event_id

    def _run(self, query: str, *parameters: object) -> None:
        self.connection.execute(query.encode(), parameters)
