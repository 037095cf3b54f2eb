"""Throwing away what is past its date, by one call and once."""

from sqlalchemy import Connection, text

from api.inventory import queries
from api.inventory.documents import document_view
from api.inventory.recording import Fact, FactLine, write
from api.inventory.schemas import Wasted
from api.outlets.service import trading_day
from api.reply import Reply
from chitrail.clock import now
from chitrail.tokens import Actor

REASON = "expired"

# One at a time: two people who press the button together throw away once.
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('waste-expired ' || :outlet_id, 0))")
_EXPIRED = text("""
SELECT lot.ingredient_id, i.unit, lot.remaining, lot.code, lot.expires_on
FROM stock_lots lot JOIN ingredients i ON i.id = lot.ingredient_id
WHERE lot.outlet_id = :outlet_id AND lot.remaining > 0 AND lot.expires_on < :day
  AND NOT EXISTS (
    SELECT FROM stock_documents d
    JOIN stock_document_lines l ON l.document_id = d.id AND l.ingredient_id = lot.ingredient_id
      AND l.lot_code = lot.code AND l.expires_on IS NOT DISTINCT FROM lot.expires_on
    WHERE d.outlet_id = lot.outlet_id AND d.kind = 'WASTE'
      AND NOT EXISTS (SELECT FROM stock_movements m WHERE m.document_id = d.id))
ORDER BY i.code, lot.expires_on, lot.code
""")


def waste(connection: Connection, actor: Actor) -> Reply[Wasted]:
    """A document of every lot past its date on today's business day: 201, or 200 when there is none.

    What is already being thrown away, in a document the stream has not booked, is left out.
    """
    connection.execute(_ALONE, {"outlet_id": actor.outlet_id})
    day = trading_day(connection, actor.outlet_id, now())
    wanted = {"outlet_id": actor.outlet_id, "day": day}
    lines = [
        FactLine(
            row.ingredient_id,
            row.unit,
            row.remaining,
            lot_code=row.code,
            expires_on=row.expires_on,
        )
        for row in connection.execute(_EXPIRED, wanted)
    ]
    if not lines:
        return Reply(Wasted(document=None), status=200)
    fact = Fact("WASTE", lines, reason="past its date", reason_code=REASON)
    document_id = write(connection, actor, fact)
    saved = queries.document(connection, document_id)
    if saved is None:
        raise LookupError(f"document {document_id} is gone in its own transaction")
    return Reply(
        Wasted(document=document_view(saved, queries.document_lines(connection, document_id)))
    )
