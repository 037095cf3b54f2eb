"""`python -m benchmarks.reads`: a page of orders far down the list against one near its head.

The rows of both are copies of one order without its lines, made past the triggers, so that filling takes
seconds.
"""

import argparse
from typing import Any

from benchmarks.door import Door
from benchmarks.restaurant import Bench, bench
from benchmarks.turns import compare
from benchmarks.writes import Writes

_FILL = """
INSERT INTO orders (id, outlet_id, number, business_date, order_type, table_label, status, currency,
  subtotal_paise, total_paise, settled_paise, note, version, seq, placed_at, completed_at)
SELECT gen_random_uuid(), o.outlet_id, 1000000 + n, o.business_date - (n / 500)::integer, o.order_type,
  o.table_label, 'COMPLETED', o.currency, o.total_paise, o.total_paise, o.total_paise, '', 1, 1,
  o.placed_at - n * interval '1 minute', o.placed_at
FROM orders o, generate_series(1, %(rows)s) AS n WHERE o.id = %(model)s
"""


class Reads:
    """Pages of orders, asked at the API's door."""

    def __init__(self, on: Bench, rows: int) -> None:
        self.on = on
        self.door = Door(on.app, on.headers)
        writes = Writes(on)
        with on.connection.transaction():
            on.connection.execute("SET LOCAL session_replication_role = replica")
            on.connection.execute(_FILL, {"rows": rows, "model": writes.model})
        on.connection.execute("ANALYZE")
        self._near = self._cursor(pages=0)
        self._far = self._cursor(pages=rows // 200)

    def near(self) -> Any:
        """The second page of fifty orders."""
        return self.door.get("/api/orders", f"limit=50&cursor={self._near}")

    def far(self) -> Any:
        """A page of fifty in the middle of the list."""
        return self.door.get("/api/orders", f"limit=50&cursor={self._far}")

    def _cursor(self, pages: int) -> str:
        found = self.door.get("/api/orders", "limit=50")
        for _ in range(pages):
            found = self.door.get("/api/orders", f"limit=100&cursor={found['page']['next']}")
        return str(found["page"]["next"])


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser("python -m benchmarks.reads", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--each", type=int, default=10)
    options = parser.parse_args()
    with bench() as on:
        reads = Reads(on, options.rows)
        size = {"rounds": options.rounds, "each": options.each}
        print(compare("a page far down / near", reads.far, reads.near, **size))


if __name__ == "__main__":
    main()
