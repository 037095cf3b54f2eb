"""The code location loads, validates, and has the assets, checks and schedules it is meant to have."""

import subprocess
import sys
from datetime import UTC, datetime

import dagster as dg
import pytest

from pipelines.definitions import defs
from pipelines.partitions import BUSINESS_DAYS, day_before, day_under_way
from pipelines.schedules import after_cutover, drafts_after_cutover, hourly
from pipelines.workshop import POOL
from tests.support.processes import ROOT
from warehouse.catalog import catalog

PLANNED_FROM = {
    "dim_item",
    "dim_outlet",
    "fct_order",
    "fct_order_line",
    "mart_daily_sales",
    "mart_ingredient_demand",
    "mart_supply",
    "raw_item_outages",
    "raw_recipes",
    "raw_stock_lots",
    "stg_line_ingredient",
    "stg_recipe_line",
}
GRAPH = {
    "dim_calendar": set(),
    "fct_cash_session": {"raw_drawer_shifts"},
    "fct_discount": {"raw_order_discounts"},
    "mart_cash_difference": {"fct_cash_session"},
    "mart_discount": {"fct_discount"},
    "mart_food_cost": {"fct_order", "fct_stock_movement"},
    "mart_sales_category": {"dim_item", "mart_sales_item"},
    "mart_sales_channel": {"fct_order"},
    "mart_sales_hour": {"fct_order", "stg_outlet"},
    "mart_sales_item": {"fct_order_line"},
    "mart_sales_table": {"fct_order"},
    "raw_drawer_shifts": {"postgresql/drawer_shifts"},
    "raw_order_discounts": {"postgresql/order_discounts"},
    "stg_till_day": {"raw_drawer_shifts", "raw_order_discounts"},
    "dim_ingredient": {"raw_ingredients", "raw_stock_levels"},
    "dim_item": {"raw_menu_categories", "raw_menu_items"},
    "dim_outlet": {"stg_outlet"},
    "fct_money_movement": {
        "raw_ledger_entries",
        "raw_ledger_transactions",
        "raw_payments",
    },
    "fct_order": {"stg_order"},
    "fct_order_line": {"stg_order_line"},
    "fct_payment": {"stg_payment"},
    "fct_refund": {"stg_refund"},
    "fct_settlement_line": {"raw_settlement_lines"},
    "fct_stock_movement": {"stg_stock_movement"},
    "fct_purchase_line": {"raw_purchase_lines"},
    "dim_supplier": {"fct_purchase_line", "raw_suppliers"},
    "forecast_accuracy_daily": PLANNED_FROM,
    "forecast_ingredient_daily": PLANNED_FROM,
    "forecast_item_daily": PLANNED_FROM,
    "mart_daily_payment_method": {"fct_payment", "fct_refund"},
    "mart_daily_sales": {"fct_order", "fct_order_line"},
    "mart_forecast_accuracy": {"forecast_accuracy_daily"},
    "mart_ingredient_demand": {
        "fct_order_line",
        "raw_ingredients",
        "stg_line_ingredient",
        "stg_recipe_line",
    },
    "mart_reorder": PLANNED_FROM,
    "mart_supply": {
        "dim_ingredient",
        "stg_ingredient_margin",
        "stg_offer",
        "stg_stock_coming",
    },
    "mart_settlement": {
        "fct_settlement_line",
        "raw_settlement_exceptions",
        "raw_settlements",
    },
    "mart_settlement_exception": {"raw_settlement_exceptions"},
    "published_snapshot": {"staged_snapshot"},
    "reorder_outlook": PLANNED_FROM,
    "owner_reports": set(),
    "purchase_drafts": {"published_snapshot"},
    "raw_ingredients": {"postgresql/ingredients"},
    "raw_ledger_entries": {"postgresql/ledger_entries"},
    "raw_ledger_transactions": {"postgresql/ledger_transactions"},
    "raw_menu_categories": {"postgresql/menu_categories"},
    "raw_menu_items": {"postgresql/menu_items"},
    "raw_order_lines": {"postgresql/order_lines"},
    "raw_orders": {"postgresql/orders"},
    "raw_outlets": {"postgresql/outlets"},
    "raw_payments": {"postgresql/payments"},
    "raw_item_outages": {"postgresql/outbox"},
    "raw_recipe_lines": {"postgresql/recipe_lines"},
    "raw_recipes": {"postgresql/recipes"},
    "raw_refunds": {"postgresql/refunds"},
    "raw_settlement_exceptions": {"postgresql/settlement_exceptions"},
    "raw_settlement_lines": {"postgresql/settlement_lines"},
    "raw_settlements": {"postgresql/settlements"},
    "raw_stock_levels": {"postgresql/stock_levels"},
    "raw_stock_movements": {"postgresql/stock_movements"},
    "raw_transfers_coming": {"postgresql/transfer_lines"},
    "raw_stock_reserved": {"postgresql/stock_reserved"},
    "raw_stock_lots": {"postgresql/stock_lots"},
    "raw_purchase_lines": {"postgresql/purchase_order_lines"},
    "raw_supplier_items": {"postgresql/supplier_items"},
    "raw_suppliers": {"postgresql/suppliers"},
    "staged_snapshot": {
        "dim_calendar",
        "fct_cash_session",
        "fct_discount",
        "mart_cash_difference",
        "mart_discount",
        "mart_food_cost",
        "mart_sales_category",
        "mart_sales_channel",
        "mart_sales_hour",
        "mart_sales_item",
        "mart_sales_table",
        "dim_ingredient",
        "dim_item",
        "dim_outlet",
        "dim_supplier",
        "fct_money_movement",
        "fct_order",
        "fct_order_line",
        "fct_payment",
        "fct_purchase_line",
        "fct_refund",
        "fct_settlement_line",
        "fct_stock_movement",
        "forecast_accuracy_daily",
        "forecast_ingredient_daily",
        "forecast_item_daily",
        "mart_daily_payment_method",
        "mart_daily_sales",
        "mart_forecast_accuracy",
        "mart_ingredient_demand",
        "mart_reorder",
        "mart_settlement",
        "mart_settlement_exception",
        "mart_supply",
        "reorder_outlook",
    },
    "stg_business_day": {
        "raw_ledger_transactions",
        "raw_orders",
        "raw_payments",
        "raw_refunds",
        "raw_stock_movements",
        "stg_till_day",
    },
    "stg_ingredient_margin": {"dim_ingredient", "fct_order_line", "stg_recipe_line"},
    "stg_offer": {"dim_supplier", "raw_supplier_items"},
    "stg_order": {"raw_orders"},
    "stg_line_ingredient": {"raw_order_lines"},
    "stg_stock_coming": {
        "dim_ingredient",
        "fct_purchase_line",
        "raw_stock_reserved",
        "raw_transfers_coming",
    },
    "stg_order_line": {"raw_order_lines", "raw_orders"},
    "stg_outlet": {"raw_outlets"},
    "stg_payment": {"raw_payments"},
    "stg_recipe_line": {"raw_recipe_lines", "raw_recipes"},
    "stg_refund": {"raw_payments", "raw_refunds"},
    "stg_stock_movement": {"raw_stock_movements"},
}


