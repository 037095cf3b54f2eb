"""Questions about settlements that have no answer."""

import pytest


@pytest.mark.parametrize(
    "path",
    [
        "/api/settlements?cursor=rubbish",
        "/api/settlements?limit=0",
        "/api/settlements/exceptions?kind=ODD",
        "/api/settlements/exceptions?open=perhaps",
        "/api/settlements/exceptions?until=2026-04-01",
    ],
)
def test_bad_questions_are_refused(manager, path):
    assert manager.get(path).status_code == 422


def test_an_unknown_settlement_has_no_lines(manager):
    assert manager.get("/api/settlements/setl_None/lines").status_code == 404
