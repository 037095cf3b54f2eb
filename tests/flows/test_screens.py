"""Twenty screens over failing lines: each ticket exactly once on each of its screens, on no other."""

import asyncio
from pathlib import Path

import psycopg

from tests.support.evening import House, Sellers, serve

TICKETS = 300


def test_no_ticket_is_lost_doubled_or_strays(
    database_url: str, kafka_bootstrap: str, tmp_path: Path
) -> None:
    house = House(database_url, kafka_bootstrap, tmp_path)
    with house.open():
        sellers = Sellers(house.api_port, seed=6)
        evening = serve(house, sellers, TICKETS, seed=6, pause=0.05, fault_every=0.3)
        report = asyncio.run(evening)
    assert report.tickets >= TICKETS
    assert (report.lost, report.doubled, report.strayed) == (0, 0, 0)
    assert report.kills == 2
    assert sum(report.faults.values()) > 0
    url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url) as connection:
        unseen = connection.execute(
            "SELECT count(*) FROM tickets t WHERE NOT EXISTS"
            " (SELECT FROM showings s WHERE s.ticket_id = t.id AND s.version = t.version)"
        ).fetchone()
        strayed = connection.execute(
            "SELECT count(*) FROM showings s JOIN tickets t ON t.id = s.ticket_id"
            " WHERE s.audience <> 'kds/' || t.outlet_id || '/' || t.station"
        ).fetchone()
    assert (unseen, strayed) == ((0,), (0,))
