"""`python -m benchmarks.screens`: an evening of tickets on twenty screens, over sound lines and failing ones.

Orders go through the API, the relay, Kafka, the notifications worker and two gateways; screens note
themselves what they show. With faults, lines are dropped, torn, stalled and slowed, connections
doubled and gateways killed.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

from sqlalchemy import create_engine

from api import migrations
from chitrail.local.kafka import EmbeddedKafka
from chitrail.local.postgres import EmbeddedPostgres
from tests.support.evening import House, Report, Sellers, serve
from tests.support.servers import create_topics, jars


def main() -> None:
    """Print one line for each evening."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screens")
    parser.add_argument("--tickets", type=int, default=10_000, help="with faults (10000)")
    parser.add_argument("--sound", type=int, default=1_000, help="tickets without faults (1000)")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument(
        "--pause", type=float, default=0.2, help="seconds between a seller's orders"
    )
    parser.add_argument(
        "--fault-every", type=float, default=2.0, help="seconds, on the average (2)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chitrail-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with (
            EmbeddedPostgres(home / "postgres") as postgres,
            EmbeddedKafka(home / "kafka", jars=jars()) as kafka,
        ):
            create_topics(kafka.bootstrap_servers)
            engine = create_engine(postgres.url())
            with engine.connect() as connection:
                migrations.upgrade(connection)
            engine.dispose()
            house = House(postgres.url(), kafka.bootstrap_servers, home)
            with house.open():
                sellers = Sellers(house.api_port, options.seed)
                for name, tickets, fault_every in (
                    ("sound lines", options.sound, None),
                    ("failing lines", options.tickets, options.fault_every),
                ):
                    evening = serve(
                        house,
                        sellers,
                        tickets,
                        seed=options.seed,
                        pause=options.pause,
                        fault_every=fault_every,
                    )
                    _print(name, asyncio.run(evening))


def _print(name: str, report: Report) -> None:
    harm = ", ".join(f"{count} {kind}" for kind, count in sorted(report.faults.items()))
    print(
        f"{name}: {report.tickets} tickets, {report.connections} connections, "
        f"{report.kills} gateways killed, {harm}\n"
        f"  lost {report.lost}, doubled {report.doubled}, strayed {report.strayed}; sale to screen "
        f"p50 {report.percentile(50):.3f} s, p99 {report.percentile(99):.3f} s",
        flush=True,
    )


if __name__ == "__main__":
    main()
