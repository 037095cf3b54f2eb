"""The browser code's own tests: its ticket book, its feed, its clock."""

import re
from collections.abc import Callable


def test_unit_tests_of_the_browser_code_pass(npm: Callable[..., str]):
    said = npm("test")
    passed = re.search(r"^# pass (\d+)$", said, re.MULTILINE)
    assert passed
    assert int(passed[1]) >= 39
    assert "# fail 0" in said
