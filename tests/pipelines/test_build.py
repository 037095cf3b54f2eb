"""`python -m pipelines build`, as the daemon-less user runs it: one whole life of a snapshot."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from chitrail.clock import now
from pipelines.command import app
from pipelines.partitions import day_under_way
from tests.support.processes import ROOT
from tests.support.settings import environment
from tests.support.trade import Trade
from warehouse.connection import read_only
from warehouse.files import Files
from warehouse.lock import writer_lock


def run(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipelines", *arguments],
        check=False,
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=120,
    )


def play_weeks(trade: Trade, today: date) -> None:
    """Ten weeks of breads, busier at weekends, paid in cash; 100 g of flour left."""
    item, flour = trade.item("naan"), trade.ingredient("flour", pack_size=500)
    recipe = trade.recipe(item, {flour: ("80", "assumed")})
    with trade.connection.transaction():
        for ago in range(70, 0, -1):
            day = today - timedelta(days=ago)
            order = trade.order(day, item, 4 if day.weekday() >= 5 else 2, recipe_id=recipe)
            trade.payment(day, order, 10_000)
    trade.stock(today, flour, "100")


def test_build_publish_refuse_and_recover(trade, database_url, tmp_path, monkeypatch):
    home = tmp_path / "home"
    elsewhere = tmp_path / "user"
    elsewhere.mkdir()
    env = environment(database_url, home, HOME=elsewhere, TMPDIR=home, DAGSTER_HOME="")
    home.mkdir()
    files = Files(home / "warehouse" / "chitrail.duckdb")
    today = day_under_way(now())
    play_weeks(trade, today)

    built = run(env, "build", "--json")
    assert built.returncode == 0, built.stderr
    report = json.loads(built.stdout)
    assert (report["success"], report["full"], report["failures"]) == (True, "first load", [])
    assert report["rows_read"]["raw_orders"] == 70
    with read_only(files.snapshot) as snapshot:
        (horizon,) = snapshot.execute("SELECT horizon FROM meta_publication").fetchall()[0]
        checks = snapshot.execute("SELECT success, count(*) FROM meta_check_result GROUP BY 1")
        assert checks.fetchall() == [(True, report["expectations"])]
        (reorder,) = snapshot.execute("FROM mart_reorder").fetchall()
        forecasts = snapshot.execute("SELECT quantity FROM forecast_ingredient_daily").fetchall()
    assert horizon == report["horizon"]
    assert sum(row[0] for row in forecasts) == 2 * (5 * 160 + 2 * 320)
    assert reorder[10] == Decimal("1440.000"), "a week's flour"
    assert reorder[14] == 4, "4 packs of 500 g fill 100 g up to 9 days of 1,760 to 2,080 g"
    assert reorder[17].startswith("Order 4 packs of 500 g: 100 g on hand"), reorder[17]
    assert list(elsewhere.iterdir()) == [], "nothing is written outside CHITRAIL_HOME"

    broken = trade.order(today, trade.item("ghost"), lines=False)
    for name, value in env.items():  # Great Expectations takes seconds to load: once is enough
        monkeypatch.setenv(name, value)
    refused = CliRunner().invoke(app, ["build"])
    assert refused.exit_code == 1, refused.output
    assert "NOT published" in refused.stdout
    assert "every order's lines sum to its subtotal" in refused.stderr
    with read_only(files.snapshot) as snapshot:
        assert snapshot.execute("SELECT horizon FROM meta_publication").fetchall() == [(horizon,)]
        assert snapshot.execute("SELECT count(*) FROM fct_order").fetchall() == [(70,)]
        failed = snapshot.execute(
            "SELECT suite, table_name, observed FROM meta_check_result WHERE NOT success"
        ).fetchall()
    assert failed == [("totals", "fct_order_line", f"1 unexpected rows: order_id {broken}")]

    trade.connection.execute(
        "UPDATE orders SET subtotal_paise = 0, total_paise = 0 WHERE id = %s", (broken,)
    )
    recovered = CliRunner().invoke(app, ["build", "--full"])
    assert recovered.exit_code == 0, recovered.output
    with read_only(files.snapshot) as snapshot:
        assert snapshot.execute("SELECT count(*) FROM fct_order").fetchall() == [(71,)]


@pytest.mark.parametrize("day", ["yesterday", "2014-12-31", "2999-01-01"])
def test_an_impossible_day_is_refused(tmp_path, database_url, day):
    refused = run(environment(database_url, tmp_path), "build", "--day", day)
    assert refused.returncode == 2
    assert "--day" in refused.stderr


def test_missing_settings_are_named(tmp_path, database_url):
    refused = run({**environment(database_url, tmp_path), "DATABASE_URL": ""}, "build")
    assert refused.returncode == 1
    assert "DATABASE_URL is not set" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_absent_database_leaves_the_last_snapshot(trade, database_url, tmp_path, monkeypatch):
    from pipelines.run import run_build

    absent = "postgresql+psycopg://postgres:geheim@127.0.0.1:1/chitrail"
    for name, value in environment(absent, tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    report = run_build(day_under_way(now()))
    assert not report.success
    assert any("refused" in failure for failure in report.failures), report.failures
    assert not any("geheim" in failure for failure in report.failures)
    assert not Files(tmp_path / "warehouse" / "chitrail.duckdb").snapshot.exists()


def test_a_build_waits_for_another_and_then_says_so(database_url, tmp_path, monkeypatch):
    from pipelines.run import run_build

    for name, value in environment(database_url, tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.setattr("warehouse.lock.WAIT_SECONDS", 0.3)
    with writer_lock(tmp_path / "warehouse"):
        report = run_build(day_under_way(now()))
    assert not report.success
    assert any("another build of the warehouse is still running" in f for f in report.failures)
