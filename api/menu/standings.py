"""Reading what can be had and how much of it is left; what few means."""

from sqlalchemy import Connection, select, text, update

from api.audit.service import record
from api.menu.items import forced_view
from api.menu.service import item_name
from api.menu.standing_schemas import FewSettings, Limit, Standing, Standings
from api.models import AnyRow, table_of
from api.outlets.models import Outlet
from api.reply import Reply
from chitrail.quantity import PLACES
from chitrail.tokens import Actor

OUTLETS = table_of(Outlet)
_STANDINGS = text("""
WITH mine AS (
  SELECT array_agg(id) AS items FROM menu_items WHERE outlet_id = :outlet_id AND retired_at IS NULL
)
SELECT m.id, m.code, m.name, m.variant, m.station, m.follows_stock, m.forced, m.forced_until, m.forced_by,
  m.forced_reason, s.because, s.until, s.modifiers_out, v.revision, p.portions, i.code AS limit_code,
  i.name AS limit_name, i.unit, a.available AS there
FROM mine
JOIN menu_items m ON m.id = ANY(mine.items)
JOIN menu_categories c ON c.id = m.category_id
JOIN item_availability v ON v.item_id = m.id
JOIN availability_of(mine.items) s ON s.item_id = m.id
LEFT JOIN portions_of_items(mine.items) p ON p.item_id = m.id AND m.follows_stock
LEFT JOIN ingredients i ON i.id = p.ingredient_id
LEFT JOIN stock_available a ON a.ingredient_id = p.ingredient_id
ORDER BY c.position, c.code, m.position, m.code
""")
_ANNOUNCE = text("""
SELECT announce_availability(ARRAY(SELECT id FROM menu_items WHERE outlet_id = :outlet_id))
""")


def standings(connection: Connection, outlet_id: str) -> Standings:
    """Every item that is offered, with what is left of it now."""
    rows = connection.execute(_STANDINGS, {"outlet_id": outlet_id})
    return Standings([_standing(row) for row in rows])


def settings(connection: Connection, outlet_id: str) -> FewSettings:
    """What few means in an outlet."""
    wanted = select(OUTLETS.c.few_portions, OUTLETS.c.shows_few).where(OUTLETS.c.id == outlet_id)
    few, shows = connection.execute(wanted).one()
    return FewSettings(few_portions=few, shows_few=shows)


def save_settings(connection: Connection, actor: Actor, request: FewSettings) -> Reply[FewSettings]:
    """Say what few means; screens hear of what is few now, or is so no more."""
    before = settings(connection, actor.outlet_id)
    columns = {"few_portions": request.few_portions, "shows_few": request.shows_few}
    connection.execute(update(OUTLETS).where(OUTLETS.c.id == actor.outlet_id).values(columns))
    connection.execute(_ANNOUNCE, {"outlet_id": actor.outlet_id})
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "few-portions-changed",
        actor.outlet_id,
        before=before.few_portions,
        after=request.few_portions,
        shows=request.shows_few,
    )
    return Reply(request)


def _standing(row: AnyRow) -> Standing:
    limit = None
    if row.limit_code is not None:
        left = str(row.there.quantize(PLACES))
        limit = Limit(code=row.limit_code, name=row.limit_name, available=left, unit=row.unit)
    return Standing(
        item_id=row.id,
        item_code=row.code,
        item_name=item_name(row.name, row.variant),
        station=row.station,
        follows_stock=row.follows_stock,
        available=row.because is None,
        because=row.because,
        until=row.until,
        portions_left=row.portions,
        limited_by=limit,
        modifiers_out=row.modifiers_out,
        forced=forced_view(row),
        revision=row.revision,
    )
