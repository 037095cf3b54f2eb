"""Reading alerts and answering them."""

from uuid import UUID

from sqlalchemy import Connection, select, update

from api.alerts.queries import ALERTS, DELIVERIES, SUBSCRIPTIONS
from api.alerts.schemas import Alert, AlertQuery, Delivery, DeliveryQuery
from api.alerts.subscribing import delivery_view
from api.alerts.telling import tell
from api.models import AnyRow
from api.paging import Listing, paged
from chitrail.clock import now
from chitrail.errors import NotFound
from chitrail.tokens import Actor


def listing(connection: Connection, outlet_id: str, query: AlertQuery) -> Listing[Alert]:
    """Alerts of an outlet, newest first."""
    wanted = select(ALERTS).where(ALERTS.c.outlet_id == outlet_id)
    if query.open is not None:
        over = ALERTS.c.resolved_at.is_not(None)
        wanted = wanted.where(~over if query.open else over)
    if query.kind is not None:
        wanted = wanted.where(ALERTS.c.kind == query.kind)
    if query.severity is not None:
        wanted = wanted.where(ALERTS.c.severity == query.severity)
    rows, page = paged(connection, wanted, query, (ALERTS.c.raised_at, ALERTS.c.id))
    return Listing([_view(row) for row in rows], page)


def acknowledge(connection: Connection, actor: Actor, alert_id: UUID) -> Alert:
    """Take an alert on: it is not escalated any more. Again changes nothing. Raises NotFound."""
    mine = (ALERTS.c.id == alert_id, ALERTS.c.outlet_id == actor.outlet_id)
    taken = update(ALERTS).where(*mine, ALERTS.c.acknowledged_at.is_(None))
    columns = {"acknowledged_at": now(), "acknowledged_by": actor.name, "seq": ALERTS.c.seq + 1}
    row = connection.execute(taken.values(columns).returning(ALERTS)).one_or_none()
    if row is not None:
        tell(connection, row, "ACKNOWLEDGED")
        return _view(row)
    known = connection.execute(select(ALERTS).where(*mine)).one_or_none()
    if known is None:
        raise NotFound(f"there is no alert {alert_id}")
    return _view(known)


def deliveries(connection: Connection, outlet_id: str, query: DeliveryQuery) -> Listing[Delivery]:
    """Messages of an outlet's alerts, newest first."""
    wanted = (
        select(DELIVERIES, SUBSCRIPTIONS.c.channel)
        .join(SUBSCRIPTIONS, SUBSCRIPTIONS.c.id == DELIVERIES.c.subscription_id)
        .where(DELIVERIES.c.outlet_id == outlet_id)
    )
    if query.alert_id is not None:
        wanted = wanted.where(DELIVERIES.c.alert_id == query.alert_id)
    if query.failed is not None:
        gone = DELIVERIES.c.failed_at.is_not(None)
        wanted = wanted.where(gone if query.failed else ~gone)
    rows, page = paged(connection, wanted, query, (DELIVERIES.c.created_at, DELIVERIES.c.id))
    return Listing([delivery_view(row, row.channel) for row in rows], page)


def _view(row: AnyRow) -> Alert:
    return Alert(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        severity=row.severity,
        title=row.title,
        details=row.details,
        raised_at=row.raised_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        escalated_at=row.escalated_at,
        resolved_at=row.resolved_at,
    )
