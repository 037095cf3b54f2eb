"""Requests made from the document itself, right and wrong ones, find nothing the document does not say.

Every phase and every check of Schemathesis; what is judged otherwise than by default is in schemathesis.toml,
with its reason. `python -m tests.api.contract.long` asks for longer.
"""

import json

import pytest

from tests.api.contract.asking import BASELINE, PHASES, ask

SEED = 20260401
EXAMPLES, SECONDS = 20, 50


@pytest.mark.parametrize("role", ["manager", "waiter"])
def test_the_api_keeps_to_its_document(served, tmp_path, role):
    code, report = ask(served, role, tmp_path, examples=EXAMPLES, seconds=SECONDS, seed=SEED)
    print(f"seed {SEED}\n{report[-3000:]}")
    assert code == 0, report
    for phase in PHASES.split(","):
        assert f"{phase.title()} (disabled)" not in report
    assert json.loads((tmp_path / f"{role}.json").read_text(encoding="utf-8"))


def test_no_failure_is_accepted():
    assert json.loads(BASELINE.read_text(encoding="utf-8"))["entries"] == []
