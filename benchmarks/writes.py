"""`python -m benchmarks.writes`: the two hot writes through the API against psycopg writing the same rows.

The reference is what the database asks for at least: one transaction with the same rows and triggers, no
HTTP, no sign-in, no validation, no stored answer.
"""

import argparse
from uuid import UUID

from benchmarks.door import Door
from benchmarks.restaurant import Bench, bench
from benchmarks.turns import calls, compare
from chitrail.ids import new_id

_COPY = """
WITH placed AS (
  INSERT INTO orders (id, outlet_id, number, business_date, order_type, table_label, status, currency,
    subtotal_paise, cgst_paise, sgst_paise, round_off_paise, total_paise, note, version, seq,
    placed_by, placed_at)
  SELECT %(id)s, outlet_id, number + %(more)s, business_date, order_type, table_label, status, currency,
    subtotal_paise, cgst_paise, sgst_paise, round_off_paise, total_paise, note, 1, 1, placed_by, now()
  FROM orders WHERE id = %(model)s
), hung AS (
  INSERT INTO tickets (id, order_id, outlet_id, station, status, placed_at, fired_at)
  SELECT gen_random_uuid(), %(id)s, outlet_id, station, 'NEW', now(), now()
  FROM tickets WHERE order_id = %(model)s
), said AS (
  INSERT INTO outbox (event_id, outlet_id, topic, aggregate_id, sequence, message_key, envelope)
  SELECT gen_random_uuid(), outlet_id, topic, %(id)s::text, 1, message_key, envelope
  FROM outbox WHERE aggregate_id = %(model)s::text AND sequence = 1
), noted AS (
  INSERT INTO order_status_events (order_id, seq, outlet_id, status, actor, occurred_at)
  SELECT %(id)s, 1, outlet_id, status, actor, now()
  FROM order_status_events WHERE order_id = %(model)s AND seq = 1
)
INSERT INTO order_lines (id, order_id, outlet_id, line_no, item_id, item_code, item_name, station,
  quantity, unit_price_paise, total_paise, tax_rate_bp, cgst_paise, sgst_paise, recipe_id, note)
SELECT gen_random_uuid(), %(id)s, outlet_id, line_no, item_id, item_code, item_name, station, quantity,
  unit_price_paise, total_paise, tax_rate_bp, cgst_paise, sgst_paise, recipe_id, note
FROM order_lines WHERE order_id = %(model)s
"""
_PAY = """
INSERT INTO payments (id, order_id, outlet_id, business_date, amount_paise, payment_method, status,
  confirmed_by, confirmed_at, created_at, completed_at)
SELECT %(payment)s, id, outlet_id, business_date, total_paise, 'CASH', 'COMPLETED', 'bench', now(),
  now(), now()
FROM orders WHERE id = %(id)s
"""
_SETTLE = "UPDATE orders SET settled_paise = total_paise, version = version + 1 WHERE id = %(id)s"
NUMBERS_APART = 1_000_000


class Writes:
    """Both sides of both comparisons."""

    def __init__(self, on: Bench) -> None:
        self.on = on
        self.door = Door(on.app, on.headers)
        rows = on.connection.execute(
            "SELECT code FROM menu_items WHERE available LIMIT 3"
        ).fetchall()
        self.lines = [{"item_code": code, "quantity": 2} for (code,) in rows]
        self.model = self.place()
        self.copies = 0

    def place(self) -> str:
        """POST /api/orders with three lines; the order's id."""
        body = {"order_type": "DINE_IN", "table_label": "T1", "lines": self.lines}
        answer = self.door.post("/api/orders", body)
        return str(answer["id"])

    def copy(self) -> UUID:
        """The same rows by one statement."""
        self.copies += 1
        identity = new_id()
        more = NUMBERS_APART + self.copies
        given = {"id": identity, "model": self.model, "more": more}
        self.on.connection.execute(_COPY, given)
        return identity

    def pay(self) -> None:
        """An order paid in cash through the API."""
        self.confirm(self.place())

    def confirm(self, order_id: str) -> None:
        """POST /api/payments/confirm-cash for a placed order."""
        self.door.post("/api/payments/confirm-cash", {"order_id": order_id})

    def copy_paid(self) -> None:
        """An order and its payment by bare statements; the triggers post the ledger here too."""
        identity = self.copy()
        with self.on.connection.transaction():
            self.on.connection.execute(_PAY, {"id": identity, "payment": new_id()})
            self.on.connection.execute(_SETTLE, {"id": identity})


def main() -> None:
    """Print both ratios."""
    parser = argparse.ArgumentParser("python -m benchmarks.writes", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--each", type=int, default=30)
    options = parser.parse_args()
    with bench() as on:
        writes = Writes(on)
        size = {"rounds": options.rounds, "each": options.each}
        print(compare("POST /api/orders", writes.place, writes.copy, **size))
        print(compare("an order, paid in cash", writes.pay, writes.copy_paid, **size))
        placed = writes.place()
        print(f"of it, confirm-cash alone: {calls(lambda: writes.confirm(placed))} function calls")


if __name__ == "__main__":
    main()
