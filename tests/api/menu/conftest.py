"""Modifier groups of the small restaurant."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.restaurant import Caller, item_id

_numbers = itertools.count(1)


@pytest.fixture
def grouped(manager: Caller) -> Callable[..., dict[str, Any]]:
    """grouped({"code": "mild", "name": "Mild"}, item="soda") makes a group that the item offers, alone."""

    def of(*modifiers: dict[str, Any], item: str = "", **terms: Any) -> dict[str, Any]:
        body = {"code": f"group-{next(_numbers)}", "name": "Group", **terms}
        body["modifiers"] = list(modifiers)
        answer = manager.post("/api/menu/modifier-groups", body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.get_json()
        if item:
            path = f"/api/menu/items/{item_id(item)}"
            offered = manager.patch(path, {"modifier_groups": [made["code"]]})
            assert offered.status_code == 200, offered.text
        return made

    return of
