"""A process dies at the point it is told to, once for each order; production takes none."""

import ast
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from chitrail.crashpoints import POINTS
from chitrail.errors import ConfigurationError
from chitrail.settings import Settings
from tests.support.processes import ROOT
from tests.support.settings import environment

WALK = """
import sys
from chitrail import crashpoints
crashpoints.look_at(sys.argv[1])
for step in range(5):
    crashpoints.reach("relay.after_ack")
    crashpoints.reach("relay.after_mark")
    print(step, flush=True)
"""


def walk(file: Path) -> tuple[int, int]:
    """Steps a process walks, and how it ends."""
    ended = subprocess.run(
        [sys.executable, "-c", WALK, str(file)], cwd=ROOT, capture_output=True, check=False
    )
    return len(ended.stdout.split()), ended.returncode


@pytest.mark.parametrize(("order", "steps"), [("relay.after_mark:3", 2), ("relay.after_ack", 0)])
def test_a_process_dies_where_it_is_told_to_and_once(
    tmp_path: Path, order: str, steps: int
) -> None:
    file = tmp_path / "crash"
    file.write_text(order)
    assert walk(file) == (steps, -signal.SIGKILL)
    assert not file.exists()
    assert walk(file) == (5, 0)


def test_an_order_for_another_place_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "crash"
    file.write_text("api.before_commit:1")
    assert walk(file) == (5, 0)
    assert file.exists()


def test_production_takes_no_orders(tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    more = {"CHITRAIL_CRASH_FILE": str(tmp_path / "crash"), "CHITRAIL_ENV": "production"}
    with pytest.raises(ConfigurationError, match="CHITRAIL_CRASH_FILE"):
        Settings.from_env(environment(url, tmp_path, **more))


def test_every_point_is_in_the_program_and_no_other() -> None:
    found = set()
    for room in ("api", "streams", "warehouse"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "reach":
                    found.add(ast.unparse(node.args[0]).strip("f'\"").replace("\\", ""))
    consumers = ("inventory", "notifications")
    streams = {name for name in found if "{" in name}
    named = found - streams
    named |= {f"{c}.{name.rpartition('.')[2]}" for c in consumers for name in streams}
    assert named == set(POINTS)
    assert len(POINTS) == 18
    assert os.environ.get("CHITRAIL_CRASH_FILE", "") == ""
