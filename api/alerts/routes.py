"""Routes of alerts."""

from uuid import UUID

from sqlalchemy import Connection

from api.alerts import rules, service, subscribing
from api.alerts.schemas import (
    AcknowledgeAlert,
    Alert,
    AlertQuery,
    Delivery,
    DeliveryQuery,
    EndSubscription,
    Rule,
    RuleList,
    RuleRequest,
    Subscription,
    SubscriptionList,
    SubscriptionRequest,
    TrySubscription,
)
from api.authorization import FLOOR, MANAGEMENT
from api.paging import Listing
from api.reply import Reply
from api.routing import Routes
from chitrail.settings import Settings
from chitrail.tokens import Actor

routes = Routes("alerts")


@routes.get("/api/alerts", roles=FLOOR)
def list_alerts(query: AlertQuery, actor: Actor, connection: Connection) -> Listing[Alert]:
    """List what is, or was, wrong at the outlet."""
    return service.listing(connection, actor.outlet_id, query)


@routes.post("/api/alerts/<uuid:alert_id>/acknowledge", roles=FLOOR, refusals=(404,))
def acknowledge_alert(
    alert_id: UUID,
    body: AcknowledgeAlert,  # noqa: ARG001 - refuses a body that says more than this act takes
    actor: Actor,
    connection: Connection,
) -> Alert:
    """Take an alert on, so that it is not escalated."""
    return service.acknowledge(connection, actor, alert_id)


@routes.get("/api/alerts/rules", roles=MANAGEMENT)
def list_alert_rules(actor: Actor, connection: Connection) -> RuleList:
    """List how the outlet wants each kind of alert."""
    return rules.listing(connection, actor.outlet_id)


@routes.post("/api/alerts/rules/<kind>", roles=MANAGEMENT, refusals=(404, 412))
def save_alert_rule(
    kind: str,
    body: RuleRequest,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Rule]:
    """Say how the outlet wants a kind of alert."""
    return rules.save(connection, actor, kind, body, expected_version)


@routes.get("/api/alerts/subscriptions", roles=FLOOR)
def list_alert_subscriptions(
    actor: Actor, connection: Connection, settings: Settings
) -> SubscriptionList:
    """List where you are told outside the product."""
    return subscribing.listing(connection, settings, actor)


@routes.post("/api/alerts/subscriptions", roles=MANAGEMENT, status=201, refusals=(409,))
def subscribe_to_alerts(
    body: SubscriptionRequest, actor: Actor, connection: Connection, settings: Settings
) -> Reply[Subscription]:
    """Be told by e-mail or signed webhook."""
    return subscribing.subscribe(connection, settings, actor, body)


@routes.post(
    "/api/alerts/subscriptions/<uuid:subscription_id>/end", roles=MANAGEMENT, refusals=(404,)
)
def end_alert_subscription(
    subscription_id: UUID,
    body: EndSubscription,  # noqa: ARG001 - refuses a body that says more than this act takes
    actor: Actor,
    connection: Connection,
    settings: Settings,
) -> Subscription:
    """Be told there no more."""
    return subscribing.end(connection, settings, actor, subscription_id)


@routes.post(
    "/api/alerts/subscriptions/<uuid:subscription_id>/test", roles=MANAGEMENT, refusals=(404,)
)
def try_alert_subscription(
    subscription_id: UUID,
    body: TrySubscription,  # noqa: ARG001 - refuses a body that says more than this act takes
    actor: Actor,
    connection: Connection,
) -> Delivery:
    """Send a message that says it works."""
    return subscribing.attempt(connection, actor, subscription_id)


@routes.get("/api/alerts/deliveries", roles=MANAGEMENT)
def list_alert_deliveries(
    query: DeliveryQuery, actor: Actor, connection: Connection
) -> Listing[Delivery]:
    """List messages that were sent, wait, or were given up."""
    return service.deliveries(connection, actor.outlet_id, query)
