"""Waiting for a condition instead of sleeping for a guess."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(condition: Callable[[], T], *, within: float = 30.0, every: float = 0.05) -> T:
    """First truthy value of `condition`; AssertionError with its last value after `within` seconds.

    A condition may raise AssertionError or OSError while the thing it looks at is not there yet.
    """
    deadline = time.monotonic() + within
    last: object = None
    while True:
        try:
            value = condition()
        except (AssertionError, OSError) as error:
            last = error
        else:
            if value:
                return value
            last = value
        if time.monotonic() > deadline:
            raise AssertionError(f"not so within {within} s; last seen: {last!r}")
        time.sleep(every)
