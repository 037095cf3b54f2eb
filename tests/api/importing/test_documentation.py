"""docs/import.md is true: its commands print what it shows, its mappings are those of the examples."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import yaml

from api.importing.mapping import (
    FileFormat,
    Lines,
    Mapping,
    Menu,
    MoneyFormat,
    Orders,
    Outlet,
    Payments,
    Recipes,
    TimeOfDay,
)
from api.importing.mapping_file import read_mapping
from tests.support.processes import ROOT
from tests.support.settings import environment

DOCUMENT = (ROOT / "docs" / "import.md").read_text("utf-8")
EXAMPLES = ROOT / "docs" / "examples" / "import"
CHECKED = re.findall(
    r"<!-- checked -->\n```console\n\$ chitrail import (.*?)\n(.*?)```", DOCUMENT, re.DOTALL
)
MAPPINGS = sorted(EXAMPLES.rglob("*.yaml"))
SECTIONS = (
    Mapping,
    Outlet,
    FileFormat,
    MoneyFormat,
    Orders,
    Lines,
    Menu,
    Recipes,
    Payments,
    TimeOfDay,
)


def run(arguments: str, database_url: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api.importing", *shlex.split(arguments)],
        cwd=ROOT,
        env={**os.environ, **environment(database_url, home), "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_there_are_worked_examples():
    assert len(CHECKED) == 3


@pytest.mark.parametrize(("arguments", "shown"), CHECKED)
def test_commands_print_what_is_shown(arguments, shown, database_url, tmp_path):
    done = run(arguments, database_url, tmp_path)
    assert (done.stdout, done.returncode) == (shown, 0), done.stderr


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL))
def test_shown_mappings_stand_in_an_example(block):
    shown = yaml.load(block, yaml.BaseLoader)  # noqa: S506
    texts = [path.read_text("utf-8") for path in MAPPINGS]
    examples = [yaml.load(text, yaml.BaseLoader) for text in texts]  # noqa: S506
    assert any(shown.items() <= example.items() for example in examples)


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.stem + path.parent.name)
def test_every_sample_mapping_is_valid(path):
    assert read_mapping(path).outlet is not None


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_every_key_is_in_the_reference(section):
    reference = DOCUMENT[DOCUMENT.index("## The mapping") :]
    missing = [key for key in section.__struct_fields__ if f"`{key}`" not in reference]
    assert missing == []


def test_more_shapes(database_url, tmp_path):
    shapes = {
        "coffee-machine": ("sales.csv", (4, 14630, [("CARD", 10630), ("CASH", 4000)])),
        "bakery-baskets": ("baskets.csv", (3, 0, [])),
        "till-tape": ("tape.tsv", (2, 6500, [("CASH", 5000), (None, 1500)])),
    }
    for name, (file, expected) in shapes.items():
        folder = EXAMPLES / name
        done = run(
            f"--mapping {folder}/mapping.yaml --outlet {name} --lines {folder}/{file}",
            database_url,
            tmp_path,
        )
        assert done.returncode == 0, done.stderr
        with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
            (orders,) = connection.execute(
                "SELECT count(*), sum(total_paise)::bigint FROM orders WHERE outlet_id = %s", [name]
            )
            payments = connection.execute(
                "SELECT payment_method, sum(amount_paise)::bigint FROM payments WHERE outlet_id = %s"
                " GROUP BY 1 ORDER BY 1",
                [name],
            ).fetchall()
        assert (*orders, payments) == expected


def test_a_wrong_mapping_ends_with_2_and_one_sentence(database_url, tmp_path):
    mapping = tmp_path / "wrong.yaml"
    text = (EXAMPLES / "takeaway" / "mapping.yaml").read_text("utf-8")
    mapping.write_text(text.replace("price: Product Price", "price: Price"))
    lines = EXAMPLES / "takeaway" / "orders.csv"
    done = run(f"--mapping {mapping} --outlet spice-boat --lines {lines}", database_url, tmp_path)
    assert done.returncode == 2
    assert "orders.csv: lines.price: the column 'Price' is not in the header" in done.stderr
    assert "Traceback" not in done.stderr
