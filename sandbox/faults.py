"""Faults on order: which are armed, and which strikes at a given place.

A place is a line of text that a fault's `path` is searched in: `POST /v1/orders` for a call of the API,
`WEBHOOK payment.captured` for a webhook, `PAY order` for what a customer does at the checkout.
"""

import json
import random
import re
from dataclasses import dataclass
from typing import Any

from sandbox import validation
from sandbox.errors import ApiError
from sandbox.store import Transaction

BEFORE = ("timeout_before", "server_error", "rate_limited", "idempotency_conflict", "html_error")
"""Faults of the API that strike before anything is done."""
AFTER = ("timeout_after_success", "server_error_after_success", "bad_json", "wrong_amount")
"""Faults of the API that strike when the effect is done."""
API = BEFORE + AFTER
WEBHOOK = ("webhook_duplicate", "webhook_reorder", "webhook_late", "webhook_lost")
PAY = ("late_authorization", "lost_checkout")
KINDS = API + WEBHOOK + PAY
REFUND = re.compile(r"POST /v1/(payments/[^/]+/refund|refunds)")
MOST_TIMES = 10_000
LONGEST_PATH = 200
SHOWN_STRIKES = 200


@dataclass(frozen=True)
class Fault:
    """A fault that strikes now; `seconds` is None when none was asked for."""

    kind: str
    seconds: float | None

    def pause(self, default: float) -> float:
        """Seconds to hold things back."""
        return default if self.seconds is None else self.seconds


def arm(store: Transaction, fields: dict[str, Any]) -> int:
    """Arm {kind, times, path, seconds}; the fault's id. Raises ApiError."""
    validation.only(fields, {"kind", "times", "path", "seconds"})
    kind = fields.get("kind")
    if kind not in KINDS:
        raise ApiError(f"The kind must be one of {', '.join(KINDS)}", field="kind")
    times = validation.whole(fields.get("times", 1), "times", 1, MOST_TIMES)
    row = store.connection.execute(
        "INSERT INTO fault (kind, path, seconds, left) VALUES (?, ?, ?, ?) RETURNING id",
        (kind, _path(fields), _seconds(fields), times),
    ).fetchone()
    return int(row["id"])


def plan(store: Transaction, fields: dict[str, Any]) -> dict[str, Any]:
    """Arm a random plan {seed, rate, kinds, path, seconds}; it takes the place of the one before."""
    validation.only(fields, {"seed", "rate", "kinds", "path", "seconds"})
    rate = validation.number(fields.get("rate", 0.2), "rate", 0, 1)
    kinds = fields.get("kinds", list(API))
    if not isinstance(kinds, list) or not kinds or any(kind not in KINDS for kind in kinds):
        raise ApiError(f"The kinds must be a list of {', '.join(KINDS)}", field="kinds")
    chosen = {
        "seed": str(fields.get("seed", "")),
        "rate": rate,
        "kinds": kinds,
        "path": _path(fields),
        "seconds": _seconds(fields),
    }
    store.connection.execute("DELETE FROM fault_plan")
    store.connection.execute(
        "INSERT INTO fault_plan (seed, rate, kinds, path, seconds) VALUES (?, ?, ?, ?, ?)",
        (chosen["seed"], rate, json.dumps(kinds), chosen["path"], chosen["seconds"]),
    )
    return chosen


def clear(store: Transaction) -> None:
    """Disarm everything and forget what struck."""
    for table in ("fault", "fault_plan", "fault_strike"):
        store.connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours


def listing(store: Transaction) -> dict[str, Any]:
    """Every fault with what is left and how often it struck, the random plan, and the latest strikes."""
    armed = store.connection.execute(
        "SELECT id, kind, path, seconds, left, struck FROM fault ORDER BY id"
    )
    plans = store.connection.execute("SELECT seed, rate, kinds, path, seconds FROM fault_plan")
    strikes = store.connection.execute(
        "SELECT fault_id, kind, place, struck_at FROM fault_strike ORDER BY seq DESC LIMIT ?",
        (SHOWN_STRIKES,),
    )
    return {
        "items": [dict(row) for row in armed],
        "random": [{**dict(row), "kinds": json.loads(row["kinds"])} for row in plans],
        "strikes": [dict(row) for row in strikes],
    }


def strike(store: Transaction, kinds: tuple[str, ...], place: str) -> Fault | None:
    """The fault of one of these kinds that strikes at this place, used up by it; most often None."""
    for row in store.connection.execute("SELECT * FROM fault WHERE left > 0 ORDER BY id"):
        if row["kind"] in kinds and _fits(row["kind"], row["path"], place):
            store.connection.execute(
                "UPDATE fault SET left = left - 1, struck = struck + 1 WHERE id = ?", (row["id"],)
            )
            return _struck(store, row["id"], Fault(row["kind"], row["seconds"]), place)
    return _random_strike(store, kinds, place)


def _random_strike(store: Transaction, kinds: tuple[str, ...], place: str) -> Fault | None:
    """Draws once for each place of a group, from the seed and the draw's number alone."""
    row = store.connection.execute("SELECT * FROM fault_plan").fetchone()
    if row is None or not re.search(row["path"], place):
        return None
    possible = [kind for kind in json.loads(row["kinds"]) if kind in kinds]
    if not possible:
        return None
    drawn = json.loads(row["drawn"])
    number = drawn.get(kinds[0], 0)
    store.connection.execute(
        "UPDATE fault_plan SET drawn = ?", (json.dumps({**drawn, kinds[0]: number + 1}),)
    )
    dice = random.Random(f"{row['seed']}/{kinds[0]}/{number}")  # noqa: S311 - repeatable on purpose
    if dice.random() >= row["rate"]:
        return None
    kind = dice.choice(possible)
    if not _fits(kind, row["path"], place):
        return None
    return _struck(store, None, Fault(kind, row["seconds"]), place)


def _struck(store: Transaction, fault_id: int | None, fault: Fault, place: str) -> Fault:
    store.connection.execute(
        "INSERT INTO fault_strike (fault_id, kind, place, struck_at) VALUES (?, ?, ?, ?)",
        (fault_id, fault.kind, place, store.now()),
    )
    return fault


def _fits(kind: str, path: str, place: str) -> bool:
    if kind == "idempotency_conflict" and not REFUND.fullmatch(place):
        return False
    return re.search(path, place) is not None


def _path(fields: dict[str, Any]) -> str:
    path = fields.get("path") or ""
    if not isinstance(path, str) or len(path) > LONGEST_PATH:
        raise ApiError(f"The path must be a text of at most {LONGEST_PATH}", field="path")
    try:
        re.compile(path)
    except re.error as error:
        raise ApiError(f"The path is not a regular expression: {error}", field="path") from None
    return path


def _seconds(fields: dict[str, Any]) -> float | None:
    if fields.get("seconds") is None:
        return None
    return validation.number(fields["seconds"], "seconds", 0, 86_400)
