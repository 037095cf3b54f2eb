"""An import that is killed with SIGKILL while it writes leaves nothing behind, and can be repeated."""

from datetime import datetime, timedelta

from tests.support.processes import Program
from tests.support.settings import environment
from tests.support.waiting import eventually

MAPPING = """
outlet: {name: Test, zone: Asia/Kolkata}
orders:
  id: order
  placed_at: {column: at, formats: [iso]}
lines: {item_name: dish, price: price}
payments: {method: {const: CASH}}
"""
ORDERS = 40_000
START = datetime(2024, 1, 1, 9)  # noqa: DTZ001 - a local time, as files have it
WRITING = """
SELECT 1 FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND strpos(query, 'INSERT INTO order') > 0
"""


def arguments(importer):
    rows = (f"{n},{START + timedelta(minutes=n)},Dosa,{n % 90}.50\n" for n in range(1, ORDERS + 1))
    lines = importer.write("lines.csv", "order,at,dish,price\n" + "".join(rows))
    mapping = importer.write("mapping.yaml", MAPPING)
    return [
        "api.importing",
        *("--mapping", str(mapping), "--outlet", "test-outlet", "--lines", str(lines)),
    ]


def test_killed_while_writing(importer, tmp_path):
    env = environment(importer.database_url, tmp_path)
    command = arguments(importer)
    with Program(command, env, tmp_path / "killed.log") as program:
        eventually(lambda: importer.query(WRITING), within=60, every=0.005)
        program.kill()
    eventually(lambda: not importer.query(WRITING))
    assert set(importer.counts().values()) == {0}

    with Program(command, env, tmp_path / "again.log") as program:
        assert program.process is not None
        assert program.process.wait(60) == 0, program.output()
    counts = importer.counts()
    assert (counts["orders"], counts["order_lines"], counts["payments"]) == (ORDERS,) * 3
