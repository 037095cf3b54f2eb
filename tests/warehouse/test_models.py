"""Every model has a header that is true, and the documentation follows it."""

import duckdb
import pytest

from chitrail.errors import ConfigurationError
from warehouse.__main__ import PAGE
from warehouse.catalog import MODELS, Catalog, catalog
from warehouse.documentation import markdown
from warehouse.lineage import tables_read
from warehouse.model import Refresh, read_model
from warehouse.refresh import refresh
from warehouse.tables import create_missing

COMPUTED = [model for model in catalog().computed if model.refresh is not Refresh.VIEW]


@pytest.fixture(scope="module")
def empty():
    """A warehouse without a row."""
    with duckdb.connect(":memory:") as connection:
        create_missing(connection, catalog())
        for model in catalog().computed:
            refresh(connection, catalog(), model.name)
        yield connection


@pytest.mark.parametrize("model", catalog().models, ids=lambda model: model.name)
def test_each_table_has_the_documented_columns_types_and_comments(model, empty):
    declared = ", ".join(f"NULL::{column.type} AS {column.name}" for column in model.columns)
    types = dict(row[:2] for row in empty.execute(f"DESCRIBE SELECT {declared}").fetchall())
    found = empty.execute(
        "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = ?"
        " ORDER BY column_index",
        [model.name],
    ).fetchall()
    assert found == [(column.name, types[column.name], column.meaning) for column in model.columns]


@pytest.mark.parametrize("model", COMPUTED, ids=lambda model: model.name)
def test_each_select_gives_exactly_the_documented_columns(model, empty):
    empty.execute("CREATE OR REPLACE TEMP TABLE build_day (outlet_id VARCHAR, business_date DATE)")
    found = [row[0] for row in empty.execute(f"DESCRIBE {model.sql}").fetchall()]
    assert found == model.column_names


@pytest.mark.parametrize("model", catalog().models, ids=lambda model: model.name)
def test_each_grain_and_source_exists(model):
    assert set(model.grain) <= set(model.column_names)
    upstream = catalog().upstream[model.name]
    if upstream:
        assert upstream == {part.strip() for part in model.source.split(",")}


PAISE = ("BIGINT", "DECIMAL(14,4)", "DECIMAL(18,4)")


def test_money_columns_are_decimals_or_paise():
    wrong = [
        f"{model.name}.{column.name} {column.type}"
        for model in catalog().models
        for column in model.columns
        if (column.name.endswith("_paise") and column.type not in PAISE)
        or column.type in ("DOUBLE", "FLOAT", "NUMERIC")
    ]
    assert wrong == ["meta_publication.build_seconds DOUBLE"]


def test_the_page_follows_the_headers():
    assert PAGE.read_text(encoding="utf-8") == markdown(catalog()), "run: python -m warehouse docs"


def test_lineage_leaves_ctes_out():
    sql = (
        "WITH a AS (SELECT * FROM x) SELECT * FROM a JOIN y USING (i) WHERE i IN (SELECT i FROM z)"
    )
    assert tables_read(sql) == {"x", "y", "z"}


def test_lineage_of_something_else_is_refused():
    with pytest.raises(ConfigurationError, match="cannot parse"):
        tables_read("SELEC 1")


def test_sources_come_before_what_reads_them():
    order = [model.name for model in catalog().models]
    for name, sources in catalog().upstream.items():
        assert all(order.index(source) < order.index(name) for source in sources)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("SELECT 1 AS a\n", "the first line must be"),
        ("-- t: A table.\n-- grain: a\nSELECT 1 AS a\n", "lacks"),
        ("-- t: A table.\n-- grane: a\nSELECT 1 AS a\n", "cannot read the header line"),
    ],
)
def test_a_file_without_a_true_header_is_refused(tmp_path, text, complaint):
    (tmp_path / "t.sql").write_text(text)
    with pytest.raises(ConfigurationError, match=complaint):
        read_model(tmp_path / "t.sql")


def test_a_changed_source_changes_what_is_computed_from_it(tmp_path):
    for path in MODELS.glob("*/*.sql"):
        copy = tmp_path / path.parent.name / path.name
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(path.read_text().replace("'UNKNOWN'", "'NONE'"))
    changed = Catalog(tmp_path)
    differing = {
        model.name
        for model in catalog().models
        if model.sql and changed.fingerprint(model.name) != catalog().fingerprint(model.name)
    }
    assert differing == {
        "stg_payment",
        "stg_refund",
        "fct_payment",
        "fct_refund",
        "mart_daily_payment_method",
        "mart_settlement",
    }
    assert changed.raw_fingerprint() == catalog().raw_fingerprint()
