"""When ingredients will be gone: what is there, the last hour and the same weekday of past weeks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from api.inventory.forecasting import SLOT, WINDOW_SLOTS, RunOut, Use, run_out
from api.inventory.run_out_schemas import RunOutList, RunOutView
from api.models import AnyRow
from chitrail.clock import business_date, now
from chitrail.quantity import PLACES

WEEKS = 8
_HERE = text("SELECT zone, cutover_hour FROM outlets WHERE id = :outlet_id")
_LEFT = text("""
SELECT i.id, i.code, i.name, i.unit, a.available,
  ARRAY(SELECT m.code FROM portion_limits p JOIN menu_items m ON m.id = p.item_id AND m.retired_at IS NULL
        WHERE p.ingredient_id = i.id ORDER BY m.code) AS items
FROM ingredients i JOIN stock_available a ON a.ingredient_id = i.id
WHERE i.outlet_id = :outlet_id AND i.limits_sale
""")
# Half-hours from `at` on, of today (the last hour) and of the same weekday in the weeks before.
_USED = text("""
SELECT m.ingredient_id, back, floor(extract(epoch FROM m.occurred_at - w.middle) / 1800)::integer AS slot,
  -sum(m.quantity) AS quantity, sum(m.quantity * m.quantity) AS squares
FROM generate_series(0, :weeks) AS back
CROSS JOIN LATERAL (SELECT :at - back * interval '7 days' AS middle) w
JOIN ingredients i ON i.outlet_id = :outlet_id AND i.limits_sale
JOIN stock_movements m ON m.ingredient_id = i.id AND m.kind = 'SALE'
  AND m.occurred_at >= w.middle - interval '1 hour'
  AND m.occurred_at < CASE back WHEN 0 THEN w.middle ELSE w.middle + :ahead END
GROUP BY 1, 2, 3
""")


@dataclass
class _Known:
    """What was used of one ingredient: by slot in past weeks, and in the last hour of today."""

    usual: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    recent: float = 0.0
    squares: float = 0.0
    total: float = 0.0

    def add(self, row: AnyRow, weeks: int) -> None:
        """Count a slot of a week."""
        quantity = float(row.quantity)
        self.squares, self.total = self.squares + float(row.squares), self.total + quantity
        if row.back == 0:
            self.recent += quantity
        else:
            self.usual[row.slot] += quantity / weeks


@dataclass(frozen=True)
class Predicted:
    """An ingredient's row of `_LEFT` and what is predicted of it."""

    row: AnyRow
    told: RunOut
    per_hour: float


@dataclass(frozen=True)
class Evening:
    """Predictions up to the instant after which nothing is usually sold any more that business day."""

    at: datetime
    closes_at: datetime
    predicted: list[Predicted]


def predict(connection: Connection, outlet_id: str, at: datetime) -> Evening:
    """Every ingredient that is used, as of an aware instant."""
    here = connection.execute(_HERE, {"outlet_id": outlet_id}).one()
    end = _end_of_day(here, at)
    given = {"outlet_id": outlet_id, "at": at, "weeks": WEEKS, "ahead": end - at}
    used = connection.execute(_USED, given).all()
    weeks = len({row.back for row in used if row.back > 0})
    known: defaultdict[UUID, _Known] = defaultdict(_Known)
    for row in used:
        known[row.ingredient_id].add(row, weeks)
    slots = _slots(used, end, at)
    predicted = []
    for row in connection.execute(_LEFT, {"outlet_id": outlet_id}):
        use = _use(row, known[row.id], weeks, slots)
        told = run_out(use, at, slots)
        if told is not None:
            predicted.append(Predicted(row, told, use.recent))
    predicted.sort(key=lambda one: (-one.told.chance, one.row.name))
    return Evening(at, min(end, at + SLOT * slots), predicted)


def listing(connection: Connection, outlet_id: str) -> RunOutList:
    """What is used, the likeliest to be gone today first."""
    evening = predict(connection, outlet_id, now())
    return RunOutList(evening.at, evening.closes_at, [_view(one) for one in evening.predicted])


def _view(one: Predicted) -> RunOutView:
    return RunOutView(
        ingredient_id=one.row.id,
        code=one.row.code,
        name=one.row.name,
        unit=one.row.unit,
        available=str(one.row.available.quantize(PLACES)),
        used_last_hour=f"{one.per_hour:.3f}",
        earliest=one.told.low,
        expected=one.told.middle,
        latest=one.told.high,
        chance=f"{one.told.chance:.3f}",
        items=one.row.items,
    )


def _use(row: AnyRow, known: _Known, weeks: int, slots: int) -> Use:
    usual = [known.usual[slot] for slot in range(-WINDOW_SLOTS, slots)] if weeks else []
    return Use(float(row.available), known.recent, usual, known.squares, known.total)


def _end_of_day(here: AnyRow, at: datetime) -> datetime:
    day = business_date(at, here.zone, here.cutover_hour) + timedelta(days=1)
    return datetime.combine(day, time(here.cutover_hour), ZoneInfo(here.zone))


def _slots(used: Iterable[AnyRow], end: datetime, at: datetime) -> int:
    """Half-hours to look ahead: to the last that usually sells, or without history to the day's end."""
    last = max((row.slot for row in used if row.back > 0 and row.slot >= 0), default=None)
    return last + 1 if last is not None else max(1, -(-(end - at) // SLOT))
