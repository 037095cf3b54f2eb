"""Who is told where: each member of staff decides for themselves."""

from datetime import time
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from api.alerts.kinds import KINDS
from api.alerts.queries import DELIVERIES, SUBSCRIPTIONS
from api.alerts.schemas import Delivery, Subscription, SubscriptionList, SubscriptionRequest
from api.alerts.telling import delivery
from api.alerts.webhook import check_target, signing_secret
from api.audit.service import record
from api.models import AnyRow
from api.reply import Reply
from chitrail.clock import now
from chitrail.errors import Conflict, InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.settings import Settings
from chitrail.tokens import Actor

MOST_EACH = 20


class NoMail(Conflict):
    """No mail server is set up."""

    code = "no-mail"
    title = "This house has no mail server"


class TooManySubscriptions(Conflict):
    """One person has all they may have."""

    code = "too-many-subscriptions"
    title = "End another subscription first"


def subscribe(
    connection: Connection, settings: Settings, actor: Actor, request: SubscriptionRequest
) -> Reply[Subscription]:
    """One more subscription of the caller. Raises InvalidInput, NoMail, TooManySubscriptions."""
    _check(settings, request)
    mine = select(func.count()).where(
        SUBSCRIPTIONS.c.staff_id == UUID(actor.subject), SUBSCRIPTIONS.c.ended_at.is_(None)
    )
    if connection.execute(mine).scalar_one() >= MOST_EACH:
        raise TooManySubscriptions(f"there are {MOST_EACH} already")
    row = {
        "id": new_id(),
        "outlet_id": actor.outlet_id,
        "staff_id": UUID(actor.subject),
        "channel": request.channel,
        "target": request.target,
        "kinds": sorted(set(request.kinds)),
        "least_severity": request.least_severity,
        "escalated_only": request.escalated_only,
        "quiet_from": _clock(request.quiet_from),
        "quiet_to": _clock(request.quiet_to),
    }
    made = connection.execute(insert(SUBSCRIPTIONS).values(row).returning(SUBSCRIPTIONS)).one()
    _note(connection, actor, made, "alerts-subscribed")
    return Reply(_view(settings, made), 201, f"/api/alerts/subscriptions/{made.id}")


def listing(connection: Connection, settings: Settings, actor: Actor) -> SubscriptionList:
    """The caller's subscriptions, oldest first."""
    mine = select(SUBSCRIPTIONS).where(
        SUBSCRIPTIONS.c.staff_id == UUID(actor.subject), SUBSCRIPTIONS.c.ended_at.is_(None)
    )
    rows = connection.execute(mine.order_by(SUBSCRIPTIONS.c.created_at, SUBSCRIPTIONS.c.id))
    return SubscriptionList([_view(settings, row) for row in rows])


def end(
    connection: Connection, settings: Settings, actor: Actor, subscription_id: UUID
) -> Subscription:
    """End a subscription of the caller; what waits for it is not sent. Raises NotFound."""
    row = _own(connection, actor, subscription_id)
    ended = update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == row.id)
    connection.execute(ended.values(ended_at=now()))
    _note(connection, actor, row, "alerts-unsubscribed")
    return _view(settings, row)


def attempt(connection: Connection, actor: Actor, subscription_id: UUID) -> Delivery:
    """Send the caller's subscription a message that says it works, now. Raises NotFound."""
    wish, at = _own(connection, actor, subscription_id), now()
    message_id = new_id()
    message = {
        "id": str(message_id),
        "type": "alert.test",
        "outlet_id": wish.outlet_id,
        "kind": "test",
        "severity": "INFO",
        "title": "Alerts reach you here",
        "details": {},
        "raised_at": at.isoformat(),
    }
    row = delivery(wish, None, "TEST", message, at, at)
    made = connection.execute(insert(DELIVERIES).values(row).returning(DELIVERIES)).one()
    return delivery_view(made, wish.channel)


def delivery_view(row: AnyRow, channel: str) -> Delivery:
    """A message as its sender sees it."""
    return Delivery(
        id=row.id,
        alert_id=row.alert_id,
        subscription_id=row.subscription_id,
        channel=channel,
        state=row.state,
        created_at=row.created_at,
        due_at=row.due_at,
        attempts=row.attempts,
        sent_at=row.sent_at,
        failed_at=row.failed_at,
        last_error=row.last_error,
    )


def _check(settings: Settings, request: SubscriptionRequest) -> None:
    for index, kind in enumerate(request.kinds):
        if kind not in KINDS:
            raise InvalidInput(f"must be one of {', '.join(KINDS)}", field=f"kinds/{index}")
    if (request.quiet_from is None) != (request.quiet_to is None):
        raise InvalidInput("quiet hours have a beginning and an end", field="quiet_to")
    if request.channel == "WEBHOOK":
        check_target(settings, request.target)
    elif not settings.smtp_url:
        raise NoMail("CHITRAIL_SMTP_URL is not set")
    else:
        local, at, domain = request.target.rpartition("@")
        printable = all(" " < character < "\x7f" for character in request.target)
        if not (local and at and domain and printable) or set(request.target) & set(',;<>()[]\\"'):
            raise InvalidInput("must be an e-mail address", field="target")


def _own(connection: Connection, actor: Actor, subscription_id: UUID) -> AnyRow:
    mine = select(SUBSCRIPTIONS).where(
        SUBSCRIPTIONS.c.id == subscription_id,
        SUBSCRIPTIONS.c.staff_id == UUID(actor.subject),
        SUBSCRIPTIONS.c.ended_at.is_(None),
    )
    row = connection.execute(mine.with_for_update()).one_or_none()
    if row is None:
        raise NotFound(f"you have no subscription {subscription_id}")
    return row


def _note(connection: Connection, actor: Actor, row: AnyRow, act: str) -> None:
    record(connection, actor.outlet_id, actor.subject, act, row.id, channel=row.channel)


def _clock(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


def _view(settings: Settings, row: AnyRow) -> Subscription:
    return Subscription(
        id=row.id,
        channel=row.channel,
        target=row.target,
        kinds=row.kinds,
        least_severity=row.least_severity,
        escalated_only=row.escalated_only,
        quiet_from=None if row.quiet_from is None else f"{row.quiet_from:%H:%M}",
        quiet_to=None if row.quiet_to is None else f"{row.quiet_to:%H:%M}",
        signing_secret=signing_secret(settings, row.id) if row.channel == "WEBHOOK" else None,
        created_at=row.created_at,
    )
