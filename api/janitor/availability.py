"""What ends by itself: snoozes, and what was said in spite of the stock. The database tells the screens."""

from datetime import UTC, datetime

from sqlalchemy import text

from api.database import Database
from chitrail.clock import now

# `menu_items_ending` finds what is due; whoever waits for an item's lock leaves it to the next round.
_END = text("""
UPDATE menu_items m
SET forced = CASE WHEN m.forced_until <= :at THEN NULL ELSE m.forced END,
    forced_by = CASE WHEN m.forced_until <= :at THEN '' ELSE m.forced_by END,
    forced_reason = CASE WHEN m.forced_until <= :at THEN '' ELSE m.forced_reason END,
    forced_until = CASE WHEN m.forced_until > :at THEN m.forced_until END,
    snoozed_until = CASE WHEN m.snoozed_until > :at THEN m.snoozed_until END
WHERE m.id IN (
  SELECT id FROM menu_items WHERE least(forced_until, snoozed_until) <= :at
  ORDER BY id LIMIT 100 FOR NO KEY UPDATE SKIP LOCKED)
""")
# A recipe that was to count from an instant on counts now, and may need more or less.
_FOLLOW_RECIPES = text("""
SELECT follow_stock(ARRAY(
  SELECT DISTINCT m.id FROM recipes r JOIN menu_items m ON m.id = r.item_id AND m.follows_stock
  WHERE r.active_from > :since AND r.active_from <= :at))
""")


class AvailabilityClock:
    """Ends what is due; remembers up to when it has looked."""

    def __init__(self, database: Database) -> None:
        self._database = database.everywhere()
        self._since = datetime.min.replace(tzinfo=UTC)

    def step(self) -> bool:
        """One round; whether it found something to end."""
        at = now()
        with self._database.transaction() as connection:
            ended = connection.execute(_END, {"at": at}).rowcount
            connection.execute(_FOLLOW_RECIPES, {"since": self._since, "at": at})
        self._since = at
        return ended > 0
