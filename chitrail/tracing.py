"""W3C trace context (level 1): which chain of causes a log line, an answer or an event belongs to.

Each request and each event a worker takes is a span of one trace: it keeps the trace's id and gets an id
of its own, which what it causes names as its parent.
"""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass

PARENT, STATE = "traceparent", "tracestate"
SAMPLED = "01"
MOST_MEMBERS = 32
NO_TRACE, NO_SPAN = "0" * 32, "0" * 16
_PARENT = re.compile(
    r"(?P<version>[0-9a-f]{2})-(?P<trace>[0-9a-f]{32})-(?P<span>[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})"
    r"(?P<more>-.*)?",
    re.ASCII,
)
_MEMBER = re.compile(
    r"(?P<key>[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})"
    r"=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Trace:
    """One span: the trace it belongs to and its own id, in hexadecimal; `state` is carried as it came."""

    trace_id: str
    span_id: str
    flags: str = SAMPLED
    state: str = ""

    @property
    def parent(self) -> str:
        """`traceparent` of what this span causes."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


_CURRENT: ContextVar[Trace | None] = ContextVar("trace", default=None)


def begin(traceparent: str, tracestate: str = "") -> Trace:
    """Make a span of the caller's trace the current one; of a new trace when the caller named none."""
    span = _span(traceparent, tracestate)
    _CURRENT.set(span)
    return span


def current() -> Trace | None:
    """The span of this thread or task; None where nothing began one."""
    return _CURRENT.get()


def end() -> None:
    """Leave the span: what is logged from here on belongs to no trace."""
    _CURRENT.set(None)


def _span(traceparent: str, tracestate: str) -> Trace:
    found = _PARENT.fullmatch(traceparent.strip(" \t")) if traceparent else None
    own = secrets.token_hex(8)
    if found is None or not _is_valid(found):
        return Trace(secrets.token_hex(16), own)
    # Of a flag we know only what the specification we read says of it.
    flags = SAMPLED if int(found["flags"], 16) & 1 else "00"
    return Trace(found["trace"], own, flags, _valid_state(tracestate) if tracestate else "")


def _is_valid(parent: re.Match[str]) -> bool:
    version = parent["version"]
    # A later version may say more behind what we know; the first one may not.
    shaped = version != "ff" and (version != "00" or parent["more"] is None)
    return shaped and parent["trace"] != NO_TRACE and parent["span"] != NO_SPAN


def _valid_state(tracestate: str) -> str:
    """The list as it came, without empty members; nothing when a single member is not valid."""
    members = [member.strip(" \t") for member in tracestate.split(",")]
    members = [member for member in members if member]
    matched = [_MEMBER.fullmatch(member) for member in members]
    keys = {found["key"] for found in matched if found}
    return ",".join(members) if len(members) == len(keys) <= MOST_MEMBERS else ""
