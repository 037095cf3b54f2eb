"""`chitrail sql` answers in four formats and cannot write; `chitrail export` is whole or not there."""

import csv
import hashlib
import io
import json
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import pytest

from chitrail.errors import Conflict, InvalidInput
from tests.support.processes import ROOT
from tests.warehouse.snapshots import days, evening, open_files, publish_at, put_sales
from warehouse.asking import ask, session
from warehouse.export import export
from warehouse.history import remember

DAY = date(2026, 11, 2)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    files = open_files(tmp_path_factory.mktemp("asking"))
    put_sales(files, {DAY: "100.10"})
    publish_at(files, evening(DAY))
    remember(files, keep_days=400)
    put_sales(files, dict.fromkeys(days(DAY, 3), "90.10"))
    publish_at(files, evening(DAY + timedelta(days=1)))
    return files


def chitrail(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chitrail.cli", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        input=given,
        check=False,
    )


def test_the_command_tells_how_fresh_the_data_is_and_answers(files):
    asked = chitrail(
        *("sql", "--snapshot", str(files.snapshot), "--format", "json"),
        *("-c", "SELECT business_date, gross FROM mart_daily_sales ORDER BY 1 LIMIT 1"),
    )
    assert "published 2026-11-03 21:30 Asia/Kolkata" in asked.stderr
    assert "1 checks passed" in asked.stderr
    assert json.loads(asked.stdout) == [{"business_date": "2026-11-02", "gross": "90.10"}]


def test_a_piped_script_asks_what_was_known_on_a_day(files):
    asked = chitrail(
        *("sql", "--snapshot", str(files.snapshot), "--as-of", "2026-11-02", "--format", "csv"),
        given="SELECT gross FROM mart_daily_sales; SELECT 'a,b' AS x;",
    )
    assert asked.stdout == 'gross\n100.10\nx\n"a,b"\n'
    assert "published 2026-11-02" in asked.stderr


def test_what_cannot_be_answered_is_one_sentence_and_exit_code_1(files):
    asked = chitrail("sql", "--snapshot", str(files.snapshot), "-c", "FROM nowhere")
    assert (asked.returncode, asked.stdout) == (1, "")
    assert "nowhere does not exist" in asked.stderr
    assert "Traceback" not in asked.stderr


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM mart_daily_sales",
        "UPDATE mart_daily_sales SET gross = 0",
        "INSERT INTO mart_daily_sales (outlet_id) VALUES ('x')",
        "CREATE TABLE mine (a INTEGER)",
        "CREATE OR REPLACE VIEW mine AS SELECT 1",
        "DROP TABLE mart_daily_sales",
        "COPY mart_daily_sales TO '{folder}/stolen.csv'",
        "EXPORT DATABASE '{folder}/stolen'",
        "ATTACH '{folder}/other.duckdb'",
        "FROM read_csv('/etc/passwd')",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
    ],
)
def test_nothing_can_be_written_nor_read_elsewhere(files, tmp_path, statement):
    before = hashlib.sha256(files.snapshot.read_bytes()).hexdigest()
    with session(files.snapshot) as connection:
        with pytest.raises(duckdb.Error):
            list(ask(connection, statement.format(folder=tmp_path)))
        (answer,) = ask(connection, "SELECT count(*) FROM mart_daily_sales")
    assert answer.rows == [(3,)]
    assert list(tmp_path.iterdir()) == []
    assert hashlib.sha256(files.snapshot.read_bytes()).hexdigest() == before


def test_a_parquet_answer_keeps_types(files, tmp_path):
    out = tmp_path / "answer.parquet"
    chitrail(
        *("sql", "--snapshot", str(files.snapshot), "--format", "parquet", "--out", str(out)),
        *("-c", "SELECT business_date, gross FROM mart_daily_sales"),
    )
    kinds = duckdb.sql(f"DESCRIBE FROM read_parquet('{out}')").fetchall()
    assert [kind[1].split("(")[0] for kind in kinds] == ["DATE", "DECIMAL"]


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_an_export_is_the_snapshot_with_a_true_manifest(files, tmp_path, kind):
    to = tmp_path / "sales"
    assert export(files.snapshot, to, kind)["mart_daily_sales"] == 3
    manifest = json.loads((to / "manifest.json").read_text())
    assert manifest["published_at"] == "2026-11-03T16:00:00Z"
    for name, table in manifest["tables"].items():
        for file in table["files"]:
            content = (to / file["path"]).read_bytes()
            assert (len(content), hashlib.sha256(content).hexdigest()) == (
                file["bytes"],
                file["sha256"],
            )
        there = {path.relative_to(to).as_posix() for path in (to / name).rglob(f"*.{kind}")}
        assert there == {file["path"] for file in table["files"]}
    parts = [file["path"] for file in manifest["tables"]["mart_daily_sales"]["files"]]
    assert len(parts) == 3
    assert all(f"business_date=2026-11-0{number}/" in parts[number - 2] for number in (2, 3, 4))
    if kind == "csv":
        (row,) = csv.DictReader(io.StringIO((to / parts[0]).read_text()))
        assert (row["business_date"], row["gross"]) == ("2026-11-02", "90.10")
    else:
        read = duckdb.read_parquet(f"{to}/mart_daily_sales/*/*.parquet")
        assert read.sum("gross").fetchall() == [(Decimal("270.30"),)]


def test_an_export_replaces_an_earlier_one_and_nothing_else(files, tmp_path):
    to = tmp_path / "sales"
    export(files.snapshot, to, "csv")
    export(files.snapshot, to, "parquet", ["dim_item"])
    assert sorted(path.name for path in to.iterdir()) == ["dim_item", "manifest.json"]
    with pytest.raises(InvalidInput, match="there is no table secrets"):
        export(files.snapshot, to, "parquet", ["secrets"])
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "dear.txt").write_text("mine")
    with pytest.raises(Conflict, match="files that are no export"):
        export(files.snapshot, letters, "parquet")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letters", "sales"]
    assert (to / "manifest.json").exists()
