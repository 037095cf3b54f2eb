"""Every example in docs/analysts.md runs on a real build and finds something."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.forecasting.tables import write_plans
from tests.pipelines.conftest import DAY
from tests.support.processes import ROOT
from warehouse.connection import read_only
from warehouse.files import Files
from warehouse.publish import publish, stage

PAGE = Path(ROOT / "docs" / "analysts.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def published(trade, warehouse):
    item, flour = trade.item("naan"), trade.ingredient("flour")
    recipe = trade.recipe(item, {flour: ("80", "assumed")})
    for day in (DAY, DAY + timedelta(days=1)):
        order = trade.order(day, item, 2, recipe_id=recipe)
        payment = trade.payment(day, order, 20_000, status="PARTIALLY_REFUNDED")
    trade.refund(DAY + timedelta(days=3), payment, order, 5_000)
    warehouse.update()
    at = datetime.now(UTC)
    with warehouse.open() as connection:
        write_plans(connection, now=at)
    files = Files(warehouse.path.parent / "chitrail.duckdb")
    stage(files)
    checks = [("facts", "are well", "fct_order", "", True, "1", datetime.now(UTC))]
    publish(files, published_at=at, build_seconds=1, checks=checks)
    return files.snapshot


def test_every_example_runs_and_finds_something(published):
    assert len(EXAMPLES) == 6
    with read_only(published) as snapshot:
        for example in EXAMPLES:
            assert snapshot.execute(example).fetchall(), example
