"""`chitrail backtest` prints how good forecasts of any history would have been."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.forecasting.backtest import OURS, run
from pipelines.forecasting.measures import measure
from pipelines.forecasting.methods import MEAN, NAIVE
from tests.pipelines.test_choice import WEEK, history, restaurant


def backtest(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "chitrail.cli", "backtest", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def sales_file(folder: Path) -> Path:
    days = pd.date_range("2025-01-06", periods=230, freq="D")
    chance = np.random.default_rng(9)
    rows = [
        (day.strftime("%d/%m/%Y"), shop, dish, int(chance.poisson(level * WEEK[day.day_of_week])))
        for shop, open_days in (("north", 7), ("south", 6))
        for day in days
        if day.day_of_week < open_days
        for dish, level in (("dosa", 40), ("idli", 25), ("filter coffee", 4))
    ]
    path = folder / "sales.csv"
    names = ["Date", "Shop", "Dish", "Sold"]
    pd.DataFrame(rows, columns=names).to_csv(path, index=False)
    return path


def test_a_csv_of_daily_sales(tmp_path):
    path = sales_file(tmp_path)
    told = ("--csv", str(path), "--column", "item=Dish", "--date-format", "%d/%m/%Y")
    done = backtest(*told, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["outlets"], report["series"], report["origins"]) == (2, 6, 12)
    assert set(report["methods"]) == {OURS, MEAN, NAIVE}
    assert report["against_seasonal_naive"]["wape_14"] < 0.85
    assert report["intervals"]["day"]["measured"] == pytest.approx(0.9, abs=0.05)
    assert report["methods"][OURS]["fill_rate"] > 0.98
    one = backtest(*told, "--outlet", "south", "--horizon", "7", "--origins", "4")
    assert one.returncode == 0, one.stderr
    assert "1 outlets, 3 series" in one.stdout
    assert "7-day sums below 95 %" in one.stdout
    assert "bounds of a day: 90% asked" in one.stdout


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        ("a,b\n1,2\n", (), "no column for day"),
        ("date,item,quantity\n2025-01-01,dosa,-1\n", (), "quantities must be 0 or more"),
        ("date,item,quantity\n01/02/2025,dosa,1\n", (), "sales.csv"),
        ("date,item,quantity\n2025-01-01,dosa,1\n", (), "84 days"),
        ("date,item,quantity\n2025-01-01,dosa,1\n", ("--column", "dish=item"), "not dish"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(tmp_path, content, options, words):
    path = tmp_path / "sales.csv"
    path.write_text(content)
    done = backtest("--csv", str(path), *options)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_measures_are_what_they_say():
    sold = np.tile((10 * WEEK)[:, None], (30, 2))
    sold[-1, :] += 7.0
    trial = run(history(sold), horizon=14, origins=2)
    found = measure([trial], NAIVE)
    demand = np.nansum(sold[-14:]) + np.nansum(sold[-21:-7])
    assert found.wape_14 == pytest.approx(14.0 / demand)
    assert found.bias == pytest.approx(-14.0 / demand)
    assert found.wape_7 == 0
    assert found.cycles_without_stock_out == 1


def test_forecasts_see_nothing_of_what_they_are_compared_with():
    sold = restaurant(3)
    changed = sold.copy()
    changed[-14:] = np.where(np.isnan(sold[-14:]), np.nan, 5000.0)
    first, second = (run(history(q), origins=1).told for q in (sold, changed))
    for method in (OURS, MEAN, NAIVE):
        np.testing.assert_array_equal(first[method][0].expected, second[method][0].expected)
        np.testing.assert_array_equal(first[method][0].sum_quantile, second[method][0].sum_quantile)