@pytest.fixture(scope="module")
def graph():
    return defs.resolve_asset_graph()


def test_the_definitions_validate():
    dg.Definitions.validate_loadable(defs)


def test_the_asset_graph(graph):
    found = {
        key.to_user_string(): {parent.to_user_string() for parent in graph.get(key).parent_keys}
        for key in graph.materializable_asset_keys
    }
    assert found == GRAPH


def test_every_model_but_the_books_of_account_is_an_asset(graph):
    assets = {key.to_user_string() for key in graph.materializable_asset_keys}
    assert {model.name for model in catalog().models if model.folder != "meta"} <= assets


def test_facts_and_summaries_are_partitioned_by_business_day(graph):
    partitioned = {
        key.to_user_string()
        for key in graph.materializable_asset_keys
        if graph.get(key).is_partitioned
    }
    by_days = {name for name in GRAPH if name.startswith(("fct_", "mart_daily_", "mart_sales_"))}
    whole = {"fct_purchase_line", "fct_settlement_line", "mart_sales_category"}
    others = {"mart_cash_difference", "mart_discount", "mart_food_cost", "mart_ingredient_demand"}
    assert partitioned == by_days - whole | others


def test_drafting_is_a_job_of_its_own_after_the_nightly_build():
    names = {
        job: {node.name for node in defs.resolve_job_def(job).graph.node_defs}
        for job in ("warehouse", "nightly_drafts")
    }
    assert "owner_reports" not in names["warehouse"]
    assert names["nightly_drafts"] == {"purchase_drafts"}
    assert "purchase_drafts" not in names["warehouse"]
    assert drafts_after_cutover.cron_schedule == "0 5 * * *"
    assert drafts_after_cutover.default_status is dg.DefaultScheduleStatus.RUNNING


def test_every_step_writes_through_the_one_pool():
    nodes = defs.resolve_job_def("warehouse").graph.node_defs
    assert {node.pool for node in nodes if isinstance(node, dg.OpDefinition)} == {POOL}


def test_every_check_of_the_staged_copy_stops_publishing(graph):
    specs = [graph.get_check_spec(key) for key in graph.asset_check_keys]
    on_copy = [s for s in specs if s.asset_key.to_user_string() == "staged_snapshot"]
    suites = {"facts", "grains", "references", "summaries", "totals"}
    assert {spec.name for spec in on_copy} == suites
    assert all(spec.blocking for spec in on_copy)
    others = [spec for spec in specs if spec not in on_copy]
    assert {(one.asset_key.to_user_string(), one.name, one.blocking) for one in others} == {
        ("mart_settlement_exception", "nothing_open", False),
        ("forecast_accuracy_daily", "forecasts_hold", False),
    }


@pytest.mark.parametrize(
    ("instant", "under_way", "over"),
    [
        ("2026-11-23T22:29:00", "2026-11-23", "2026-11-22"),  # 03:59 in India on the 24th
        ("2026-11-23T22:30:00", "2026-11-24", "2026-11-23"),  # 04:00, the cut-over
    ],
)
def test_the_cutover_ends_the_business_day(instant, under_way, over):
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert day_under_way(at).isoformat() == under_way
    assert day_before(at).isoformat() == over
    with dg.partition_loading_context(at):
        assert BUSINESS_DAYS.get_last_partition_key() == under_way


def test_schedules_ask_for_the_day_that_is_over_and_the_one_under_way():
    at = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # 04:30 in India on the 24th
    context = dg.build_schedule_context(scheduled_execution_time=at)
    for schedule, day in ((after_cutover, "2026-11-23"), (hourly, "2026-11-24")):
        request = schedule(context)
        assert isinstance(request, dg.RunRequest)
        assert request.partition_key == day
        assert schedule.execution_timezone == "Asia/Kolkata"
        assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING


def test_loading_the_code_location_loads_nothing_heavy():
    script = "import sys, pipelines.definitions; sys.exit('great_expectations' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
