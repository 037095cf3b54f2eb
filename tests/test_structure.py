"""The house rules that a program can check."""

import ast
import re
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("api", "chitrail", "dashboards", "pipelines", "sandbox", "streams", "warehouse")
LONGEST_FILE = 300
LONGEST_FUNCTION = 60
MEDIAN_FILE = 110
VAGUE = {"utils", "helpers", "common", "misc", "manager", "base", "util", "helper"}
FORBIDDEN_WORDS = ("TODO", "FIXME", "../shared", "shared/facts", "/work/")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def modules() -> list[Path]:
    return [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in ROOMS]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_are_small():
    sizes = {path: lines(path) for path in modules()}
    assert [str(path) for path, size in sizes.items() if size > LONGEST_FILE] == []
    assert statistics.median(size for size in sizes.values() if size > 3) <= MEDIAN_FILE


def test_functions_are_short():
    long = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(
                        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {length} lines"
                    )
    assert long == []


def test_names_say_what_is_inside():
    assert [str(path) for path in modules() if path.stem in VAGUE] == []


@pytest.mark.parametrize("word", FORBIDDEN_WORDS)
def test_nothing_refers_to_what_the_product_does_not_have(word):
    here = Path(__file__)
    found = [
        str(path.relative_to(ROOT))
        for path in tracked(
            "*.py", "*.ts", "*.md", "*.sql", "*.sh", "*.yaml", "*.yml", "*.cfg", "*.toml"
        )
        if path != here and word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_locks_are_hashed_and_name_no_registry():
    for lock in tracked("requirements/*.txt", "dashboards/web/package-lock.json"):
        text = lock.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text or '"integrity"' in text
        assert "http://" not in text
        assert "index-url" not in text
        assert '"resolved"' not in text


def test_every_link_in_the_documents_leads_somewhere():
    links = [
        (document, target)
        for document in tracked("*.md")
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    ]
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document, target in links
        if "://" not in target and not (document.parent / target).exists()
    ]
    assert broken == []
