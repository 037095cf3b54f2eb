"""Publishing a snapshot under readers: no request fails, and the next one sees the new data."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

from tests.dashboards import snapshots
from tests.dashboards.conftest import Site

READERS, PUBLICATIONS = 4, 12


def test_snapshot_replaced_while_it_is_read(site: Site):
    published = Event()

    def read_all_the_time() -> list[int]:
        seen: list[int] = []
        while not published.is_set() or len(seen) < PUBLICATIONS:
            seen.append(site.get("/manager/checks").status_code)
        return seen

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read_all_the_time) for _ in range(READERS)]
        for _ in range(PUBLICATIONS):
            snapshots.write(site.snapshot)
        published.set()
        answers = [status for reader in readers for status in reader.result(60)]
    assert set(answers) == {200}
    assert len(answers) >= READERS * PUBLICATIONS


def test_the_next_request_sees_the_new_snapshot(site: Site):
    day = datetime.now(UTC).date()
    for amount in ("111.11", "222.22"):
        row = (*snapshots.method_day(snapshots.OUTLET, day, "CASH", [amount]), 1)
        snapshots.write(site.snapshot, payments=[row])
        assert f"₹{amount}" in site.get("/manager/").text
