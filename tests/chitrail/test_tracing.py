"""W3C trace context: valid parents are continued, any other starts a trace of its own."""

import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitrail import logs, tracing

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
GOOD = f"00-{TRACE}-{SPAN}-01"


@pytest.fixture(autouse=True)
def _leave_the_trace():
    yield
    tracing.end()


@pytest.mark.parametrize(
    ("given", "flags"),
    [
        (GOOD, "01"),
        (f" {GOOD}\t", "01"),
        (f"00-{TRACE}-{SPAN}-00", "00"),
        (f"00-{TRACE}-{SPAN}-ff", "01"),  # only the flag we know
        (f"cc-{TRACE}-{SPAN}-01-what-the-future-will-be", "01"),
        (f"cc-{TRACE}-{SPAN}-01", "01"),
    ],
)
def test_a_valid_parent_is_continued(given, flags):
    span = tracing.begin(given)
    assert span.trace_id == TRACE
    assert span.span_id != SPAN
    assert span.parent == f"00-{TRACE}-{span.span_id}-{flags}"


@pytest.mark.parametrize(
    "given",
    [
        "",
        "nonsense",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        f"cc-{TRACE}-{SPAN}-01.more",
        f"00-{TRACE[:-1]}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-1",
        f"{GOOD}, {GOOD}",
        f"00-{TRACE}-{SPAN}-0\u0661",
    ],
)
def test_an_invalid_one_is_replaced_and_its_state_dropped(given):
    span = tracing.begin(given, "rojo=1")
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", span.parent)
    assert span.trace_id not in (TRACE, tracing.NO_TRACE)
    assert span.state == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"),
        ("rojo=1 , , congo=a b", "rojo=1,congo=a b"),
        ("tenant@system=1", "tenant@system=1"),
        (",".join(f"k{n}=1" for n in range(32)), ",".join(f"k{n}=1" for n in range(32))),
        (",".join(f"k{n}=1" for n in range(33)), ""),
        ("rojo=1,rojo=2", ""),
        ("Rojo=1", ""),
        ("rojo", ""),
        ("rojo=a=b", ""),
        ("rojo=1\x07", ""),
    ],
)
def test_the_state_is_carried_when_every_member_is_valid(given, kept):
    assert tracing.begin(GOOD, given).state == kept


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_comes_there_is_a_span(parent, state):
    span = tracing.begin(parent, state)
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", span.parent)


def test_log_lines_name_the_trace():
    record = logging.LogRecord("shop", logging.INFO, "", 0, "sold %d", (3,), None)
    tracing.begin(GOOD)
    assert f"INFO shop [{TRACE}]: sold 3" in logs.OneLine().format(record)
    tracing.end()
    assert "INFO shop: sold 3" in logs.OneLine().format(record)
