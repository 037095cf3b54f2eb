"""`python -m benchmarks.close_of_day`: the stock of an evening's orders, all closed at once.

Seventy orders with five dishes each, every dish a kit of 5 to 30 parts, are told to the inventory worker at
once; printed is the time from the first until the ledger has them all. It is the load of a report on
Odoo's point of sale, whose closing of such a session took 13 minutes.
"""

import argparse
import time

from benchmarks.kitchens import Trade, house
from benchmarks.streams import more_than
from tests.support.kitchen import produce
from tests.support.processes import Program


def main() -> None:
    """Print the seconds of each closing, and whether the stock is right."""
    parser = argparse.ArgumentParser("python -m benchmarks.close_of_day", description=__doc__)
    parser.add_argument("--orders", type=int, default=70)
    parser.add_argument("--evenings", type=int, default=5)
    options = parser.parse_args()
    with house() as at:
        trade = Trade.open(
            at.connection, 3, "evening", outlets=1, ingredients=60, parts=(5, 30), lines=5
        )
        worker = Program(["streams", "inventory"], at.environment("worker"), at.home / "worker.log")
        spent = []
        with worker:
            worker.wait_for_line("streams ready")
            for evening in range(options.evenings):
                messages = trade.orders(options.orders)
                begun = time.perf_counter()
                produce(at.bootstrap_servers, messages)
                worker.until(
                    more_than(at, (evening + 1) * options.orders - 1), within=300, every=0.01
                )
                spent.append(time.perf_counter() - begun)
                at.connection.execute("ANALYZE")
        moved = at.connection.execute("SELECT count(*) FROM stock_movements").fetchone() or (0,)
        print(
            f"{options.orders} orders, {5 * options.orders} dishes, {moved[0] // len(spent)} movements"
        )
        print(f"seconds, evening by evening: {', '.join(f'{each:.1f}' for each in spent)}")
        print(f"differences from the model: {len(trade.differences(at.connection))}")


if __name__ == "__main__":
    main()
